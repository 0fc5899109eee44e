"""RDF files in and out, for both sides of the wall. pyoxigraph parses and writes; nothing is fetched."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph

from .errors import RdfError
from .paths import relative
from .terms import DATA, PREFIXES, RDF_TYPE, XSD

Triple = pyoxigraph.Triple
Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal
# A text, which is left as it is; or the beginning of an IRI of another host.
_OTHER_HOST = re.compile(r'"(?:[^"\\]|\\.)*"|(?:^|[\t ])<//(?=[^\s"<>]+>(?: [;,.]|\Z))', re.MULTILINE)
# The same of a subject or predicate, which only the beginning of a line can be: line ends in texts are escaped.
_OTHER_START = re.compile(r"^(\t|<[^>\s]*> |)<//", re.MULTILINE)
_XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_quads(file: Path) -> Iterable[pyoxigraph.Quad]:
    """The triples of a file, its format told by its ending. Raises RdfError with the line of the fault."""
    form = format_of(file)
    try:
        yield from pyoxigraph.parse(path=str(file), format=form, base_iri=file.resolve().as_uri())
    except SyntaxError as error:
        raise RdfError(f"is not valid {form.name}: {first_line(error)}", file=relative(file), line=error.lineno,
                       column=error.offset, hint="mend the file at that place") from None
    except OSError as error:
        raise RdfError(f"cannot be read: {error.strerror or error}", file=relative(file),
                       hint="name an RDF file, such as a .ttl") from None
    except ValueError as error:
        raise RdfError(f"cannot be read: {error}", file=relative(file)) from None


def format_of(file: Path) -> pyoxigraph.RdfFormat:
    """The format of a file, by its ending; Spark's parts (`part-00000`) are N-Triples. Raises RdfError."""
    ending = file.suffix.lstrip(".") or ("nt" if file.name.startswith("part-") else "")
    form = pyoxigraph.RdfFormat.from_extension(ending)
    if form is None:
        raise RdfError("the kind of RDF file is not known", file=relative(file), value=file.suffix,
                       hint="use .ttl, .nt, .nq, .trig, .rdf or .jsonld")
    return form


def first_line(error: Exception) -> str:
    """What a parser says, without the piece of input that it quotes behind it."""
    return str(error).split("\n", 1)[0]


def to_turtle(triples: Iterable[pyoxigraph.Triple], first: str = "", prefixes: Mapping[str, str] | None = None) -> bytes:
    """Turtle with the usual prefixes, sorted by subject, predicate and object; our own IRIs relative to a base.

    `first` is the IRI of the subject that stands before the others; `prefixes` are known beside the usual ones.
    """
    ordered = in_order(triples, first)
    used = _prefixes(ordered, prefixes or {})
    return "\n".join([*_head(used), *_blocks(ordered, used)]).encode("utf-8")


def to_trig(graphs: Mapping[str, Iterable[Triple]]) -> bytes:
    """TriG: the graphs in the order of their IRIs, each as `to_turtle` writes it."""
    ordered = {name: in_order(graphs[name]) for name in sorted(graphs)}
    used = _prefixes((triple for triples in ordered.values() for triple in triples), {})
    bodies = {name: "\n".join(_blocks(triples, used)).strip("\n") for name, triples in ordered.items()}
    parts = [f"{pyoxigraph.NamedNode(name)} {{\n{body}\n}}\n" for name, body in bodies.items()]
    return "\n".join(["\n".join(_head(used)), "", *parts]).encode("utf-8")


def _prefixes(triples: Iterable[Triple], more: Mapping[str, str]) -> dict[str, str]:
    """Those of the usual prefixes, and of `more`, that some IRI begins with."""
    iris = {iri for triple in triples for iri in _iris(triple)}
    return {name: start for name, start in sorted({**PREFIXES, **more}.items())
            if name != "id" and any(iri.startswith(start) for iri in iris)}


def _head(prefixes: Mapping[str, str]) -> list[str]:
    return [f"@base <{DATA}> .", *(f"@prefix {name}: <{start}> ." for name, start in prefixes.items())]


def _blocks(ordered: list[Triple], prefixes: dict[str, str]) -> Iterator[str]:
    """The lines of Turtle behind its head, with an empty line before each subject."""
    body = pyoxigraph.serialize(ordered, format=pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes, base_iri=DATA)
    assert body is not None  # it is None only where a file is written
    # IRIs of other hosts stay whole: `<//sws.geonames.org/1/>` is right and finds nobody who looks for it.
    text = _OTHER_START.sub(r"\1<https://", body.decode("utf-8"))
    lines = _OTHER_HOST.sub(_whole, text).split("\n")
    # The serializer puts the prefixes in no fixed order, and no empty line between two subjects.
    yield from (f"\n{line}" if line[:1] not in ("", "\t") else line for line in lines[1 + len(prefixes):])


def _whole(found: re.Match[str]) -> str:
    """The beginning of an IRI in full; a text as it is."""
    return found[0] if found[0][0] == '"' else found[0].replace("<//", "<https://")


def in_order(triples: Iterable[pyoxigraph.Triple], first: str = "") -> list[pyoxigraph.Triple]:
    """Triples by subject (that of the IRI `first` before all others), predicate and object."""
    return sorted(triples, key=lambda triple: (_subject(triple) != first, *_order(triple)))


def to_ntriples(triples: Iterable[pyoxigraph.Triple], first: str = "") -> bytes:
    """N-Triples in the order of `to_turtle`."""
    return "".join(f"{triple} .\n" for triple in in_order(triples, first)).encode("utf-8")


