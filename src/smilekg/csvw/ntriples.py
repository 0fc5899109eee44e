"""N-Triples terms: IRIs, literals, and the escapes inside them (W3C RDF 1.1 N-Triples, canonical form)."""

import re

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
# Characters that must be escaped in an N-Triples string; everything else may stand as it is.
ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
ESCAPES |= {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F) if code not in ESCAPES}
_NOT_IN_AN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\uD800-\uDFFF]")
_LANGUAGE = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")


def escape(text: str) -> str:
    """`text` as it may stand between the quotes of an N-Triples literal."""
    return text.translate(ESCAPES)


def iri(text: str) -> str:
    """`<text>`. Raises ValueError for a character that no IRI may have."""
    if found := _NOT_IN_AN_IRI.search(text):
        raise ValueError(f"an IRI cannot have {found[0]!r}: {text!r}")
    return f"<{text}>"


def literal(text: str, datatype: str | None = None, lang: str | None = None) -> str:
    """A literal: `lang` makes it a language-tagged string (`und` none), else `datatype` (an IRI) is its type."""
    quoted = f'"{escape(text)}"'
    if lang and lang != "und":
        if not _LANGUAGE.fullmatch(lang):
            raise ValueError(f"not a language tag: {lang!r}")
        return f"{quoted}@{lang}"
    return quoted if datatype in (None, XSD_STRING) else f"{quoted}^^{iri(datatype)}"
