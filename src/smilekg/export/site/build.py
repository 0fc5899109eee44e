"""The site, written by several processes: each makes its share of the pages and documents."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from ...errors import BuildError
from ...graph import Graph
from ...linked.downloads import downloads
from ...pages.render import STATIC
from ...pages.site import Site
from ...paths import Project
from ..contents import Contents
from ..files import File, write
from . import beside, documents

_PROCESSES = min(8, os.cpu_count() or 1)  # each holds the graph
_SHARES = 24  # many more than processes, so that none waits long for the last
_MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm",
          ".json": "application/json", ".txt": "text/plain"}
_KINDS: dict[str, Callable[[Site, Path, str], Iterator[File]]] = {"page": documents.pages, "document": documents.document}
_site: Site  # of a process that makes pages


def site(root: str, contents: Contents, folder: Path) -> list[File]:
    """Write the whole site into `folder`; `root` is its address once it is hosted, for what must name it in full.

    Raises BuildError where the browser's part was not built.
    """
    if not (STATIC / "manifest.json").is_file():
        raise BuildError("the part of the site that runs in the browser is not built", file=STATIC.name,
                         hint="in a checkout: make web")
    made = Site(contents.graph, base=root, is_static=True)
    work = [("page", path) for path in made.paths()] + [("document", iri) for iri in sorted(made.renderer.linked.iris)]
    make = partial(_share, folder)
    with ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("spawn"), _start, (contents.project, root)) as pool:
        shares = pool.map(make, [work[start::_SHARES] for start in range(_SHARES)])
        files = [*_copied(made, folder), *beside.files(made, root, folder)]  # while they work
        files += [file for share in shares for file in share]
    return sorted(files, key=lambda file: file.path)


def _start(project: Project, root: str) -> None:
    global _site
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(100_000)  # pages leave few cycles behind; to look for them as often as usual takes a tenth of the time
    _site = Site(Graph(project), base=root, is_static=True)


def _end_with_parent() -> None:
    """A killed export must not go on writing, here or in the folder of the next one; nor wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _share(folder: Path, work: list[tuple[str, str]]) -> list[File]:
    """One share of the pages and documents."""
    return [file for kind, name in work for file in _KINDS[kind](_site, folder, name)]


def _copied(made: Site, folder: Path) -> Iterator[File]:
    """What the browser runs, and the files that the page of the data offers."""
    for file in sorted(STATIC.iterdir()):
        path = f"static/{file.name}"
        write(folder, path, file.read_bytes())
        yield File(path, _MEDIA.get(file.suffix, "application/octet-stream"), "what the browser runs")
    context = "ontology/context.jsonld"  # where the page of the ontology has it
    write(folder, context, made.renderer.graph.project.context.read_bytes())
    yield File(context, "application/ld+json", "the JSON-LD context: short names for all terms")
    for download in downloads(made.renderer.graph).values():
        write(folder, download.path, download.body)
        yield File(download.path, download.media_type, "a file of the graph")
