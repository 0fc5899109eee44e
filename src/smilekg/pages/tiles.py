"""Where each province-level unit stands in a grid of equal tiles: no border is drawn, so none is disputed.

Rows and columns follow the compass only roughly. Short names: one character each, and the letters of ISO 3166-2:CN.
"""

from typing import Any

from ..things.places import Place
from ..things.rankings import Entry
from .lists import lineage
from .page import Visit

TILES: dict[str, tuple[int, int, str, str]] = {
    "230000": (0, 7, "黑", "HL"), "210000": (1, 6, "辽", "LN"), "220000": (1, 7, "吉", "JL"),
    "650000": (2, 0, "新", "XJ"), "620000": (2, 2, "甘", "GS"), "640000": (2, 3, "宁", "NX"),
    "150000": (2, 4, "蒙", "NM"), "110000": (2, 5, "京", "BJ"), "120000": (2, 6, "津", "TJ"),
    "630000": (3, 1, "青", "QH"), "610000": (3, 3, "陕", "SN"), "140000": (3, 4, "晋", "SX"),
    "130000": (3, 5, "冀", "HE"), "370000": (3, 6, "鲁", "SD"), "540000": (4, 0, "藏", "XZ"),
    "510000": (4, 1, "川", "SC"), "500000": (4, 2, "渝", "CQ"), "420000": (4, 3, "鄂", "HB"),
    "410000": (4, 4, "豫", "HA"), "340000": (4, 5, "皖", "AH"), "320000": (4, 6, "苏", "JS"),
    "310000": (4, 7, "沪", "SH"), "530000": (5, 1, "滇", "YN"), "520000": (5, 2, "黔", "GZ"),
    "430000": (5, 3, "湘", "HN"), "360000": (5, 4, "赣", "JX"), "330000": (5, 6, "浙", "ZJ"),
    "450000": (6, 2, "桂", "GX"), "440000": (6, 3, "粤", "GD"), "350000": (6, 5, "闽", "FJ"),
    "710000": (6, 6, "台", "TW"), "460000": (7, 2, "琼", "HI"), "820000": (7, 3, "澳", "MO"),
    "810000": (7, 4, "港", "HK"),
}


def tiles(visit: Visit, entries: list[Entry]) -> list[dict[str, Any]]:
    """A tile a province-level unit: how many of the list it has, or, where the list ranks provinces, its grade."""
    counted: dict[str, list[Entry]] = {code: [] for code in TILES}
    for entry in entries:
        for code in {one.adcode for thing in entry.subjects for one in lineage(thing) if isinstance(one, Place)}:
            if code in counted:
                counted[code].append(entry)
    grades = list(dict.fromkeys(entry.grade for entry in entries if entry.grade))  # as listed: the highest first
    provinces = [visit.graph.place(f"place/{code}") for code in TILES]
    return [_tile(visit, province, counted[province.adcode or ""], grades) for province in provinces]


def _tile(visit: Visit, province: Place, entries: list[Entry], grades: list[str]) -> dict[str, Any]:
    row, column, zh, en = TILES[province.adcode or ""]
    grade = next((entry.grade for entry in entries if entry.grade and province in entry.subjects), None)
    return {"label": visit.name(province), "short": visit.say(zh, en), "href": visit.of(province.iri), "row": row,
            "col": column, "value": len(grades) - grades.index(grade) if grade else len(entries),
            "text": grade or str(len(entries))}
