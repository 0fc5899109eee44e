"""The pages of lists: all of them, and one with its entries."""

from collections import Counter
from typing import Any

from ..result import Result
from ..things.rankings import Entry, Ranking
from . import asked
from .lists import around_of, found, path_of, title
from .page import Near, Page, Visit
from .tiles import tiles

COLUMNS = ("position", "rank", "name", "within", "value", "published_name", "restored_name", "line", "corrections", "iri")


def index(visit: Visit) -> Page:
    """All lists, by edition."""
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
    return visit.render("ranking.html", ranking=ranking, title=title(visit, ranking), rows=rows, chart=chart(visit, ranking, rows),
                        corrections=ranking.corrections, iri=ranking.iri,
                        neighbours=[(one.title, visit.href(one.path)) for one in _neighbours(visit, ranking)],
                        source=asked.links(visit, [ranking.source or ""])[0]["text"])


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


def chart(visit: Visit, ranking: Ranking, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The bars of a list with scores, the tiles of one with grades; None for any other: a bar for a rank would show
    what is not there."""
    if ranking.entries[0].grade is not None:
        return {"kind": "tiles", "data": {"tiles": tiles(visit, list(ranking.entries))}}
    if ranking.scale is None:
        return None
    bars = [{"label": row["name"], "href": visit.of(row["entry"].subjects[0].iri), "value": row["entry"].score,
             "text": row["value"], "note": "tie" if row["is_tie"] else "corrected" if row["ids"] else ""} for row in rows]
    return {"kind": "bars", "data": {"x": visit.say("得分", "Score"), "rows": bars}}
