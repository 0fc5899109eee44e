"""Blocks of records over several worker processes; what they write stands in the order of the tables.

This process cuts the files into blocks and deals them out in turn. A token goes round the workers in the same turn:
who holds it writes. So the output is that of one process, byte for byte, and the first fault is the first of the file.
"""

import contextlib
import multiprocessing
import os
import pickle
import select
import signal
import tempfile
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..errors import BuildError, SmileError, TableError
from ..paths import relative
from .engine import Done, Job, Machine, Totals, head_triples, needs_numbers
from .keys import KeyLog, keys_of
from .output import append
from .reader import BLOCK as ONE
from .reader import Block, Source

# A worker takes more at once than one process does: each block costs two messages.
BLOCK = 32 * 1024
# Blocks that a worker may have done before its turn to write comes.
AHEAD = 4
_END = b""


def run_workers(job: Job, count: int, output: Path, rejects: Path,
                progress: Callable[[Totals], None]) -> dict[str, list[KeyLog]]:
    """Every table over `count` processes, which append to the file `output`, in order, and to `rejects`.

    Gives the keys that were seen. Raises the TableError of the first bad value where the job stops at one.
    """
    crew = _Crew(job, count, output, rejects)
    try:
        for place, table in enumerate(job.group.tables):
            counted = needs_numbers(job, place)
            with Source(table.file, table.dialect, counted=counted) as source:
                crew.deal(place, None, head_triples(job, place, source))
                for block in source.blocks(ONE if job.turtle else BLOCK):  # groups of Turtle end with a block
                    crew.deal(place, block, b"")
                    progress(crew.so_far())
        progress(crew.finish())
    finally:
        crew.dismiss()
    tables = job.group.tables
    return {table.url: [KeyLog(keys_of(table, tables), job.folder, f"{place}.{name}") for name in range(count)]
            for place, table in enumerate(tables)}


class _Crew:
    """The workers, from this process's side."""

    def __init__(self, job: Job, count: int, output: Path, rejects: Path):
        context = multiprocessing.get_context("fork")
        self.turn = 0
        self.counts = context.RawArray("Q", 3 * count)
        self.tasks: list[Connection] = []
        self.results: list[Connection] = []
        self.processes: list[multiprocessing.process.BaseProcess] = []
        ring = [os.pipe() for _ in range(count)]
        for index in range(count):
            tasks, send = context.Pipe(duplex=False)
            result, report = context.Pipe(duplex=False)
            worker = _Worker(index, job, tasks, report, ring, output, rejects,
                             others=[*self.tasks, *self.results, send, result], counts=self.counts)
            process = context.Process(target=worker.main, daemon=True)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the parent is told too, and ends its workers
            process.start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            tasks.close()
            report.close()
            self.tasks.append(send)
            self.results.append(result)
            self.processes.append(process)
        os.write(ring[0][1], b".")
        for ends in ring:
            os.close(ends[0])
            os.close(ends[1])

    def deal(self, place: int, block: Block | None, head: bytes) -> None:
        """The next block to the next worker; `head` is written as it is."""
        if block is None and not head:
            return
        message = _written(place, block) if block else b"-1 0 0 0 0 0\n" + head
        try:
            self.tasks[self.turn % len(self.tasks)].send_bytes(message)
        except BrokenPipeError:
            self._fail()
        self.turn += 1

    def so_far(self) -> Totals:
        """What the workers have done by now; their rules come at the end."""
        return Totals(*(sum(self.counts[place::3]) for place in range(3)))

    def finish(self) -> Totals:
        """Waits for the workers. Raises what the first fault was."""
        totals = Totals()
        for tasks in self.tasks:
            try:
                tasks.send_bytes(_END)
            except BrokenPipeError:
                self._fail()
        for outcome in self._outcomes():
            if isinstance(outcome, SmileError):
                raise outcome
            if outcome is None:
                raise _lost()
            totals.add(outcome)
        return totals

    def _fail(self) -> None:
        # The worker that stopped the run holds its error; the others see that the token does not come.
        errors = [outcome for outcome in self._outcomes(close=True) if isinstance(outcome, SmileError)]
        raise errors[0] if errors else _lost()

    def _outcomes(self, close: bool = False) -> list[Any]:
        if close:
            for tasks in self.tasks:
                tasks.close()
        found = []
        for result in self.results:
            try:
                found.append(pickle.loads(result.recv_bytes()))
            except EOFError:
                found.append(None)
        return sorted(found, key=lambda outcome: not isinstance(outcome, SmileError))

    def dismiss(self) -> None:
        for connection in (*self.tasks, *self.results):
            connection.close()
        for process in self.processes:
            process.join(1)
            if process.is_alive():
                process.kill()
                process.join()


