"""`places.geojson` (RFC 7946): the places with a point, and their ranks."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..terms import local
from .contents import Contents
from .files import File, write

_TEXTS = ("name_zh", "name_en", "adcode", "adcode2024", "within", "point")


def geojson(contents: Contents, folder: Path) -> Iterator[File]:
    """One Feature a place. Its ranks are properties such as `rank 2019-2020/livability`, so that a map can colour by them."""
    ranks: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in contents.ask("entries"):
        ranks[row["subject"]] |= _on_list(row)
    features = [_feature(place, ranks[place["place"]]) for place in contents.ask("places")]
    collection = {"type": "FeatureCollection", "name": "smilekg places", "features": features}
    write(folder, "places.geojson", (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    yield File("places.geojson", "application/geo+json", "the places with a point, and their ranks", rows=len(features))


def _on_list(row: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of its place: rank (else position) and published value."""
    name = f"{row['edition']}/{row['list']}"
    order = "position" if row["rank"] is None else "rank"
    return {f"{order} {name}": row[order]} | ({f"value {name}": row["value"]} if row["value"] is not None else {})


def _feature(place: Mapping[str, Any], ranks: Mapping[str, Any]) -> dict[str, Any]:
    properties = {"iri": place["place"], "kind": local(place["kind"]),
                  **{name: place[name] for name in _TEXTS if place[name] is not None},
                  "lists": _lists(ranks), **_best(ranks.items()), **ranks}
    point = {"type": "Point", "coordinates": [float(place["long"]), float(place["lat"])]}
    return {"type": "Feature", "id": place["place"], "geometry": point, "properties": properties}


def _lists(ranks: Iterable[str]) -> int:
    return sum(not name.startswith("value ") for name in ranks)


def _best(ranks: Iterable[tuple[str, Any]]) -> dict[str, int]:
    found = [rank for name, rank in ranks if name.startswith("rank ")]
    return {"best_rank": min(found)} if found else {}
