"""Answers that are kept. The data does not change while the server runs, so only room ends them."""

from collections import OrderedDict
from collections.abc import Hashable

from .reply import Reply

_EXTRA = 1500        # bytes that an answer takes besides its body and its key
_LARGEST = 1 / 8     # of the room; a larger answer is not kept
_NAMES = 1 / 8       # of the room, for requests as they stand
_LONGEST = 16_384    # bytes; a longer request is not looked up as it stands


class Cache:
    """At most `room` bytes of answers, those that were asked for last; each by what decides it.

    A request that came as it stands before is found by its bytes alone, before anything reads it.
    """

    def __init__(self, room: int):
        self.room, self.used, self.hits, self.misses = room, 0, 0, 0
        self._named = 0  # bytes of `used` that requests as they stand take
        self._replies: OrderedDict[Hashable, tuple[Reply, int]] = OrderedDict()
        self._keys: OrderedDict[bytes, Hashable] = OrderedDict()

    def __len__(self) -> int:
        return len(self._replies)

    def get(self, key: Hashable) -> Reply | None:
        found = self._replies.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._replies.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, reply: Reply, length: int) -> None:
        """Keeps an answer; `length` is that of the key in bytes."""
        size = len(reply.body) + length + _EXTRA
        if size > self.room * _LARGEST or key in self._replies:
            return
        self._replies[key] = reply, size
        self.used += size
        self._trim()

    def as_it_stands(self, request: bytes) -> Reply | None:
        """The answer to a whole request by its bytes, and nothing where it is not known."""
        key = self._keys.get(request)
        found = self._replies.get(key) if key is not None else None
        if found is None:
            return None
        self.hits += 1
        self._replies.move_to_end(key)
        return found[0]

    def name(self, request: bytes, key: Hashable) -> None:
        """Remembers that these bytes ask for the answer of `key`."""
        if key not in self._replies or len(request) > _LONGEST or request in self._keys:
            return
        self._keys[request] = key
        self._count(len(request) + 200)
        self._trim()

    def _trim(self) -> None:
        """Requests as they stand have a room of their own, so that long ones do not push out answers."""
        while len(self._keys) > 4 * len(self._replies) + 64 or self._named > self.room * _NAMES:
            self._count(-len(self._keys.popitem(last=False)[0]) - 200)
        while self.used > self.room:
            self.used -= self._replies.popitem(last=False)[1][1]

    def _count(self, size: int) -> None:
        self.used += size
        self._named += size
