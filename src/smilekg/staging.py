"""Write beside, then move in whole, for both sides of the wall: what is on disk is always the old result or the new."""

import contextlib
import ctypes
import errno
import fcntl
import glob
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from .errors import BuildError
from .paths import relative

PREFIX = ".build-"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextlib.contextmanager
def staging(parent: Path, prefix: str = PREFIX) -> Iterator[Path]:
    """A new empty folder below `parent`, gone at the end. One writer at a time: another waits for its turn.

    What a killed one left behind (its name starts with `prefix`) is cleared first. Raises BuildError where the disk is
    full or may not be written.
    """
    try:
        with _locked(parent):
            for stale in parent.glob(f"{glob.escape(prefix)}*"):
                shutil.rmtree(stale, ignore_errors=True)
            folder = parent / f"{prefix}{secrets.token_hex(4)}"
            try:  # before the folder is there: a signal may come at any moment
                folder.mkdir(mode=0o700)
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise BuildError(f"cannot write: {error.strerror or error}", file=relative(Path(error.filename or parent)),
                         hint="free some space, or make the folder writable; nothing was changed") from None


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)  # the folder itself, so that no lock file is left behind
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def move_in(new: Path, target: Path) -> bool:
    """Put the folder `new` in the place of `target` in one step. False when the two hold the same bytes already."""
    if target.is_dir() and _contents(new) == _contents(target):
        return False
    _sync(new)
    if not target.exists():
        new.rename(target)
    else:
        _exchange(new, target)
    return True


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _sync(folder: Path) -> None:
    for file in (*folder.rglob("*"), folder):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(new: Path, old: Path) -> None:
    """Swap two folders atomically (Linux renameat2); elsewhere by two renames, the old one aside first."""
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is not None:
        if function(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE) == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.ENOSYS, errno.EINVAL):
            raise OSError(code, os.strerror(code), str(old))
    aside = new.with_name(f"{old.name}-old")
    old.rename(aside)
    new.rename(old)
