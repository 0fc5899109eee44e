"""What a format writes: files, each with what the manifest says about it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class File:
    """A file of an export. `path` is below the folder; `triples` or `rows` say how much it holds.

    `contents_sha256` is given where the bytes differ from run to run though the contents do not: it is the SHA-256 of
    the contents, as `about` or the documentation says.
    """

    path: str
    media_type: str
    about: str
    triples: int | None = None
    rows: int | None = None
    contents_sha256: str = ""

    def counts(self) -> dict[str, Any]:
        """`triples`, `rows` and `contentsSha256`, those that there are."""
        said = {"triples": self.triples, "rows": self.rows, "contentsSha256": self.contents_sha256 or None}
        return {name: value for name, value in said.items() if value is not None}


def write(folder: Path, path: str, body: bytes) -> None:
    """Write a file below `folder`, with the folders that it needs.

    Raises FileNotFoundError where `folder` itself is not there (any more): who cleared it away must not find it again.
    """
    for inside in reversed(Path(path).parents):
        if inside.name:  # `folder` is not made
            (folder / inside).mkdir(exist_ok=True)
    (folder / path).write_bytes(body)
