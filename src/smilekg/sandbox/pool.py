"""SPARQL from outside for a server: children that stay, short queries before long ones, no client before the others.

At most `Plan.quick` queries run that are short. One that has run for `LONG` seconds becomes a long one: it gives its
place to a new child and goes on with the lowest priority, if one of the `Plan.long` places is free and its client has
not half of them already. Otherwise it is ended. So a short query waits at most `LONG` seconds for a place, whatever
else is asked. Those that wait have their turn client by client.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from .parent import Busy, Child, Nursery, Settings, ended
from .pipe import ANSWER, ENDING

LONG = 0.2    # seconds
_TICK = 0.05  # seconds between two looks at what runs
_GRACE = 1.0  # seconds that a child may be late with its end

Answer = tuple[int, bytes]  # an outcome of `pipe`, and what belongs to it
Done = Callable[["Answer | QueryError"], None]  # gets the answer, or Busy, OverLimit or Ended
Gone = Callable[[], Awaitable[Any]]  # ends when the client does not wait any more


@dataclass(frozen=True)
class Plan:
    """How many queries run and wait at once; one client has at most half of the long and of the waiting places."""

    quick: int = 2
    long: int = 4
    waiting: int = 256
    patience: float = 5.0  # seconds that a query may wait


@dataclass(eq=False, slots=True)
class Query:
    """A query that waits or runs. `gone` is waited for once it is a long one."""

    request: bytes
    client: str
    done: Done
    gone: Gone | None
    began: float
    watched: "asyncio.Task[None] | None" = None
    is_done: bool = False


class _Runner(asyncio.Protocol):
    """A child, from the event loop."""

    def __init__(self, pool: "Pool", child: Child):
        self.pool, self.child = pool, child
        self.query: Query | None = None
        self.is_long = self.is_last = False
        self._told = bytearray()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        told: bytes | bytearray = data
        if self._told:
            self._told += data
            told = self._told
        if len(told) < ANSWER.size:
            self._told = bytearray(told)
            return
        outcome, is_last, length = ANSWER.unpack_from(told)
        if length > self.pool.most or self.query is None:  # no child of ours writes that
            self.pool.nursery.kill(self.child)
        elif len(told) < ANSWER.size + length:
            self._told = told if told is self._told else bytearray(told)
        else:
            body, self._told = bytes(told[ANSWER.size:]), bytearray()
            self.is_last = bool(is_last)
            self.pool.answered(self, (outcome, body))

    def connection_lost(self, error: Exception | None) -> None:
        self.pool.lost(self)


class Pool:
    """Makes a nursery at once, children when `start` is awaited. Raises what `parent.Nursery` raises."""

    def __init__(self, settings: Settings, plan: Plan = Plan()):
        self.settings, self.plan, self.most = settings, plan, settings.size * 2**20
        self.nursery = Nursery(settings)
        self.counts = {"answered": 0, "promoted": 0, "killed": 0, "refused": 0, "children": 0}
        self._idle: list[_Runner] = []
        self._quick: set[_Runner] = set()
        self._long: set[_Runner] = set()
        self._waiting: dict[str, deque[Query]] = {}
        self._length = self._coming = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = self._is_restarting = False

    async def start(self) -> None:
        """The first children."""
        self._loop = asyncio.get_running_loop()
        self._refill()
        self._later(self._tick())

    async def close(self) -> None:
        """Ends every query and every process."""
        self._is_closed = True
        self.nursery.end()
        for task in [*self._tasks]:
            task.cancel()

    @property
    def state(self) -> dict[str, int]:
        """How many children wait for work, run short and long queries, and how many queries wait."""
        return {"idle": len(self._idle), "quick": len(self._quick), "long": len(self._long), "waiting": self._length}

    async def ask(self, request: bytes, client: str, gone: Gone) -> Answer:
        """The answer to a packed request. Raises Busy, OverLimit or Ended."""
        answer: asyncio.Future[Answer] = self._loop.create_future()

        def done(found: Answer | QueryError) -> None:
            if not answer.done():
                answer.set_exception(found) if isinstance(found, QueryError) else answer.set_result(found)

        query = self.begin(request, client, done, gone)
        try:
            return await answer
        finally:
            self.drop(query)

    def begin(self, request: bytes, client: str, done: Done, gone: Gone | None = None) -> Query:
        """Lets a packed request be answered; `done` is called once, with what comes of it. Raises Busy."""
        query = Query(request, client, done, gone, self._loop.time())
        if self._idle:
            self._run(self._idle.pop(), query)
        else:
            self._wait(query)
        return query

    def drop(self, query: Query) -> None:
        """Nobody waits for this query any more: it ends if it runs, and is passed over if it waits."""
        if not query.is_done:
            query.is_done = True
            for runner in (*self._quick, *self._long):
                if runner.query is query:
                    self._end(runner, ended(None, self.settings))

    # --- who runs

    def _run(self, runner: _Runner, query: Query) -> None:
        runner.query, query.began = query, self._loop.time()
        self._quick.add(runner)
        runner.transport.write(query.request)

    def answered(self, runner: _Runner, answer: Answer) -> None:
        """What a child said."""
        self.counts["answered"] += 1
        self._finish(runner, answer)
        if runner.is_last or runner.is_long:
            runner.transport.close()
            self._refill()
        else:
            self._free(runner)

    def _finish(self, runner: _Runner, answer: Answer | QueryError) -> None:
        """Hands a query its answer; its child has no query any more."""
        query, runner.query = runner.query, None
        (self._long if runner.is_long else self._quick).discard(runner)
        if query is None:
            return
        if query.watched:
            query.watched.cancel()
        _settle(query, answer)

    def _free(self, runner: _Runner) -> None:
        """Gives a child the next query."""
        query = self._next()
        if query:
            self._run(runner, query)
        else:
            self._idle.append(runner)

    def lost(self, runner: _Runner) -> None:
        """A child has ended."""
        if runner in self._idle:
            self._idle.remove(runner)
        self._later(self._bury(runner))

    async def _bury(self, runner: _Runner) -> None:
        code = None
        if runner.query:
            with suppress(OSError, TimeoutError):
                told = await asyncio.wait_for(self._loop.sock_recv(runner.child.ending, ENDING.size), _GRACE)
                code = ENDING.unpack(told)[0] if len(told) == ENDING.size else None
        runner.child.ending.close()
        self._finish(runner, ended(code, self.settings))
        self._refill()

    # --- who waits

    def _wait(self, query: Query) -> None:
        mine = self._waiting.setdefault(query.client, deque())
        if self._length >= self.plan.waiting or len(mine) >= max(1, self.plan.waiting // 2):
            if not mine:
                del self._waiting[query.client]
            raise self._busy()
        mine.append(query)
        self._length += 1

    def _next(self) -> Query | None:
        """The query whose turn it is: the first of the client that was served longest ago."""
        while self._waiting:
            client, theirs = next(iter(self._waiting.items()))
            del self._waiting[client]
            query = theirs.popleft()
            self._length -= 1
            if theirs:
                self._waiting[client] = theirs  # behind all others
            if not query.is_done:
                return query
        return None

    def _busy(self) -> Busy:
        self.counts["refused"] += 1
        return Busy("too many queries are running", hint="try again later")

    # --- what takes long

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            now = self._loop.time()
            for runner in [r for r in self._quick if r.query and now - r.query.began > LONG]:
                self._promote(runner)
            for runner in [r for r in self._long if r.query and now - r.query.began > self.settings.deadline + _GRACE]:
                self._end(runner, ended(None, self.settings))  # its own clock should have done that
            for theirs in list(self._waiting.values()):
                for query in [q for q in theirs if now - q.began > self.plan.patience]:
                    _settle(query, self._busy())
            if not self.nursery.is_alive():
                self._restart()

    def _promote(self, runner: _Runner) -> None:
        """Makes a query a long one, or ends it where there is no place for it."""
        query = runner.query
        assert query
        theirs = sum(other.query is not None and other.query.client == query.client for other in self._long)
        if len(self._long) >= self.plan.long or theirs >= max(1, self.plan.long // 2):
            self._end(runner, self._busy())
            return
        self.counts["promoted"] += 1
        self._quick.discard(runner)
        self._long.add(runner)
        runner.is_long = True
        self.nursery.slow(runner.child)
        if query.gone:
            query.watched = self._later(self._watch(query, query.gone))
        self._refill()

    async def _watch(self, query: Query, gone: Gone) -> None:
        await gone()
        query.watched = None
        self.drop(query)

    def _end(self, runner: _Runner, error: QueryError) -> None:
        self.counts["killed"] += 1
        self._finish(runner, error)
        self.nursery.kill(runner.child)
        self._refill()

    # --- children

    def _refill(self) -> None:
        """As many children as there should be."""
        while not self._is_closed and len(self._idle) + len(self._quick) + self._coming < self.plan.quick:
            try:
                child = self.nursery.fork()
            except ConnectionError:
                self._restart()
                return
            self._coming += 1
            self.counts["children"] += 1
            self._later(self._welcome(child))

    async def _welcome(self, child: Child) -> None:
        child.conversation.setblocking(False)
        child.ending.setblocking(False)
        try:
            _, runner = await self._loop.create_unix_connection(lambda: _Runner(self, child), sock=child.conversation)
        finally:
            self._coming -= 1
        if not runner.transport.is_closing():
            self._free(runner)

    def _restart(self) -> None:
        """A new nursery in the place of one that something ended."""
        if not self._is_restarting and not self._is_closed:
            self._is_restarting = True
            self._later(self._renew())

    async def _renew(self) -> None:
        self.nursery.end()  # and its children with it
        try:
            self.nursery = await self._loop.run_in_executor(None, Nursery, self.settings)
        finally:
            self._is_restarting = False
        self._refill()

    def _later(self, work: Any) -> "asyncio.Task[Any]":
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _settle(query: Query, answer: Answer | QueryError) -> None:
    if not query.is_done:
        query.is_done = True
        query.done(answer)
