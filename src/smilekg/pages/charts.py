"""The chart that fits an answer, as data for the browser. A question's header names it: `#+ chart: {"kind": "bars", …}`."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ..result import Result, Row
from ..things.entities import things
from ..things.places import Place
from . import words
from .lists import place_of, title
from .page import Visit
from .tiles import TILES

Spec = Mapping[str, Any]
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
FEWEST = 2  # rows that make a chart worth drawing


def of(visit: Visit, spec: Spec | None, answer: Result) -> dict[str, Any] | None:
    """The chart of an answer: `kind` and `data`; None where the question has none or there is too little to draw."""
    if not spec:
        return None
    data = _KINDS[spec["kind"]](visit, spec, answer)
    drawn = data.get("rows") or data.get("points") or data.get("tiles") or []
    return {"kind": spec["kind"], "data": data} if len(drawn) >= FEWEST else None


def number(cell: Any) -> int | Decimal | None:
    """A cell as a number, also one that is published text such as `0.860`; None where it is none."""
    if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
        return cell
    return Decimal(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else None


def _label(visit: Visit, spec: Spec, row: Row) -> str:
    """What a mark is called: the cells of its columns, an id of a list by its name."""
    names = spec["label"] if isinstance(spec["label"], list) else [spec["label"]]
    lists = {one.id: title(visit, one) for one in visit.graph.rankings()} if "list" in names else {}
    return " – ".join(lists.get(row[name], str(row[name])) for name in names)


def _href(visit: Visit, row: Row) -> str:
    return visit.of(row["entity"]) if "entity" in row and row["entity"] else ""


def _heading(visit: Visit, column: str) -> str:
    return visit.say(*words.column(column))


def _bars(visit: Visit, spec: Spec, answer: Result) -> dict[str, Any]:
    column = spec["value"]
    rows = [{"label": _label(visit, spec, row), "href": _href(visit, row), "value": number(row[column]),
             "text": str(row[column]), "note": ""} for row in answer if number(row[column]) is not None]
    return {"x": _heading(visit, column), "rows": rows}


def _scatter(visit: Visit, spec: Spec, answer: Result) -> dict[str, Any]:
    x, y = spec["x"], spec["y"]
    rows = [{"label": _label(visit, spec, row), "href": _href(visit, row), "x": number(row[x]), "y": number(row[y])}
            for row in answer if number(row[x]) is not None and number(row[y]) is not None]
    return {"x": _heading(visit, x), "y": _heading(visit, y), "ranks": "rank" in x or "position" in x, "rows": rows}


def _dots(visit: Visit, spec: Spec, answer: Result) -> dict[str, Any]:
    rows = [{"label": _label(visit, spec, row), "group": row["edition"], "href": _href(visit, row), "rank": row["rank"],
             "of": row["of"], "text": f"{row['rank']} / {row['of']}"} for row in answer if row["rank"] is not None]
    return {"rows": rows}


def _map(visit: Visit, spec: Spec, answer: Result) -> dict[str, Any]:
    places = things(visit.graph._answers, [row["entity"] for row in answer])
    rank = spec.get("rank", "rank")
    points = []
    for row, thing in zip(answer, places, strict=True):
        place = place_of(thing)
        if place and place.point:
            basis = place.point.basis if place == thing else "parent"
            points.append({"label": _label(visit, spec, row), "href": _href(visit, row), "lat": place.point.lat,
                           "long": place.point.long, "rank": number(row[rank]) if rank in row else None, "score": None,
                           "text": "", "basis": basis, "cluster": []})
    return {"points": points, "by": "rank", "cluster": "", "clusters": []}


def _tiles(visit: Visit, spec: Spec, answer: Result) -> dict[str, Any]:
    places = things(visit.graph._answers, [row["entity"] for row in answer])
    found = {place.adcode: row for row, place in zip(answer, places, strict=True) if isinstance(place, Place)}
    tiles = []
    for code, (line, column, zh, en) in TILES.items():
        province, row = visit.graph.place(f"place/{code}"), found.get(code)
        value = number(row[spec["value"]]) if row else None
        tiles.append({"label": visit.name(province), "short": visit.say(zh, en), "href": visit.of(province.iri),
                      "row": line, "col": column, "value": value or 0, "text": "" if value is None else str(value)})
    return {"x": _heading(visit, spec["value"]), "tiles": tiles}


_KINDS: dict[str, Callable[[Visit, Spec, Result], dict[str, Any]]] = {
    "bars": _bars, "scatter": _scatter, "dots": _dots, "map": _map, "tiles": _tiles}
