"""What can go wrong, one class per step. A message names the place, the value and what to do."""

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


_LONGEST = 300  # characters of a value in a message; the error itself keeps it whole


class SmileError(Exception):
    """Base of every error that smilekg raises on purpose."""

    def __init__(self, problem: str, *, file: "str | Path | None" = None, line: Any = None,
                 column: str | int | None = None, value: object = None, hint: str = ""):
        self.problem, self.file, self.line, self.column = problem, file, line, column
        self.value, self.hint = value, hint
        super().__init__(self._message())

    def __reduce__(self) -> tuple[partial["SmileError"], tuple[str]]:
        # A worker process hands its error to the one that started it, place and value with it.
        more = {"file": self.file, "line": self.line, "column": self.column, "value": self.value, "hint": self.hint}
        return partial(type(self), **more), (self.problem,)

    def _message(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        kind = "parameter" if str(self.column).startswith("--") else "column"
        column = f"{kind} {self.column!r}" if self.column is not None else ""
        value = f"value {_cut(repr(self.value))}" if self.value is not None else ""
        where = ", ".join(part for part in (place, column, value) if part)
        return "\n  ".join(part for part in (self.problem, where and f"at {where}", self.hint) if part)


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value):,} characters)"


class SourceError(SmileError):
    """The published rows are not what source.toml says they are."""


class NameUnresolved(SmileError):
    """A name stands for no known thing, or for more than one."""


class CuratedError(SmileError):
    """A file kept by hand (gazetteer, aliases, ledger) contradicts itself or the source."""


class MetadataError(SmileError):
    """The CSVW metadata is broken or asks for something that is not supported."""


class TableError(SmileError):
    """A cell, row or key of a table breaks a rule of its metadata."""


class RdfError(SmileError):
    """A file is not the RDF that it should be."""


class QueryError(SmileError):
    """A question is unknown, wrongly asked, or not valid SPARQL."""


class BuildError(SmileError):
    """A build could not write its result."""
