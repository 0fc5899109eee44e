"""What a site has beside its pages: what the browser looks up, what crawlers read, and where the permanent IRIs point."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...pages.page import LANGUAGES
from ...pages.site import Site
from ...terms import DATASET
from ..files import File, write
from . import lookups

_NOT_LISTED = ("search",)  # pages that only answer


def files(site: Site, root: str, folder: Path) -> Iterator[File]:
    """All of them."""
    bodies = {
        "index.html": ("text/html; charset=utf-8", site.gate("index.html", "", "", DATASET).body.decode("utf-8")),
        "search.json": ("application/json", _json(lookups.names(site))),
        "standings.json": ("application/json", _json(lookups.standings(site))),
        "robots.txt": ("text/plain", f"User-agent: *\nAllow: /\nSitemap: {root}/sitemap.xml\n"),
        "sitemap.xml": ("application/xml", _sitemap(site, root)),
        "llms.txt": ("text/plain", _llms(site, root)),
        "w3id/.htaccess": ("text/plain", _htaccess(root))}
    for path, (media_type, text) in bodies.items():
        write(folder, path, text.encode("utf-8"))
        yield File(path, media_type, "what the site needs beside its pages")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"


def _sitemap(site: Site, root: str) -> str:
    """Every page in both languages, each naming the other."""
    entries = []
    for path in site.paths():
        if path not in _NOT_LISTED:
            addresses = {one: f"{root}/{one}/{path}/" if path else f"{root}/{one}/" for one in LANGUAGES}
            links = "".join(f'<xhtml:link rel="alternate" hreflang="{"zh-Hans" if one == "zh" else one}" href="{href}"/>'
                            for one, href in addresses.items())
            entries += [f"<url><loc>{href}</loc>{links}</url>\n" for href in addresses.values()]
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(entries)}</urlset>\n')


def _llms(site: Site, root: str) -> str:
    """What a language model should know before it reads on (the convention of llmstxt.org)."""
    questions = site.renderer.graph.queries.values()
    asked = "".join(f"- [{one.summary}]({root}/en/questions/{one.name}.csv): {one.description or one.summary_zh}\n" for one in questions)
    return f"""# smilekg

> A knowledge graph of China's Tahaoo SMILE smart-city evaluations (2019-2020 and 2021-2022): 17 lists, 698 entries.
> Each value has the line it was published on; departures from the source are in a ledger of corrections.

Things have permanent IRIs below {DATASET}id/. Here each has a page in Chinese (/zh/) and English (/en/), and Turtle and
JSON-LD below /id/. Say where a value is from, and quote the corrections that touch it.

## Data

- [Everything as N-Triples]({root}/data/smilekg.nt.gz): the whole graph, packed with gzip
- [Entries as CSV]({root}/en/questions/entries.csv): every published line with its subject
- [Corrections]({root}/en/corrections.csv): where the graph departs from the source, and why
- [Ontology]({root}/ontology.ttl): every class and property, in both languages

## Questions, each answered as CSV with its defaults

{asked}"""


def _htaccess(root: str) -> str:
    """The rules that point https://w3id.org/smilekg/ at this site: 303 from a thing to its page or its data."""
    wants = ["RewriteCond %{HTTP_ACCEPT} application/ld\\+json [OR]\nRewriteCond %{HTTP_ACCEPT} application/json",
             "RewriteCond %{HTTP_ACCEPT} text/turtle [OR]\nRewriteCond %{HTTP_ACCEPT} application/x-turtle"]
    rules = [f"{conditions}\nRewriteRule ^(id/.+[^/]|ontology/.+[^/]|ontology)/?$ {root}/$1.{ending} [R=303,L]\n"
             for conditions, ending in zip(wants, ("jsonld", "ttl"), strict=True)]
    return ("# For the folder smilekg/ of github.com/perma-id/w3id.org.\nOptions +FollowSymLinks\nRewriteEngine on\n\n"
            f"RewriteRule ^(.+\\.(?:ttl|jsonld))$ {root}/$1 [R=302,L]\n\n" + "\n".join(rules)
            + f"\nRewriteRule ^(id/.+|ontology/.+|ontology)$ {root}/$1/ [R=303,L]\nRewriteRule ^(.*)$ {root}/$1 [R=302,L]\n")
