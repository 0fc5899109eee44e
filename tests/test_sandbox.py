"""Queries from outside: what they may, what they may not, and that nothing they do outlives them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import rdflib
from attacks import ANY, ATTACKS, BROKEN, CROSS, OVER, REFUSED, ROWS, attack, blown
from conftest import ROOT, SECRET

import smilekg
from smilekg.errors import QueryError
from smilekg.sandbox.guard import MAX_DEPTH, MAX_LENGTH, MAX_STEPS, check
from smilekg.paths import shipped
from smilekg.answers.rows import Iri
from smilekg.sandbox.workers import Busy, OverLimit, Refused, Triples, Workers

FILES = shipped().graph_files()
DEADLINE, SLACK = 1.0, 3.0  # seconds; the slack is for a busy machine
CITIES = "SELECT ?name { ?city a smile:City ; skos:prefLabel ?name } ORDER BY ?name LIMIT 5"
KINDS = {REFUSED: Refused, OVER: OverLimit, BROKEN: QueryError}


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(FILES, deadline=DEADLINE, memory=256, rows=1000, size=2) as made:
        yield made


def outcome(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except QueryError as error:
        assert "Traceback" not in str(error) and str(error).count("\n") <= 2
        return error


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_ends_within_its_limits_and_harms_nothing(workers, kg, canary, secret, name):
    port, calls = canary
    text, expected = attack(name, port, secret)
    process, began = os.getpid(), time.monotonic()
    found = outcome(lambda: workers.query(text))
    assert time.monotonic() - began < DEADLINE + 0.5 + SLACK
    assert os.getpid() == process
    if expected == ROWS:
        assert len(found) == 0
    elif expected != ANY:
        assert isinstance(found, KINDS[expected]), found
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
