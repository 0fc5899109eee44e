"""Reading CSVW metadata: what is understood, and that everything else is refused by name, with its place."""

import json

import pytest

from smilekg.build.csvw import read_metadata
from smilekg.errors import MetadataError

CSVW = "http://www.w3.org/ns/csvw"
EX = "http://example.org/"
ID = {"name": "id", "propertyUrl": "dc:identifier"}
TITLE = {"name": "title", "propertyUrl": "dc:title"}


@pytest.fixture
def read(tmp_path):
    def read(metadata, text=None):
        file = tmp_path / "csv-metadata.json"
        file.write_text(json.dumps(metadata) if text is None else text, "utf-8")
        return read_metadata(file)
    return read


def metadata(*, group=None, table=None, schema=None, column=None) -> dict:
    """Two columns in one table, with properties added at one level."""
    columns = [ID, TITLE | (column or {})]
    return {"@context": CSVW, **(group or {}), "tables": [
        {"url": "books.csv", **(table or {}),
         "tableSchema": {"aboutUrl": EX + "{id}", "columns": columns, **(schema or {})}}]}


def datatype(**properties) -> dict:
    return metadata(column={"datatype": {"base": "integer", **properties}})


def template(text: str) -> dict:
    return metadata(schema={"aboutUrl": text})


T, S, C = "tables[0]", "tables[0].tableSchema", "tables[0].tableSchema.columns[1]"
UNSUPPORTED = {
    "group.tableDirection": (metadata(group={"tableDirection": "rtl"}), "'rtl'"),
    "group.transformations": (metadata(group={"transformations": []}), "[]"),
    "group.tableSchema": (metadata(group={"tableSchema": {}}), "{}"),
    "group.dialect": (metadata(group={"dialect": {"delimiter": ";"}}), "{'delimiter': ';'}"),
    f"{T}.tableDirection": (metadata(table={"tableDirection": "ltr"}), "'ltr'"),
    f"{T}.transformations": (metadata(table={"transformations": [{"url": "x"}]}), "[{'url': 'x'}]"),
    f"{T}.dialect": (metadata(table={"dialect": {"header": False}}), "{'header': False}"),
    f"{T}.separator": (metadata(table={"separator": ";"}), "';'"),
    f"{T}.textDirection": (metadata(table={"textDirection": "rtl"}), "'rtl'"),
    f"{T}.aboutURL": (metadata(table={"aboutURL": "x"}), "'x'"),
    S: ({"@context": CSVW, "url": "books.csv", "tableSchema": "schema.json"}, "'schema.json'"),
    f"{S}.rowTitles": (metadata(schema={"rowTitles": ["title"]}), "['title']"),
    f"{S}.ordered": (metadata(schema={"ordered": True}), "True"),
    f"{C}.separator": (metadata(column={"separator": ";"}), "';'"),
    f"{C}.ordered": (metadata(column={"ordered": True}), "True"),
    f"{C}.textDirection": (metadata(column={"textDirection": "auto"}), "'auto'"),
    **{f"{C}.datatype.{name}": (datatype(**{name: 3}), "3") for name in (
        "@id", "length", "minLength", "maxLength", "minimum", "maximum", "minInclusive", "maxInclusive",
        "minExclusive", "maxExclusive", "dc:title")},
    **{f"{C}.datatype.format, value {form!r}": (metadata(column={"datatype": {"base": base, "format": form}}), base)
       for base, form in (("date", "dd.MM.yyyy"), ("decimal", "#,##0.##"), ("boolean", "Y|N"), ("duration", "P.*"))},
    **{f"{C}.datatype, value {base!r}": (metadata(column={"datatype": base}), "a datatype is not supported")
       for base in ("json", "xml", "html", "dayTimeDuration", "yearMonthDuration", "text", "Integer")},
    **{f"tables[0].tableSchema.columns[0].aboutUrl, value {text!r}": (template(EX + text), "{name}, {+name} or {#name}")
       for text in ("{/id}", "{?id}", "{&id}", "{;id}", "{.id}", "{id,title}", "{id*}", "{id:3}", "{}", "{ id }")},
}


@pytest.mark.parametrize("place, case", UNSUPPORTED.items(), ids=UNSUPPORTED)
def test_what_is_not_supported_is_refused_by_name_and_place(read, place, case):
    given, told = case
    with pytest.raises(MetadataError) as error:
        read(given)
    name, _, value = place.partition(", value ")
    assert f"column {name!r}" in str(error.value) and "csv-metadata.json" in str(error.value)
    assert value in str(error.value) and told in str(error.value)


