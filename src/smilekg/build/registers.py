"""What is kept by hand in data/curated, read and checked: gazetteer, aliases, registers, ledger."""

from pathlib import Path

from .announcement import Source
from .curated import Record, read_records
from .identify import Identified
from .ledger import Ledger
from .reconcile import Gazetteer

GAZETTEER_COLUMNS = ["key", "level", "name", "short", "parent", "adcode2024", "name2024", "change", "change_year",
                     "name_en", "name_en_source", "geonames", "match", "lat", "long", "point"]
EXTRA_COLUMNS = ["key", "level", "name", "short", "parent", "name_en", "name_en_source", "reason_zh", "reason_en",
                 "lat", "long", "point"]
COMPANY_COLUMNS = ["key", "name", "name_en", "name_en_basis", "brand_zh", "brand_en", "class", "headquarters",
                   "headquarters_basis"]
APP_COLUMNS = ["key", "name", "name_en", "name_en_basis", "use", "use_reason"]
TOWN_COLUMNS = ["edition", "position", "name", "own_name", "name_en", "name_en_basis", "host", "township_code",
                "township_basis"]
ALIAS_COLUMNS = ["name", "list", "part", "entity", "reason"]


class Curated:
    """Everything kept by hand in data/curated, read and checked."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._kept: dict[str, list[Record]] = {}
        self.gazetteer = Gazetteer([*read_records(folder / "gazetteer.csv", GAZETTEER_COLUMNS, "key"),
                                    *read_records(folder / "places-without-code.csv", EXTRA_COLUMNS, "key")])
        self.companies = read_records(folder / "companies.csv", COMPANY_COLUMNS, "key")
        self.apps = read_records(folder / "apps.csv", APP_COLUMNS, "key")
        self.towns = self._keyed("towns.csv", TOWN_COLUMNS, ("edition", "position"))
        self.aliases = read_records(folder / "aliases.csv", ALIAS_COLUMNS)
        self.ledger = Ledger(folder / "corrections.csv")
        self.rankings = self._keyed("rankings.csv", ["edition", "list", "name_zh", "name_en"], ("edition", "list"))
        self.series = read_records(folder / "series.csv", ["edition", "sequence", "name_zh", "name_en", "line"])
        self._check_aliases()
        self._check_townships()

    def _check_townships(self) -> None:
        seen: dict[str, Record] = {}
        for record in self.towns.values():
            code = record["township_code"]
            if code and seen.setdefault(code, record) is not record:
                raise record.error("two towns have one township code", "township_code",
                                   f"line {seen[code].line} has it")

    def _check_aliases(self) -> None:
        """An alias stands for a place or an organization that is there, in a list that is there."""
        organizations = {record["organization"] for record in self.kept("organizations")}
        lists = {ranking for _, ranking in self.rankings}
        for record in self.aliases:
            kind, _, key = record["entity"].partition("/")
            if kind == "place" and key not in self.gazetteer:
                raise record.error("the alias points at no place of the gazetteer", "entity")
            if kind != "place" and (kind != "organization" or key not in organizations):
                raise record.error("the alias points at nothing that is known", "entity", "place/… or organization/…")
            if record["list"] not in lists:
                raise record.error("the alias is for a list that is not there", "list",
                                   f"one of: {', '.join(sorted(lists))}")

    def check_targets(self, sources: list[Source], entries: list[Identified]) -> None:
        """A row of the ledger is about something that is there. Raises CuratedError for any other target."""
        known = {item.iri for item in entries} | {f"source/{source.about['id']}" for source in sources}
        known |= {f"ranking/{source.edition}/{ranking.id}" for source in sources for ranking in source.lists}
        for kind, name in (("evaluation", "evaluations"), ("organization", "organizations"), ("person", "people")):
            column = {"evaluation": "edition"}.get(kind, kind)
            known |= {f"{kind}/{record[column]}" for record in self.kept(name)}
        for record in self.ledger.records:
            if record["target"] not in known:
                raise record.error("the target is nothing that is known", "target", "compare it with data/tables")

    def _keyed(self, name: str, columns: list[str], key: tuple[str, ...]) -> dict[tuple[str, ...], Record]:
        return {tuple(r[k] for k in key): r for r in read_records(self.folder / name, columns, key)}

    def kept(self, name: str) -> list[Record]:
        """The rows of a table that is published as it is kept; the CSVW metadata checks its columns."""
        if name not in self._kept:
            self._kept[name] = read_records(self.folder / f"{name}.csv")
        return self._kept[name]

    def registers(self) -> dict[str, dict[str, str]]:
        """By kind of subject, the IRI of each registered name. Raises CuratedError for a name that stands twice."""
        return {"App": _register(self.apps, "app"), "Company": _register(self.companies, "company")}


def _register(records: list[Record], kind: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for record in records:
        if record["name"] in names:
            raise record.error("the name is registered twice", "name")
        names[record["name"]] = f"{kind}/{record['key']}"
    return names
