"""Findings as RDF: a SHACL validation report."""

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..rdf import to_turtle
from ..terms import DATA, PREFIXES, RDF_TYPE, XSD, smile
from .validate import Finding

SH, A = PREFIXES["sh"], NamedNode(RDF_TYPE)
Said = tuple[NamedNode, NamedNode | BlankNode | Literal]


def findings_turtle(findings: list[Finding]) -> str:
    """The findings as `sh:ValidationReport`; each result has an IRI of its own."""
    report = NamedNode("urn:smilekg:report")
    triples = [Triple(report, A, NamedNode(SH + "ValidationReport")),
               Triple(report, NamedNode(SH + "conforms"), _boolean(not findings))]
    for number, finding in enumerate(findings, 1):
        result = NamedNode(f"urn:smilekg:finding:{number}")
        triples.append(Triple(report, NamedNode(SH + "result"), result))
        triples += [Triple(result, predicate, term) for predicate, term in _result(finding)]
    return to_turtle(triples).decode("utf-8")


def _result(finding: Finding) -> list[Said]:
    subject: NamedNode | BlankNode
    if finding.subject.startswith("_:"):
        subject = BlankNode(finding.subject.removeprefix("_:"))
    else:
        subject = NamedNode(finding.subject if ":" in finding.subject else DATA + finding.subject)
    out: list[Said] = [(A, NamedNode(SH + "ValidationResult")),
                       (NamedNode(SH + "resultSeverity"), NamedNode(SH + "Violation")),
                       (NamedNode(SH + "focusNode"), subject),
                       (NamedNode(SH + "resultMessage"), Literal(finding.message, language="en")),
                       (NamedNode(PREFIXES["dct"] + "identifier"), Literal(finding.code))]
    if finding.value:
        out.append((NamedNode(SH + "value"), Literal(finding.value)))
    if finding.line:
        out.append((NamedNode(smile("sourceText")), Literal(finding.line)))
    return out


def _boolean(value: bool) -> Literal:
    return Literal(str(value).lower(), datatype=NamedNode(XSD + "boolean"))
