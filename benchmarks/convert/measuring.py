"""Seconds and memory of whole processes with their children."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MEMORY_LIMIT = 0.85  # of the machine's; a program that takes more is stopped
TIME_LIMIT = 3600


@dataclass
class Run:
    """One whole process with its children. Memory in MB: `largest` of one process, `all` of them at one moment."""

    seconds: float = 0.0
    largest: float = 0.0
    all: float = 0.0
    fault: str = ""


class Watch(threading.Thread):
    """Looks at the memory of all processes of a session until told to stop; kills them where they take too much.

    A process's peak is what the kernel kept (VmHWM); the sum is of proportional set sizes, so that pages which workers
    share count once.
    """

    def __init__(self, session: int, most: float):
        super().__init__(daemon=True)
        self.session, self.most, self.over = session, most, threading.Event()
        self.peaks: dict[int, float] = {}
        self.all, self.fault = 0.0, ""
        self.own = Path("/proc/self/cmdline").read_bytes()

    def run(self) -> None:
        pause, start = 0.001, time.perf_counter()
        while not self.over.wait(pause):
            begun = time.perf_counter()
            self.all = max(self.all, sum(self.look(process) for process in self.processes()))
            if self.all > self.most or begun - start > TIME_LIMIT:
                self.fault = f"more than {TIME_LIMIT} s"
                if self.all > self.most:
                    self.fault = f"more than {self.most / 1024:.0f} GB"
                os.killpg(self.session, 9)
                return
            # Short runs are looked at often; large ones, where a look is costly, at most 3 % of the time.
            pause = max(min(2 * pause, 0.05), 30 * (time.perf_counter() - begun))

    def processes(self) -> Iterator[Path]:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # Behind the name, which may hold anything, in brackets: state, parent, group, session.
                session = (folder / "stat").read_text().rpartition(")")[2].split()[3]
                if session == str(self.session) and (folder / "cmdline").read_bytes() != self.own:
                    yield folder
            except OSError:
                continue

    def look(self, process: Path) -> float:
        """Proportional set size of a process now, in MB; its peak is noted."""
        try:
            peak = field_of(process / "status", "VmHWM")
            now = field_of(process / "smaps_rollup", "Pss")
        except OSError:
            return 0.0
        self.peaks[int(process.name)] = peak
        return now


def field_of(file: Path, name: str) -> float:
    """A field of a /proc file that is given in kB, in MB; 0 where there is none (the process has just ended)."""
    for line in file.read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(command: list[str], folder: Path) -> Run:
    most = MEMORY_LIMIT * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    with (folder / "said.txt").open("w+b") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, start_new_session=True)
        watch = Watch(process.pid, most)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = status
        watch.over.set()
        watch.join()
        said.seek(0)
        last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
    fault = watch.fault or (f"failed: {last[:200]}" if status else "")
    largest = max(watch.peaks.values(), default=0.0)
    # Exact to the end, but it counts what this process held before the child's exec, so only where it is more.
    if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
        largest = max(largest, usage.ru_maxrss / 1024)
    return Run(seconds, largest, max(watch.all, largest), fault)
