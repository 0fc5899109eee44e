"""Resolution of URI references: the examples of RFC 3986, section 5.4."""

import pytest

from smilekg.csvw.uris import normalise, resolve

BASE = "http://a/b/c/d;p?q"
EXAMPLES = {
    "g:h": "g:h", "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g",
    "//g": "http://g", "?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s", "g?y#s": "http://a/b/c/g?y#s", ";x": "http://a/b/c/;x", "g;x": "http://a/b/c/g;x",
    "g;x?y#s": "http://a/b/c/g;x?y#s", "": "http://a/b/c/d;p?q", ".": "http://a/b/c/", "./": "http://a/b/c/",
    "..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g", "../..": "http://a/", "../../": "http://a/",
    "../../g": "http://a/g", "../../../g": "http://a/g", "../../../../g": "http://a/g", "/./g": "http://a/g",
    "/../g": "http://a/g", "g.": "http://a/b/c/g.", ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..",
    "..g": "http://a/b/c/..g", "./../g": "http://a/b/g", "./g/.": "http://a/b/c/g/", "g/./h": "http://a/b/c/g/h",
    "g/../h": "http://a/b/c/h", "g;x=1/./y": "http://a/b/c/g;x=1/y", "g;x=1/../y": "http://a/b/c/y",
    "g?y/./x": "http://a/b/c/g?y/./x", "g?y/../x": "http://a/b/c/g?y/../x", "g#s/./x": "http://a/b/c/g#s/./x",
    "g#s/../x": "http://a/b/c/g#s/../x", "#": "http://a/b/c/d;p?q#",
}


@pytest.mark.parametrize(("reference", "expected"), EXAMPLES.items())
def test_the_examples_of_the_standard(reference, expected):
    assert resolve(reference, BASE) == expected


@pytest.mark.parametrize(("one", "other"), [
    ("HTTP://Example.ORG", "http://example.org/"), ("http://h:80/a", "http://h/a"), ("https://h:443/a", "https://h/a"),
    ("http://h/%7euser", "http://h/~user"), ("http://h/%e7", "http://h/%E7"), ("http://h/a/../b", "http://h/b"),
    ("http://h/省.csv", "http://h/%E7%9C%81.csv"), ("http://h/a b", "http://h/a%20b")])
def test_two_ways_to_write_one_url(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [
    ("http://h/a", "https://h/a"), ("http://h/a", "http://h/A"), ("http://h/a", "http://h/a?"),
    ("http://h:8080/a", "http://h/a"), ("http://h/%2F", "http://h//")])
def test_two_urls(one, other):
    assert normalise(one) != normalise(other)
