"""An export: every format into a new folder, then the descriptions and the manifest, then all of it moved in at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BuildError
from ..linked.addresses import checked
from ..paths import Project, relative
from ..staging import move_in, staging
from .contents import Contents
from .files import write
from .formats import Format, chosen
from .manifest import NAME, Listed, check_target, listed, manifest
from .metadata import describe

Step = Callable[[str], None]


@dataclass(frozen=True)
class Exported:
    """What an export wrote: files of data, and those of the site. `left_out` are formats that could not be written,
    with the reason."""

    folder: Path
    files: tuple[Listed, ...]
    pages: tuple[Listed, ...]
    left_out: dict[str, str]
    changed: bool


def export(project: Project, folder: Path, formats: Iterable[str] = (), step: Step = lambda _: None,
           site: str | None = None) -> Exported:
    """Export a project's graph and tables into `folder`, which appears, or is replaced, as a whole.

    `formats` are names of `FORMATS`; none stands for all that the installed libraries allow. With `site` (the address
    that it will have) the explorer is written as files: instead of the formats, or beside those that are named. Raises
    BuildError where the folder holds other files, may not be written or the disk is full, and a SmileError for what a
    format cannot carry.
    """
    target = folder.resolve()
    root = checked(site) if site is not None else None
    wanted, left_out = chosen(formats) if formats or site is None else ({}, {})
    contents = Contents(_whole(project))
    _make(target.parent)
    with staging(target.parent, f".{target.name}.export-") as stage:
        check_target(target)
        new = stage / "new"
        new.mkdir()
        files = _data(wanted, contents, new, step)
        pages = _pages(root, contents, new, step)
        write(new, NAME, manifest(contents.dataset.version, [*files, *pages], left_out))
        step("moving in")
        return Exported(target, tuple(files), tuple(pages), left_out, move_in(new, target))


def _data(wanted: Mapping[str, Format], contents: Contents, folder: Path, step: Step) -> list[Listed]:
    """Every format, and the descriptions of all of them. A page is no distribution of the data set: none describes it."""
    files: list[Listed] = []
    for name, form in wanted.items():
        step(f"writing {name}")
        files += listed(folder, form.write(contents, folder))
    step("describing")
    return files + listed(folder, describe(contents, files, folder))


def _pages(root: str | None, contents: Contents, folder: Path, step: Step) -> list[Listed]:
    if root is None:
        return []
    from .site.build import site  # needs the extra `serve`

    step("writing the site")
    return listed(folder, site(root, contents, folder))


def _whole(project: Project) -> Project:
    for needed in (project.rdf, project.metadata, project.description, project.queries, *project.vocabulary()):
        if not needed.exists():
            raise BuildError("is missing from the project", file=relative(needed), hint="name a project folder with --root")
    return project


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"cannot write: {error.strerror or error}", file=relative(folder), hint="name another place") from None
