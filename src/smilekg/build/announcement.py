"""Published text -> rows. Reads one folder of data/published and refuses what source.toml does not announce."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..paths import relative

VALUE_FORMS = {
    "index": (re.compile(r"0\.[0-9]{3}"), "an index with three decimals, such as 0.910"),
    "points": (re.compile(r"[0-9]{2}\.[0-9]{2}"), "a score with two decimals, such as 87.98"),
    "grade": (re.compile(r"A{2,5}[+-]?"), "a grade of letters, such as AAAA-"),
}
SUBJECTS = {"Province", "City", "District", "Town", "App", "Company"}
SOURCE_KEYS = {"id": str, "edition": str, "title_zh": str, "title_en": str, "publisher": str, "not_before": date,
               "sha256": str, "language": str, "list": list}
LIST_KEYS = {"id": str, "criterion": str, "model": str, "heading": str, "heading_line": int, "first": int, "last": int,
             "rows": int, "subject": str, "value": str, "name_cell": int}
RANK = re.compile(r"[1-9][0-9]*")


@dataclass(frozen=True)
class Entry:
    """One published line of a list, or one part of a line that holds several."""

    key: str  # "7", or "1.3" for the third app of rank 1
    position: int
    rank: int | None
    name: str
    value: str
    line: int
    text: str


@dataclass(frozen=True)
class RankedList:
    """One list as published. `heading` and `columns` are verbatim."""

    id: str
    sequence: int
    series: int | None
    criterion: str
    model: str
    subject: str
    value: str
    ordered: bool
    rows: int
    heading: str
    heading_line: int
    entries: list[Entry] = field(repr=False)


@dataclass(frozen=True)
class Source:
    """One document: its description and its lists."""

    about: dict[str, Any]
    lines: dict[int, list[str]] = field(repr=False)
    lists: list[RankedList] = field(repr=False)
    file: str

    @property
    def edition(self) -> str:
        edition: str = self.about["edition"]
        return edition


def read_source(folder: Path) -> Source:
    """The lists of one edition. Raises SourceError where the rows are not what `source.toml` announces."""
    about = _read_toml(folder / "source.toml")
    file = folder / "tables.txt"
    lines = _read_lines(file)
    _check_taken(about["list"], lines, file)
    lists = [_read_list(spec, number, lines, file) for number, spec in enumerate(about["list"], 1)]
    return Source(about, lines, lists, relative(file))


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        about = tomllib.loads(read_utf8(file))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"not valid TOML: {error}", file=relative(file)) from None
    for key, kind in SOURCE_KEYS.items():
        _check_key(about, key, kind, relative(file), "the document")
    for spec in about["list"]:
        _check_spec(spec, relative(file))
    return about


def _check_key(node: dict[str, Any], key: str, kind: type, file: str, what: str) -> None:
    if key not in node:
        raise SourceError(f"{what} has no {key}", file=file, column=key, hint=f"add `{key} = …`")
    if type(node[key]) is not kind:
        raise SourceError(f"{what} has a {key} of the wrong kind", file=file, column=key, value=node[key],
                          hint=f"it must be a {kind.__name__}")


def _check_spec(spec: dict[str, Any], file: str) -> None:
    """A list of `source.toml`: every key that it needs is there, of the right kind, and makes sense."""
    what = f"list {spec.get('id', '(without id)')!r}"
    needed = dict(LIST_KEYS)
    if spec.get("value") != "none":
        needed["value_cell"] = int
    if spec.keys() & {"columns", "columns_line"}:
        needed |= {"columns": str, "columns_line": int}
    for key, kind in needed.items():
        _check_key(spec, key, kind, file, what)
    for key, allowed in (("subject", SUBJECTS), ("value", {*VALUE_FORMS, "none"})):
        if spec[key] not in allowed:
            raise SourceError(f"{what} has an unknown {key}", file=file, column=key, value=spec[key],
                              hint=f"one of: {', '.join(sorted(allowed))}")
    cells = len(_cells(spec["columns"])) if "columns" in spec else 1
    for key in ("rank_cell", "name_cell", "value_cell"):
        if key in spec and not (type(spec[key]) is int and 1 <= spec[key] <= cells):
            raise SourceError(f"{what} has no such cell", file=file, column=key, value=spec[key],
                              hint=f"its rows have {cells} cells, counted from 1")


def _check_taken(specs: list[dict[str, Any]], lines: dict[int, list[str]], file: Path) -> None:
    """Every row with bars belongs to a list: none may be passed over."""
    taken = {line for spec in specs for line in (*range(spec["first"], spec["last"] + 1), spec.get("columns_line"))}
    for line, texts in lines.items():
        for text in texts:
            if "|" in text and line not in taken:
                raise SourceError("a row belongs to no list", file=relative(file), line=f"source line {line}",
                                  value=text[:80], hint="mend `first` and `last` of its list in source.toml")


def read_utf8(file: Path) -> str:
    """The text of `file`, which must be UTF-8 without a byte order mark."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=relative(file)) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise SourceError("starts with a byte order mark", file=relative(file), line=1, value="EF BB BF",
                          hint="save the file as UTF-8 without BOM")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError("is not UTF-8", file=relative(file), line=line,
                          value=content[error.start:error.start + 4].hex(" ").upper(),
                          hint="save the file as UTF-8 (these bytes may be GBK)") from None