BROKEN = {
    "no context": ({"tables": []}, ["@context", CSVW]),
    "another context": ({"@context": "http://schema.org", "tables": []}, ["@context", CSVW]),
    "no object": ([], ["@context"]),
    "no url": ({"@context": CSVW, "tables": [{"tableSchema": {}}]}, ["tables[0].url"]),
    "one name for two columns": (metadata(column={"name": "id"}), ["two columns have one name", "'id'"]),
    "key without column": (metadata(schema={"primaryKey": ["id", "isbn"]}), ["a key names", "'isbn'"]),
    "foreign key without column": (metadata(schema={"foreignKeys": [
        {"columnReference": "isbn", "reference": {"resource": "books.csv", "columnReference": "id"}}]}), ["'isbn'"]),
    "foreign key without table": (metadata(schema={"foreignKeys": [
        {"columnReference": "id", "reference": {"resource": "authors.csv", "columnReference": "id"}}]}),
        ["'books.csv'", "'authors.csv'"]),
    "foreign key by schema": (metadata(schema={"foreignKeys": [
        {"columnReference": "id", "reference": {"schemaReference": "s", "columnReference": "id"}}]}),
        ["foreignKeys", "`resource`", "schemaReference"]),
    "template without column": (metadata(column={"valueUrl": EX + "{isbn}"}), ["'tables[0].title'", "'isbn'"]),
}
A_KEY = {"resource": "books.csv", "columnReference": "id"}
BROKEN |= {
    "tables are no list": ({"@context": CSVW, "tables": 5}, ["group.tables", "value 5"]),
    "columns are no list": (metadata(schema={"columns": {"name": "id"}}), [f"{S}.columns"]),
    "a column is no object": (metadata(schema={"columns": ["id", "title"]}), [f"{S}.columns[0]", "'id'"]),
    "no columns": ({"@context": CSVW, "url": "books.csv"}, [f"{S}.columns"]),
    "key is no name": (metadata(schema={"primaryKey": 5}), [f"{S}.primaryKey", "value 5"]),
    "key names _row": (metadata(schema={"primaryKey": "_row"}), ["a key names", "'_row'"]),
    "key names a virtual column": (metadata(column={"virtual": True}, schema={"primaryKey": "title"}),
                                   ["a key names", "'title'"]),
    "template names a virtual column": (metadata(column={"virtual": True}, schema={"aboutUrl": EX + "{title}"}),
                                        ["a template names", "'title'"]),
    "foreign key without columns": (metadata(schema={"foreignKeys": [{"reference": A_KEY}]}), ["foreignKeys"]),
    "foreign key to no column": (metadata(schema={"foreignKeys": [
        {"columnReference": "id", "reference": A_KEY | {"columnReference": "isbn"}}]}), ["isbn"]),
    "foreign key of another length": (metadata(schema={"foreignKeys": [
        {"columnReference": ["id", "title"], "reference": A_KEY}]}), ["id, title -> books.csv: id"]),
    "datatype is no name": (metadata(column={"datatype": 5}), [f"{C}.datatype", "value 5"]),
    "null is no text": (metadata(column={"null": None}), [f"{C}.null"]),
    "format is no pattern": (metadata(column={"datatype": {"base": "string", "format": "["}}),
                             [f"{C}.datatype.format", "'['"]),
    "lang is no language": (metadata(column={"lang": "en us"}), [f"{C}.lang", "'en us'"]),
    # Templates and languages become part of generated Python.
    "lang is code": (metadata(column={"lang": "{__import__('os')}"}), [f"{C}.lang", "__import__"]),
    "required is no boolean": (metadata(column={"required": "false"}), [f"{C}.required", "'false'"]),
    "virtual is no boolean": (metadata(column={"virtual": "false"}), [f"{C}.virtual", "'false'"]),
    "default breaks the datatype": (metadata(column={"virtual": True, "default": "ten", "datatype": "integer"}),
                                    [f"{C}.default", "'ten'"]),
    "white space in an IRI": (metadata(column={"propertyUrl": EX + "the title"}), [f"{C}.propertyUrl", "the title"]),
    "a line break in an IRI": (metadata(column={"propertyUrl": EX + "\ntitle"}), [f"{C}.propertyUrl"]),
    "an open brace": (template(EX + "{id"), [".aboutUrl", EX + "{id"]),
    "a relative IRI": (template("books/{id}"), [".aboutUrl", "'books/{id}'"]),
    "no property": (metadata(schema={"columns": [ID, {"name": "title"}]}), [f"{C}.propertyUrl", "'title'"]),
    "no subject": (metadata(schema={"aboutUrl": EX, "columns": [ID]}) | {"tables": [
        {"url": "books.csv", "tableSchema": {"columns": [ID]}}]}, [".aboutUrl", "'id'"]),
    "a base for relative IRIs": (metadata() | {"@context": [CSVW, {"@base": EX}]}, ["@context", "@base"]),
    "context is no object": (metadata() | {"@context": [CSVW, 5]}, ["@context", "value 5"]),
    "a title is no text": (metadata(column={"titles": {"en": 5}}), [f"{C}.titles"]),
    "base is no name": (metadata(column={"datatype": {"base": ["string"]}}), [f"{C}.datatype", "['string']"]),
    "format is no text": (metadata(column={"datatype": {"base": "string", "format": {}}}), [f"{C}.datatype.format"]),
    "default breaks the format": (metadata(column={"virtual": True, "default": "ten", "datatype": {
        "base": "string", "format": "[0-9]+"}}), [f"{C}.default", "'ten'"]),
    "a lone percent sign in an IRI": (template(EX + "100%/{id}"), [".aboutUrl", "100%"]),
    "a control character in an IRI": (template(EX + "\x7f{id}"), [".aboutUrl", "x7f"]),
    "a private character in an IRI": (template(EX + "\ue000{id}"), [".aboutUrl", "ue000"]),
}


