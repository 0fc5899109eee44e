"""Answers as GeoJSON (RFC 7946): points in longitude and latitude."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..errors import QueryError
from .internal import points
from .rows import Iri, text


def to_geojson(graph: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]], column: str) -> str:
    """One Feature a row. Raises QueryError where no column has a place or a point."""
    dicts = [dict(zip(columns, row)) for row in rows]
    if {"lat", "long"} <= set(columns):
        features = [_feature(row, row) for row in dicts]
    elif column in columns:
        iris = [row[column] for row in dicts if isinstance(row[column], Iri)]
        known = points(graph, iris) if graph is not None else {}
        features = [_feature(row, known.get(str(row[column]), {})) for row in dicts]
    else:
        raise QueryError("no column says where a row lies", column="--column", value=column,
                         hint=f"a column of places, or lat and long; there are: {', '.join(columns)}")
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def _feature(row: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    lat, long = point.get("lat"), point.get("long")
    properties = {name: _json_value(cell) for name, cell in row.items()}
    if point.get("basis") and point is not row:
        properties.setdefault("point_basis", point["basis"])
    is_known = lat is not None and long is not None
    geometry = {"type": "Point", "coordinates": [_degrees(long), _degrees(lat)]} if is_known else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _degrees(cell: Any) -> float:
    try:
        return float(cell)
    except ValueError:
        raise QueryError("a point needs decimal degrees", value=cell) from None


def _json_value(cell: Any) -> Any:
    """A Decimal as a number where a double holds all its digits, else as text."""
    if not isinstance(cell, Decimal):
        return cell
    number = float(cell)
    return number if Decimal(repr(number)) == cell else text(cell)
