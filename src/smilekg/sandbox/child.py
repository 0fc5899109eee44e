"""The process that runs queries from outside, one after another. It can open nothing and is ended by the clock.

Everything that it needs must be imported, and every file read, before it is forked: it can open none.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from time import process_time
from typing import NoReturn

from .asked import Asked
from .pipe import ANSWER, BROKEN, OUT_OF_MEMORY, REQUEST

_LONG = 0.2    # seconds of the processor; what ran longer may have left much behind
_UNIT = 1 if sys.platform == "darwin" else 1024  # of what the system says of memory, in bytes
_GROWN = 64    # MB of memory that a child may have grown by and go on


def live(asked: Asked, conversation: int) -> NoReturn:
    """Answers what comes over the socket until it is closed, or until the last answer was a heavy one."""
    code = BROKEN
    try:
        _confine(conversation, asked.settings["memory"])
        _converse(asked, conversation)
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    except BrokenPipeError:
        code = 0
    finally:
        os._exit(code)  # at once, whatever went wrong, Rust's panics with it


def _converse(asked: Asked, conversation: int) -> None:
    deadline, most, is_last = asked.settings["deadline"], _memory() + _GROWN * 2**20, False
    requests = _requests(conversation)
    while not is_last and (request := next(requests, None)):
        began = process_time()
        _set_clock(deadline)
        outcome, body = asked.told(json.loads(request))
        is_last = process_time() - began > _LONG or _memory() > most
        rest = memoryview(ANSWER.pack(outcome, is_last, len(body)) + body)
        while rest:
            rest = rest[os.write(conversation, rest):]
        signal.setitimer(signal.ITIMER_REAL, 0)


def _requests(conversation: int) -> Iterator[bytes]:
    """Requests, as they come: several may come at once, and one in pieces."""
    here = b""
    while piece := os.read(conversation, 65536):
        here += piece
        while len(here) >= REQUEST.size and len(here) >= (end := REQUEST.size + REQUEST.unpack_from(here)[0]):
            yield here[REQUEST.size:end]
            here = here[end:]


def _set_clock(seconds: float) -> None:
    """The kernel ends this process when its time is up, in the middle of the engine's code, too."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    used = ceil(process_time() + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (used, resource.RLIM_INFINITY))


def _confine(conversation: int, megabytes: int) -> None:
    """From here on this process opens nothing, and ends when its memory is used up."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)]
    if (mapped := _mapped()) is not None:
        limits.append((resource.RLIMIT_AS, mapped + megabytes * 2**20))
    os.closerange(0, conversation)
    os.closerange(conversation + 1, os.sysconf("SC_OPEN_MAX"))
    for kind, most in (*limits, (resource.RLIMIT_NOFILE, 0)):
        resource.setrlimit(kind, (most, most))


def _memory() -> int:
    """Bytes of memory that this process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _mapped() -> int | None:
    """Bytes of address space in use; None where the system does not say, as on macOS: there is no limit there."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return None
