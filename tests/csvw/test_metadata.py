"""Reading metadata: what the Metadata Vocabulary says of each property, of wrong values, and of what is an error."""

import json
from pathlib import Path

import pytest

from smilekg.csvw.describe.metadata import read_metadata
from smilekg.csvw.model import Datatype, Dialect, ForeignKey
from smilekg.csvw.template import expand
from smilekg.errors import MetadataError

CSVW = "http://www.w3.org/ns/csvw"
XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "http://example.org/data/"
A, B = {"name": "a", "titles": "A"}, {"name": "b", "titles": "B"}


@pytest.fixture
def read(tmp_path):
    def read(metadata, base=BASE, **files):
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
        file = tmp_path / "m.json"
        file.write_text(metadata if isinstance(metadata, str) else json.dumps(metadata), "utf-8")
        return read_metadata(file, base=base)
    return read


def table(*columns, schema=None, context=CSVW, **properties) -> dict:
    return {"@context": context, "url": "t.csv", **properties,
            "tableSchema": {"columns": list(columns or (A, B)), **(schema or {})}}


def group(*tables, **properties) -> dict:
    return {"@context": CSVW, "tables": [{k: v for k, v in t.items() if k != "@context"} for t in tables], **properties}


def column(read, **properties):
    return read(table(A | properties)).tables[0].columns[0]


def test_a_single_table_is_a_group_of_one(read, tmp_path):
    found = read(table(**{"dc:title": "T", "@id": "x"}))
    assert found.id is None and found.annotations == () and found.warnings == ()
    assert found.tables[0].url == BASE + "t.csv" and found.tables[0].file == tmp_path / "t.csv"
    assert found.tables[0].id == BASE + "x"
    assert found.tables[0].annotations == (("http://purl.org/dc/terms/title", {"@value": "T"}),)


def test_a_group_has_its_own_properties(read):
    found = read(group(table(), **{"dc:title": "G", "@id": "http://e.org/g", "@type": "TableGroup",
                                   "notes": [{"schema:text": "n"}]}))
    assert found.id == "http://e.org/g"
    assert found.annotations == (("http://purl.org/dc/terms/title", {"@value": "G"}),)
    assert found.notes == ({"http://schema.org/text": [{"@value": "n"}]},)


def test_without_a_base_a_file_stands_for_itself(read, tmp_path):
    found = read(table(url="sub/t x.csv"), base=None).tables[0]
    assert found.url == (tmp_path / "sub/t x.csv").as_uri() and found.file == tmp_path / "sub/t x.csv"


def test_a_base_in_the_context_moves_what_is_relative(read, tmp_path):
    found = read(table(context=[CSVW, {"@base": "sub/"}])).tables[0]
    assert found.url == BASE + "sub/t.csv" and found.file == tmp_path / "sub/t.csv"
    assert read(table(url="../t.csv")).tables[0].file.resolve() == tmp_path.parent.resolve() / "t.csv"


def test_a_query_is_part_of_the_url_and_not_of_the_file(read, tmp_path):
    found = read(table(url="t.csv?all")).tables[0]
    assert found.url == BASE + "t.csv?all" and found.file == tmp_path / "t.csv"


@pytest.mark.parametrize("url", ["http://other.org/t.csv", "https://example.org/t.csv", "ftp://example.org/t.csv"])
def test_a_table_elsewhere_is_refused(read, url):
    with pytest.raises(MetadataError, match="download it first"):
        read(table(url=url))


def test_defaults(read):
    found = read({"@context": CSVW, "url": "t.csv", "tableSchema": {"columns": [{}]}}).tables[0]
    only = found.columns[0]
    assert (only.name, only.number, only.titles, only.about, only.property, only.value) == \
        ("_col.1", 1, (), None, None, None)
    assert (only.datatype, only.lang, only.null, only.default, only.separator) == (Datatype(), "und", ("",), "", None)
    assert not (only.ordered or only.required or only.virtual or only.suppressed or found.suppressed)
    assert found.dialect == Dialect()


