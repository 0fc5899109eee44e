"""A folder of N-Triples parts, on this machine or on any file system that Hadoop knows: there whole, or not at all."""

import csv
import io
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ...errors import BuildError
from ...paths import relative
from ..output import REJECTS_HEADER
from .pieces import is_remote, local_path

SUCCESS = "_SUCCESS"
Rejected = tuple[str, int, str, str, str, str]  # file, line, column, value, rule, record


def folder_for(output: str, context: Any) -> "LocalFolder | HadoopFolder":
    """The folder that `output` names. Raises BuildError where something else is there already."""
    return HadoopFolder(output, context) if is_remote(output) else LocalFolder(local_path(output))


def check_name(output: str) -> None:
    """Raises BuildError for what cannot be a folder of N-Triples."""
    if output == "-":
        raise BuildError("Spark writes a folder, not standard output", hint="name a folder with -o")
    if output.rstrip("/").endswith(".ttl"):
        raise BuildError("Spark writes N-Triples, not Turtle", file=output, hint="name a folder, such as triples.nt")


def _is_ours(names: Iterable[str]) -> bool:
    names = set(names)
    return SUCCESS in names and all(name == SUCCESS or name.startswith("part-") for name in names)


def rejects_text(found: Iterable[Rejected]) -> str:
    """Rejected rows as CSV."""
    out = io.StringIO()
    out.write(REJECTS_HEADER)
    csv.writer(out, lineterminator="\r\n").writerows(found)
    return out.getvalue()


class LocalFolder:
    """A folder that is written beside its place, and then moved there. One that a run wrote before is replaced."""

    def __init__(self, output: Path):
        self.output, self.name = output, relative(output)
        self.rejects = output.with_name(output.name + ".rejected.csv")
        if os.path.lexists(output) and not (output.is_dir() and _is_ours(os.listdir(output))):
            raise BuildError("the output is there already, and is no folder that this command wrote", file=self.name,
                             hint="name another folder, or remove it")
        try:
            self.temporary = Path(tempfile.mkdtemp(prefix=".smilekg-", dir=output.parent))
        except OSError as error:
            raise self._cannot(error) from None

    @property
    def place(self) -> str:
        """Where Spark is to write."""
        return f"file://{self.temporary / 'new'}"

    def commit(self, found: list[Rejected]) -> str | None:
        """Puts the folder in its place; gives the file of the rejected rows where there are some."""
        new, old = self.temporary / "new", self.temporary / "old"
        try:
            for file in new.glob(".*.crc"):
                file.unlink()
            (new / SUCCESS).touch()
            if self.output.exists():
                self.output.rename(old)
            new.rename(self.output)
            self._write_rejects(found)
        except OSError as error:
            raise self._cannot(error) from None
        return relative(self.rejects) if found else None

    def _write_rejects(self, found: list[Rejected]) -> None:
        if not found:
            self.rejects.unlink(missing_ok=True)
            return
        file = self.temporary / "rejected.csv"
        file.write_text(rejects_text(found), "utf-8", newline="")
        file.replace(self.rejects)

    def close(self) -> None:
        """Removes what was not put in its place."""
        shutil.rmtree(self.temporary, ignore_errors=True)

    def _cannot(self, error: OSError) -> BuildError:
        return BuildError(f"cannot write: {error.strerror or error}", file=self.name,
                          hint="free some space, or name another place; nothing was changed")


class HadoopFolder:
    """A folder on HDFS, S3 and the like: Hadoop's committer writes it, and `_SUCCESS` says that it is whole.

    Moving a folder is no single step on all of these, so one that is there is not replaced.
    """

    def __init__(self, output: str, context: Any):
        self.place = self.name = output.rstrip("/")
        self.files = Hadoop(context, self.place)
        if self.files.exists(self.place):
            raise BuildError("the output is there already", file=self.name, hint="name another folder, or remove it")
        self.done = False

    def commit(self, found: list[Rejected]) -> str | None:
        where = f"{self.place}.rejected.csv"
        if found:
            self.files.write(where, rejects_text(found).encode())
        self.files.write(f"{self.place}/{SUCCESS}", b"")
        self.done = True
        return where if found else None

    def close(self) -> None:
        if not self.done:
            self.files.delete(self.place)


class Hadoop:
    """Hadoop's file systems, through the Java process of a Spark context. `url` says which."""

    def __init__(self, context: Any, url: str):
        self.java = context._jvm.org.apache.hadoop
        self.system = self._path(url).getFileSystem(context._jsc.hadoopConfiguration())

    def _path(self, url: str) -> Any:
        return self.java.fs.Path(url)

    def exists(self, url: str) -> bool:
        there: bool = self.system.exists(self._path(url))
        return there

    def parts(self, pattern: str) -> list[str]:
        """The files that a pattern matches, or that a folder has, by name."""
        found = []
        for status in self.system.globStatus(self._path(pattern)) or ():
            inside = self.system.listStatus(status.getPath()) if status.isDirectory() else [status]
            found += [one.getPath() for one in inside if one.isFile()]
        return sorted(path.toString() for path in found if not path.getName().startswith(("_", ".")))

    def write(self, url: str, data: bytes) -> None:
        """A file that is there whole, or not at all."""
        temporary = f"{url}.{uuid.uuid4().hex}"
        stream = self.system.create(self._path(temporary))
        stream.write(data)
        stream.close()
        self.system.delete(self._path(url), False)
        self.system.rename(self._path(temporary), self._path(url))

    def delete(self, url: str) -> None:
        self.system.delete(self._path(url), True)
