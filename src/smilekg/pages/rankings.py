"""The pages of lists: all of them, and one with its entries."""

from collections import Counter
from typing import Any

from ..errors import NameUnresolved
from ..result import Result
from ..things.places import Place
from ..things.providers import App, Company
from ..things.rankings import Entry, Ranking
from . import asked
from .page import Near, NoSuchPage, Page, Visit

COLUMNS = ("position", "rank", "name", "within", "value", "published_name", "restored_name", "line", "corrections", "iri")


def title(visit: Visit, ranking: Ranking) -> str:
    """The name of a list in the language of the page."""
    return ranking.title if visit.language == "zh" else ranking.title_en or ranking.title


def path_of(ranking: Ranking) -> str:
    return f"ranking/{ranking.edition}/{ranking.id}"


def index(visit: Visit) -> Page:
    """All lists, by edition."""
    if visit.path != "lists":
        raise NoSuchPage("there is no such page", [Near("lists", visit.say("榜单", "Lists"))], value=visit.path)
    editions: dict[str, list[dict[str, Any]]] = {}
    for ranking in visit.graph.rankings():
        first = ranking.entries[0]
        editions.setdefault(ranking.edition, []).append({
            "path": path_of(ranking), "title": title(visit, ranking), "entries": len(ranking), "ranking": ranking,
            "first": first if ranking.ordered else None, "criterion": visit.term(f"criterion-{ranking.criterion}")})
    return visit.render("lists.html", editions=editions)


def view(visit: Visit) -> Page:
    """One list: a chart, and its entries in a table, which can be had as CSV and JSON."""
    ranking = found(visit, visit.path.removeprefix("ranking").strip("/"))
    rows = rows_of(visit, ranking)
    if visit.form != "html":
        shown = [tuple(row[name] for name in COLUMNS) for row in rows]
        return visit.file(Result(COLUMNS, tuple(shown)))
    return visit.render("ranking.html", ranking=ranking, title=title(visit, ranking), rows=rows, chart=chart(visit, rows),
                        corrections=ranking.corrections, iri=ranking.iri,
                        neighbours=[(one.title, visit.href(one.path)) for one in _neighbours(visit, ranking)],
                        source=asked.links(visit, [ranking.source or ""])[0]["text"])


def found(visit: Visit, name: str) -> Ranking:
    """The list of `2019-2020/counties`, or of `counties`. Raises NoSuchPage with near ones."""
    edition, _, identifier = name.rpartition("/")
    try:
        return visit.graph.ranking(edition, identifier) if edition else visit.graph.ranking(identifier)
    except NameUnresolved as error:
        known = [Near(path_of(one), title(visit, one)) for one in visit.graph.rankings()]
        near = [one for one in known if one.path.endswith(f"/{identifier}")] or known
        raise NoSuchPage(error.problem, near, value=name) from None


def _neighbours(visit: Visit, ranking: Ranking) -> list[Near]:
    """The lists before and after it."""
    lists = visit.graph.rankings()
    place = lists.index(ranking)
    return [Near(path_of(one), title(visit, one)) for one in lists[max(0, place - 1):place + 2] if one != ranking]


def rows_of(visit: Visit, ranking: Ranking) -> list[dict[str, Any]]:
    """A row an entry: the columns of the files, and what only the page shows."""
    entries = ranking.entries
    corrected: dict[str, list[str]] = {}
    for one in ranking.corrections:
        corrected.setdefault(one.target, []).append(one.id)
    ties = {score for score, times in Counter(one.score for one in entries).items() if score is not None and times > 1}
    return [_row(visit, one, corrected.get(one.iri, []), one.score in ties) for one in entries]


def _row(visit: Visit, entry: Entry, corrected: list[str], is_tie: bool) -> dict[str, Any]:
    around = around_of(entry.subjects[0])
    return {"position": entry.position, "rank": entry.rank, "value": entry.published_value,
            "name": visit.say("、", " and ").join(map(visit.name, entry.subjects)),
            "within": visit.name(around) if around else None, "published_name": entry.published_name,
            "restored_name": entry.restored_name, "line": entry.line, "corrections": " ".join(corrected),
            "iri": entry.iri, "entry": entry, "around": around, "ids": corrected, "is_tie": is_tie}


def around_of(thing: Any) -> Any:
    """The place around a place, the headquarters of a company, the company of an app; None where there is none."""
    if isinstance(thing, Place):
        return thing.within
    return thing.headquarters if isinstance(thing, Company) else thing.operator if isinstance(thing, App) else None


def chart(visit: Visit, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The bars of a list with scores; None for any other: a bar for a rank would show what is not there."""
    if not rows or rows[0]["entry"].score is None:
        return None
    return {"x": visit.say("得分", "Score"), "rows": [
        {"label": row["name"], "href": visit.of(row["entry"].subjects[0].iri), "value": row["entry"].score,
         "text": row["value"], "note": "tie" if row["is_tie"] else "corrected" if row["ids"] else ""} for row in rows]}


def ranks(ranking: Ranking) -> int:
    """How many ranks a list has; of a list without an order, entries."""
    return max(one.rank if one.rank is not None else one.position for one in ranking.entries)
