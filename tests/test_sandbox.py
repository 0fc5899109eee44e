"""Queries from outside: what they may, what they may not, and that nothing they do outlives them."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import rdflib
from conftest import ROOT

import smilekg
from smilekg.errors import QueryError
from smilekg.sandbox.guard import MAX_DEPTH, MAX_LENGTH, MAX_STEPS, check
from smilekg.paths import shipped
from smilekg.answers.rows import Iri
from smilekg.sandbox.workers import Busy, OverLimit, Refused, Triples, Workers

FILES = shipped().graph_files()
DEADLINE, SLACK = 1.0, 3.0  # seconds; the slack is for a busy machine
SECRET = "the-secret-that-no-answer-may-hold"
CITIES = "SELECT ?name { ?city a smile:City ; skos:prefLabel ?name } ORDER BY ?name LIMIT 5"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(FILES, deadline=DEADLINE, memory=256, rows=1000, size=2) as made:
        yield made


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that notes whoever calls."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def listen() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                calls.append(str(caller))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("secret") / "secret.ttl"
    file.write_text(f'<urn:a> <urn:b> "{SECRET}" .\n', "utf-8")
    return file.as_uri()


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
# name: (text, what comes of it). ANY: an answer or an error, but within the limits.
ANY, REFUSED, OVER, BROKEN, ROWS = "any", Refused, OverLimit, QueryError, "rows"
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
    "too large an answer": ("SELECT (REPLACE(STR(?p), '.', '" + "x" * 900 + "') AS ?x) {{ ?s ?p ?o }} LIMIT 300", OVER),
    "huge number": ("SELECT (" + "9" * 6000 + " AS ?x) {{}}", ANY),
    "regular expression": ("ASK {{ FILTER(REGEX('" + "a" * 5000 + "', '(a|aa)+$')) }}", ANY),
    "ill-typed": ("SELECT ('abc'^^xsd:integer AS ?a) ('x'^^xsd:decimal AS ?b) {{}}", ANY),
    "nothing": ("", BROKEN),
    "no text": ("\x00\ud800", BROKEN),
    "a quote": ("SELECT * {{ ?s ?p \"service }}", REFUSED),
}


def outcome(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except QueryError as error:
        assert "Traceback" not in str(error) and str(error).count("\n") <= 2
        return error


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_ends_within_its_limits_and_harms_nothing(workers, kg, canary, secret, name):
    port, calls = canary
    text, expected = ATTACKS[name]
    text = text.replace("{port}", str(port)).replace("{secret}", secret).replace("{{", "{").replace("}}", "}")
    process, began = os.getpid(), time.monotonic()
    found = outcome(lambda: workers.query(text))
    assert time.monotonic() - began < DEADLINE + 0.5 + SLACK
    assert os.getpid() == process
    if expected is ROWS:
        assert len(found) == 0
    elif expected is not ANY:
        assert isinstance(found, expected), found
    assert SECRET not in str(found) + str(getattr(found, "rows", ""))
    assert not calls, "the query reached the canary"
    assert workers.query(CITIES) == kg.sparql(CITIES)


def test_the_canary_hears_a_call(canary):
    """So that its silence above means something: Oxigraph, unguarded, does call."""
    port, calls = canary
    with pytest.raises(QueryError):
        smilekg.load().sparql(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
    deadline = time.monotonic() + 5
    while not calls and time.monotonic() < deadline:
        time.sleep(0.01)
    assert calls
    calls.clear()


def test_the_process_itself_reaches_nothing(canary, monkeypatch):
    """Even where the words of a query are not read at all."""
    port, calls = canary
    monkeypatch.setattr("smilekg.sandbox.workers.check", lambda text: None)
    with Workers(FILES, deadline=DEADLINE) as workers:
        for service in ("SERVICE", "SERVICE SILENT"):
            text = f"SELECT * {{ {service} <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
            found = outcome(lambda text=text: workers.query(text))
            assert isinstance(found, QueryError) or not any(cell for row in found.rows for cell in row)
        for text in ("SELECT * " + "{" * 3000 + "}" * 3000, "SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}"):
            assert isinstance(outcome(lambda text=text: workers.query(text)), OverLimit)
        assert workers.query("ASK {}").rows == ((True,),)
    assert not calls


CONFINED = """
import os, socket
from smilekg.sandbox.child import _confine
secret, (reading, writing) = {secret!r}, os.pipe()
if not os.fork():
    try:
        _confine(writing, 64)
        for attempt in (lambda: open(secret), lambda: socket.socket(), os.pipe, lambda: os.dup(writing),
                        lambda: os.read(0, 1), lambda: os.listdir("/"), lambda: bytearray(2**28)):
            try:
                attempt()
                os.write(writing, b"done ")
            except (OSError, MemoryError):
                os.write(writing, b"no ")
    finally:
        os._exit(0)
