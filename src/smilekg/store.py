"""The store that answers questions. pyoxigraph is named here and in `build/` only."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph

from .errors import QueryError, RdfError
from .paths import Project
from .rdf import first_line, format_of, read_quads
from .terms import PREFIXES, XSD


class LocalStore:
    """An Oxigraph store in memory, filled from RDF files; or one in a folder on disk, which is only read."""

    def __init__(self, files: Iterable[Path] = (), folder: Path | None = None):
        self.files, self.folder = list(files), folder

    def __repr__(self) -> str:
        places = {str(file if len(self.files) == 1 else file.parent) for file in self.files}
        return f"LocalStore({', '.join(sorted(places)) or self.folder})"

    @classmethod
    def shipped(cls, project: Project) -> "LocalStore":
        return cls(project.graph_files())

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The Oxigraph store itself. Raises RdfError for a file that is missing or no RDF, or a broken folder."""
        if self.folder:
            return _on_disk(self.folder)
        store = pyoxigraph.Store()
        for file in self.files:
            store.bulk_extend(read_quads(file))
        return store

    def in_memory(self) -> "LocalStore":
        """The same store, with all of it in memory: a process that may open no file can ask it."""
        if not self.folder:
            return self
        copy = LocalStore()
        copy.store.bulk_extend(iter(self.store))
        return copy

    def query(self, sparql: str, default: Iterable[str] | None = None, named: Iterable[str] | None = None) -> Any:
        """Solutions, triples or a boolean, as pyoxigraph gives them. Raises QueryError for text that is no SPARQL.

        `default` and `named` are IRIs of graphs: a dataset instead of the one that the text names (or of the whole).
        """
        dataset: dict[str, Any] = {} if default is None and named is None else {
            "default_graph": _graphs(default), "named_graphs": _graphs(named)}
        try:
            return self.store.query(sparql, prefixes=PREFIXES, **dataset)
        except SyntaxError as error:
            raise QueryError(f"the query is not valid SPARQL: {first_line(error)}", line=error.lineno or None,
                             hint="`smilekg query NAME --show` prints one to start from") from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query failed: {error}") from None

    def graphs(self) -> tuple[int, list[str]]:
        """How many triples the default graph has, and the IRIs of the named graphs."""
        named = sorted(name.value for name in self.store.named_graphs())
        if not named:
            return len(self.store), named
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())), named

    def about(self, iris: Iterable[str]) -> Iterator[pyoxigraph.Triple]:
        """Every triple whose subject is one of `iris`."""
        for iri in iris:
            yield from (q.triple for q in self.store.quads_for_pattern(pyoxigraph.NamedNode(iri), None, None))

    def values(self, kind: str | None, properties: list[str], wanted: str | None = None) -> set[str]:
        """The values of `properties` (prefixed names) of the instances of one of our classes, or of everything.

        With `wanted` the set need hold no other value than that; here it always holds all.
        """
        triples = (quad for name in properties for quad in self.store.quads_for_pattern(None, _named(name), None))
        if kind is None:
            return {_value(quad.object) for quad in triples}
        rdf_type, of_kind = _named("rdf:type"), _named(f"smile:{kind}")
        return {_value(quad.object) for quad in triples
                if next(self.store.quads_for_pattern(quad.subject, rdf_type, of_kind), None)}

    def values_of(self, used: str, property: str) -> set[str]:
        """The values of `property` of everything that some triple with one of our properties points at."""
        things: set[Any] = {quad.object for quad in self.store.quads_for_pattern(None, _named(f"smile:{used}"), None)}
        return {_value(quad.object) for thing in things
                for quad in self.store.quads_for_pattern(thing, _named(property), None)}


def _graphs(iris: Iterable[str] | None) -> list[Any]:
    return [pyoxigraph.NamedNode(sparql_iri(iri)[1:-1]) for iri in iris or ()]


