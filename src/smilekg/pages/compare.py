"""Places side by side."""

from typing import Any

from ..errors import SmileError
from ..result import Result
from ..things.compare import MOST, Comparison
from ..things.places import Place
from . import asked
from .lists import path_of, ranks, title
from .page import Page, Visit


def view(visit: Visit) -> Page:
    """Two to six places (`?place=苏州&place=320200`) on every list that two of them share."""
    given = [one.strip() for one in visit.query.get("place", ()) if one.strip()][:MOST + 1]
    places, troubles = _places(visit, given)
    comparison = visit.graph.compare(*places) if 2 <= len(places) <= MOST else None
    if visit.form != "html":
        return visit.file(as_rows(visit, visit.graph.compare(*given)))
    handles = asked.handles(visit)
    shown = [handles[place.iri][0] for place in places] + [name for name, _ in troubles]
    return visit.render("compare.html", given=shown, handles=sorted(handles.values()), troubles=dict(troubles), is_many=len(places) > MOST, comparison=comparison, most=MOST,
                        heading=visit.say("、", ", ").join(map(visit.name, places)) or visit.say("比较", "Compare"),
                        chart=chart(visit, comparison) if comparison else None, path_of=path_of, title_of=title)


def _places(visit: Visit, given: list[str]) -> tuple[list[Place], list[tuple[str, str]]]:
    """The places of these names, each once; and for each name that is none, or several, why."""
    places: list[Place] = []
    troubles = []
    for name in given:
        try:
            place = visit.graph.place(name)
        except SmileError as error:
            troubles.append((name, f"{error.problem}; {error.hint}" if error.hint else error.problem))
        else:
            if place not in places:
                places.append(place)
    return places, troubles


def chart(visit: Visit, comparison: Comparison) -> dict[str, Any]:
    """The ranks of each place on each list that has an order."""
    rows = [{"label": title(visit, line.ranking), "href": visit.href(path_of(line.ranking)), "of": ranks(line.ranking),
             "ranks": [one and one.rank for one in line.entries],
             "texts": [one.published_value or "" if one else "" for one in line.entries]}
            for line in comparison if line.ranking.ordered]
    return {"places": [visit.name(place) for place in comparison.places], "rows": rows}


def as_rows(visit: Visit, comparison: Comparison) -> Result:
    """The same as rows: one a list, for each place its rank and value."""
    names = [visit.name(place) if comparison.names[n] == place.name else comparison.names[n]
             for n, place in enumerate(comparison.places)]
    columns = ("edition", "list", "title", *(f"{name} {what}" for name in names for what in ("rank", "value")))
    return Result(columns, tuple((line.ranking.edition, line.ranking.id, title(visit, line.ranking), *(
        cell for one in line.entries for cell in ((one.rank, one.published_value) if one else (None, None))))
        for line in comparison))
