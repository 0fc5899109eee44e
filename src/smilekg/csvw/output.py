"""Where triples go: a file that appears whole at the end, or standard output at the end."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import BuildError
from ..paths import relative
from .engine import Done

REJECTS_HEADER = "file,line,column,value,rule,record\r\n"


def append(done: Done, handle: int, rejects: Path) -> None:
    """Append the triples of a block to an open file, and its rejected rows to `rejects`."""
    view = memoryview(done.data)
    while view:
        view = view[os.write(handle, view):]
    if done.rejects:
        with open(rejects, "a", encoding="utf-8", newline="") as out:
            out.write(done.rejects)


class Target:
    """Where the triples go: a file that appears whole at the end, or standard output at the end."""

    def __init__(self, output: str | Path):
        self.output = None if str(output) == "-" else Path(output)
        self.turtle = self.output is not None and self.output.suffix == ".ttl"
        if self.output and self.output.suffix not in (".nt", ".ttl"):
            raise BuildError("the output has no known format", file=relative(self.output),
                             hint="name it .nt or .ttl, or -")

    def __enter__(self) -> "Target":
        folder = self.output.parent if self.output else Path(tempfile.gettempdir())
        with _says_what_failed(folder):
            handle, name = tempfile.mkstemp(prefix=".smilekg-", suffix=".part", dir=folder)
        self.temporary = Path(name)
        self.rejects = self.temporary.with_suffix(".rejected")
        self.handle = handle
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)
        for file in (self.temporary, self.rejects):
            file.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget what was written."""
        os.ftruncate(self.handle, 0)
        os.lseek(self.handle, 0, os.SEEK_SET)
        self.rejects.write_text(REJECTS_HEADER, newline="")

    def write(self, done: Done) -> None:
        """Append the triples and the rejected rows of a block."""
        with _says_what_failed(self.temporary):
            append(done, self.handle, self.rejects)

    def commit(self, rejected: int) -> Path | None:
        """Put the results in their places; gives that of the rejected rows."""
        where = (self.output or Path("smilekg.nt")).with_suffix(".rejected.csv")
        with _says_what_failed(self.output or where):
            if self.output:
                os.chmod(self.temporary, 0o666 & ~_umask())
                self.temporary.replace(self.output)
            if rejected:
                self.rejects.replace(where)
            elif self.output and _are_rejects(where):
                where.unlink()
        if not self.output:
            with open(self.temporary, "rb") as data:
                shutil.copyfileobj(data, sys.stdout.buffer)
        return where if rejected else None


def _are_rejects(file: Path) -> bool:
    """Whether a file is one of ours, left by an earlier run, and not a table that is named so."""
    if not file.is_file():
        return False
    with open(file, "rb") as data:
        return data.readline() == REJECTS_HEADER.encode()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _says_what_failed(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BuildError(f"cannot write: {error.strerror or error}", file=relative(file),
                         hint="free some space, or name another place; nothing was changed") from None
