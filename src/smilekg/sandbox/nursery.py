"""The process that all children are forked from, so that each starts with the graph in memory, shared with the others.

`parent.Nursery` starts it. It has one thread, loads the graph once, and does what comes over its control socket: fork,
end or slow down a child. It alone waits for the children and knows their process numbers, so that no number is used
after it went to another process. All are one process group: when the caller closes its end, or dies, the group is ended.
"""

import gc
import json
import os
import select
import signal
import socket
from contextlib import suppress
from typing import NoReturn

from ..errors import SmileError
from .asked import Asked
from .child import live
from .pipe import BROKEN, COMMAND, END, ENDING, FORK, receive, send


def main(channel: int) -> None:
    """Runs until the other end of the socket with file number `channel` is closed."""
    control = socket.socket(fileno=channel)
    try:
        asked = Asked(json.loads(receive(control)))
        asked.warm()
    except SmileError as error:
        send(control, json.dumps({"error": str(error)}).encode())
        return
    gc.freeze()  # a collection would copy what the children share
    send(control, b"{}")
    _Nursery(control, asked).serve()


class _Nursery:
    def __init__(self, control: socket.socket, asked: Asked):
        self._control, self._asked = control, asked
        self._processes: dict[int, int] = {}   # by the number of the child
        self._endings: dict[int, tuple[int, int]] = {}  # by process: the number, and the socket that tells its end

    def serve(self) -> NoReturn:
        """Does what it is told, and ends all when it is told no more."""
        control, (woken, wake) = self._control.fileno(), os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: _end_all())
        while True:
            ready = select.select([control, woken], [], [])[0]
            if woken in ready:
                os.read(woken, 4096)
                self._bury()
            if control in ready:
                self._obey()

    def _obey(self) -> None:
        message, sockets, _, _ = socket.recv_fds(self._control, COMMAND.size, 2)
        if len(message) < COMMAND.size:
            _end_all()
        command, number = COMMAND.unpack(message)
        if command == FORK:
            self._fork(number, *sockets)
        elif number in self._processes:
            process = self._processes[number]
            with suppress(OSError):
                os.kill(process, signal.SIGKILL) if command == END else os.setpriority(os.PRIO_PROCESS, process, 19)

    def _fork(self, number: int, conversation: int, ending: int) -> None:
        try:
            process = os.fork()
        except OSError:  # no memory, or no process to be had
            process = -1
        if not process:
            live(self._asked, conversation)
        os.close(conversation)
        if process > 0:
            self._processes[number], self._endings[process] = process, (number, ending)
            os.write(ending, ENDING.pack(process))
        else:
            os.write(ending, ENDING.pack(0))
            _tell(ending, BROKEN)

    def _bury(self) -> None:
        """Says how children ended that have."""
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                number, ending = self._endings.pop(found[0])
                del self._processes[number]
                _tell(ending, os.waitstatus_to_exitcode(found[1]))


def _tell(ending: int, code: int) -> None:
    with suppress(OSError):  # nobody may want to know
        os.write(ending, ENDING.pack(code))
    os.close(ending)


def _end_all() -> NoReturn:
    """Ends the process group, this process with it."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)
