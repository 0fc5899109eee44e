"""IRIs followed over HTTP, as a table: address, Accept, status, type, where it leads. Asked of a real server."""

import http.client
import json
import re
import subprocess
from collections.abc import Iterator

import pytest
import rdflib
from rdflib.compare import isomorphic
from servers import smilekg_server

ID, ONTOLOGY = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
TTL, JSONLD, NT, RDF = "text/turtle; charset=utf-8", "application/ld+json", "application/n-triples", "application/rdf+xml"
PLAIN, HTML = "text/plain; charset=utf-8", "text/html; charset=utf-8"


class Client:
    """Sends paths as they are: a usual client would tidy them."""

    def __init__(self, address: str):
        self.address = address

    def ask(self, path: str, accept: str | None = None, method: str = "GET", **headers: str) -> "Answer":
        connection = http.client.HTTPConnection(self.address, timeout=20)
        fields = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Accept": accept} if accept is not None else {})
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in fields.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = Answer(connection.getresponse())
        connection.close()
        return answer


class Answer:
    def __init__(self, response: http.client.HTTPResponse):
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.type, self.location = self.headers["content-type"], self.headers["location"]
        self.vary = {part.strip().lower() for part in (self.headers["vary"] or "").split(",")} - {"", "accept-encoding"}  # that one says nothing of the form

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def links(self) -> dict[str, list[tuple[str, str]]]:
        """Of the `Link` header, by relation: address and media type."""
        found: dict[str, list[tuple[str, str]]] = {}
        for target, relation, media in re.findall(r'<([^>]*)>; rel="(\w+)"(?:; type="([^"]*)")?', self.headers["link"] or ""):
            found.setdefault(relation, []).append((target, media))
        return found


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with smilekg_server("--no-access-log") as server:
        yield Client(server.url.removeprefix("http://"))


@pytest.mark.parametrize(("path", "accept", "location"), [
    ("/id/place/320500", None, "/id/place/320500.ttl"), ("/id/place/320500", "*/*", "/id/place/320500.ttl"),
    ("/id/place/320500", "text/turtle", "/id/place/320500.ttl"), ("/id/place/320500", BROWSER, "/en/place/320500"),
    ("/id/place/320500", "application/xhtml+xml", "/en/place/320500"), ("/id/place/320500", "text/*;q=0.5,text/html", "/en/place/320500"),
    ("/id/place/320500", "application/ld+json", "/id/place/320500.jsonld"), ("/id/place/320500", "application/json", "/id/place/320500.jsonld"),
    ("/id/place/320500", "application/rdf+xml", "/id/place/320500.rdf"), ("/id/place/320500", "application/n-triples", "/id/place/320500.nt"),
    ("/id/place/320500", "text/turtle;q=0.5, application/rdf+xml;q=0.6", "/id/place/320500.rdf"),
    ("/id/place/320500", "text/html;q=0.1, text/turtle;q=0.2", "/id/place/320500.ttl"),
    ("/id/place/320500", "text/turtle;q=0, */*", "/id/place/320500.jsonld"), ("/id/place/320500?x=1", None, "/id/place/320500.ttl"),
    ("/id/entry/2019-2020/apps/1.3", None, "/id/entry/2019-2020/apps/1.3.ttl"),
    ("/id/entry/2019-2020/apps/1.3", BROWSER, "/en/entry/2019-2020/apps/1.3"),
    ("/id/ranking/2019-2020/livability", "text/html", "/en/ranking/2019-2020/livability"),
    ("/id/query/peers", "text/html", "/en/questions/peers"), ("/id/query/peers", "text/turtle", "/id/query/peers.ttl"),
    ("/ontology/City", None, "/ontology/City.ttl"), ("/ontology/City", BROWSER, "/en/ontology#City"),
    ("/ontology/grade-AAAAA", "text/html", "/en/ontology#grade-AAAAA"), ("/ontology/AppShape", "text/html", "/en/ontology#AppShape"),
    ("/ontology/", "text/turtle", "/ontology.ttl"), ("/ontology/", "text/html", "/en/ontology"),
    ("/ontology/0.1.0", "application/rdf+xml", "/ontology/0.1.0.rdf"), ("/ontology/shapes", None, "/ontology/shapes.ttl"),
    # Percent-encoding is undone once, and what is then an IRI is one.
    ("/id/place/%33%320500", None, "/id/place/320500.ttl"), ("/id/place%2f320500", None, "/id/place/320500.ttl")])
def test_iri_leads_to_what_is_wanted(client, path, accept, location):
    answer = client.ask(path, accept)
    assert (answer.status, answer.location, answer.body) == (303, location, b"")
    assert "accept" in answer.vary and ("accept-language" in answer.vary) == location.startswith("/en")
    assert client.ask(location.partition("#")[0]).status == 200


