"""The corrections ledger: every recorded departure from what was published.

`published` in a row is what the document says at its `target`; when the document says something else, the row is out of
date and the build stops. `found_by` names the check that finds the mistake, or says `eye:` and why no check can.
"""

from collections import defaultdict
from pathlib import Path

from ..errors import CuratedError
from .curated import Record, read_records

COLUMNS = ["id", "target", "property", "published", "now", "action", "kind", "reason_zh", "reason_en", "evidence",
           "certainty", "by", "date", "status", "found_by", "line"]
ALLOWED = {
    "action": {"restore", "override", "flag"},
    "certainty": {"certain", "probable", "possible"},
    "status": {"applied", "open", "left"},
}


class Ledger:
    """The rows of corrections.csv, by target. Raises CuratedError for an unknown action, certainty or status."""

    def __init__(self, file: Path):
        self.records = read_records(file, COLUMNS, "id")
        self.file = self.records[0].file if self.records else str(file)
        self._check_ids()
        self._by_target: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            for column, allowed in ALLOWED.items():
                if record[column] not in allowed:
                    raise record.error(f"the {column} is not known", column, f"one of: {', '.join(sorted(allowed))}")
            self._by_target[record["target"]].append(record)

    def _check_ids(self) -> None:
        for number, record in enumerate(self.records, 1):
            if record["id"] != f"{number:03d}":
                raise record.error(f"the id must be {number:03d}: ids run without a gap, so that no row is lost", "id",
                                   "put the missing row back, or number the rows anew")

    def on(self, target: str) -> list[Record]:
        return self._by_target.get(target, [])

    def restoration(self, target: str, property: str, published: str) -> Record:
        """The row that restores a damaged value. Raises CuratedError where there is none."""
        for record in self.on(target):
            if (record["action"], record["property"], record["published"]) == ("restore", property, published):
                return record
        raise CuratedError("a damaged value has no restoration", file=self.file, column=target, value=published,
                           hint=f"add a row: target {target}, property {property}, action restore")

    def check(self, published: dict[tuple[str, str], str], now: dict[tuple[str, str], str]) -> None:
        """Hold every row with a property to the document and to the graph.

        `published` maps (target, property) to what the document says, `now` to what the graph says. The words behind a
        parent or subject are a part of the published name; any other value is the whole of it.
        """
        for record in self.records:
            key = record["target"], record["property"]
            if not record["property"]:
                continue
            if key not in published:
                raise record.error("no value of that property can be held to the document", "property",
                                   "leave it empty where the row is about no single value")
            partial = record["property"] in ("within", "subject")
            if not record["published"] or record["published"] not in published[key] or (
                    not partial and record["published"] != published[key]):
                raise record.error(f"the document says {published[key]!r} now", "published",
                                   "compare the row with the document, then mend it")
            if record["now"] and record["now"] != now.get(key):
                raise record.error(f"the graph says {now.get(key)!r}", "now", "mend the row, or what it is about")
