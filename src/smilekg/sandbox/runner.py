"""A child, from an event loop."""

import asyncio
import sys
import time
from collections import deque
from contextlib import suppress
from typing import Protocol

from .line import Answer, Query
from .parent import Child
from .pipe import ANSWER, ENDING

GRACE = 1.0  # seconds that a child may be late with its end
_WAIT = 5.0  # seconds that the nursery may be late with telling of it


class Owner(Protocol):
    """Who is told what a child does. An answer has at most `most` bytes."""

    most: int

    def now(self) -> float: ...
    def answered(self, runner: "Runner", query: Query, answer: Answer, is_last: bool) -> None: ...
    def lost(self, runner: "Runner") -> None: ...
    def kill(self, runner: "Runner") -> None: ...


class Runner(asyncio.Protocol):
    """Tells the pool what the child answers. The first of the queries `given` to it runs, the next is there when that
    is done: the child need not wait for it."""

    def __init__(self, pool: Owner, child: Child, now: float):
        self.pool, self.child = pool, child
        self.given: deque[Query] = deque()
        self.began = now  # the first of them
        self.is_long = False
        self.process = 0
        self._seen: Query | None = None
        self._used_before = 0.0
        self._told = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport

    def give(self, query: Query, now: float) -> None:
        """Lets the child run a query, now or next."""
        if not self.given:
            self.began = now
        self.given.append(query)
        self.transport.write(query.request)

    def data_received(self, data: bytes) -> None:
        told = self._told + data if self._told else data
        while len(told) >= ANSWER.size:
            outcome, is_last, length = ANSWER.unpack_from(told)
            if length > self.pool.most or not self.given:  # no child of ours writes that
                self.pool.kill(self)
                return
            end = ANSWER.size + length
            if len(told) < end:
                break
            body, told = told[ANSWER.size:end], told[end:]
            self.began = self.pool.now()
            self.pool.answered(self, self.given.popleft(), (outcome, body), bool(is_last))
        self._told = told

    def connection_lost(self, error: Exception | None) -> None:
        self.pool.lost(self)

    async def born(self) -> None:
        """Waits until the child's process number is known."""
        self.process = await self._next_number() or 0

    async def ending(self) -> int | None:
        """How the child ended; None where nobody says."""
        return await self._next_number()

    async def _next_number(self) -> int | None:
        with suppress(OSError, TimeoutError):
            told = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.child.ending, ENDING.size), _WAIT)
            return int(ENDING.unpack(told)[0]) if len(told) == ENDING.size else None
        return None

    def has_run(self, now: float) -> float:
        """Seconds that its query has run, or nothing at the first look at it.

        Seconds of the processor where the system tells (Linux): on a busy machine a short query may wait for its turn.
        """
        query, used = self.given[0], self._used(now)
        if query is not self._seen:
            self._seen, self._used_before = query, used
        return used - self._used_before

    def _used(self, now: float) -> float:
        with suppress(OSError):
            if sys.platform == "linux" and self.process:
                return time.clock_gettime((~self.process << 3) | 2)  # the clock of another process
        return now
