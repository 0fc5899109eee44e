"""The files of a site beside its pages and documents: what the browser looks up, what crawlers read, rules for hosts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...pages.site import Site
from ...terms import DATASET
from ..files import File, write
from . import crawlers, hosting, lookups

_ABOUT = "what the site needs beside its pages"
_MEDIA = {".html": "text/html; charset=utf-8", ".json": "application/json", ".xml": "application/xml"}


def files(site: Site, root: str, folder: Path) -> Iterator[File]:
    """All of them. `root` is the address that the site will have."""
    for path, text in _texts(site, root).items():
        write(folder, path, text.encode("utf-8"))
        yield File(path, _MEDIA.get(Path(path).suffix, "text/plain"), _ABOUT)


def _texts(site: Site, root: str) -> dict[str, str]:
    rules = {} if hosting.is_permanent(root) else {"w3id/.htaccess": hosting.htaccess(root)}
    return {"index.html": site.gate("index.html", "", "", DATASET).body.decode("utf-8"),
            "search.json": _json(lookups.names(site)), "standings.json": _json(lookups.standings(site)),
            "robots.txt": crawlers.robots(root), "llms.txt": crawlers.llms(site, root), **crawlers.sitemaps(site, root),
            ".nojekyll": "", **rules}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