def test_properties_are_inherited_from_above(read):
    found = read(group(table({"name": "a", "lang": "de"}, B, lang="fr", schema={"null": "-"}), lang="en", null="x",
                       separator=";", aboutUrl="#{a}", required=True))
    first, second = found.tables[0].columns
    assert (first.lang, second.lang, first.null, first.separator, first.required) == ("de", "fr", ("-",), ";", True)
    assert expand(first.about, {"a": "1"}) == BASE + "t.csv#1"


def test_defaults_of_a_group_for_its_tables(read):
    found = read(group({"url": "a.csv"}, {"url": "b.csv", "tableSchema": {"columns": [B]}, "dialect": {}},
                       tableSchema={"columns": [A]}, dialect={"delimiter": ";"}))
    assert [t.columns[0].name for t in found.tables] == ["a", "b"]
    assert [t.dialect.delimiter for t in found.tables] == [";", ","]


def test_a_schema_and_a_dialect_in_files_of_their_own(read):
    schema = {"columns": [A], "primaryKey": "a", "lang": "de"}
    found = read({"@context": CSVW, "url": "t.csv", "tableSchema": "s.json", "dialect": "d.json"}, s=schema,
                 d={"@context": [CSVW, {"@language": "en"}], "delimiter": "\t"})
    assert found.tables[0].primary_key == ("a",) and found.tables[0].columns[0].lang == "de"
    assert found.tables[0].dialect.delimiter == "\t"


def test_titles_and_their_languages(read):
    context = [CSVW, {"@language": "en"}]
    found = read(table({"titles": ["A b", "C"]}, {"titles": {"zh": "甲", "en": ["D-e"]}}, {"titles": {"zh": "乙"}},
                       context=context)).tables[0]
    assert [c.titles for c in found.columns] == \
        [(("en", "A b"), ("en", "C")), (("zh", "甲"), ("en", "D-e")), (("zh", "乙"),)]
    assert [c.name for c in found.columns] == ["A%20b", "D%2De", "_col.3"]


def test_a_name_of_another_script_is_percent_encoded(read):
    assert read(table({"titles": "省"})).tables[0].columns[0].name == "%E7%9C%81"


@pytest.mark.parametrize(("value", "expected"), [
    ("integer", Datatype("integer", XSD + "integer")), ("number", Datatype("double", XSD + "double")),
    ("any", Datatype("anyAtomicType", XSD + "anyAtomicType")), ("json", Datatype("json", CSVW + "#JSON")),
    ({"base": "date", "format": "d.M.yyyy"}, Datatype("date", XSD + "date", "d.M.yyyy")),
    ({"minLength": 1}, Datatype(min_length=1)), ({"@id": "http://e.org/t"}, Datatype(iri="http://e.org/t")),
    ({"base": "decimal", "format": {"pattern": "0.0", "decimalChar": ",", "groupChar": "."}},
     Datatype("decimal", XSD + "decimal", "0.0", ",", ".")),
    ({"base": "integer", "minimum": 1, "maximum": "5"},
     Datatype("integer", XSD + "integer", min_inclusive="1", max_inclusive="5")),
    ({"base": "decimal", "minExclusive": 0.00001},
     Datatype("decimal", XSD + "decimal", min_exclusive="0.00001"))])
def test_datatypes(read, value, expected):
    assert column(read, datatype=value).datatype == expected


@pytest.mark.parametrize("value", [
    {"base": "string", "length": 1, "minLength": 2}, {"base": "string", "length": 3, "maxLength": 2},
    {"base": "string", "minLength": 3, "maxLength": 2}, {"base": "date", "length": 3},
    {"base": "string", "minimum": "1"}, {"base": "anyURI", "maxExclusive": "1"},
    {"base": "integer", "minInclusive": 1, "minExclusive": 1},
    {"base": "integer", "maxInclusive": 1, "maxExclusive": 1},
    {"base": "integer", "minInclusive": 2, "maxInclusive": 1},
    {"base": "integer", "minInclusive": 1, "maxExclusive": 1},
    {"base": "integer", "minExclusive": 2, "maxExclusive": 1},
    {"base": "integer", "minExclusive": 1, "maxInclusive": 1},
    {"base": "date", "minimum": "2015-01-01", "maximum": "2014-01-01"},
    {"base": "integer", "minimum": 1, "minInclusive": 2},
    {"@id": "_:b"}, {"@id": XSD + "string"}, {"@type": "Column"}])