os.close(writing)
print(os.fdopen(reading).read())
"""


def test_a_confined_process_opens_nothing(secret):
    program = CONFINED.replace("{secret!r}", repr(secret.removeprefix("file://")))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, input="x")
    assert done.stdout.split() == ["no"] * 7, done.stderr


@pytest.mark.parametrize("text", [
    "SELECT * { ?s dct:identifier 'service-providers' }",
    "SELECT * { ?s ?p \"SERVICE <http://x/> {}\" }",
    "SELECT * { ?s ?p '''SERVICE ' <http://x/>''' } # SERVICE <http://x/> {}",
    "PREFIX ex: <http://example.org/SERVICE#> SELECT * { ?s ex:SERVICE ?service . ?x ex:a.service $SERVICE }",
    "SELECT * { <http://example.org/service?a=1#service> ?p 'x'@en-service }",
    "SELECT ?a { ?a ?b ?c FILTER(?c<3 && 4>?c) BIND('a\\'SERVICE' AS ?x) }",
    "SELECT * { ?s smile:serviceProvider _:service }",
    "PREFIX insert: <urn:> SELECT ?delete { ?delete insert:drop 'LOAD' } # CLEAR",
    *(file.read_text("utf-8") for file in sorted((ROOT / "queries").glob("**/*.rq"))),
])
def test_what_is_no_request_is_let_through(text):
    check(text)


def test_limits_of_the_text_are_where_they_are_said_to_be():
    check("SELECT * " + "{" * MAX_DEPTH + "}" * MAX_DEPTH)
    check(f"ASK {{ ?s {'/'.join(['<urn:a>'] * (MAX_STEPS + 1))} ?o }}")
    check("#" * MAX_LENGTH)
    for text, said in ((f"\n{'{' * (MAX_DEPTH + 1)}", "the query:2"), ("/" * (MAX_STEPS + 1), "steps"),
                       ("#" * (MAX_LENGTH + 1), "20,000"), ("SELECT *\n{\n SERVICE", "the query:3, value 'SERVICE'")):
        with pytest.raises(Refused, match=said):
            check(text)


def test_reading_a_hostile_text_takes_no_time():
    began = time.monotonic()
    for piece in ('"', "'", '"""\\', "<", "a:", ":", "\\u0022", "-", "<a#", "?", "@", "''' \\'", "1.", "service<"):
        outcome(lambda piece=piece: check((piece * MAX_LENGTH)[:MAX_LENGTH - 8] + " service"))
    assert time.monotonic() - began < 10


def test_answers_are_the_same_as_in_this_process(workers, kg):
    text = "SELECT ?x { VALUES ?x { 1 2.50 true 'a'@en <urn:x> UNDEF '苏\\n\\u0000'  1e3 '2019'^^xsd:gYear } }"
    found, expected = workers.query(text), kg.sparql(text)
    assert found == expected and [type(row[0]) for row in found.rows] == [type(row[0]) for row in expected.rows]
    assert {int, Decimal, bool, str, Iri, type(None)} <= {type(row[0]) for row in found.rows}
    assert workers.query("ASK { ?s a smile:City }").rows == ((True,),)
    assert workers.query("SELECT ?x { ?x a <urn:nothing> }").rows == ()


def test_triples_come_as_turtle(workers):
    found = workers.query("CONSTRUCT { ?s rdfs:label ?n } WHERE { ?s a smile:Evaluation ; skos:prefLabel ?n }")
    assert isinstance(found, Triples)
    graph = rdflib.Graph().parse(data=found.turtle, format="turtle")
    assert len(graph) == len(found) == 4 and {str(s) for s in graph.subjects()} == set(found.subjects)


def test_rows_up_to_the_cap_are_given_and_one_more_is_refused(workers):
    assert len(workers.query("SELECT ?s { ?s ?p ?o } LIMIT 1000")) == 1000
    with pytest.raises(OverLimit, match="1,000 rows"):
        workers.query("SELECT ?s { ?s ?p ?o } LIMIT 1001")


def test_broken_files_and_a_missing_one_are_told(tmp_path):
    (tmp_path / "x.ttl").write_text("<a", "utf-8")
    for file in (tmp_path / "x.ttl", tmp_path / "none.ttl"):
        with pytest.raises(QueryError, match=file.name):
            Workers([file])


