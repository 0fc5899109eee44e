"""`manifest.json`: what an export holds, file by file, with sizes and SHA-256."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BuildError
from ..paths import relative
from .files import File

NAME = "manifest.json"
_KIND = "smilekg export"


@dataclass(frozen=True)
class Listed:
    """A file as it lies on disk."""

    file: File
    bytes: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        said = {"path": self.file.path, "mediaType": self.file.media_type, "about": self.file.about, "bytes": self.bytes,
                "sha256": self.sha256, **self.file.counts()}
        return said | ({"reproducible": False} if self.file.contents_sha256 else {})


def listed(folder: Path, files: Iterable[File]) -> list[Listed]:
    """Files with their sizes and digests."""
    bodies = ((file, (folder / file.path).read_bytes()) for file in files)
    return [Listed(file, len(body), hashlib.sha256(body).hexdigest()) for file, body in bodies]


def manifest(version: str, files: Iterable[Listed], left_out: Mapping[str, str]) -> bytes:
    """The manifest; `left_out` are the formats that could not be written, with the reason."""
    said = {"kind": _KIND, "version": version, "files": [file.as_dict() for file in files],
            "leftOut": [{"format": name, "reason": reason} for name, reason in left_out.items()]}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def check_target(folder: Path) -> None:
    """Raises BuildError where `folder` holds anything that no export put there: it will be replaced as a whole."""
    if not folder.exists():
        return
    hint = "name a new or empty folder, or an earlier export"
    if not folder.is_dir():
        raise BuildError("the target is no folder", file=relative(folder), hint=hint)
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
    try:
        said = json.loads((folder / NAME).read_text("utf-8")) if NAME in there else {}
        known = {NAME, *(file["path"] for file in said["files"])} if said.get("kind") == _KIND else set()
    except (ValueError, TypeError, KeyError, AttributeError):
        known = set()
    for path in sorted(there - known):
        raise BuildError("the folder holds something that is not of an export", file=relative(folder / path), hint=hint)