@pytest.mark.parametrize(("spoken", "page"), [("zh-CN,zh;q=0.9,en;q=0.8", "/zh/"), ("en-GB", "/en/"), ("fr", "/en/"), ("fr,zh;q=0.1", "/zh/")])
def test_page_is_in_the_language_of_the_reader(client, spoken, page):
    assert client.ask("/id/place/320500", BROWSER, Accept_Language=spoken).location == f"{page}place/320500"
    itself = client.ask("/id/place/320500.html", Accept_Language=spoken)
    assert (itself.status, itself.headers["content-language"], itself.vary) == (200, page.strip("/"), {"accept-language"})
    assert itself.body == client.ask(f"{page}place/320500").body


@pytest.mark.parametrize("iri", ["id/place/320500", "id/entry/2019-2020/apps/1.3", "ontology/City", "ontology/AppShape", "id/query/peers"])
def test_document_is_given_in_each_form_whatever_is_accepted(client, iri):
    turtle = rdflib.Graph().parse(data=client.ask(f"/{iri}.ttl", "image/png").body, format="turtle")
    for suffix, media, form in (("ttl", TTL, "turtle"), ("jsonld", JSONLD, "json-ld"), ("nt", NT, "nt"), ("rdf", RDF, "xml")):
        answer = client.ask(f"/{iri}.{suffix}", "text/html")
        assert (answer.status, answer.type, answer.vary) == (200, media, set())
        assert isomorphic(rdflib.Graph().parse(data=answer.body, format=form), turtle)
    page = client.ask(f"/{iri}.html", "text/turtle")
    assert (page.status, page.type) == (200, HTML) and b"<!doctype html>" in page.body


def test_links_lead_to_every_form(client):
    for path in ("/id/place/320500", "/id/place/320500.nt", "/id/place/320500.html"):
        links = client.ask(path).links
        assert links["canonical"] == [(ID + "place/320500", "")]
        assert links["describedby"] == [("/id/place/320500.ttl", "text/turtle")]
        assert {media for _, media in links["alternate"]} == {"text/turtle", JSONLD, NT, RDF, "text/html"}
        for target, media in links["alternate"]:
            answer = client.ask(target)
            assert answer.status == 200 and answer.type.startswith(media)