def processes(group: int) -> list[int]:
    """The processes of a group that are not dead, as /proc shows them."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = open(f"/proc/{entry}/stat", encoding="utf-8").read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] not in "ZX":
                found.append(int(entry))
    return found


def wait_for(condition: Callable[[], object], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


def in_background(ask: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(outcome(ask)))
    thread.start()
    return thread, found


linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at /proc")


@linux
@pytest.mark.parametrize("which", ["child", "nursery"])
def test_whatever_is_killed_one_query_fails_and_the_next_is_answered(which):
    with Workers(FILES, deadline=20) as workers:
        nursery = workers._nursery.process
        thread, found = in_background(lambda: workers.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"))
        assert wait_for(lambda: len(processes(nursery)) == 2)
        child = max(processes(nursery))
        os.kill({"nursery": nursery, "child": child}[which], signal.SIGKILL)
        if which == "nursery":  # its child lives on, up to its deadline, unless it is ended as well
            os.kill(child, signal.SIGKILL)
        thread.join(10)
        assert isinstance(found[0], QueryError) and "ended before it answered" in str(found[0])
        assert workers.query("ASK {}").rows == ((True,),)
    assert wait_for(lambda: not processes(nursery))


@linux
def test_a_nursery_that_is_stuck_is_replaced(monkeypatch):
    monkeypatch.setattr("smilekg.sandbox.workers._GRACE", 0.5)
    with Workers(FILES, deadline=0.5) as workers:
        nursery = workers._nursery.process
        os.kill(nursery, signal.SIGSTOP)
        with pytest.raises(QueryError, match="ended before it answered"):
            workers.query("ASK {}")
        assert workers.query("ASK {}").rows == ((True,),) and not processes(nursery)


@linux
def test_close_ends_all_at_once():
    workers = Workers(FILES, deadline=60, count=3)
    nursery = workers._nursery.process
    threads = [in_background(lambda: workers.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")) for _ in range(4)]
    assert wait_for(lambda: len(processes(nursery)) == 4)
    began = time.monotonic()
    workers.close()
    for thread, found in threads:
        thread.join(5)
        assert isinstance(found[0], QueryError)
    assert wait_for(lambda: not processes(nursery), 2) and time.monotonic() - began < 4
    workers.close()
    with pytest.raises(QueryError, match="closed"):
        workers.query("ASK {}")


@linux
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_the_program_ends_all_children(sent):
    program = ("import threading; from smilekg.sandbox.workers import Workers; from smilekg.paths import shipped\n"
               "workers = Workers(shipped().graph_files(), deadline=60)\n"
               f"ask = lambda: workers.query('SELECT (COUNT(*) AS ?n) {{ {CROSS} }}')\n"
               "threading.Thread(target=ask).start()\nprint(workers._nursery.process, flush=True)\n")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as started:
        nursery = int(started.stdout.readline())
        assert wait_for(lambda: len(processes(nursery)) == 2)
        started.send_signal(sent)
        assert wait_for(lambda: not processes(nursery), 2)


def test_turns_are_given_in_the_order_of_coming():
    with Workers(FILES, count=1, deadline=1, wait=20) as workers:
        order: list[int] = []
        slow = in_background(lambda: workers.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"))[0]
        assert wait_for(lambda: not workers._turns._free)
        threads = []
        for place in range(6):
            threads.append(in_background(lambda place=place: (workers.query("ASK {}"), order.append(place)))[0])
            assert wait_for(lambda place=place: len(workers._turns._waiting) == place + 1)
        for thread in (slow, *threads):
            thread.join(20)
    assert order == list(range(6))


def test_who_waits_too_long_is_told_and_holds_no_turn():
    with Workers(FILES, count=1, deadline=2, wait=0.2) as workers:
        slow, found = in_background(lambda: workers.query(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"))
        assert wait_for(lambda: not workers._turns._free)
        with pytest.raises(Busy):
            workers.query("ASK {}")
        slow.join(10)
        assert isinstance(found[0], OverLimit) and workers.query("ASK {}").rows == ((True,),)


def test_many_threads_get_their_own_answers(workers):
    asked = [in_background(lambda n=n: workers.query(f"SELECT ({n} AS ?n) {{}}").rows[0][0]) for n in range(40)]
    for number, (thread, found) in enumerate(asked):
        thread.join(20)
        assert found == [number]


def test_no_file_number_is_left_behind(workers):
    def ask(times: int) -> int:
        """How many files are open afterwards; what waits for work has two."""
        for text in ("ASK {}", "SELEC", "SELECT * { ?s ?p ?o }", blown(60)) * times:
            outcome(lambda: workers.query(text))
        return len(os.listdir("/proc/self/fd")) - 2 * len(workers._idle) if os.path.isdir("/proc/self/fd") else 0

    assert ask(1) == ask(3)


def test_an_empty_answer_is_explained_where_it_was_asked():
    with Workers(FILES, explain=True) as workers:
        assert workers.query("SELECT * { ?s a smile:Citty }").rows == ()
        assert workers.why_empty("SELECT * { ?s a smile:Citty }")
        with pytest.raises(Refused):
            workers.why_empty("SELECT * { SERVICE <http://127.0.0.1:9/> {} }")
