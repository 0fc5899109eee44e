"""Queries that attack the one who runs them, for whoever runs queries from outside."""

from smilekg.sandbox.guard import MAX_LENGTH

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


def blown(levels: int) -> str:
    """Text that doubles at each level."""
    text = "('0123456789' AS ?x0)"
    for level in range(levels):
        text += f" (CONCAT(?x{level}, ?x{level}) AS ?x{level + 1})"
    return f"SELECT {text} {{}}"


def wide(levels: int) -> str:
    """Rows that are multiplied by ten at each level."""
    return " ".join(f"VALUES ?v{level} {{ 0 1 2 3 4 5 6 7 8 9 }}" for level in range(levels))


HERE = "<http://127.0.0.1:{port}/>"
# name: (text, what comes of it). ANY: an answer or an error, but within the limits. ROWS: an answer without rows.
# OVER: ended, or its answer withheld. BROKEN: no SPARQL. Braces are doubled; {port} and {secret} are put in.
ANY, REFUSED, OVER, BROKEN, ROWS = "any", "refused", "over", "broken", "rows"
ATTACKS = {
    "service": (f"SELECT * {{ SERVICE {HERE} {{ ?s ?p ?o }} }}", REFUSED),
    "service small": (f"SELECT * {{ service {HERE} {{ ?s ?p ?o }} }}", REFUSED),
    "service silent": (f"SELECT * {{ SERVICE SILENT {HERE} {{ ?s ?p ?o }} }}", REFUSED),
    "service without spaces": (f"SELECT * {{SERVICE{HERE}{{?s ?p ?o}}}}", REFUSED),
    "service silent glued": (f"SELECT * {{SERVICESILENT{HERE}{{?s ?p ?o}}}}", REFUSED),
    "service glued to a name": (f"PREFIX ex: {HERE} SELECT * {{ SERVICEex:{{ ?s ?p ?o }} }}", REFUSED),
    "service glued to an empty prefix": (f"PREFIX : {HERE} SELECT * {{ SERVICE:{{ ?s ?p ?o }} }}", REFUSED),
    "service behind a number": (f"SELECT * {{ ?a ?b 1SERVICE{HERE}{{ ?s ?p ?o }} }}", REFUSED),
    "service behind true": (f"SELECT * {{ ?a ?b trueSERVICE{HERE}{{ ?s ?p ?o }} }}", REFUSED),
    "service behind an empty name": (f"PREFIX ex: <urn:> SELECT * {{ ?a ?b ex:.SERVICE{HERE}{{ }} }}", REFUSED),
    "service by a variable": (f"SELECT * {{ BIND({HERE} AS ?s) SERVICE ?s {{ ?a ?b ?c }} }}", REFUSED),
    "service inside": (f"SELECT * {{ OPTIONAL {{ {{ SELECT * {{ SERVICE {HERE} {{ ?s ?p ?o }} }} }} }} }}", REFUSED),
    "service in exists": (f"ASK {{ FILTER EXISTS {{ SERVICE {HERE} {{ ?s ?p ?o }} }} }}", REFUSED),
    "service in construct": (f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {HERE} {{ ?s ?p ?o }} }}", REFUSED),
    "service escaped": (f"SELECT * {{ \\u0053ERVICE {HERE} {{ ?s ?p ?o }} }}", REFUSED),
    "service escaped long": (f"SELECT * {{ SERV\\U00000049CE {HERE} {{ ?s ?p ?o }} }}", REFUSED),
    "service behind an escaped quote": (
        f'SELECT * {{ BIND("a\\u0022 AS ?x) SERVICE {HERE} {{ }} BIND(\\u0022" AS ?y) }}', REFUSED),
    "service behind an escaped line end": (f"SELECT * {{ # \\u000A SERVICE {HERE} {{ ?s ?p ?o }}\n}}", REFUSED),
    "service behind a comment's end": (f"SELECT * {{ # no\rSERVICE {HERE} {{ ?s ?p ?o }}\n}}", REFUSED),
    "service in a false iri": (f"SELECT * {{ BIND({HERE} AS ?s) FILTER(1<2)SERVICE?s#>\n{{ ?a ?b ?c }} }}", REFUSED),
    "service behind a false iri": (f"SELECT * {{ FILTER(1<2)SERVICE#>\n{HERE} {{ ?a ?b ?c }} }}", REFUSED),
    "service in a false string": (f"""SELECT * {{ FILTER("1"<'a>'||"x">'"')SERVICE{HERE}{{}}#"\n }}""", REFUSED),
    "service behind long quotes": (f"SELECT * {{ BIND('''a'b''' AS ?x) SERVICE {HERE} {{ }} }}", REFUSED),
    "from a server": (f"SELECT * FROM {HERE} {{ ?s ?p ?o }}", ROWS),
    "from named, from a file": ("SELECT * FROM NAMED <{secret}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", ROWS),
    "from a file": ("SELECT * FROM <{secret}> {{ ?s ?p ?o }}", ROWS),
    "from a relative file": ("BASE <{secret}> SELECT * FROM <secret.ttl> {{ ?s ?p ?o }}", ROWS),
    "graph of a file": ("SELECT * {{ GRAPH <{secret}> {{ ?s ?p ?o }} }}", ROWS),
    "describe a server": (f"DESCRIBE {HERE}", ANY),
    "load": (f"LOAD {HERE}", REFUSED),
    "load a file": ("LOAD SILENT <{secret}> INTO GRAPH <urn:g>", REFUSED),
    "insert": ("INSERT DATA {{ <urn:a> <urn:b> <urn:c> }}", REFUSED),
    "insert behind a prefix": ("PREFIX select: <urn:>\n# SELECT\nINSERT DATA {{ <urn:a> <urn:b> 1 }}", REFUSED),
    "delete": ("DELETE WHERE {{ ?s ?p ?o }}", REFUSED),
    "drop escaped": ("\\u0044ROP ALL", REFUSED),
    "clear": ("CLEAR ALL", REFUSED),
    "update behind a query": ("SELECT * {{}} ; DROP ALL", BROKEN),
    "deep braces": ("SELECT * " + "{{" * 3000 + "}}" * 3000, REFUSED),
    "deep parentheses": ("SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {{}}", REFUSED),
    "deep brackets": ("ASK {{ " + "[ <urn:a> " * 1000 + "1" + " ]" * 1000 + " }}", REFUSED),
    "deep without brackets": ("ASK {{ FILTER(" + "!" * 19_000 + "true) }}", ANY),
    "deep minus": ("SELECT (" + "- " * 9_000 + "1 AS ?x) {{}}", ANY),
    "long path": ("SELECT * {{ ?s " + "/".join(["<urn:a>"] * 1000) + " ?o }}", REFUSED),
    "wide path": ("SELECT * {{ ?s (" + "|".join(["<urn:a>"] * 1000) + ")* ?o }}", REFUSED),
    "too long": ("SELECT * {{ ?s ?p '" + "a" * MAX_LENGTH + "' }}", REFUSED),
    "paths of any length": ("SELECT (COUNT(*) AS ?n) {{ ?a (!<urn:a>)* ?b . ?b (!<urn:a>|^!<urn:a>)* ?c }}", OVER),
    "cross product": (f"SELECT (COUNT(*) AS ?n) {{{{ {CROSS} }}}}", OVER),
    "cross product, sorted": (f"SELECT * {{{{ {CROSS} }}}} ORDER BY ?a ?d ?g", OVER),
    "cross product, told apart": (f"SELECT DISTINCT ?a ?d ?g ?j {{{{ {CROSS} }}}}", OVER),
    "cross product, grouped": (f"SELECT (GROUP_CONCAT(?c) AS ?x) {{{{ {CROSS} }}}}", OVER),
    "slow filter": (f"ASK {{{{ {CROSS} FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), '(a*)*zzzz')) }}}}", OVER),
    "many values": (f"SELECT (COUNT(*) AS ?n) {{{{ {wide(12)} }}}}", OVER),
    "growing text": (blown(60), OVER),
    "growing text, many rows": (blown(22)[:-2] + wide(6).replace("{", "{{").replace("}", "}}"), ANY),
    "large pattern": ("ASK {{ " + "?a smile:within ?b . " * 900 + "}}", OVER),
    "too many rows": ("SELECT * {{ ?s ?p ?o }}", OVER),
    "too many triples": ("CONSTRUCT WHERE {{ ?s ?p ?o }}", OVER),
    "too large an answer": ("SELECT (REPLACE(STR(?p), '.', '" + "x" * 900 + "') AS ?x) {{ ?s ?p ?o }} LIMIT 1000", OVER),
    "huge number": ("SELECT (" + "9" * 6000 + " AS ?x) {{}}", ANY),
    "regular expression": ("ASK {{ FILTER(REGEX('" + "a" * 5000 + "', '(a|aa)+$')) }}", ANY),
    "ill-typed": ("SELECT ('abc'^^xsd:integer AS ?a) ('x'^^xsd:decimal AS ?b) {{}}", ANY),
    "nothing": ("", BROKEN),
    "no text": ("\x00\ud800", BROKEN),
    "a quote": ("SELECT * {{ ?s ?p \"service }}", REFUSED),
}


def attack(name: str, port: int, secret: str) -> tuple[str, str]:
    """The text of an attack on a listener and on a file (an IRI), and what is to come of it."""
    text, expected = ATTACKS[name]
    return text.replace("{port}", str(port)).replace("{secret}", secret).replace("{{", "{").replace("}}", "}"), expected
