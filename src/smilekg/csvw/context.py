"""The CSVW initial context (www.w3.org/ns/csvw.jsonld): what prefixes and terms stand for."""

from ..terms import RDF, XSD

CONTEXT = "http://www.w3.org/ns/csvw"
CSVW = CONTEXT + "#"

# The prefixes of RDFa 1.1 (www.w3.org/2011/rdfa-context/rdfa-1.1) and `csvw`.
PREFIXES = {
    "as": "https://www.w3.org/ns/activitystreams#", "cc": "http://creativecommons.org/ns#",
    "csvw": CSVW, "ctag": "http://commontag.org/ns#", "dc": "http://purl.org/dc/terms/",
    "dc11": "http://purl.org/dc/elements/1.1/", "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/", "dqv": "http://www.w3.org/ns/dqv#", "duv": "https://www.w3.org/ns/duv#",
    "foaf": "http://xmlns.com/foaf/0.1/", "gr": "http://purl.org/goodrelations/v1#",
    "grddl": "http://www.w3.org/2003/g/data-view#", "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
    "jsonld": "http://www.w3.org/ns/json-ld#", "ldp": "http://www.w3.org/ns/ldp#", "ma": "http://www.w3.org/ns/ma-ont#",
    "oa": "http://www.w3.org/ns/oa#", "odrl": "http://www.w3.org/ns/odrl/2/", "og": "http://ogp.me/ns#",
    "org": "http://www.w3.org/ns/org#", "owl": "http://www.w3.org/2002/07/owl#", "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#", "rdf": RDF, "rdfa": "http://www.w3.org/ns/rdfa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "rev": "http://purl.org/stuff/rev#",
    "rif": "http://www.w3.org/2007/rif#", "rr": "http://www.w3.org/ns/r2rml#", "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#", "sioc": "http://rdfs.org/sioc/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#", "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "sosa": "http://www.w3.org/ns/sosa/", "ssn": "http://www.w3.org/ns/ssn/", "time": "http://www.w3.org/2006/time#",
    "v": "http://rdf.data-vocabulary.org/#", "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#", "wdr": "http://www.w3.org/2007/05/powder#",
    "wdrs": "http://www.w3.org/2007/05/powder-s#", "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xml": "http://www.w3.org/XML/1998/namespace", "xsd": XSD,
}

# The built-in datatypes of the Metadata Vocabulary: the name that metadata uses -> the XML Schema type it rests on.
DATATYPES = {name: name for name in (
    "anyAtomicType", "anyURI", "base64Binary", "boolean", "date", "dateTime", "dateTimeStamp", "decimal", "integer",
    "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt",
    "unsignedShort", "unsignedByte", "nonPositiveInteger", "negativeInteger", "double", "duration", "dayTimeDuration",
    "yearMonthDuration", "float", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "hexBinary", "QName", "string",
    "normalizedString", "token", "language", "Name", "NMTOKEN", "xml", "html", "json", "time",
)} | {"any": "anyAtomicType", "number": "double", "binary": "base64Binary", "datetime": "dateTime"}
_NOT_XSD = {"xml": RDF + "XMLLiteral", "html": RDF + "HTML", "json": CSVW + "JSON"}

CLASSES = ("Cell", "Column", "Datatype", "Dialect", "Direction", "ForeignKey", "JSON", "NumericFormat", "Row", "Schema",
           "Table", "TableGroup", "TableReference", "Transformation", "uriTemplate")
PROPERTIES = (
    "aboutUrl", "base", "column", "columnReference", "columns", "commentPrefix", "datatype", "decimalChar", "default",
    "delimiter", "describes", "dialect", "doubleQuote", "encoding", "foreignKeys", "format", "groupChar", "header",
    "headerRowCount", "lang", "length", "lineTerminators", "maxExclusive", "maxInclusive", "maxLength", "maximum",
    "minExclusive", "minInclusive", "minLength", "minimum", "name", "note", "notes", "null", "ordered", "pattern",
    "primaryKey", "propertyUrl", "quoteChar", "reference", "referencedRow", "required", "resource", "row", "rowTitles",
    "rownum", "schemaReference", "scriptFormat", "separator", "skipBlankRows", "skipColumns", "skipInitialSpace",
    "skipRows", "source", "suppressOutput", "table", "tableDirection", "tableSchema", "tables", "targetFormat",
    "textDirection", "title", "titles", "transformations", "trim", "url", "valueUrl", "virtual",
)


def datatype_iri(name: str) -> str:
    """The IRI of a built-in datatype, by the name that metadata uses."""
    return _NOT_XSD.get(name) or XSD + DATATYPES[name]


# Bare words that a `@type` may use: csvw's own, those of RDFa, and the built-in datatypes.
TERMS = {name: CSVW + name for name in (*CLASSES, *PROPERTIES)} | {
    "describedby": "http://www.w3.org/2007/05/powder-s#describedby",
    "license": "http://www.w3.org/1999/xhtml/vocab#license", "role": "http://www.w3.org/1999/xhtml/vocab#role",
} | {name: datatype_iri(name) for name in DATATYPES}


def expand(text: str) -> str:
    """A prefixed name of the initial context as a full IRI; anything else as it is."""
    prefix, colon, rest = text.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES and not rest.startswith("//") else text
