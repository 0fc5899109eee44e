"""One engine in a warm process, asked in lines of JSON: `python worker.py ENGINE FILE… | STORE | URL`.

A request is `{"name", "text", "limit", "times", "rows"}`; its answer `{"seconds": […], "rows": […]}`, `{"over"}` or
`{"fault"}`. Without a source smilekg takes the shipped graph.
"""

import contextlib
import http.client
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MEMORY_LIMIT = 0.85  # of the machine's
TURN = 0.1  # seconds; what is asked several times in one turn is asked no more after this long
Ask = Callable[[str, str], list[Any]]


class OverLimit(BaseException):
    """The time is up. No Exception, so that an engine does not catch it."""


def oxigraph_store(source: list[str]) -> Any:
    """A store in memory with the files in it; or one on disk, only read."""
    import pyoxigraph

    if Path(source[0]).is_dir():
        return pyoxigraph.Store.read_only(source[0])
    store = pyoxigraph.Store()
    for file in source:
        store.bulk_load(path=file)
    return store


def with_smilekg(source: list[str]) -> Ask:
    """Our API: a canned query by its name, with its default values; any other by its text."""
    import smilekg

    graph = smilekg.load(*source)
    graph.sparql("ASK { ?s ?p ?o }")  # loaded now
    return lambda name, text: (graph.query(name) if name else graph.sparql(text)).rows


def with_pyoxigraph(source: list[str]) -> Ask:
    store = oxigraph_store(source)
    return lambda _, text: [[term and term.value for term in row] for row in store.query(text)]


def with_oxrdflib(source: list[str]) -> Ask:
    """rdflib's graph over an Oxigraph store: Oxigraph answers, rdflib's terms are made of it."""
    import oxrdflib
    import rdflib

    graph = rdflib.Graph(store=oxrdflib.OxigraphStore(store=oxigraph_store(source)),
                         identifier=rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
    return lambda _, text: list(graph.query(text))


def with_rdflib(source: list[str]) -> Ask:
    import rdflib

    graph = rdflib.Graph()
    for file in source:
        graph.parse(file)
    return lambda _, text: list(graph.query(text))


def over_http(source: list[str]) -> Ask:
    """A SPARQL endpoint: one connection that stays open, JSON."""
    url = urlsplit(source[0])
    connection = http.client.HTTPConnection(url.netloc)
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}

    def ask(_: str, text: str) -> list[Any]:
        try:
            connection.request("POST", url.path, text.encode(), headers)
            response = connection.getresponse()
            body = response.read()
        except BaseException:
            connection.close()  # half an answer may be in it
            raise
        if response.status != 200:
            raise RuntimeError(f"status {response.status}: {body[:200].decode(errors='replace')}")
        answer = json.loads(body)
        names = answer["head"]["vars"]
        return [[row[name]["value"] if name in row else None for name in names]
                for row in answer["results"]["bindings"]]

    return ask


ENGINES = {"smilekg": with_smilekg, "pyoxigraph": with_pyoxigraph, "oxrdflib": with_oxrdflib, "rdflib": with_rdflib,
           "server": over_http}


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Python code is stopped when the time is up; an engine in another language is only found late when it is done."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def over(*_: object) -> None:
    raise OverLimit


def answer(ask: Ask, request: dict[str, Any]) -> dict[str, Any]:
    seconds: list[float] = []
    try:
        while len(seconds) < request["times"] and sum(seconds) < TURN:
            rows: list[Any] = []
            with limited(request["limit"]):
                start = time.perf_counter()
                rows = ask(request["name"], request["text"])
                seconds.append(time.perf_counter() - start)
    except OverLimit:
        return {"over": True}
    except MemoryError:
        return {"fault": "out of memory"}
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {str(error)[:200]}"}
    return {"seconds": seconds, "rows": [list(map(plain, row)) for row in rows] if request["rows"] else []}


def plain(cell: Any) -> str | None:
    """A cell as text; our API gives numbers and booleans as such."""
    return str(cell).lower() if isinstance(cell, bool) else None if cell is None else str(cell)


def main() -> None:
    memory = int(MEMORY_LIMIT * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGALRM, over)
    engine, *source = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    start = time.perf_counter()
    ask = ENGINES[engine](source)
    print(json.dumps({"loaded": time.perf_counter() - start}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(ask, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