def test_datatypes_that_are_errors(read, value):
    with pytest.raises(MetadataError, match="datatype"):
        column(read, datatype=value)


@pytest.mark.parametrize(("given", "field", "value"), [
    ({"commentPrefix": "%"}, "comment_prefix", "%"), ({"commentPrefix": None}, "comment_prefix", None),
    ({"delimiter": ";"}, "delimiter", ";"), ({"doubleQuote": False}, "double_quote", False),
    ({"encoding": "latin-1"}, "encoding", "latin-1"), ({"header": False}, "header_row_count", 0),
    ({"header": True}, "header_row_count", 1), ({"header": False, "headerRowCount": 2}, "header_row_count", 2),
    ({"lineTerminators": "\r"}, "line_terminators", ("\r",)),
    ({"lineTerminators": ["\r", "\n"]}, "line_terminators", ("\r", "\n")), ({"quoteChar": None}, "quote_char", None),
    ({"quoteChar": "'"}, "quote_char", "'"), ({"skipBlankRows": True}, "skip_blank_rows", True),
    ({"skipColumns": 2}, "skip_columns", 2), ({"skipRows": 3}, "skip_rows", 3), ({"trim": True}, "trim", "true"),
    ({"trim": "end"}, "trim", "end"), ({"skipInitialSpace": True}, "trim", "start"),
    ({"skipInitialSpace": True, "trim": False}, "trim", "false")])
def test_dialects(read, given, field, value):
    found = read(table(dialect=given))
    assert found.tables[0].dialect == Dialect(**{field: value}) and not found.warnings


@pytest.mark.parametrize("given", [
    {"commentPrefix": 1}, {"delimiter": "--"}, {"doubleQuote": "yes"}, {"encoding": "no-such"}, {"encoding": "rot13"},
    {"header": 1}, {"headerRowCount": -1}, {"headerRowCount": "1"}, {"lineTerminators": True}, {"quoteChar": True},
    {"skipBlankRows": 0}, {"skipColumns": 1.5}, {"skipInitialSpace": 1}, {"skipRows": "1"}, {"trim": 1},
    {"trim": "both"}, {"foo": 1}, 1, ["x"]])
def test_a_wrong_value_in_a_dialect_is_ignored_with_a_warning(read, given):
    found = read(table(dialect=given))
    assert found.tables[0].dialect == Dialect() and len(found.warnings) == 1 and "dialect" in found.warnings[0]


@pytest.mark.parametrize(("key", "value", "field", "used"), [
    ("null", True, "null", ("",)), ("null", ["-", 1], "null", ("-",)), ("lang", "nolanguage", "lang", "und"),
    ("lang", None, "lang", "und"), ("separator", 1, "separator", None), ("ordered", "yes", "ordered", False),
    ("required", 1, "required", False), ("default", ["a"], "default", ""), ("datatype", "foo", "datatype", Datatype()),
    ("datatype", 1, "datatype", Datatype()), ("datatype", {"base": "foo"}, "datatype", Datatype()),
    ("datatype", XSD + "integer", "datatype", Datatype()), ("datatype", {"length": "1"}, "datatype", Datatype()),
    ("textDirection", "up", "lang", "und"), ("name", 1, "name", "A"), ("name", "_a", "name", "A"),
    ("name", "a b", "name", "A"), ("titles", 1, "titles", ()), ("titles", {"nolanguage": "x"}, "titles", ()),
    ("titles", {"en": 1}, "titles", ()), ("titles", ["x", 1], "titles", (("und", "x"),)),
    ("virtual", 1, "virtual", False),
    ("suppressOutput", 1, "suppressed", False), ("foo", "bar", "name", "a"), ("url", "x", "name", "a"),
    ("datatype", {"base": "boolean", "format": "YN"}, "datatype", Datatype("boolean", XSD + "boolean")),
    ("datatype", {"base": "string", "format": "["}, "datatype", Datatype()),
    ("datatype", {"base": "string", "format": 1}, "datatype", Datatype())])
