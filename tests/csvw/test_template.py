"""URI templates: the published examples of RFC 6570 (sections 1.2 and 3.2), and resolution by RFC 3986."""

import pytest

from smilekg.csvw.template import expand, parse

VALUES = {"count": ["one", "two", "three"], "dom": ["example", "com"], "dub": "me/too", "hello": "Hello World!",
          "half": "50%", "var": "value", "who": "fred", "base": "http://example.com/home/", "path": "/foo/bar",
          "list": ["red", "green", "blue"], "v": "6", "x": "1024", "y": "768", "empty": "", "empty_list": [],
          "undef": None}
RFC = {
    "": {
        "{var}": "value", "{hello}": "Hello%20World%21", "{half}": "50%25", "O{empty}X": "OX", "O{undef}X": "OX",
        "{x,y}": "1024,768", "{x,hello,y}": "1024,Hello%20World%21,768", "?{x,empty}": "?1024,", "?{x,undef}": "?1024",
        "?{undef,y}": "?768", "{var:3}": "val", "{var:30}": "value", "{list}": "red,green,blue",
        "{list*}": "red,green,blue", "{count}": "one,two,three", "{base}": "http%3A%2F%2Fexample.com%2Fhome%2F"},
    "+": {
        "{+var}": "value", "{+hello}": "Hello%20World!", "{+half}": "50%25", "{base}index":
        "http%3A%2F%2Fexample.com%2Fhome%2Findex", "O{+empty}X": "OX", "O{+undef}X": "OX", "{+path}/here":
        "/foo/bar/here", "here?ref={+path}": "here?ref=/foo/bar", "up{+path}{var}/here": "up/foo/barvalue/here",
        "{+x,hello,y}": "1024,Hello%20World!,768", "{+path,x}/here": "/foo/bar,1024/here", "{+path:6}/here":
        "/foo/b/here", "{+list}": "red,green,blue", "{+list*}": "red,green,blue"},
    "#": {
        "{#var}": "#value", "{#hello}": "#Hello%20World!", "{#half}": "#50%25", "foo{#empty}": "foo#", "foo{#undef}":
        "foo", "{#x,hello,y}": "#1024,Hello%20World!,768", "{#path,x}/here": "#/foo/bar,1024/here", "{#path:6}here":
        "#/foo/bhere", "{#list}": "#red,green,blue", "{#list*}": "#red,green,blue"},
    ".": {
        "{.who}": ".fred", "{.who,who}": ".fred.fred", "{.half,who}": ".50%25.fred", "www{.dom*}": "www.example.com",
        "X{.var}": "X.value", "X{.empty}": "X.", "X{.undef}": "X", "X{.var:3}": "X.val", "X{.list}": "X.red,green,blue",
        "X{.list*}": "X.red.green.blue", "X{.empty_list}": "X", "X{.empty_list*}": "X"},
    "/": {
        "{/who}": "/fred", "{/who,who}": "/fred/fred", "{/half,who}": "/50%25/fred", "{/who,dub}": "/fred/me%2Ftoo",
        "{/var}": "/value", "{/var,empty}": "/value/", "{/var,undef}": "/value", "{/var,x}/here": "/value/1024/here",
        "{/var:1,var}": "/v/value", "{/list}": "/red,green,blue", "{/list*}": "/red/green/blue"},
    ";": {
        "{;who}": ";who=fred", "{;half}": ";half=50%25", "{;empty}": ";empty", "{;v,empty,who}": ";v=6;empty;who=fred",
        "{;v,bar,who}": ";v=6;who=fred", "{;x,y}": ";x=1024;y=768", "{;x,y,empty}": ";x=1024;y=768;empty",
        "{;x,y,undef}": ";x=1024;y=768", "{;hello:5}": ";hello=Hello", "{;list}": ";list=red,green,blue", "{;list*}":
        ";list=red;list=green;list=blue"},
    "?": {
        "{?who}": "?who=fred", "{?half}": "?half=50%25", "{?x,y}": "?x=1024&y=768", "{?x,y,empty}":
        "?x=1024&y=768&empty=", "{?x,y,undef}": "?x=1024&y=768", "{?var:3}": "?var=val", "{?list}":
        "?list=red,green,blue", "{?list*}": "?list=red&list=green&list=blue"},
    "&": {
        "{&who}": "&who=fred", "{&half}": "&half=50%25", "?fixed=yes{&x}": "?fixed=yes&x=1024", "{&x,y,empty}":
        "&x=1024&y=768&empty=", "{&x,y,undef}": "&x=1024&y=768", "{&var:3}": "&var=val", "{&list}":
        "&list=red,green,blue", "{&list*}": "&list=red&list=green&list=blue"},
}


