"""RDF files in and out, for both sides of the wall. pyoxigraph parses and writes; nothing is fetched."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph

from .errors import RdfError
from .paths import relative
from .terms import DATA, PREFIXES, RDF_TYPE

_OTHER_HOST = re.compile(r"(^|[\t ])<//(?=[^\s\"<>]+>(?: [;,.]|\Z))", re.MULTILINE)


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


def to_turtle(triples: Iterable[pyoxigraph.Triple]) -> bytes:
    """Turtle with the usual prefixes, sorted by subject, predicate and object; our own IRIs relative to a base."""
    ordered = sorted(triples, key=_order)
    iris = {iri for triple in ordered for iri in _iris(triple)}
    used = {name: start for name, start in PREFIXES.items()
            if name != "id" and any(iri.startswith(start) for iri in iris)}
    body = pyoxigraph.serialize(ordered, format=pyoxigraph.RdfFormat.TURTLE, prefixes=used, base_iri=DATA)
    assert body is not None  # it is None only where a file is written
    lines = body.decode("utf-8").split("\n")
    # The serializer puts the prefixes in no fixed order, and no empty line between two subjects.
    head = [f"@base <{DATA}> .", *(f"@prefix {name}: <{start}> ." for name, start in used.items())]
    blocks = (f"\n{line}" if line[:1] not in ("", "\t") else line for line in lines[len(head):])
    # IRIs of other hosts stay whole: `<//sws.geonames.org/1/>` is right and finds nobody who looks for it.
    return _OTHER_HOST.sub(r"\1<https://", "\n".join([*head, *blocks])).encode("utf-8")


def _order(triple: pyoxigraph.Triple) -> tuple[tuple[tuple[int, str], ...], str, str]:
    predicate = "" if triple.predicate.value == RDF_TYPE else triple.predicate.value
    return natural(_subject(triple)), predicate, str(triple.object)


def _subject(triple: pyoxigraph.Triple) -> str:
    subject = triple.subject
    assert not isinstance(subject, pyoxigraph.Triple)  # no RDF has that, only the type of the library
    return subject.value


def natural(iri: str) -> tuple[tuple[int, str], ...]:
    """A sort key that puts `…/9` before `…/10`, and `…/1.9` before `…/1.10`."""
    parts = iri.replace(".", "/").split("/")
    return tuple((len(part), part) if part.isascii() and part.isdigit() else (0, part) for part in parts)


def _iris(triple: pyoxigraph.Triple) -> Iterable[str]:
    yield _subject(triple)
    yield triple.predicate.value
    if isinstance(triple.object, pyoxigraph.NamedNode):
        yield triple.object.value
    elif isinstance(triple.object, pyoxigraph.Literal):
        yield triple.object.datatype.value
