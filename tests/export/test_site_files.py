"""The explorer as files: every link leads somewhere, two runs give the same bytes, crawlers get what they can read."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pyoxigraph
import pytest
import static_site
from conftest import ROOT, one_message, run
from static_site import ADDRESS, Links, is_outside

from smilekg.export.site import crawlers, hosting
from smilekg.linked.addresses import checked
from smilekg.graph import load
from smilekg.pages.site import Site

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DATA = "https://w3id.org/smilekg/id/"
# Other hosts that pages name: vocabularies, gazetteers, licences. Nothing is loaded from them.
HOSTS = {"w3id.org", "www.w3.org", "purl.org", "sws.geonames.org", "www.geonames.org", "www.wikidata.org",
         "creativecommons.org", "spdx.org"}


@pytest.fixture(scope="module")
def folder():
    return static_site.built()


@pytest.fixture(scope="module")
def links(folder):
    return Links(folder)


@pytest.fixture(scope="module")
def site():
    return Site(load(), base=ADDRESS, is_static=True)


def test_no_link_is_dead(links):
    assert sum(1 for _ in links.every()) > 100_000
    assert links.dead()[:20] == []


def test_the_checker_finds_dead_links(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text('<p id="here"><a href="#here"></a><a href="../a/"></a> <a href="#gone"></a><a href="../b/"></a>'
                                           '<img src="c.png"><script>{"href":"../a/x"}</script><a href="https://example.org/"></a>')
    assert Links(tmp_path).dead() == ["a/index.html: #gone", "a/index.html: ../a/x", "a/index.html: ../b/", "a/index.html: c.png"]


def test_pages_name_no_unknown_host_and_load_nothing_from_one(links):
    assert {link.split("/")[2] for _, link in links.every() if is_outside(link)} <= HOSTS
    loaded = {link for text in links.pages.values() for link in re.findall(r'<(?:script|img|link rel="(?:icon|stylesheet)"[^>]*)\s[^>]*(?:src|href)="([^"]*)"', text)}
    assert loaded and not any(map(is_outside, loaded))


def test_nothing_that_needs_a_server_is_linked(links):
    assert not [link for _, link in links.every() if re.search(r"/sparql$|\.(?:nt|rdf)$", link) and not is_outside(link)]


def test_each_iri_of_ours_has_a_folder_and_documents(folder):
    subjects = {quad.subject.value for file in (ROOT / "data/rdf").glob("*.ttl") for quad in pyoxigraph.parse(path=str(file))
                if quad.subject.value.startswith(DATA)}
    assert len(subjects) > 1000
    for iri in subjects:
        path = folder / "id" / iri.removeprefix(DATA)
        assert (path / "index.html").is_file() and path.with_name(f"{path.name}.jsonld").is_file(), iri
        assert path.with_name(f"{path.name}.ttl").is_file(), iri


def test_the_documents_beside_a_folder_say_the_same(folder):
    turtle = set(pyoxigraph.parse(path=str(folder / "id/place/320500.ttl")))
    assert turtle and turtle == set(pyoxigraph.parse(path=str(folder / "id/place/320500.jsonld"), format=pyoxigraph.RdfFormat.JSON_LD))


SAMPLE = """
import sys
from pathlib import Path
from smilekg.export.site import beside, documents
from smilekg.graph import load
from smilekg.pages.site import Site
site, folder = Site(load(), base=sys.argv[2], is_static=True), Path(sys.argv[1])
for path in list(site.paths())[::25]:
    list(documents.pages(site, folder, path))
for iri in sorted(site.renderer.linked.iris)[::40]:
    list(documents.document(site, folder, iri))
list(beside.files(site, sys.argv[2], folder))
"""


def test_another_process_writes_the_same_bytes(folder, tmp_path):
    """With another seed for hashes, so that the order of a set shows."""
    subprocess.run([sys.executable, "-c", SAMPLE, str(tmp_path), ADDRESS], check=True, timeout=300,
                   env=os.environ | {"PYTHONHASHSEED": "7"})
    made = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(made) > 200
    assert [str(file) for file in made if file.read_bytes() != (folder / file.relative_to(tmp_path)).read_bytes()] == []


def test_the_manifest_lists_every_file(folder):
    listed = {file["path"] for file in json.loads((folder / "manifest.json").read_text("utf-8"))["files"]}
    assert listed == {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} - {"manifest.json"}


def test_the_sitemap_names_every_page_in_both_languages(folder):
    root = ElementTree.parse(folder / "sitemap.xml").getroot()
    found = [url.findtext(f"{SITEMAP}loc") for url in root]
    assert root.tag == f"{SITEMAP}urlset" and len(found) == len(set(found)) <= 50_000
    pages = {file.parent.relative_to(folder).as_posix() for language in ("zh", "en") for file in (folder / language).rglob("index.html")}
    assert {f"{ADDRESS}/{page}/" for page in pages} - set(found) == {f"{ADDRESS}/{one}/search/" for one in ("zh", "en")}
    assert set(found) <= {f"{ADDRESS}/{page}/" for page in pages}
    others = {link.get("href") for url in root for link in url if link.get("hreflang")}
    assert others == set(found)


def test_too_many_pages_for_one_sitemap_are_listed_in_several(site):
    files = crawlers.sitemaps(site, ADDRESS, most=1000)
    index = ElementTree.fromstring(files.pop("sitemap.xml"))
    assert index.tag == f"{SITEMAP}sitemapindex" and [one.findtext(f"{SITEMAP}loc") for one in index] == [f"{ADDRESS}/{name}" for name in files]
    counts = [len(ElementTree.fromstring(text)) for text in files.values()]
    assert max(counts) <= 1000 and sum(counts) == 2 * (len(list(site.paths())) - 1)


def test_what_robots_and_models_are_told_is_there(folder):
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (folder / "robots.txt").read_text("utf-8").splitlines()
    text = (folder / "llms.txt").read_text("utf-8")
    named = re.findall(r"\]\(([^)]*)\)", text)
    assert text.startswith("# ") and len(named) > 34
    assert [link for link in named if not (folder / link.removeprefix(f"{ADDRESS}/")).is_file()] == []


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://", "https://example.org/?a", "https://example.org/a b",
                                     "https://example.org/$1", "https://example.org/a//b", "https://example.org/\n", "https://a\"b/", ""])
def test_what_is_no_address_is_refused_before_anything_is_written(tmp_path, address):
    message = one_message(run("export", tmp_path / "out", "--site", "--base-url", address))
    assert "--base-url" in message and "https://example.org/smilekg" in message
    assert list(tmp_path.iterdir()) == []


def test_the_permanent_iris_do_not_point_at_themselves():
    assert hosting.is_permanent(checked("https://w3id.org/smilekg/")) and not hosting.is_permanent(ADDRESS)


def test_a_static_page_carries_its_own_policy(site):
    page = site.page("questions/peers", "en").body.decode("utf-8")
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in policy and "connect-src 'self'" in policy and "unsafe-inline" not in policy


def test_a_server_page_carries_no_part_of_a_static_one():
    page = Site(load()).page("questions/peers", "en").body.decode("utf-8")
    assert "data-root" not in page and "question-data" not in page and "http-equiv" not in page
