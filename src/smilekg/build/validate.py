"""Findings about a graph: lexical forms first, then SHACL, then the rules over whole lists.

Lexical forms go first because rdflib, on which SHACL runs, quietly takes `1_000` for a number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from ..errors import RdfError
from ..lexical import datatype_name, is_valid
from ..paths import relative
from ..rdf import natural, read_quads
from ..terms import PREFIXES, local, smile
from .context import Term, borrowed
from .rules import RULES, View, name_of

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True)
class Finding:
    """One fault of a graph: what (code), where (subject), what to mend, and the published line where there is one."""

    code: str
    subject: str
    message: str
    value: str = ""
    line: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def validate(files: list[Path], shapes: Path, ontology: list[Path], step: Callable[[str], None] = lambda _: None,
             context: Sequence[Path] = ()) -> list[Finding]:
    """All findings about the graph in `files`. Raises RdfError for a file that cannot be read.

    `ontology` files are read besides, so that shapes can see the code lists. `context` files lend what `files` name and
    do not describe; nothing is found about that. Nothing is fetched.
    """
    step("reading")
    data = [triple for file in files for triple in _triples(file)]
    if not data:
        raise RdfError("holds no triple", file=", ".join(map(relative, files)) or None, hint="is it the right file?")
    lent = borrowed(data, [triple for file in context for triple in _triples(file)])
    known = [*lent, *(quad.triple for file in ontology for quad in read_quads(file))]
    view = View([*data, *known])
    step("lexical forms")
    found = [*_lexical(data)]
    step("shapes")
    found += _shapes(data, known, shapes)
    step("rules")
    for code, check in RULES.items():
        message = " ".join((check.__doc__ or code).split())
        found += [Finding(code, breach.subject, message, local(breach.value)) for breach in check(view)]
    elsewhere = {name_of(triple.subject) for triple in lent}
    found = [finding for finding in found if finding.subject not in elsewhere]
    return sorted({_with_line(finding, view) for finding in found}, key=lambda f: (f.code, natural(f.subject), f.value))


def _triples(file: Path) -> Iterable[pyoxigraph.Triple]:
    for quad in read_quads(file):
        if isinstance(quad.object, pyoxigraph.Triple):
            raise RdfError("a triple inside a triple (RDF 1.2) is not supported", file=relative(file),
                           value=str(quad.object), hint="validate RDF 1.1")
        yield quad.triple


def _lexical(triples: Iterable[pyoxigraph.Triple]) -> Iterable[Finding]:
    for triple in triples:
        term = triple.object
        if not isinstance(term, pyoxigraph.Literal):
            continue
        name = datatype_name(term.datatype.value)
        if name and not is_valid(term.value, name):
            yield Finding("lexical-form", name_of(triple.subject),
                          f"{local(triple.predicate.value)} must have the form of an XML Schema {name}", term.value)


def _shapes(data: list[pyoxigraph.Triple], known: list[pyoxigraph.Triple], shapes: Path) -> Iterable[Finding]:
    import pyshacl
    import rdflib

    shapes_graph = rdflib_graph(quad.triple for quad in read_quads(shapes))
    try:
        _, report, _ = pyshacl.validate(rdflib_graph([*data, *known]), shacl_graph=shapes_graph, inference="none",
                                        do_owl_imports=False, advanced=False)
    except Exception as error:  # pyshacl raises its own and rdflib's errors for broken shapes
        raise RdfError(f"the shapes cannot be applied: {error}", file=relative(shapes)) from None
    sh = rdflib.Namespace(PREFIXES["sh"])
    # Through sh:result: results nested below sh:detail have the same type and say less.
    for result in report.objects(None, sh.result):
        messages = sorted(report.objects(result, sh.resultMessage), key=lambda m: (m.language != "en", str(m)))
        shape, focus = report.value(result, sh.sourceShape), report.value(result, sh.focusNode)
        yield Finding(_code(shape, report.value(result, sh.sourceConstraintComponent)),
                      f"_:{focus}" if isinstance(focus, rdflib.BNode) else str(focus),
                      str(messages[0]) if messages else "",
                      str(report.value(result, sh.value) or ""))


def _code(shape: object, component: object) -> str:
    """The name of a shape as a code; a shape without a name goes by its constraint."""
    name = local(str(shape))
    return name if str(shape).startswith(smile("")) else str(component).rpartition("#")[2]


def rdflib_graph(triples: Iterable[pyoxigraph.Triple]) -> "rdflib.Graph":
    """The triples as an rdflib graph in memory, literals untouched."""
    import rdflib

    graph = rdflib.Graph()
    graph.addN((_rdflib(t.subject), _rdflib(t.predicate), _rdflib(t.object), graph) for t in triples)
    return graph


def _rdflib(term: Term) -> "rdflib.term.Node":
    import rdflib

    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, pyoxigraph.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    name = datatype_name(term.datatype.value)
    # An ill-typed value, which rdflib would trip over, goes in as plain text: the shapes report its datatype too.
    if name == "string" or (name and not is_valid(term.value, name)):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _with_line(finding: Finding, view: View) -> Finding:
    """The finding with its subject shortened, and the published line that the subject stands on."""
    line, text = view.one(finding.subject, "sourceLine"), view.one(finding.subject, "sourceText")
    published = f"{line}: {text}" if text else line or ""
    return Finding(finding.code, local(finding.subject), finding.message, finding.value, published)
