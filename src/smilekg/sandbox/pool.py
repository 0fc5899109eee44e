"""SPARQL from outside for a server: children that stay, short queries before long ones, no client before the others.

At most `Plan.quick` queries run that are short. One that has run for about `LONG` seconds becomes a long one: it gives its
place to a new child and goes on with the lowest priority, if one of the `Plan.long` places is free and its client has
not half of them already. Otherwise it is ended. So a short query waits at most `LONG` seconds for a place, whatever
else is asked. Those that wait have their turn client by client.
"""

import asyncio
import logging
import signal
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from .line import Answer, Done, Gone, Line, Query
from .parent import Busy, Child, Nursery, Settings, ended
from .runner import GRACE, Runner

LONG = 0.2     # seconds
_DEPTH = 2     # queries that a child is given at once
_FRESH = 0.01  # seconds; no query is given to a child that has been running one for longer
_TICK = 0.05   # seconds between two looks at what runs


@dataclass(frozen=True)
class Plan:
    """How many queries run and wait at once; one client has at most half of the long and of the waiting places."""

    quick: int = 2
    long: int = 4
    waiting: int = 256
    patience: float = 5.0  # seconds that a query may wait


class Pool:
    """Makes a nursery at once, children when `start` is awaited. Raises what `parent.Nursery` raises."""

    def __init__(self, settings: Settings, plan: Plan = Plan()):
        self.settings, self.plan, self.most = settings, plan, settings.size * 2**20
        self.nursery = Nursery(settings)
        self.counts = {"answered": 0, "promoted": 0, "killed": 0, "refused": 0, "children": 0}
        self._quick: list[Runner] = []
        self._long: list[Runner] = []
        self._line, self._coming = Line(plan.waiting), 0
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
    def is_well(self) -> bool:
        """Whether a query would find a child, now or soon."""
        return self.nursery.is_alive() and bool(self._quick or self._coming)

    @property
    def state(self) -> dict[str, int]:
        """How many children wait for work, run short and long queries, and how many queries wait."""
        idle = sum(not runner.given for runner in self._quick)
        return {"idle": idle, "quick": len(self._quick) - idle, "long": len(self._long), "waiting": len(self._line)}

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
        """Lets a packed request be answered; `done` is called once, later, with what comes of it. Raises Busy."""
        now = self.now()
        query = Query(request, client, done, gone, now)
        runner = min(self._quick, key=lambda one: len(one.given), default=None)
        if runner and (not runner.given or len(runner.given) < _DEPTH and now - runner.began < _FRESH):
            runner.give(query, now)
        elif not self._line.add(query):
            raise self._busy()
        return query

    def drop(self, query: Query) -> None:
        """Nobody waits for this query any more: it is passed over if it waits, and ends if it is or becomes a long one."""
        if not query.is_done:
            query.is_done = True
            for runner in [one for one in self._long if one.given[0] is query]:
                self._end(runner, ended(None, self.settings))

    # --- what runs

    def now(self) -> float:
        """The time of the event loop, in seconds."""
        return self._loop.time()

    def kill(self, runner: Runner) -> None:
        """Ends a child that makes no sense."""
        self.nursery.kill(runner.child)

    def answered(self, runner: Runner, query: Query, answer: Answer, is_last: bool) -> None:
        """What a child said of a query."""
        self.counts["answered"] += 1
        if is_last or runner.is_long:
            if runner.is_long:  # it may have read one that another child runs now
                self.kill(runner)
            self._part(runner)
            runner.transport.close()
        else:
            self._give(runner)
        query.settle(answer)

    def _give(self, runner: Runner) -> None:
        while len(runner.given) < _DEPTH and (query := self._line.next()):
            runner.give(query, self.now())

    def _feed(self) -> None:
        """Lets those run that wait, where there is a place."""
        for runner in self._quick:
            if not runner.given:
                self._give(runner)

    def _part(self, runner: Runner) -> None:
        """A child gets no more queries; what it was given and has not begun goes to another."""
        for place in (self._quick, self._long):
            if runner in place:
                place.remove(runner)
        while runner.given:
            self._line.add_first(runner.given.pop())
        self._refill()

    def lost(self, runner: Runner) -> None:
        """A child has ended."""
        self._later(self._bury(runner))

    async def _bury(self, runner: Runner) -> None:
        query = runner.given.popleft() if runner.given else None
        self._part(runner)
        code = await runner.ending() if query else None
        runner.child.ending.close()
        if query and code in (None, -signal.SIGKILL) and query.losses < self.plan.quick:
            query.losses += 1  # not the query's fault: again; all children may have been killed at once
            self._line.add_first(query)
            self._feed()
        elif query:
            query.settle(ended(code, self.settings))

    def _end(self, runner: Runner, error: QueryError) -> None:
        """Ends a child in the middle of its query."""
        self.counts["killed"] += 1
        query = runner.given.popleft()
        self._part(runner)
        self.nursery.kill(runner.child)
        query.settle(error)

    def _busy(self) -> Busy:
        self.counts["refused"] += 1
        return Busy("too many queries are running", hint="try again later")

    # --- what takes long

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            try:
                self._look(self.now())
            except Exception:  # without these looks no query would be ended again
                logging.getLogger(__name__).exception("a look at the queries failed")

    def _look(self, now: float) -> None:
        for runner in [one for one in self._quick if one.given and one.has_run(now) > LONG - _TICK]:
            self._promote(runner)
        for runner in [one for one in self._long if now - one.began > self.settings.deadline + GRACE]:
            self._end(runner, ended(-signal.SIGALRM, self.settings))  # the kernel's clock will, but on a busy machine late
        for query in [one for one in self._line if now - one.began > self.plan.patience]:
            query.settle(self._busy())
        if not self.nursery.is_alive():
            self._restart()
        self._refill()

    def _promote(self, runner: Runner) -> None:
        """Makes a query a long one, or ends it where there is no place for it."""
        query = runner.given.popleft()
        self._part(runner)
        runner.given.append(query)
        theirs = sum(other.given[0].client == query.client for other in self._long)
        if query.is_done or len(self._long) >= self.plan.long or theirs >= max(1, self.plan.long // 2):
            self._end(runner, self._busy())
            return
        self.counts["promoted"] += 1
        self._long.append(runner)
        runner.is_long = True
        self.nursery.slow(runner.child)
        if query.gone:
            query.watched = self._later(self._watch(query, query.gone))

    async def _watch(self, query: Query, gone: Gone) -> None:
        await gone()
        query.watched = None
        self.drop(query)

    # --- children

    def _refill(self) -> None:
        """As many children as there should be, or as can be had: the next look tries again."""
        while not self._is_closed and len(self._quick) + self._coming < self.plan.quick:
            try:
                child = self.nursery.fork()
            except ConnectionError:
                self._restart()
                return
            except OSError:  # too many open files
                return
            self._coming += 1
            self.counts["children"] += 1
            self._later(self._welcome(child))

    async def _welcome(self, child: Child) -> None:
        child.conversation.setblocking(False)
        child.ending.setblocking(False)
        try:
            _, runner = await self._loop.create_unix_connection(
                lambda: Runner(self, child, self.now()), sock=child.conversation)
            await runner.born()
        except OSError:  # the next look makes another one
            child.close()
            return
        finally:
            self._coming -= 1
        if not runner.transport.is_closing():
            self._quick.append(runner)
            self._give(runner)
        else:
            self._refill()

    def _restart(self) -> None:
        """A new nursery in the place of one that something ended."""
        if not self._is_restarting and not self._is_closed:
            self._is_restarting = True
            self._later(self._renew())

    async def _renew(self) -> None:
        self.nursery.end()  # and its children with it
        for runner in [*self._quick]:
            self._part(runner)
        try:
            self.nursery = await self._loop.run_in_executor(None, Nursery, self.settings)
        finally:
            self._is_restarting = False
        self._refill()

    def _later(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