def test_a_wrong_value_is_ignored_with_a_warning(read, key, value, field, used):
    found = read(table(A | {key: value}))
    assert getattr(found.tables[0].columns[0], field) == used
    assert len(found.warnings) == 1 and f"m.json, tableSchema.columns[0].{key}" in found.warnings[0]


@pytest.mark.parametrize("key", ["aboutUrl", "propertyUrl", "valueUrl"])
def test_a_template_that_is_no_text_is_the_url_of_the_table(read, key):
    found = read(table(A | {key: True}))
    template = getattr(found.tables[0].columns[0], key.removesuffix("Url"))
    assert expand(template, {}) == BASE + "t.csv" and len(found.warnings) == 1


@pytest.mark.parametrize(("properties", "place"), [
    ({"transformations": 1}, "transformations"), ({"transformations": [1]}, "transformations[0]"),
    ({"notes": {}}, "notes"), ({"notes": ["x"]}, "notes[0]"), ({"suppressOutput": 1}, "suppressOutput"),
    ({"tableDirection": "up"}, "tableDirection"), ({"schema": {"columns": {}}}, "tableSchema.columns"),
    ({"schema": {"columns": [A, 1]}}, "tableSchema.columns[1]"), ({"schema": {"primaryKey": 1}},
    "tableSchema.primaryKey"),
    ({"schema": {"primaryKey": "c"}}, "tableSchema.primaryKey"), ({"schema": {"rowTitles": ["c"]}},
    "tableSchema.rowTitles"),
    ({"schema": {"foreignKeys": {}}}, "tableSchema.foreignKeys"), ({"schema": {"foreignKeys": [1]}}, "foreignKeys[0]"),
    ({"@id": 1}, "@id"), ({"foo": 1}, "foo")])
def test_other_wrong_values_are_ignored_with_a_warning(read, properties, place):
    found = read(table(**properties))
    assert len(found.warnings) == 1 and place in found.warnings[0]


def test_a_schema_that_is_no_object_describes_no_column(read):
    found = read({"@context": CSVW, "url": "t.csv", "tableSchema": 1, "lang": "en"})
    assert found.tables[0].columns == () and found.tables[0].other.lang == "en" and len(found.warnings) == 1


def test_an_id_that_is_no_text_is_the_document(read):
    assert read(table(**{"@id": 1})).tables[0].id == BASE + "m.json"


def test_a_language_of_the_context_that_is_none_is_ignored(read):
    found = read(table(context=[CSVW, {"@language": "nolanguage"}], **{"dc:title": "T"}))
    assert found.tables[0].annotations[0][1] == {"@value": "T"} and len(found.warnings) == 1


TRANSFORMATION = {"url": "t.txt", "scriptFormat": "http://e.org/s", "targetFormat": "http://e.org/t"}
VIRTUAL = {"name": "v", "virtual": True}


