"""IRIs that the converter itself writes, and what it says of a comment in a table."""

from .ntriples import escape

CSVW = "http://www.w3.org/ns/csvw#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def comment_triple(node: str, text: str) -> str:
    """What standard mode says of a table for a comment in its file."""
    return f'{node} <{RDFS}comment> "{escape(text)}" .\n' if text else ""