def _read_lines(file: Path) -> dict[int, list[str]]:
    """Line number in the document -> the texts taken from that line, in order."""
    lines: dict[int, list[str]] = {}
    for number, row in enumerate(read_utf8(file).removesuffix("\n").split("\n"), 1):
        line, tab, text = row.partition("\t")
        if not tab or not RANK.fullmatch(line):
            raise SourceError("is not `line number, tab, text`", file=relative(file), line=number, value=row[:60],
                              hint="cut the rows anew with scripts/excerpt.py")
        lines.setdefault(int(line), []).append(text)
    return lines


def _read_list(spec: dict[str, Any], sequence: int, lines: dict[int, list[str]], file: Path) -> RankedList:
    reader = _ListReader(spec, file)
    for what in ("heading", "columns"):
        if what in spec:
            reader.expect(spec[what], spec[f"{what}_line"], lines, what)
    rows = [(line, text) for line in range(spec["first"], spec["last"] + 1) for text in lines.get(line, [])
            if text != spec["heading"]]
    entries = reader.entries(rows)
    if len(entries) != spec["rows"]:
        raise SourceError(f"list {spec['id']!r} has {len(entries)} entries, source.toml expects {spec['rows']}",
                          file=relative(file), line=f"{spec['first']}-{spec['last']}",
                          hint="a row is missing or was added: cut the rows anew, or mend `rows` in source.toml")
    return RankedList(spec["id"], sequence, spec.get("series"), spec["criterion"], spec["model"], spec["subject"],
                      spec["value"], spec.get("ordered", True), spec["rows"], spec["heading"],
                      spec["heading_line"], entries)


class _ListReader:
    """The rows of one list, checked against its part of `source.toml`. Lines in messages are those of the document."""

    def __init__(self, spec: dict[str, Any], file: Path):
        self.spec, self.file = spec, relative(file)
        self.cells = len(_cells(spec["columns"])) if "columns" in spec else 1

    def error(self, problem: str, line: int, column: str, value: object, hint: str) -> SourceError:
        return SourceError(f"list {self.spec['id']!r}: {problem}", file=self.file, line=f"source line {line}",
                           column=column, value=value, hint=hint)

    def expect(self, text: str, line: int, lines: dict[int, list[str]], what: str) -> None:
        if text in lines.get(line, []):
            return
        found = " / ".join(lines.get(line, ["(no such line)"]))
        raise self.error(f"the {what} is not the one that source.toml names", line, what, found,
                         f"expected {text!r}: a column may be missing or renamed")

    def entries(self, rows: list[tuple[int, str]]) -> list[Entry]:
        out: list[Entry] = []
        for number, (line, text) in enumerate(rows, 1):
            cells = _cells(text)
            if len(cells) != self.cells:
                raise self.error(f"a row has {len(cells)} cells, its heading {self.cells}", line, "all", text[:80],
                                 "compare the row with the document")
            out += self._row(number, line, text, cells, len(out))
        self._check_ranks(out)
        return out

    def _row(self, number: int, line: int, text: str, cells: list[str], done: int) -> list[Entry]:
        rank = self._rank(cells, line) if "rank_cell" in self.spec else number
        value = self._value(cells, line)
        cell = cells[self.spec["name_cell"] - 1]
        parts = cell.split(self.spec["split"]) if "split" in self.spec else [cell]
        if "" in parts:
            raise self.error("a name is empty", line, "name", cell, "write the name as the document has it")
        if "split" not in self.spec:
            return [Entry(str(rank), done + 1, rank, cell, value, line, text)]
        if "rank_cell" in self.spec:  # several subjects share one published rank
            return [Entry(f"{rank}.{i}", done + i, rank, part, value, line, text) for i, part in enumerate(parts, 1)]
        ordered = self.spec.get("ordered", True)
        return [Entry(str(i), i, i if ordered else None, part, value, line, part) for i, part in enumerate(parts, 1)]

    def _rank(self, cells: list[str], line: int) -> int:
        text = cells[self.spec["rank_cell"] - 1]
        if not RANK.fullmatch(text):
            raise self.error("a rank is not a number", line, "rank", text, "write it with the digits 0-9 alone")
        return int(text)

    def _value(self, cells: list[str], line: int) -> str:
        if "value_cell" not in self.spec:
            return ""
        text: str = cells[self.spec["value_cell"] - 1]
        form, meaning = VALUE_FORMS[self.spec["value"]]
        if not form.fullmatch(text) or not text.isascii():
            raise self.error("a value has the wrong form", line, "value", text, f"expected {meaning}")
        return text

    def _check_ranks(self, entries: list[Entry]) -> None:
        seen: dict[str, Entry] = {}
        for entry in entries:
            if entry.key in seen:
                raise self.error(f"rank {entry.rank} stands twice", entry.line, "rank", entry.key,
                                 f"it stands on source line {seen[entry.key].line} too")
            seen[entry.key] = entry
        ranks = [entry.rank for entry in entries if entry.rank is not None]
        for before, after in zip([0, *ranks], ranks):
            if after - before not in (0, 1):
                line = next(e.line for e in entries if e.rank == after)
                raise self.error(f"rank {after} follows rank {before}", line, "rank", after,
                                 "a row is missing or out of order")


def _cells(row: str) -> list[str]:
    """The cells of a row: `1 | 北京市 | 87.98 |` has three; a row without bars has one."""
    parts = [part.strip() for part in row.split("|")]
    return parts[:-1] if len(parts) > 1 and parts[-1] == "" else parts