@pytest.mark.parametrize("given, told", BROKEN.values(), ids=BROKEN)
def test_broken_metadata_is_refused(read, given, told):
    with pytest.raises(MetadataError) as error:
        read(given)
    assert [part for part in ["csv-metadata.json", *told] if part not in str(error.value)] == []


def test_broken_json_is_refused_with_its_line(read):
    with pytest.raises(MetadataError, match=r"is not JSON: (.|\n)*csv-metadata.json:2, column 14"):
        read(None, '{\n  "@context" "x"}')


def test_properties_are_inherited_from_the_group_down(read):
    [table] = read(metadata(
        group={"lang": "zh", "null": "-", "aboutUrl": EX + "group", "required": True},
        table={"lang": "en", "datatype": "token"}, schema={"null": ["-", "?"]},
        column={"aboutUrl": EX + "column", "datatype": "gYear", "required": False}))
    assert [(c.about.text, c.lang, c.null, c.required, c.datatype.rpartition("#")[2]) for c in table.columns] == [
        (EX + "{id}", "en", ("-", "?"), True, "token"), (EX + "column", "en", ("-", "?"), False, "gYear")]


def test_one_table_may_stand_without_a_group(read, tmp_path):
    [table] = read({"@context": [CSVW, {"@language": "en"}], "@id": EX + "t", "@type": "Table", "url": "a.csv",
                    "dc:title": "a common property",
                    "notes": [1], "null": "-", "aboutUrl": EX + "{_row}", "propertyUrl": EX + "p",
                    "tableSchema": {"columns": [{"titles": {"en": ["Name", "Label"], "de": "Titel"}}]}})
    assert (table.url, table.file) == ("a.csv", tmp_path / "a.csv")
    assert table.columns[0].titles == ("Name", "Label", "Titel") and table.columns[0].null == ("-",)


@pytest.mark.parametrize("base", ["string", "normalizedString", "token", "anyURI"])
def test_a_format_of_text_is_a_pattern(read, base):
    [table] = read(metadata(column={"datatype": {"base": base, "format": "[a-z]+"}}))
    assert (table.columns[1].datatype.rpartition("#")[2], table.columns[1].pattern) == (base, "[a-z]+")


# The initial context of CSVW has the prefixes of RDFa 1.1: www.w3.org/2011/rdfa-context/rdfa-1.1
@pytest.mark.parametrize("written, iri", [
    ("dc:title", "http://purl.org/dc/terms/title"), ("dcterms:title", "http://purl.org/dc/terms/title"),
    ("rdf:type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ("schema:name", "http://schema.org/name"),
    ("skos:prefLabel", "http://www.w3.org/2004/02/skos/core#prefLabel"),
    ("prov:wasDerivedFrom", "http://www.w3.org/ns/prov#wasDerivedFrom"), ("http://a.b/c", "http://a.b/c"),
    ("urn:x:y", "urn:x:y"),
    ("foaf:name", "http://xmlns.com/foaf/0.1/name"), ("dc11:title", "http://purl.org/dc/elements/1.1/title"),
    ("org:memberOf", "http://www.w3.org/ns/org#memberOf"), ("time:year", "http://www.w3.org/2006/time#year"),
])
def test_prefixes_are_written_out(read, written, iri):
    [table] = read(metadata(column={"propertyUrl": written}))
    assert table.columns[1].property.text == iri


@pytest.mark.parametrize("place", ["aboutUrl", "valueUrl"])
def test_prefixes_are_written_out_in_every_template(read, place):
    [table] = read(metadata(column={place: "schema:{id}"}))
    template = table.columns[1].about if place == "aboutUrl" else table.columns[1].value
    assert template.text == "http://schema.org/{id}"