@pytest.mark.parametrize(("template", "expected"), [item for table in RFC.values() for item in table.items()])
def test_the_examples_of_the_standard(template, expected):
    # Behind `#`, what is expanded is neither a path nor a host that resolution could change.
    assert expand(parse("http://h/#" + template, "http://h/"), VALUES) == "http://h/#" + expected


def test_letters_are_encoded_as_utf_8_where_they_stand_and_where_they_are_put():
    assert expand(parse("http://h/省/{name}", ""), {"name": "苏州"}) == \
        "http://h/%E7%9C%81/%E8%8B%8F%E5%B7%9E"
    assert expand(parse("http://h/{+name}", ""), {"name": "苏/50% %41"}) == "http://h/%E8%8B%8F/50%25%20%41"


def test_a_prefix_does_not_cut_an_escape_in_two():
    assert expand(parse("http://h/{+name:2}", ""), {"name": "a%20b"}) == "http://h/a%20"
    assert expand(parse("http://h/{name:1}", ""), {"name": "苏州"}) == "http://h/%E8%8B%8F"


TABLE = "http://example.org/data/trees.csv"
RESOLVED = {
    "#gid-{id}": "http://example.org/data/trees.csv#gid-7", "": TABLE, "tree/{id}": "http://example.org/data/tree/7",
    "../tree/{id}": "http://example.org/tree/7", "/tree/{id}": "http://example.org/tree/7",
    "//other.org/{id}": "http://other.org/7", "?row={id}": "http://example.org/data/trees.csv?row=7",
    "{id}": "http://example.org/data/7", "{#id}": "http://example.org/data/trees.csv#7",
    "{+iri}": "http://other.org/x", "{+name}": "http://schema.org/Tree", "{/id}": "http://example.org/7",
    "t{id}": "http://example.org/data/t7", "schema:{id}": "http://schema.org/7", "dc:title": "http://purl.org/dc/terms/title",
    "urn:x:{id}": "urn:x:7", "..{#id}": "http://example.org/#7", "a/{+up}": "http://example.org/data/b",
    "a{+colon}": "a:x", "/{+path}": "http://other.org/y", "leaf.html": "http://example.org/data/leaf.html",
}


@pytest.mark.parametrize(("template", "expected"), RESOLVED.items())
def test_a_result_is_resolved_against_the_url_of_the_table(template, expected):
    values = {"id": "7", "iri": "http://other.org/x", "name": "schema:Tree", "up": "../b", "colon": ":x",
              "path": "/other.org/y"}
    assert expand(parse(template, TABLE), values) == expected


def test_a_known_beginning_is_resolved_once():
    assert parse("#gid-{id}", TABLE).parts[0] == TABLE + "#gid-"
    assert not parse("#gid-{id}", TABLE).relative and parse("{+iri}", TABLE).relative


@pytest.mark.parametrize("template", [
    "http://h/{", "http://h/}", "http://h/{}", "http://h/{a b}", "http://h/{-a}", "http://h/{a:0}", "http://h/{a:10000}",
    "http://h/{a*:3}", "http://h/{=a}", "http://h/{a,}", "http://h/{.}", "http://h/a b", "http://h/<{a}>", "http://h/%zz",
    "http://h/{a..b}", "http://h/{{a}}", "http://h/{省}"])
def test_what_is_malformed_is_refused(template):
    with pytest.raises(ValueError, match="URI template"):
        parse(template, TABLE)


def test_a_prefix_of_a_list_is_refused():
    with pytest.raises(ValueError, match="list"):
        expand(parse("http://h/{list:3}", TABLE), VALUES)
