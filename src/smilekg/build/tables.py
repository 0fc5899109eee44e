"""Identified entries and curated records -> the tidy tables. One function a table; every row is a tuple of texts."""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from ..errors import CuratedError
from ..paths import relative
from ..tabular import csv_text
from .announcement import RankedList, Source
from .curated import Record
from .identify import Identified, Restorer
from .ledger import Ledger
from .reconcile import PROVINCES_AS_CITIES, Gazetteer, Place
from .registers import Curated

Table = tuple[list[str], Sequence[tuple[str, ...]]]

# Tables that are kept by hand in the very form in which they are published.
AS_KEPT = ("clusters", "evaluations", "evaluation-methods", "evaluation-models", "evaluation-organizations",
           "event-organizers", "events", "indicators",
           "methods", "models", "organizations", "people", "roles", "statistics", "wikidata")
CLASSES = {"province": "Province", "city": "City", "district": "District", "functional-area": "FunctionalArea"}
SCALES = {"index": "scale-index", "points": "scale-points"}
GENERIC = re.compile(" (District|County|Banner|Prefecture|New Area|New District|High-tech Zone|Autonomous .*)$")


def make_tables(sources: list[Source], entries: list[Identified], curated: Curated, restorer: Restorer
                ) -> dict[str, Table]:
    """Every table that is made from the published rows and the registers, by name."""
    operators = _operators(entries)
    used = _used_places(entries, curated)
    return {
        "sources": _sources(sources),
        "series": _series(sources, curated, restorer),
        "rankings": _rankings(sources, curated, restorer),
        "entries": _entries(entries, curated),
        "subjects": _subjects(entries),
        "places": _places(used, curated.gazetteer),
        "towns": _towns(entries, curated),
        "companies": _companies(curated),
        "apps": _apps(curated, operators),
        "names": _names(entries, used, curated),
        "cluster-memberships": _memberships(curated),
        "corrections": _corrections(curated.ledger),
    }


def _sources(sources: list[Source]) -> Table:
    columns = ["source", "title_zh", "title_en", "publisher", "not_before", "sha256", "language"]
    return columns, [(s.about["id"], *(str(s.about[c]) for c in columns[1:])) for s in sources]


def _series(sources: list[Source], curated: Curated, restorer: Restorer) -> Table:
    rows = []
    for record in curated.series:
        source = next((s for s in sources if s.edition == record["edition"]), None)
        if source is None:
            raise record.error("the edition is not there", "edition")
        if not record["line"].isdecimal() or int(record["line"]) not in source.lines:
            raise record.error("the line is none of the published ones", "line")
        heading = source.lines[int(record["line"])][0]
        target = f"series/{record['edition']}/{record['sequence']}"
        restored = restorer.restore(source, target, "publishedHeading", heading)
        rows.append((record["edition"], record["sequence"], heading, restored, record["line"], record["name_zh"],
                     record["name_en"], source.about["id"]))
    return ["edition", "sequence", "heading", "restored_heading", "line", "name_zh", "name_en", "source"], rows


def _rankings(sources: list[Source], curated: Curated, restorer: Restorer) -> Table:
    known = [(source.edition, ranking.id) for source in sources for ranking in source.lists]
    for key, record in curated.rankings.items():
        if key not in known:
            raise record.error("there is no such list", "list", f"the documents have {', '.join(k[1] for k in known)}")
    columns = ["edition", "list", "series", "sequence", "criterion", "model", "ordered", "subject_class", "expected",
               "scale", "heading", "restored_heading", "line", "source", "name_zh", "name_en"]
    return columns, [_ranking(source, ranking, curated, restorer) for source in sources for ranking in source.lists]


def _ranking(source: Source, ranking: RankedList, curated: Curated, restorer: Restorer) -> tuple[str, ...]:
    names = curated.rankings.get((source.edition, ranking.id))
    if names is None:
        raise CuratedError("the list has no name", file="data/curated/rankings.csv", column="list", value=ranking.id,
                           hint="add a row with its Chinese and English names")
    restored = restorer.restore(source, f"ranking/{source.edition}/{ranking.id}", "publishedHeading", ranking.heading)
    return (source.edition, ranking.id, str(ranking.series or ""), str(ranking.sequence), ranking.criterion,
            ranking.model, str(ranking.ordered).lower(), ranking.subject, str(ranking.rows),
            SCALES.get(ranking.value, ""), ranking.heading, restored, str(ranking.heading_line), source.about["id"],
            names["name_zh"], names["name_en"])


def _entries(entries: list[Identified], curated: Curated) -> Table:
    columns = ["edition", "list", "key", "identifier", "position", "rank", "published", "restored", "value", "score",
               "grade", "line", "text", "source", "name_zh", "name_en"]
    english = EnglishNames(curated)
    return columns, [_entry(item, curated, english) for item in entries]


