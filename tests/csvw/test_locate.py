"""Which metadata a CSV file has: section 5 of the Model for Tabular Data."""

import json

import pytest

from smilekg.csvw.describe.locate import describe
from smilekg.errors import MetadataError

CSVW = "http://www.w3.org/ns/csvw"
BASE = "http://example.org/a/b/"


def read_header(table):
    return [["x"]] * table.dialect.header_row_count, []


@pytest.fixture
def folder(tmp_path):
    """The folder that stands for BASE, two below the root of the site."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "t.csv").write_text("x\n1\n", "utf-8")
    return folder


def put(file, label, url="t.csv", **rest):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"@context": CSVW, "dc:title": label, "url": url, **rest}), "utf-8")
    return file


def label(group) -> str | None:
    return group.tables[0].annotations[0][1]["@value"] if group.tables[0].annotations else None


def run(folder, **given):
    return describe(folder / "t.csv", **{"base": BASE, "read_header": read_header, **given})


LINK = '<linked.json>; rel="describedby"; type="application/csvm+json"'


def test_a_metadata_document_is_read_as_it_is(folder):
    assert label(run(folder.parent / "b")) is None
    found = describe(put(folder / "m.json", "m"), base=BASE, read_header=read_header)
    assert label(found) == "m" and found.tables[0].url == BASE + "t.csv"


def test_the_order_of_places(folder):
    put(folder / "csv-metadata.json", "folder")
    assert label(run(folder)) == "folder"
    put(folder / "t.csv-metadata.json", "file")
    assert label(run(folder)) == "file"
    put(folder / "linked.json", "link")
    assert label(run(folder)) == "file" and label(run(folder, link=LINK)) == "link"
    assert label(run(folder, link=LINK, metadata=put(folder / "mine.json", "user"))) == "user"


def test_without_a_base_too(folder):
    put(folder / "csv-metadata.json", "folder")
    assert label(run(folder, base=None)) == "folder"
    assert run(folder, base=None).tables[0].url == (folder / "t.csv").as_uri()


def test_metadata_of_another_table_is_passed_over_with_a_warning(folder):
    put(folder / "t.csv-metadata.json", "file", url="other.csv")
    put(folder / "csv-metadata.json", "folder")
    found = run(folder)
    assert label(found) == "folder" and len(found.warnings) == 1 and "t.csv-metadata.json" in found.warnings[0]
    (folder / "csv-metadata.json").unlink()
    assert label(run(folder)) is None and run(folder).tables[0].columns[0].name == "x"


def test_metadata_of_the_user_need_not_name_the_file(folder):
    found = run(folder, metadata=put(folder / "mine.json", "user", url="other.csv"))
    assert found.tables[0].url == BASE + "other.csv" and found.warnings == ()


def test_metadata_of_the_user_may_be_in_another_folder(folder):
    found = run(folder, metadata=put(folder.parent / "c d" / "mine.json", "user", url="../b/t.csv"))
    assert found.tables[0].url == BASE + "t.csv" and found.tables[0].file.samefile(folder / "t.csv")


@pytest.mark.parametrize(("link", "used"), [
    (LINK, True), ("<linked.json>; rel=describedby; type=application/ld+json", True),
    ('<x.css>; rel="stylesheet", <linked.json>; type="application/json"; rel="next describedby"', True),
    ('<linked.json>; rel="describedby"; type="text/html"', False), ('<linked.json>; rel="next"', False),
    ('<linked.json>; rel="describedby"', False), ("", False)])
def test_link_headers(folder, link, used):
    put(folder / "linked.json", "link")
    assert label(run(folder, link=link)) == ("link" if used else None)


def test_places_of_the_site(folder):
    site = folder.parents[1] / ".well-known" / "csvm"
    site.parent.mkdir()
    site.write_text("{+url}.json\n\n/all/csvm.json\n", "utf-8")
    put(folder / "csv-metadata.json", "folder")
    assert label(run(folder)) is None
    put(folder.parents[1] / "all" / "csvm.json", "site", url="/a/b/t.csv")
    assert label(run(folder)) == "site"
    put(folder / "t.csv.json", "file")
    assert label(run(folder)) == "file"


def test_a_query_is_part_of_the_url(folder):
    put(folder / "t.csv-metadata.json", "without")
    assert run(folder, url=BASE + "t.csv?all").tables[0].url == BASE + "t.csv?all"
    put(folder / "csv-metadata.json", "folder", url="t.csv?all")
    assert label(run(folder, url=BASE + "t.csv?all")) == "folder"


@pytest.mark.parametrize(("content_type", "field", "value"), [
    ("text/csv; header=absent", "header_row_count", 0), ("text/csv; header=present", "header_row_count", 1),
    ("text/tab-separated-values", "delimiter", "\t"), ('text/csv; charset="iso-8859-1"', "encoding", "iso-8859-1")])
def test_what_the_server_says_of_the_file(folder, content_type, field, value):
    assert getattr(run(folder, content_type=content_type).tables[0].dialect, field) == value
    put(folder / "csv-metadata.json", "folder")
    assert getattr(run(folder, content_type=content_type).tables[0].dialect, field) == value
    put(folder / "csv-metadata.json", "folder", dialect={"delimiter": ";"})
    assert run(folder, content_type=content_type).tables[0].dialect.delimiter == ";"


def test_metadata_for_metadata_is_refused(folder):
    with pytest.raises(MetadataError, match="metadata itself"):
        describe(put(folder / "m.json", "m"), metadata=folder / "m.json", read_header=read_header)
