"""An export: every format into a new folder, then the descriptions and the manifest, then all of it moved in at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import BuildError
from ..paths import Project, relative
from ..staging import move_in, staging
from .contents import Contents
from .files import write
from .formats import chosen
from .manifest import NAME, Listed, check_target, listed, manifest
from .metadata import describe

Step = Callable[[str], None]


@dataclass(frozen=True)
class Exported:
    """What an export wrote. `left_out` are formats that could not be written, with the reason."""

    folder: Path
    files: tuple[Listed, ...]
    left_out: dict[str, str]
    changed: bool


def export(project: Project, folder: Path, formats: Iterable[str] = (), step: Step = lambda _: None) -> Exported:
    """Export a project's graph and tables into `folder`, which appears, or is replaced, as a whole.

    `formats` are names of `FORMATS`; none stands for all that the installed libraries allow. Raises BuildError where
    the folder holds other files, may not be written or the disk is full, and a SmileError for what a format cannot carry.
    """
    target = folder.resolve()
    wanted, left_out = chosen(formats)
    contents = Contents(project)
    _make(target.parent)
    with staging(target.parent, f".{target.name}.export-") as stage:
        check_target(target)
        new = stage / "new"
        new.mkdir()
        files: list[Listed] = []
        for name, form in wanted.items():
            step(f"writing {name}")
            files += listed(new, form.write(contents, new))
        step("describing")
        files += listed(new, describe(contents, files, new))
        write(new, NAME, manifest(contents.dataset.version, files, left_out))
        step("moving in")
        return Exported(target, tuple(files), left_out, move_in(new, target))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"cannot write: {error.strerror or error}", file=relative(folder), hint="name another place") from None
