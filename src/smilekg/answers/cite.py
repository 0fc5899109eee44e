"""How an answer is cited, and which rows of the ledger touch it."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import QueryError
from ..paths import shipped
from . import internal
from .rows import Iri

CORRECTION_COLUMNS = ("id", "finding", "target", "published", "now", "action", "reason", "certainty", "status", "line")
_LATEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
          **{sign: f"\\{sign}" for sign in "&%$#_{}"}}


@dataclass(frozen=True)
class Citation:
    """How to cite an answer. `str()` gives a line of text. Nothing in it is the time of day.

    `released` and `accessed` are days as `2026-11-20`; `accessed` is empty unless it was asked for:
    `result.citation(accessed="2026-11-30")`. `endpoint`, or the name of a copy in `files`, stands where not the data of
    this package was asked.
    """

    authors: tuple[str, ...]
    title: str
    version: str
    released: str
    license: str
    asked: str
    digest: str
    endpoint: str = ""
    accessed: str = ""
    files: str = ""

    def __call__(self, *, accessed: str = "") -> "Citation":
        """The same, with the day of access. Raises QueryError for what is no day."""
        try:
            day = date.fromisoformat(accessed).isoformat() if accessed else ""
        except ValueError:
            raise QueryError("this is no day", column="--accessed", value=accessed, hint="such as 2026-11-30") from None
        return replace(self, accessed=day)

    @property
    def key(self) -> str:
        """The key of the entry: the first eight digits of the SHA-256 of the SPARQL text tell two answers apart."""
        return "-".join(filter(None, ("smilekg", self.version, self.digest)))

    @property
    def text(self) -> str:
        """One line for a list of references."""
        where = f" Asked at {self.endpoint}." if self.endpoint else ""
        day = f" Accessed {self.accessed}." if self.accessed else ""
        return (f"{', '.join(self.authors)} ({self.released[:4]}). {self.title} (version {self.version}, released "
                f"{self.released}) [Data set]. {self.license}. {self._note}{where}{day}").rstrip()

    @property
    def _note(self) -> str:
        return f"{self.asked} Asked of a copy in {self.files!r}." if self.files else self.asked

    def __str__(self) -> str:
        return self.text

    @property
    def bibtex(self) -> str:
        """A BibTeX entry `@misc`, with the signs that TeX reads as commands escaped."""
        note = f"Data set, version {self.version}, released {self.released}, {self.license}. {self._note}"
        day = f" Accessed {self.accessed}." if self.accessed else ""
        fields = {"author": " and ".join(f"{{{_latex(name)}}}" for name in self.authors),
                  "title": f"{{{_latex(self.title)}}}", "year": self.released[:4],
                  "month": self.released[5:7].lstrip("0"), "howpublished": _latex(self.endpoint),
                  "note": _latex((note + day).rstrip())}
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.key},", *lines, "}\n"])

    @property
    def csl(self) -> dict[str, Any]:
        """A CSL-JSON item, for Zotero, Pandoc and others; a list of items makes a CSL-JSON file."""
        item: dict[str, Any] = {
            "id": self.key, "type": "dataset", "title": self.title, "version": self.version,
            "author": [{"literal": name} for name in self.authors], "issued": _date_parts(self.released)}
        if self._note:
            item["note"] = self._note
        if self.endpoint:
            item["URL"] = self.endpoint
        if self.accessed:
            item["accessed"] = _date_parts(self.accessed)
        return item


def _latex(plain: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in plain)


def _date_parts(day: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def cite(graph: Any, question: str | None, parameters: Mapping[str, Any], sparql: str) -> Citation:
    """The citation of an answer. Raises QueryError where CITATION.cff is not there."""
    file = shipped().citation
    about, authors = _read_cff(file)
    digest = hashlib.sha256(sparql.encode("utf-8")).hexdigest()[:8]
    store = getattr(graph, "store", None)
    return Citation(authors, about["title"], about["version"], about["date-released"], about["license"],
                    _asked(graph, question, parameters, digest), digest, str(getattr(store, "endpoint", "")),
                    files=_files(store))


def cite_whole() -> Citation:
    """The citation of the graph as a whole. Raises QueryError where CITATION.cff is not there."""
    about, authors = _read_cff(shipped().citation)
    return Citation(authors, about["title"], about["version"], about["date-released"], about["license"], "", "")


def _files(store: Any) -> str:
    """The name of the file or folder that was asked, where that is not the data of this package."""
    files, folder = getattr(store, "files", []), getattr(store, "folder", None)
    if folder is not None:
        return str(folder.name)
    if not files or files == shipped().graph_files():
        return ""
    return str(files[0].name if len(files) == 1 else files[0].parent.resolve().name)


def _asked(graph: Any, question: str | None, parameters: Mapping[str, Any], digest: str) -> str:
    """The question with every parameter that it has, the defaults too: another release may have others."""
    if question is None:
        return f"SPARQL query with SHA-256 {digest}."
    known = graph.queries[question].parameters if graph is not None else ()
    values = {**{parameter.name: parameter.default for parameter in known}, **parameters}
    return f"Question {question!r}{''.join(f', {name}={value}' for name, value in values.items())}."


def _read_cff(file: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields of CITATION.cff that hold one line, and the names of its authors."""
    try:
        content = file.read_text("utf-8")
    except OSError as error:
        raise QueryError(f"the file that says how to cite is missing: {error.strerror}", file=file.name) from None
    fields = dict(re.findall(r"^([a-z-]+): *\"?(.+?)\"? *$", content, re.MULTILINE))
    return fields, tuple(re.findall(r"^  - name: *\"?(.+?)\"? *$", content, re.MULTILINE))


def touching(graph: Any, rows: Sequence[Iterable[Any]], parameters: Mapping[str, Any]) -> tuple[tuple[Any, ...], ...]:
    """The rows of the ledger on what `rows` name, in the order of their ids, as `CORRECTION_COLUMNS` says.

    A correction of an entry touches a row that has the entry, or that has its subject and no other list than its own;
    one of a list, a row that names the list (in a cell or as a parameter); any other, a row that has its target.
    """
    if graph is None:
        raise QueryError("this answer has lost its graph, so the ledger cannot be asked", hint="ask the question again")
    language = parameters.get("lang", "zh")
    ledger = [row for row in internal.ask(graph, "result-ledger") if row["language"] == language]
    lists = {name for row in ledger for name in _list_names(row)}
    named = [_Named(list(row), lists, parameters) for row in rows]
    found = {row["id"]: row for row in ledger if any(one.has(row) for one in named)}
    return tuple(tuple(row[name] for name in CORRECTION_COLUMNS) for row in found.values())


def _list_names(row: Mapping[str, Any]) -> Iterator[str]:
    """How a row may name the list of a correction: `counties`, `2019-2020/counties`."""
    if row["list"] is not None:
        yield from (row["list"], f"{row['edition']}/{row['list']}")


class _Named:
    """What one row of an answer names: IRIs, and lists."""

    def __init__(self, cells: list[Any], lists: set[str], parameters: Mapping[str, Any]):
        self.iris = {str(cell) for cell in cells if isinstance(cell, Iri)}
        texts = (str(cell) for cell in (*cells, *parameters.values()) if not isinstance(cell, Iri))
        self.lists = lists.intersection(texts)

    def has(self, correction: Mapping[str, Any]) -> bool:
        if str(correction["target"]) in self.iris:
            return True
        is_listed = not self.lists.isdisjoint(_list_names(correction))
        if correction["subject"] is not None:
            return str(correction["subject"]) in self.iris and (is_listed or not self.lists)
        return is_listed