def _on_disk(folder: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise RdfError(f"the store cannot be opened: {error}", file=folder,
                       hint="`smilekg load FILES --store FOLDER` makes one") from None


def rdf_files(path: Path) -> list[Path]:
    """The RDF files that a path stands for: itself, or those in a folder (parts that Spark wrote, or by their endings).

    Raises RdfError where there is none.
    """
    if not path.is_dir():
        return [path]
    endings = {".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld"}
    parts = sorted(path.glob("part-*")) or sorted(file for file in path.iterdir() if file.suffix in endings)
    if not parts:
        raise RdfError("the folder holds no RDF files", file=path, hint=f"such as {', '.join(sorted(endings))}")
    return parts


def local_store(path: Path) -> LocalStore:
    """The store of an RDF file, of a folder of them, or of a folder that is an Oxigraph store."""
    if path.is_dir() and (path / "CURRENT").is_file():  # the file that each RocksDB has
        return LocalStore(folder=path)
    if not path.exists():
        raise RdfError("there is no such file or folder", file=path, hint="name RDF files, a folder of them or a store")
    return LocalStore(rdf_files(path))


def load_on_disk(files: Iterable[Path], folder: Path, step: Callable[[str], None] = lambda _: None) -> int:
    """A new Oxigraph store in `folder` with the triples of `files`, which appears whole or not at all.

    Gives the number of triples, each counted once. Raises RdfError for a file that is no RDF, and where
    the folder is taken.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RdfError("the store is there already", file=folder, hint="name a new folder, or remove this one")
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        store = pyoxigraph.Store(str(new))
        for file in files:
            step(f"loading {file.name}")
            _bulk_load(store, file)
        count = len(store)
        store.flush()
        del store  # the folder is locked as long as it is open
        if folder.exists():
            folder.rmdir()
        new.rename(folder)
        return count
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _bulk_load(store: pyoxigraph.Store, file: Path) -> None:
    try:
        store.bulk_load(path=str(file), format=format_of(file), base_iri=file.resolve().as_uri())
    except SyntaxError as error:
        raise RdfError(f"is not valid RDF: {first_line(error)}", file=file, line=error.lineno,
                       hint="mend the file at that place; no store was made") from None
    except (OSError, ValueError) as error:
        raise RdfError(f"cannot be loaded: {error}", file=file) from None


def _named(name: str) -> pyoxigraph.NamedNode:
    """A prefixed name as a term."""
    prefix, _, rest = name.partition(":")
    return pyoxigraph.NamedNode(PREFIXES[prefix] + rest)


def _value(term: Any) -> str:
    return str(getattr(term, "value", term))


def full_name(name: str) -> str:
    """A prefixed name as an IRI in brackets, as it stands in SPARQL."""
    return str(_named(name))


@dataclass(frozen=True)
class Column:
    """The name of a column, as pyoxigraph's variables bear it."""

    value: str


@dataclass(frozen=True)
class Rows:
    """The answer of another store to a SELECT query: what pyoxigraph's own gives, all of it there."""

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def variables(self) -> tuple[Column, ...]:
        return tuple(map(Column, self.names))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)


def json_term(found: Mapping[str, str] | None) -> Any:
    """A term from SPARQL's JSON. Raises ValueError, LookupError or TypeError for what is none.

    A store may hold IRIs and language tags that break the standard: these stay text.
    """
    if found is None:
        return None
    kind, value = found["type"], found["value"]
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()  # half of a surrogate pair, which JSON can write, is no text: ValueError
    if kind == "bnode":
        return pyoxigraph.BlankNode(re.sub(r"[^A-Za-z0-9]", "x", value))
    if kind not in ("uri", "literal", "typed-literal"):  # the last is Virtuoso's, from before SPARQL 1.1
        raise ValueError(kind)
    try:
        if kind == "uri":
            return pyoxigraph.NamedNode(value)
        if "xml:lang" in found:
            return pyoxigraph.Literal(value, language=found["xml:lang"])
        return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(found["datatype"])) if "datatype" in found \
            else pyoxigraph.Literal(value)
    except ValueError:
        return value


def parse_triples(body: bytes, media_type: str, base: str) -> list[pyoxigraph.Triple]:
    """The triples of an answer. Raises LookupError for a format that is not known, ValueError for broken RDF."""
    form = pyoxigraph.RdfFormat.from_media_type(media_type) if media_type else None
    if form is None:
        raise LookupError(media_type)
    try:
        return [quad.triple for quad in pyoxigraph.parse(body, format=form, base_iri=base)]
    except SyntaxError as error:
        raise ValueError(first_line(error)) from None


_WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger",
          "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte")


def _number(pattern: str, make: Callable[[str], Any]) -> Callable[[str], Any]:
    """From a text that matches `pattern` to a number; any other text (a remote store may hold such) stays text."""
    matches = re.compile(pattern, re.ASCII).fullmatch
    return lambda text: make(text) if matches(text) else text


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}  # Virtuoso writes 1
# By datatype, so that a cell costs one look-up: an answer may have a hundred thousand of them.
_VALUES: dict[str, Callable[[str], Any]] = {
    **{XSD + kind: _number(r"[+-]?[0-9]{1,4000}", int) for kind in _WHOLE},
    XSD + "decimal": _number(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", Decimal),
    XSD + "boolean": lambda text: _BOOLEANS.get(text, text)}


def python_value(term: Any, iri: Callable[[str], Any] = str) -> Any:
    """An RDF term as a Python value: an IRI as `iri` makes it, a number as int or Decimal, anything else as text."""
    if type(term) is pyoxigraph.Literal:
        convert = _VALUES.get(term.datatype.value)
        return term.value if convert is None else convert(term.value)
    if type(term) is pyoxigraph.NamedNode:
        return iri(term.value)
    return None if term is None else getattr(term, "value", str(term))


def is_rows(answer: Any) -> bool:
    """Whether an answer is that of a SELECT query."""
    return isinstance(answer, (pyoxigraph.QuerySolutions, Rows))


def is_boolean(answer: Any) -> bool:
    """Whether an answer is that of an ASK query."""
    return isinstance(answer, (pyoxigraph.QueryBoolean, bool))


def is_iri(term: Any) -> bool:
    """Whether an RDF term is an IRI."""
    return isinstance(term, pyoxigraph.NamedNode)


def sparql_literal(value: str | int) -> str:
    """`value` as it may stand in SPARQL, quoted and escaped by the RDF library."""
    return str(pyoxigraph.Literal(value))


def sparql_iri(iri: str) -> str:
    """`iri` as it may stand in SPARQL. Raises QueryError for what is no absolute IRI."""
    try:
        return str(pyoxigraph.NamedNode(iri))
    except ValueError:
        raise QueryError("this is no IRI", value=iri, hint="such as https://example.org/graph") from None