@pytest.mark.parametrize("path", ["/id/place/320500.ttl", "/id/place/320500.html", "/ontology.rdf", "/data/rdf/places.ttl"])
def test_tag_spares_the_bytes(client, path):
    whole = client.ask(path)
    tag = whole.headers["etag"]
    assert re.fullmatch(r'"[^"]+"', tag) and client.ask(path).headers["etag"] == tag
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.ask(path, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert client.ask(path, If_None_Match='"other"').body == whole.body


def test_forms_have_tags_of_their_own(client):
    assert len({client.ask(f"/id/place/320500.{suffix}").headers["etag"] for suffix in ("ttl", "jsonld", "nt", "rdf", "html")}) == 5


@pytest.mark.parametrize("path", ["/id/place/320500", "/id/place/320500.ttl", "/id/place/1", "/ontology/City.jsonld"])
def test_head_says_what_get_says(client, path):
    whole, head = client.ask(path), client.ask(path, method="HEAD")
    assert (head.status, head.body) == (whole.status, b"")
    assert {name: value for name, value in head.headers.items() if name != "date"} == {
        name: value for name, value in whole.headers.items() if name != "date"}


@pytest.mark.parametrize("path", ["/id/place/320500", "/ontology/City.ttl", "/data/rdf/places.ttl"])
def test_other_methods_are_refused_and_other_origins_may_read(client, path):
    for method in ("POST", "PUT", "DELETE", "PATCH", "PROPFIND"):
        answer = client.ask(path, method=method)
        assert answer.status == 405 and set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    asked = client.ask(path, method="OPTIONS", Origin="https://example.org", Access_Control_Request_Method="GET")
    assert asked.status == 204 and "GET" in asked.headers["access-control-allow-methods"]
    assert "Accept" in asked.headers["access-control-allow-headers"]
    assert client.ask(path).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("accept", ["image/png", "text/csv", "*/*;q=0", "text/html;q=0"])
def test_form_that_there_is_not_is_refused_with_those_that_there_are(client, accept):
    answer = client.ask("/id/place/320500", accept)
    assert (answer.status, answer.type, answer.vary) == (406, PLAIN, {"accept"})
    assert [f"/id/place/320500.{suffix}" in answer.text for suffix in ("ttl", "jsonld", "nt", "rdf", "html")] == [True] * 5


# An address is an IRI letter by letter: nothing is tidied, what is near is only told.
@pytest.mark.parametrize(("path", "near"), [
    ("/id/place/320501", "/id/place/320500"), ("/id/place/320500/", "/id/place/320500"), ("/id//place/320500", "/id/place/320500"),
    ("/id/place//320500", "/id/place/320500"), ("/id/Place/320500", "/id/place/320500"), ("/id/place/320500.TTL", "/id/place/320500"),
    ("/id/place/Suzhou", "/id/place/320500"), ("/id/place/%E8%8B%8F%E5%B7%9E", "/id/place/320500"), ("/id/city/320500", "/id/place/320500"),
    ("/id/place/Suzhou.ttl", "/id/place/320500"), ("/ontology/city", "/ontology/City"), ("/ontology/Citys.ttl", "/ontology/City"),
    ("/ontology/Rank", "/ontology/rank"), ("/id/entry/2019-2020/apps/1", "/id/entry/2019-2020/apps/1.1")])
def test_unknown_iri_is_not_found_and_near_ones_are_named(client, path, near):
    answer = client.ask(path)
    assert (answer.status, answer.type) == (404, PLAIN) and f"  {near}  " in answer.text
    as_json = client.ask(path, "application/problem+json, text/html;q=0.5")
    problem = json.loads(as_json.body)
    assert as_json.type == "application/problem+json" and problem["status"] == 404 and near in [one["href"] for one in problem["near"]]
    page = client.ask(path, BROWSER, Accept_Language="zh")
    assert (page.status, page.type) == (404, HTML) and "<!doctype html>" in page.text
    target = near.removeprefix("/id/") if near.startswith("/id/") else near.replace("/ontology/", "ontology#")
    assert f'href="/zh/{target}"' in page.text


@pytest.mark.parametrize("path", [
    "/id", "/id/", "/id/..", "/id/../id/place/320500", "/id/place/../place/320500", "/id/place/%2e%2e/place/320500", "/id/.ttl",
    "/id/place/320500.ttl.ttl", "/id/place/320500.ttl/", "/id/place/320500;x", "/id/place/320500%20", "/id/place/320500%00",
    "/id/place/%ff", "/id/place/320500.csv", "/id/place/3205%3000%250", "/id/place%252F320500", "/ontology/.ttl", "/ontology/nothing",
    "/ontology.csv", "/ontology.TTL", "/ontology/..%2f..%2fetc/passwd", "/id/" + "x" * 3000, "/id/%3Cscript%3Ealert(1)%3C/script%3E",
    "/id/place/320500%0d%0aSet-Cookie:x=1", "/ID/place/320500"])
def test_what_is_no_iri_is_not_found(client, path):
    for accept in (None, BROWSER, "application/json"):
        answer = client.ask(path, accept)
        assert answer.status == 404 and answer.headers["set-cookie"] is None
        assert "<script>alert" not in answer.text or not answer.type.startswith("text/html")


def test_ontology_without_a_slash_leads_to_the_one_with(client):
    answer = client.ask("/ontology")
    assert (answer.status, answer.location) == (301, "/ontology/")


def test_context_is_the_file(client):
    from conftest import ROOT

    answer = client.ask("/ontology/context.jsonld")
    assert (answer.status, answer.type, answer.body) == (200, JSONLD, (ROOT / "ontology/context.jsonld").read_bytes())


def test_rdflib_follows_an_iri(client):
    graph = rdflib.Graph().parse(f"http://{client.address}/id/place/320500")
    assert (rdflib.URIRef(ID + "place/320500"), rdflib.RDF.type, rdflib.URIRef(ONTOLOGY + "City")) in graph


def test_curl_follows_an_iri(client):
    done = subprocess.run(["curl", "-sSL", "--noproxy", "*", "-H", "Accept: application/ld+json", f"http://{client.address}/id/app/wechat"],
                          capture_output=True, check=True, timeout=30)
    assert json.loads(done.stdout)["@graph"][0]["prefLabel"] == {"en": "WeChat", "zh": "微信"}


def test_addresses_begin_with_the_base(tmp_path):
    with smilekg_server("--no-access-log", "--base-url", "https://example.org/kg") as server:
        client = Client(server.url.removeprefix("http://"))
        assert client.ask("/id/place/320500").location == "https://example.org/kg/id/place/320500.ttl"
        assert client.ask("/id/place/320500", "text/html").location == "https://example.org/kg/en/place/320500"
        assert client.ask("/id/place/320500").links["canonical"] == [(ID + "place/320500", "")]