def _lost() -> TableError:
    return TableError("a worker process ended before its work did", hint="there may be too little memory")


class _Worker:
    """One worker process."""

    def __init__(self, index: int, job: Job, tasks: Connection, report: Connection, ring: list[tuple[int, int]],
                 output: Path, rejects: Path, others: list[Connection], counts: Any):
        self.index, self.job, self.tasks, self.report, self.others = index, job, tasks, report, others
        self.ring, self.output, self.rejects, self.counts = ring, output, rejects, counts
        self.files: dict[int, int] = {}
        self.done: deque[Done] = deque()
        self.token_in, self.token_out = ring[index][0], ring[(index + 1) % len(ring)][1]

    def main(self) -> None:
        self._keep_own_ends()
        totals = Totals()
        outcome: object = totals
        try:
            machine = Machine(self.job, str(self.index))
            while message := self.tasks.recv_bytes():
                self._block(machine, message)
                while self.done and (len(self.done) == AHEAD or self._has_token()):
                    self._write_next(totals)
            machine.end()
            self._write_all(totals)
        except SmileError as error:
            outcome = self._after_all_before(error, totals)
        except (EOFError, BrokenPipeError, _TokenLost):
            outcome = None
        except OSError as error:
            file = relative(Path(error.filename or self.output))
            outcome = BuildError(f"cannot write: {error.strerror or error}", file=file,
                                 hint="free some space, or name another place; nothing was changed")
        if outcome is not None:
            with contextlib.suppress(BrokenPipeError):  # the parent may have given up already
                self.report.send_bytes(pickle.dumps(outcome))
        # Nothing that the parent opened is flushed or closed twice.
        os._exit(0)

    def _keep_own_ends(self) -> None:
        """Closes what belongs to others, so that the end of a process is seen as the end of its pipes."""
        for connection in self.others:
            connection.close()
        for number in {end for ends in self.ring for end in ends} - {self.token_in, self.token_out}:
            os.close(number)
        self.target = os.open(self.output, os.O_WRONLY | os.O_APPEND)

    def _block(self, machine: Machine, message: bytes) -> None:
        head, _, data = message.partition(b"\n")
        place, line, row, source, offset, length = map(int, head.split())
        if place < 0:
            self.done.append(Done(data, "", Totals(triples=data.count(b"\n"))))
        else:
            data = data or os.pread(self._file(place), length, offset)
            self.done.append(machine.run(place, Block(data, line, row, source)))

    def _after_all_before(self, error: SmileError, totals: Totals) -> SmileError | None:
        """The error, once everything before it is written; nothing where a worker before this one has stopped."""
        try:
            self._write_all(totals)
        except _TokenLost:
            return None
        return error if os.read(self.token_in, 1) else None

    def _write_all(self, totals: Totals) -> None:
        while self.done:
            self._write_next(totals)

    def _write_next(self, totals: Totals) -> None:
        """Waits for the token, writes the oldest block that is done, and passes the token on."""
        if not os.read(self.token_in, 1):
            raise _TokenLost
        done = self.done.popleft()
        append(done, self.target, self.rejects)
        with contextlib.suppress(BrokenPipeError):  # the next worker had its last block before this one
            os.write(self.token_out, b".")
        totals.add(done.totals)
        self.counts[3 * self.index:3 * self.index + 3] = totals.rows, totals.rejected, totals.triples

    def _has_token(self) -> bool:
        return bool(select.select([self.token_in], [], [], 0)[0])

    def _file(self, place: int) -> int:
        if place not in self.files:
            self.files[place] = os.open(self.job.group.tables[place].file, os.O_RDONLY)
        return self.files[place]


def _written(place: int, block: Block) -> bytes:
    """A block as a message: with its bytes only where the worker cannot read them from the file."""
    where = (0, 0) if block.offset is None else (block.offset, len(block.data))
    head = b"%d %d %d %d %d %d\n" % (place, block.line, block.row, block.source, *where)
    return head + block.data if block.offset is None else head


class _TokenLost(Exception):
    """A worker before this one stopped."""


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for keys on disk."""
    return tempfile.TemporaryDirectory(prefix="smilekg-keys-")
