"""Queries, and the line in which they wait: each client has its turn, however many of its own wait."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError

Answer = tuple[int, bytes]  # an outcome of `pipe`, and what belongs to it
Done = Callable[["Answer | QueryError"], None]  # gets the answer, or Busy, OverLimit or Ended
Gone = Callable[[], Awaitable[Any]]  # ends when the client does not wait any more


@dataclass(eq=False, slots=True)
class Query:
    """A query that waits or runs since `began`. `gone` is waited for, by `watched`, once it has become a long one."""

    request: bytes
    client: str
    done: Done
    gone: Gone | None
    began: float
    watched: "asyncio.Task[None] | None" = None
    is_done: bool = False
    losses: int = 0  # children that somebody else killed under it

    def settle(self, answer: Answer | QueryError) -> None:
        """Hands over the answer, unless something was handed over before."""
        if self.watched:
            self.watched.cancel()
        if not self.is_done:
            self.is_done = True
            self.done(answer)


class Line:
    """At most `most` queries, of one client half as many."""

    def __init__(self, most: int):
        self._most, self._length = most, 0
        self._waiting: dict[str, deque[Query]] = {}  # the client whose turn is next first

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Query]:
        return (query for theirs in list(self._waiting.values()) for query in list(theirs))

    def add(self, query: Query) -> bool:
        """False where there is no place."""
        theirs = self._waiting.get(query.client, ())
        if self._length >= self._most or len(theirs) >= max(1, self._most // 2):
            return False
        self._waiting.setdefault(query.client, deque()).append(query)
        self._length += 1
        return True

    def add_first(self, query: Query) -> None:
        """Puts back one that had its turn already."""
        theirs = self._waiting.pop(query.client, deque())
        theirs.appendleft(query)
        self._waiting = {query.client: theirs, **self._waiting}
        self._length += 1

    def next(self) -> Query | None:
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
