"""The server under load, next to two peers: `make bench-serve`. Prints tables; docs/benchmarks.md says what is measured.

Every round asks each server in turn, so that whatever else the machine does falls on all of them; figures are medians over
the rounds. Everything is bounded by --seconds and --minutes.
"""

import argparse
import contextlib
import os
import statistics
import sys
import threading
import time
from urllib.parse import quote, urlsplit

import smilekg
from convert.programs import machine
from serve.load import Load, run
from serve.servers import Running, get, memory, oxigraph_server, processor, rdflib_endpoint
from serve.servers import smilekg as smilekg_server

PREFIXES = "PREFIX smile: <https://w3id.org/smilekg/ontology/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
LIST = "<https://w3id.org/smilekg/id/ranking/2019-2020/livability>"
# `@` becomes a number: a new one for a query that was never asked before, always 1 for one that was.
QUERIES = {
    "five names": PREFIXES + "SELECT ?name ?n { ?city a smile:City ; skos:prefLabel ?name BIND(@ AS ?n) } LIMIT 5",
    "a list": PREFIXES + f"SELECT ?position ?name ?score ?n {{ ?entry smile:inRanking {LIST} ; smile:position ?position ; smile:subject ?place "
    'OPTIONAL { ?entry smile:score ?score } ?place skos:prefLabel ?name FILTER(LANG(?name) = "zh") BIND(@ AS ?n) } ORDER BY ?position',
}
HOSTILE = "SELECT (COUNT(*) AS ?n@) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ROUNDS = 3


def path(running: Running, text: str, number: str = "@") -> str:
    return f"{urlsplit(running.endpoint).path}?query={quote(text, safe='@').replace('@', number)}"


def middle(loads: list[Load], what: str) -> float:
    return statistics.median(getattr(load, what) for load in loads)


def race(servers: dict[str, Running], seconds: float) -> None:
    """Each query anew, and the same again, at each server in turn."""
    print("\n| query | asked | server | answers a second | p50 | p99 | no success | processor an answer | ours over theirs |\n"
          "|---|---|---|--:|--:|--:|--:|--:|--:|")
    for name, text in QUERIES.items():
        for asked, number in (("anew", "@"), ("again", "1")):
            loads: dict[str, list[Load]] = {server: [] for server in servers}
            used = {server: -processor(running.pid) for server, running in servers.items()}
            for _ in range(ROUNDS):
                for server, running in servers.items():
                    loads[server].append(run(running.endpoint, [path(running, text, number)], seconds / ROUNDS))
            used = {server: used[server] + processor(running.pid) for server, running in servers.items()}
            ours = middle(loads["smilekg"], "rate")
            for server, found in loads.items():
                each = used[server] / sum(load.rate * seconds / ROUNDS for load in found) * 1e6
                ratio = "" if server == "smilekg" else f"{ours / middle(found, 'rate'):.2f}"
                print(f"| {name} | {asked} | {server} | {middle(found, 'rate'):,.0f} | {middle(found, 'p50'):.1f} ms | {middle(found, 'p99'):.1f} ms "
                      f"| {sum(load.faults for load in found)} | {each:,.0f} µs | {ratio} |", flush=True)


def pages(running: Running, seconds: float) -> None:
    """Pages of things, in both languages, after each was made once."""
    places = [f"/{language}/{row['entity'].partition('/id/')[2]}" for row in smilekg.load().query("cities-on-most-lists", min=2)
              for language in ("zh", "en")]
    made = time.monotonic()
    statuses = {get(running.root + place) for place in places}
    took = (time.monotonic() - made) / len(places) * 1000
    load = run(running.root, places, seconds, accept="text/html")
    print(f"\nPages of {len(places)} things: {load.rate:,.0f} a second, p99 {load.p99:.1f} ms, {load.faults} no success; "
          f"the first time {took:.0f} ms each (statuses {sorted(statuses)}).", flush=True)


def mixed(running: Running, seconds: float) -> None:
    """Honest queries, never asked before, while somebody sends one a second that never ends."""
    over, statuses = threading.Event(), []

    def attack() -> None:
        threads, number = [], 0
        while not over.wait(1):
            number += 1
            address = running.endpoint + "?query=" + quote(HOSTILE.replace("@", str(number)))
            threads.append(threading.Thread(target=lambda address=address: statuses.append(get(address))))
            threads[-1].start()
        for thread in threads:
            thread.join()

    attacker = threading.Thread(target=attack)
    attacker.start()
    load = run(running.endpoint, [path(running, QUERIES["a list"])], seconds)
    over.set()
    attacker.join()
    told = ", ".join(f"{status}: {statuses.count(status)}" for status in sorted(set(statuses)))
    print(f"\nWith one hostile query a second: {load.rate:,.0f} honest answers a second, p50 {load.p50:.1f} ms, p99 {load.p99:.1f} ms, "
          f"worst {load.worst:.0f} ms, {load.faults} no success. The hostile ones got {told}.", flush=True)


def remembered(running: Running, minutes: float) -> None:
    """Memory under queries that were never asked before, after a minute and at the end."""
    began, first = time.monotonic(), 0.0
    while (passed := time.monotonic() - began) < minutes * 60:
        run(running.endpoint, [path(running, text) for text in QUERIES.values()], min(20, minutes * 60 - passed))
        first = first or (memory(running.pid) if time.monotonic() - began >= 60 else 0.0)
    last = memory(running.pid)
    print(f"\nMemory of all processes: {first:.0f} MB after one minute, {last:.0f} MB after {minutes:g} ({last / first - 1:+.1%}).", flush=True)


def main() -> None:
    """Reads the options and prints one table after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="for each figure (default 30)")
    parser.add_argument("--minutes", type=float, default=10, help="of the look at memory; 0 leaves it out (default 10)")
    parser.add_argument("--without", action="append", default=[], help="a peer to leave out: oxigraph, rdflib-endpoint")
    options = parser.parse_args()
    print(f"{machine()}; load before the run {os.getloadavg()[0]:.1f}; wrk, 1 thread, 16 connections", flush=True)
    peers = {"oxigraph": oxigraph_server, "rdflib-endpoint": rdflib_endpoint}
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(smilekg_server())
        others = {name: stack.enter_context(start()) for name, start in peers.items() if name not in options.without}
        race({"smilekg": ours, **others}, options.seconds)
        pages(ours, options.seconds)
        mixed(ours, options.seconds)
        if options.minutes:
            remembered(ours, options.minutes)
    print(f"\nLoad after the run {os.getloadavg()[0]:.1f}", file=sys.stderr)


if __name__ == "__main__":
    main()