@pytest.mark.parametrize("metadata", [
    [], {"url": "t.csv"}, table(context="http://example.org/"), table(context=[CSVW, {"foo": "x"}]),
    table(context=[CSVW, {}]), table(context=[CSVW, {"@language": "en"}, {}]), group(), group(tables={}),
    {"@context": CSVW, "@type": "TableGroup"}, {"@context": CSVW, "tableSchema": {}}, table(url=1), table(url=None),
    table(**{"@id": "_:a"}), table(**{"@type": "Column"}), table(schema={"@id": "_:a"}),
    table(schema={"@type": "Table"}),
    table(A | {"@id": "_:a"}), table(A | {"@type": "Schema"}), group(table(), **{"@id": "_:a"}),
    group(table(), **{"@type": "Table"}), table(dialect={"@id": "_:a"}), table(dialect={"@type": "Table"}),
    table(transformations=[TRANSFORMATION | {"@id": "_:a"}]),
    table(transformations=[TRANSFORMATION | {"@type": "Table"}]),
    table(transformations=[{"url": "x"}]), table(A, A), table(A, VIRTUAL, B), table(**{"dc:title": {"@list": []}}),
    table(A | {"aboutUrl": "{"}), {"@context": CSVW, "url": "t.csv", "tableSchema": "http://other.org/s.json"},
    table(dialect="missing.json"),
    "{", '{"@context": 1, "@context": 2}', "[NaN]", "\ufffe",
    json.dumps(table(**{"dc:title": "\ud800"})), json.dumps(table(**{"dc:title": 1})).replace("1", "1e999")])
def test_errors(read, metadata):
    with pytest.raises(MetadataError, match=r"m\.json|missing\.json"):
        read(metadata)


def test_a_context_inside_is_ignored_with_a_warning(read):
    assert "tables[0].@context" in read({"@context": CSVW, "tables": [table()]}).warnings[0]


def test_virtual_columns_stand_last(read):
    found = read(table(A, VIRTUAL | {"default": "x", "propertyUrl": "rdf:type"})).tables[0]
    assert [c.virtual for c in found.columns] == [False, True] and found.physical == found.columns[:1]


def keys(reference, columns="a", **extra) -> dict:
    return {"foreignKeys": [{"columnReference": columns, "reference": reference, **extra}]}


def test_foreign_keys(read):
    two = table(A, B, url="u.csv", schema={"@id": "http://e.org/schema"})
    by_url = read(group(table(schema=keys({"resource": "./u.csv", "columnReference": ["b"]})), two)).tables[0]
    by_schema = read(group(table(schema=keys({"schemaReference": "http://e.org/schema", "columnReference": "b"})), two))
    expected = (ForeignKey(("a",), BASE + "u.csv", ("b",)),)
    assert by_url.foreign_keys == expected == by_schema.tables[0].foreign_keys


@pytest.mark.parametrize("schema", [
    keys(1), keys({"resource": "u.csv"}), keys({"columnReference": "a"}),
    keys({"resource": "v.csv", "columnReference": "a"}),
    keys({"resource": "u.csv", "columnReference": "c"}), keys({"resource": "u.csv", "columnReference": "a"}, "c"),
    keys({"resource": "u.csv", "columnReference": ["a", "b"]}), keys({"resource": 1, "columnReference": "a"}),
    keys({"resource": "u.csv", "columnReference": "a"}, 1), keys({"resource": "u.csv", "columnReference": "a"},
    "a", foo=1),
    keys({"resource": "u.csv", "columnReference": "a", "dc:title": "x"}),
    keys({"schemaReference": "s", "columnReference": "a"}),
    keys({"resource": "u.csv", "schemaReference": "s", "columnReference": "a"})])
def test_foreign_keys_that_are_errors(read, schema):
    with pytest.raises(MetadataError, match="foreignKeys"):
        read(group(table(schema=schema), table(url="u.csv")))


def test_a_key_names_columns_that_have_a_name(read):
    found = read(table({"titles": "A"}, schema={"primaryKey": "A"}))
    assert found.tables[0].primary_key == () and len(found.warnings) == 1


def test_a_tsv_file_is_cut_at_tabs_where_nothing_is_said(read):
    assert read(table(url="t.tsv")).tables[0].dialect.delimiter == "\t"
    assert read(table(url="t.tsv", dialect={})).tables[0].dialect.delimiter == ","


def test_the_metadata_of_this_project():
    file = Path(__file__).parents[2] / "data" / "tables" / "csv-metadata.json"
    found = read_metadata(file)
    assert not found.warnings and all(t.file.is_file() for t in found.tables)