def to_nquads(graphs: Mapping[str, Iterable[Triple]]) -> bytes:
    """N-Quads: the graphs in the order of their IRIs, each in the order of `to_turtle`."""
    named = {name: pyoxigraph.NamedNode(name) for name in sorted(graphs)}
    return "".join(f"{triple} {node} .\n" for name, node in named.items()
                   for triple in in_order(graphs[name])).encode("utf-8")


def to_rdfxml(triples: Iterable[pyoxigraph.Triple], first: str = "") -> bytes:
    """RDF/XML in the order of `to_turtle`, with the prefixes that its properties need.

    Raises RdfError for a text that XML cannot carry, or a property whose IRI ends in no name.
    """
    ordered = in_order(triples, first)
    for triple in ordered:
        if NOT_XML.search(str(getattr(triple.object, "value", ""))):
            raise RdfError("RDF/XML cannot carry this text: it has a control character", value=str(triple),
                           hint="ask for another form, such as Turtle")
    properties = {triple.predicate.value for triple in ordered}
    if nameless := [iri for iri in properties if not _XML_NAME.search(iri)]:
        raise RdfError("RDF/XML cannot carry this property: its IRI ends in no name", value=nameless[0],
                       hint="ask for another form, such as Turtle")
    used = {name: start for name, start in PREFIXES.items() if any(iri.startswith(start) for iri in properties)}
    body = pyoxigraph.serialize(ordered, format=pyoxigraph.RdfFormat.RDF_XML, prefixes=used)
    assert body is not None  # it is None only where a file is written
    # A reader of XML takes a bare CR for a line feed. The serializer puts the prefixes in no fixed order.
    body = body.replace(b"\r", b"&#xD;")
    return re.sub(rb"<rdf:RDF( [^>]*)>", lambda head: b"<rdf:RDF %b>" % b" ".join(sorted(head[1].split())), body, count=1)


def _order(triple: pyoxigraph.Triple) -> tuple[tuple[tuple[int, str], ...], str, str]:
    predicate = "" if triple.predicate.value == RDF_TYPE else triple.predicate.value
    return natural(_subject(triple)), predicate, str(triple.object)


def _subject(triple: pyoxigraph.Triple) -> str:
    subject = triple.subject
    assert not isinstance(subject, pyoxigraph.Triple)  # no RDF has that, only the type of the library
    return subject.value


@lru_cache(1 << 16)
def natural(iri: str) -> tuple[tuple[int, str], ...]:
    """A sort key that puts `…/9` before `…/10`, and `…/1.9` before `…/1.10`."""
    parts = iri.replace(".", "/").split("/")
    return tuple((len(part), part) if part.isascii() and part.isdigit() else (0, part) for part in parts)


def triple_of(subject: str, predicate: str, value: str, language: str | None = None) -> pyoxigraph.Triple:
    """A triple whose object is the IRI `value`, or with `language` a text."""
    term = pyoxigraph.Literal(value, language=language) if language else pyoxigraph.NamedNode(value)
    return pyoxigraph.Triple(pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(predicate), term)


def node(iri: str) -> pyoxigraph.NamedNode:
    """An IRI as a term. Raises ValueError for what is none."""
    return pyoxigraph.NamedNode(iri)


def objects(triples: Iterable[pyoxigraph.Triple], predicate: str) -> list[Any]:
    """The objects of the triples with the predicate of this IRI."""
    return [triple.object for triple in triples if triple.predicate.value == predicate]


def is_blank(term: object) -> bool:
    """Whether an RDF term is a blank node."""
    return isinstance(term, pyoxigraph.BlankNode)


def with_names(triples: Iterable[pyoxigraph.Triple], names: Mapping[str, str]) -> list[pyoxigraph.Triple]:
    """Triples with other names for their blank nodes."""
    def named(term: Any) -> Any:
        return pyoxigraph.BlankNode(names.get(term.value, term.value)) if is_blank(term) else term

    return [pyoxigraph.Triple(named(triple.subject), triple.predicate, named(triple.object)) for triple in triples]


def _iris(triple: Triple) -> Iterator[str]:
    yield _subject(triple)
    yield triple.predicate.value
    if isinstance(triple.object, pyoxigraph.NamedNode):
        yield triple.object.value
    elif isinstance(triple.object, pyoxigraph.Literal):
        yield triple.object.datatype.value
    elif isinstance(triple.object, pyoxigraph.Triple):
        yield from _iris(triple.object)


class Iri(str):
    """Text that stands for an IRI where a value may be either."""


def statements(subject: str, said: Mapping[str, Any], prefixes: Mapping[str, str]) -> Iterator[Triple]:
    """Triples about `subject`, its predicates given as prefixed names.

    A value is a term, an Iri, text, a number, a date or a mapping of languages to text; a list is several, None is none.
    """
    for name, values in said.items():
        prefix, _, rest = name.partition(":")
        predicate = pyoxigraph.NamedNode(prefixes[prefix] + rest if prefix in prefixes else PREFIXES[prefix] + rest)
        for value in values if isinstance(values, (list, tuple)) else [values]:
            for term in _terms(value):
                yield pyoxigraph.Triple(pyoxigraph.NamedNode(subject), predicate, term)


def _terms(value: Any) -> Iterator[Term]:
    if isinstance(value, (pyoxigraph.NamedNode, pyoxigraph.Literal)):
        yield value
    elif isinstance(value, Iri):
        yield pyoxigraph.NamedNode(value)
    elif isinstance(value, Mapping):
        yield from (pyoxigraph.Literal(text, language=language) for language, text in value.items())
    elif isinstance(value, date):
        yield pyoxigraph.Literal(value.isoformat(), datatype=pyoxigraph.NamedNode(XSD + "date"))
    elif value is not None:
        yield pyoxigraph.Literal(value)
