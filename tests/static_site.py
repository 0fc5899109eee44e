"""One export of the site for all test files, made by the program; and what its links lead to."""

import atexit
import functools
import os
import re
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import ROOT, run

BUILT = ROOT / "src/smilekg/pages/static/manifest.json"
ADDRESS = "https://smile.example/some/where"
_LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_IN_DATA = re.compile(r'"href":"([^"]*)"')  # of a chart; the page's own quotes are escaped, so neither meets the other
_ID = re.compile(r'\sid="([^"]*)"')


@functools.cache
def built() -> Path:
    """The whole site of the shipped graph, below a temporary folder that ends with the tests."""
    pytest.importorskip("jinja2", reason="Jinja is not installed: pip install 'smilekg[serve]'")
    if not BUILT.exists():
        pytest.skip("the scripts and styles are not built: run `make web`")
    base = tempfile.TemporaryDirectory(prefix="smilekg-site-")
    atexit.register(base.cleanup)
    folder = Path(base.name) / "some" / "where"
    done = run("export", folder, "--site", "--base-url", ADDRESS, seconds=900)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return folder


class Links:
    """The links of all pages of a folder, and those that lead nowhere."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.pages = {file: file.read_text("utf-8") for file in sorted(folder.rglob("*.html"))}
        self._ids: dict[Path, set[str]] = {}
        self._files = {file for file in folder.rglob("*") if file.is_file()}

    def every(self) -> Iterator[tuple[Path, str]]:
        """Each page with each address that it names, once."""
        for file, text in self.pages.items():
            yield from ((file, link) for link in {*map(unescape, _LINK.findall(text)), *_IN_DATA.findall(text)})

    def dead(self) -> list[str]:
        """Those below the site that are no file, or name a part of a page that it has not."""
        return sorted({f"{file.relative_to(self.folder)}: {link}" for file, link in self.every()
                       if not is_outside(link) and not self._leads_somewhere(file, link)})

    def _leads_somewhere(self, file: Path, link: str) -> bool:
        address, _, anchor = link.partition("#")
        path = unquote(address.partition("?")[0])
        target = Path(os.path.normpath(file.parent / path)) / ("index.html" if path.endswith("/") else "") if path else file
        return target in self._files and (not anchor or unquote(anchor) in self._ids_of(target))

    def _ids_of(self, file: Path) -> set[str]:
        if file not in self._ids:
            self._ids[file] = {unescape(one) for one in _ID.findall(self.pages.get(file, ""))}
        return self._ids[file]


def is_outside(link: str) -> bool:
    """Whether an address names a scheme or a host."""
    return re.match(r"[a-z][a-z0-9+.-]*:|//", link) is not None