def _entry(item: Identified, curated: Curated, english: "EnglishNames") -> tuple[str, ...]:
    source, ranking, entry = item.source, item.ranking, item.entry
    score = canonical(entry.value) if ranking.value in SCALES else ""
    grade = grade_id(entry.value) if ranking.value == "grade" else ""
    title = curated.rankings[source.edition, ranking.id]
    place_zh = f"第{entry.rank}名" if entry.rank else f"第{entry.position}项"
    place_en = f"rank {entry.rank}" if entry.rank else f"item {entry.position}"
    named = " and ".join(english[iri] for iri in item.resolution.iris)
    return (source.edition, ranking.id, entry.key, f"{ranking.id}/{entry.key}", str(entry.position),
            str(entry.rank or ""), entry.name, item.restored,
            entry.value, score, grade, str(entry.line), entry.text, source.about["id"],
            f"{item.restored}：{title['name_zh']}{place_zh}", f"{named}: {title['name_en']}, {place_en}")


def canonical(value: str) -> str:
    """The canonical form of a decimal (XSD 1.1): 0.910 -> 0.91, 82.00 -> 82."""
    return format(Decimal(value).normalize(), "f")


def grade_id(value: str) -> str:
    """The published letters as a name that an IRI can end in: AAAA- -> AAAA-minus."""
    return value.rstrip("+-") + {"+": "-plus", "-": "-minus"}.get(value[-1], "")


class EnglishNames:
    """The English name of any subject, by its IRI without namespace."""

    def __init__(self, curated: Curated):
        self.curated = curated
        self.names = {f"app/{r['key']}": r["name_en"] for r in curated.apps}
        self.names |= {f"company/{r['key']}": r["name_en"] for r in curated.companies}
        self.names |= {f"organization/{r['organization']}": r["name_en"] for r in curated.kept("organizations")}

    def __getitem__(self, iri: str) -> str:
        if iri.startswith("place/"):
            return self.curated.gazetteer[iri.removeprefix("place/")].record["name_en"]
        if iri.startswith("town/"):
            return self.curated.towns[tuple(iri.split("/")[1:])]["name_en"]
        return self.names[iri]


def _subjects(entries: list[Identified]) -> Table:
    rows = [(item.source.edition, item.ranking.id, item.entry.key, iri, item.resolution.how)
            for item in entries for iri in item.resolution.iris]
    return ["edition", "list", "key", "subject", "how"], rows


def _operators(entries: list[Identified]) -> dict[str, str]:
    """App -> its operator: the provider on the same published line."""
    providers = {(i.source.edition, i.entry.line): i.resolution.iris[0] for i in entries
                 if i.ranking.subject == "Company"}
    return {i.resolution.iris[0]: providers[i.source.edition, i.entry.line] for i in entries
            if i.ranking.subject == "App"}


def _used_places(entries: list[Identified], curated: Curated) -> list[str]:
    """Keys of the places that the graph speaks of, with all that they lie in; and every province."""
    keys = {iri.removeprefix("place/") for item in entries for iri in item.resolution.iris if iri.startswith("place/")}
    for column, records in (("host", curated.towns.values()), ("headquarters", curated.companies),
                            ("place", curated.kept("events"))):
        for record in records:
            if record[column] and record[column] not in curated.gazetteer:
                raise record.error("the place is no key of the gazetteer", column)
        keys |= {record[column] for record in records}
    keys |= {key for record in curated.kept("cluster-definitions") for key in _members(record, curated.gazetteer)}
    keys |= {key for key, known in curated.gazetteer.places.items() if known.level == "province"}
    keys.discard("")
    return sorted(keys | {parent for key in keys for parent in curated.gazetteer.ancestors(key)})


def _places(used: list[str], gazetteer: Gazetteer) -> Table:
    columns = ["place", "class", "second_class", "name_zh", "name_en", "name_en_source", "within", "adcode",
               "adcode2024", "change", "changed_in", "renamed_to", "reason_zh", "reason_en", "geonames", "match",
               "lat", "long", "point"]
    return columns, [_place(gazetteer[key], gazetteer) for key in used]


def _place(place: Place, gazetteer: Gazetteer) -> tuple[str, ...]:
    cells = place.record.cells
    renamed = cells.get("name2024", place.name)
    return (place.key, CLASSES[place.level], "City" if place.key in PROVINCES_AS_CITIES else "", place.name,
            cells["name_en"], cells["name_en_source"], place.parent, place.key if "adcode2024" in cells else "",
            cells.get("adcode2024", ""),
            cells.get("change", ""), cells.get("change_year", ""), renamed if renamed != place.name else "",
            cells.get("reason_zh", ""), cells.get("reason_en", ""), cells.get("geonames", ""),
            cells.get("match", ""), *point(place.key, gazetteer))


def point(key: str, gazetteer: Gazetteer) -> tuple[str, str, str]:
    """Latitude, longitude and what they stand for: the seat of the place, or of the nearest place around it.

    A province has no point of its own, and lends none.
    """
    for near in (key, *gazetteer.ancestors(key)):
        cells = gazetteer[near].record.cells
        if cells["lat"]:
            return cells["lat"], cells["long"], "seat" if near == key else "parent"
    return "", "", ""


