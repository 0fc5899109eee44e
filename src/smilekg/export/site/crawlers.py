"""What programs read of a site before its pages: a map of it, what crawlers may do, what a language model should know."""

from collections.abc import Iterator

from ...pages.page import LANGUAGES, address
from ...pages.site import Site
from ...terms import DATASET

MOST = 50_000  # addresses in one file, by sitemaps.org
_ONLY_ANSWERS = ("search",)  # pages that are empty until something is asked
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def robots(root: str) -> str:
    """Everybody may read everything."""
    return f"User-agent: *\nAllow: /\nSitemap: {root}/sitemap.xml\n"


def sitemaps(site: Site, root: str, most: int = MOST) -> dict[str, str]:
    """Every page by its file: `sitemap.xml`; where they are too many for one file, that is a list of the others."""
    pages = list(_pages(site, root))
    parts = [pages[start:start + most] for start in range(0, len(pages), most)]
    if len(parts) == 1:
        return {"sitemap.xml": _urlset(parts[0])}
    files = {f"sitemap-{number}.xml": _urlset(part) for number, part in enumerate(parts, 1)}
    listed = "".join(f"<sitemap><loc>{root}/{name}</loc></sitemap>\n" for name in files)
    return {"sitemap.xml": f"{_HEAD}<sitemapindex {_XMLNS}>\n{listed}</sitemapindex>\n", **files}


def _pages(site: Site, root: str) -> Iterator[str]:
    """The entry of each page in each language; it names the page in both."""
    for path in site.paths():
        if path not in _ONLY_ANSWERS:
            hrefs = {one: address(root, one, path, is_folder=True) for one in LANGUAGES}
            links = "".join(f'<xhtml:link rel="alternate" hreflang="{"zh-Hans" if one == "zh" else one}" href="{href}"/>'
                            for one, href in hrefs.items())
            yield from (f"<url><loc>{href}</loc>{links}</url>\n" for href in hrefs.values())


def _urlset(entries: list[str]) -> str:
    return f'{_HEAD}<urlset {_XMLNS} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(entries)}</urlset>\n'


def llms(site: Site, root: str) -> str:
    """What a language model should know before it reads on, as llmstxt.org proposes."""
    graph = site.renderer.graph
    lists = graph.rankings()
    editions = " and ".join(dict.fromkeys(one.edition for one in lists))
    asked = "".join(f"- [{one.summary}]({root}/en/questions/{one.name}.csv): {one.description or one.summary_zh}\n"
                    for one in graph.queries.values())
    return f"""# smilekg

> A knowledge graph of China's Tahaoo SMILE smart-city evaluations ({editions}): {len(lists)} lists, {sum(map(len, lists))} entries.
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
