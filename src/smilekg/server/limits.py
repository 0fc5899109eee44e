"""How much of everything one request, one client and all of them may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes are in bytes, times in seconds, where nothing else is said."""

    deadline: float = 10.0       # a query
    memory: int = 512            # MB that a query may take above the graph
    rows: int = 10_000           # rows or triples of an answer
    size: int = 16 * 2**20       # an answer
    workers: int = 2             # queries that run at once and are short
    long: int = 4                # queries that run at once and are not; one client has at most half of these places
    waiting: int = 256           # queries that wait for a worker; one client has at most half of these places
    pages: int = 64              # pages that are made or wait for that
    body: int = 256 * 2**10      # a request's body
    head: int = 64 * 2**10       # a request's first line and headers
    patience: float = 10.0       # until head and body of a request have come
    idle: float = 30.0           # a connection without a request
    reading: float = 60.0        # until a client has taken what was sent
    connections: int = 1000
    cache: int = 64 * 2**20      # answers that are kept