def _towns(entries: list[Identified], curated: Curated) -> Table:
    rows = []
    listed = {(item.source.edition, item.entry.key) for item in entries if item.ranking.subject == "Town"}
    for key, record in curated.towns.items():
        if key not in listed:
            raise record.error("the town is on no list", "position")
    for item in entries:
        if item.ranking.subject == "Town":
            record = curated.towns[item.source.edition, item.entry.key]
            lat, long, basis = point(record["host"], curated.gazetteer)
            rows.append((item.source.edition, item.entry.key, record["own_name"], record["name_en"],
                         record["name_en_basis"], record["host"],
                         record["township_code"], lat, long, "parent" if basis else ""))
    columns = ["edition", "number", "name_zh", "name_en", "name_en_source", "within", "township_code", "lat", "long",
               "point"]
    return columns, rows


def _memberships(curated: Curated) -> Table:
    columns = ["cluster", "definition", "member", "text", "year", "name_zh", "name_en"]
    names = {record["cluster"]: record for record in curated.kept("clusters")}
    rows = []
    for record in curated.kept("cluster-definitions"):
        cluster = names[record["cluster"]]
        for key in _members(record, curated.gazetteer):
            place = curated.gazetteer[key]
            rows.append((record["cluster"], record["definition"], key, record["text"], record["year"],
                         f"{cluster['name_zh']}：{place.name}", f"{place.record['name_en']} in {cluster['name_en']}"))
    return columns, rows


def _members(record: Record, gazetteer: Gazetteer) -> list[str]:
    """Keys of the provinces and cities that a definition of a cluster names."""
    found = []
    for name in record["members"].split(";"):
        keys = [key for key in gazetteer.named(name) if gazetteer[key].level in ("province", "city")]
        # A name such as 北京 is that of one province-level unit; 吉林 would be that of two places.
        if len(keys) != 1:
            raise record.error(f"the member {name!r} fits {len(keys)} places", "members", "write its full name")
        found += keys
    return found


def _companies(curated: Curated) -> Table:
    columns = ["company", "class", "name_zh", "name_en", "name_en_source", "headquarters"]
    return columns, [(r["key"], r["class"], r["name"], r["name_en"], r["name_en_basis"], r["headquarters"])
                     for r in curated.companies]


def _apps(curated: Curated, operators: dict[str, str]) -> Table:
    for record in curated.apps:
        if f"app/{record['key']}" not in operators:
            raise record.error("the app is on no list", "name", "take the row out, or mend its name")
    rows = [(r["key"], r["name"], r["name_en"], r["name_en_basis"], r["use"],
             operators[f"app/{r['key']}"].removeprefix("company/"))
            for r in curated.apps]
    return ["app", "name_zh", "name_en", "name_en_source", "use", "operator"], rows


def _names(entries: list[Identified], used: list[str], curated: Curated) -> Table:
    """Other names: short forms, every form in which a list writes a place, and the brands of companies."""
    gazetteer = curated.gazetteer
    names = {(f"place/{key}", gazetteer[key].short, "") for key in used}
    names |= {(f"place/{key}", "", _stem(gazetteer[key].record["name_en"])) for key in used}
    # Changsha is the city, not the county in it: what is left of the county's name is no name of its own.
    names -= {(f"place/{key}", "", gazetteer[gazetteer[key].parent].record["name_en"])
              for key in used if gazetteer[key].parent}
    names |= {(i.resolution.iris[0], i.restored, "") for i in entries
              if len(i.resolution.iris) == 1 and i.ranking.subject not in ("App", "Company")}
    names -= {(f"place/{key}", gazetteer[key].name, "") for key in used}
    for record in curated.companies:
        company = f"company/{record['key']}"
        names |= {(company, record["brand_zh"], ""), (company, "", record["brand_en"])}
    return ["entity", "name_zh", "name_en"], sorted(row for row in names if row[1] or row[2])


def _stem(name: str) -> str:
    """The English name without its generic word: Xiong'an New Area -> Xiong'an; nothing where it has none."""
    stem = GENERIC.sub("", name)
    return stem if stem != name else ""


def _corrections(ledger: Ledger) -> Table:
    columns = ["id", "target", "property", "published", "now", "action", "kind", "reason_zh", "reason_en", "evidence",
               "certainty", "by", "date", "status", "found_by", "line", "name_zh", "name_en"]
    return columns, [(*(r[c] for c in columns[:-2]), f"更正{r['id']}", f"Correction {r['id']}") for r in ledger.records]


def write_tables(tables: dict[str, Table], curated: Curated, target: Path) -> None:
    """Write the made tables, and copy the kept ones, into the folder `target`."""
    for name, (columns, rows) in tables.items():
        (target / f"{name}.csv").write_text(csv_text(columns, rows), "utf-8", newline="")
    for name in AS_KEPT:
        records = curated.kept(name)
        if not records:
            raise CuratedError("has no row", file=relative(curated.folder / f"{name}.csv"),
                               hint="put the rows back")
        kept = (tuple(record.cells.values()) for record in records)
        (target / f"{name}.csv").write_text(csv_text(records[0].cells, kept), "utf-8", newline="")
