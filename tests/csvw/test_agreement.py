"""The quick way through a table, the careful way and a third, independent, reading of the standard give the same triples.

Tables, dialects and cells are random, the same on every run.
"""

import csv
import io
import random
import re

import oracle
import pytest
from csvw_tables import EX, canonical, compiled, table

from smilekg.csvw import plain
from smilekg.csvw.grammar import Grammar
from smilekg.csvw.reader import Source
from smilekg.errors import MetadataError

# Per datatype: cells that are valid, cells that are not.
CELLS = {
    "string": (["a", "苏州", "two words", "x" * 40, "it's", "\u2028", "😀"], []),
    "integer": (["1", "007", "+5", "-0", "123456789012345678901234567890"], ["1.0", "１２", "1_0", "1e2", "٣"]),
    "decimal": (["1.50", "-0.0", "+3", "12.", ".5"], ["1e3", "1,0,0", "NaN"]),
    "double": (["1E3", "1.5e-3", "INF", "NaN", "-INF"], ["1e", "inf", "e3"]),
    "boolean": (["true", "false", "1", "0"], ["TRUE", "yes", "tru\u0435"]),
    "date": (["2020-02-29", "2019-12-31", "2020-01-01Z"], ["2019-02-29", "2020-13-01", "20200101"]),
    "dateTime": (["2020-02-28T23:59:59Z", "2020-01-01T24:00:00", "2020-06-01T00:00:00.50"], ["2020-06-01", "2020-06-31T00:00:00"]),
    "gYear": (["2020", "-0044", "12020"], ["20", "２０２０"]),
    "anyURI": (["http://example.org/a", "urn:x:y", "a/b?c=d#e"], []),
    "token": (["a b", "a"], []),
    "byte": (["127", "-128"], ["128", "999"]),
    "unsignedByte": (["255", "0"], ["256", "-1"]),
    "duration": (["P1Y2M", "PT0.5S", "-P1D"], ["P", "1D"]),
    "hexBinary": (["0Aff"], ["0A0"]),
    "base64Binary": (["Zg==", "Zm9v"], ["Zg="]),
    "language": (["en-GB"], ["e_n"]),
    "time": (["23:59:59", "24:00:00"], ["24:00:01"]),
}
DERIVED = [{"base": "string", "minLength": 2}, {"base": "integer", "minimum": 3}, {"base": "date", "format": "yyyy-MM-dd"},
           {"base": "date", "format": "dd.MM.yyyy"}, {"base": "decimal", "format": "#,##0.00"},
           {"base": "boolean", "format": "J|N"}, {"base": "string", "format": "[a-z]+"}, {"@id": EX + "type", "base": "token"}]
AWKWARD = ["", " ", "NA", "-", "#x", " a", "a ", "\t", "a\tb", "a\nb", "a\r\nb", "\r", "a\rb", 'q"q', "''", "'", "\\", "\x00", "\x07",
           "\x7f", "\x85", "\ufeff", "a,b", "a;b", "100%", "%41", "[x]", "a:b", "//h", "..", "../x", "?a#b", "#", "{x}",
           "http://example.org/it's;x", "http://[::1]/", "schema:name", "\u0661", "e\u0301", "\u202e", "", "\xa0"]
BYTES = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5", b"\xc0\xaf"]
TEMPLATES = ["{EX}{x}", "{EX}{+x}", "{EX}a{#x}", "{EX}{_row}", "{EX}{_sourceRow}/{x}", "{EX}{_name}/{x}", "{+x}", "{x}", "#{x}",
             "{x}/{y}", "schema:{x}", "{EX}{x}-{y}", "{EX}q{?x,y}", "urn:{+x}", "http://{+x}/", "http://{x}.org/a", "{EX}#{#x}",
             "{EX}{x:2}", "{EX}{x,y}", "{EX}{/x}", "{#x}", "{+x}/{y}", "{EX}{+x}#{+y}", "{EX}it's 100%25", "{_column}",
             "{EX}{_sourceColumn}", "/abs/{x}", "../up/{x}", "{EX}{{x}", "http:{+x}", "{EX}%7Bc0%7D{x}", "{EX}a?{+x}&{y}"]
PROPERTIES = [None, None, None, "schema:name", "{EX}p-{_name}", "{EX}p/{x}", "{EX}p"]
DELIMITERS = [",", ",", ",", ";", "\t", "|", ":", "-", ".", "'", "/", "0"]


def chance(share: float) -> bool:
    return random.random() < share


def template(text: str, names: list[str]) -> str:
    return (text.replace("{EX}", EX).replace("{{", "{").replace("x}", f"{random.choice(names)}}}")
            .replace("x,", f"{random.choice(names)},").replace("x:", f"{random.choice(names)}:")
            .replace("y}", f"{random.choice(names)}}}"))


def usable(usual: bool) -> list[str]:
    """The templates that the quick way knows, or all."""
    return [text for text in TEMPLATES if not usual or re.fullmatch(r"\{EX\}\w*#?(\{[#+]?\w+\}[-/#]?)+|\{\+x\}", text)]


def random_column(name: str, names: list[str], usual: bool) -> dict:
    column: dict = {"name": name, "suppressOutput": chance(0.15), "required": chance(0.15), "lang": random.choice(["und", "en"])}
    column["datatype"] = random.choice(DERIVED) if chance(0.2) and not usual else random.choice(list(CELLS)) if chance(0.7) else "string"
    if chance(0.3):
        column["null"] = random.choice(["NA", ["NA", "-"], ["", "NA"], [], ["a", "1", ""]])
    if chance(0.15):
        column["default"] = random.choice(["1", "a", "NA"])
    if chance(0.08) and not usual:
        column |= {"separator": random.choice([";", " ", "|", ", "]), "ordered": chance(0.4)}
    return column | links(names, 0.25, usual)


def links(names: list[str], share: float, usual: bool) -> dict:
    found = {"propertyUrl": random.choice(PROPERTIES)}
    for key in ("valueUrl", "aboutUrl"):
        if chance(share):
            found[key] = random.choice(usable(usual))
    return {key: template(text, names) for key, text in found.items() if text}


def random_table(usual: bool = False) -> dict:
    """A description; a `usual` one has nothing that keeps it from the quick way."""
    names = [f"c{n}" for n in random.sample(range(9), random.randrange(1, 5))]
    columns = [random_column(name, names, usual) for name in names]
    columns += [{"name": f"v{n}", "virtual": True, "propertyUrl": EX + f"v{n}"} | links(names, 0.9, usual) | (
        {"default": "said"} if chance(0.2) and not usual else {}) for n in range(random.randrange(3))]
    schema = {"aboutUrl": template(random.choice(usable(usual)), names)} if chance(0.7) else {}
    if chance(0.3):
        schema["primaryKey"] = random.sample(names, random.randrange(1, len(names) + 1))
    if chance(0.1) and not usual:
        schema["rowTitles"] = [names[0]]
    return table(columns, dialect=random_dialect(usual), **schema)


def random_dialect(usual: bool) -> dict:
    dialect = {"header": False, "delimiter": random.choice(DELIMITERS), "skipBlankRows": chance(0.3),
               "trim": random.choice([False, False, True, "start", "end"]),
               "commentPrefix": random.choice(["#", None, "//"]), "doubleQuote": chance(0.85),
               "quoteChar": random.choice(['"', '"', '"', "'", None])}
    if usual:
        return dialect | {"delimiter": random.choice(",,,;\t|"), "doubleQuote": True}
    if chance(0.2):
        dialect["lineTerminators"] = random.choice(["\n", "\r", ["\r\n", "\n", "\r"], "\r\n", ["\n", "@@"]])
    if chance(0.05):
        dialect["skipColumns"] = 1
    if dialect["delimiter"] == dialect["quoteChar"]:
        dialect["quoteChar"] = None
    return dialect


def random_cell(column: dict, dialect: dict) -> bytes:
    datatype = column.get("datatype", "string")
    base = datatype if isinstance(datatype, str) else datatype["base"]
    valid, invalid = CELLS[base]
    pool = valid if chance(0.8) else AWKWARD + invalid
    text = random.choice(pool)
    quote = dialect["quoteChar"]
    data = text.encode() + (random.choice(BYTES) if chance(0.01) else b"")
    if quote and (chance(0.2) or (set(text) & set("\r\n\"'" + dialect["delimiter"]) and chance(0.9))):
        inner = data.replace(quote.encode(), quote.encode() * 2) if dialect["doubleQuote"] else (
            data.replace(b"\\", b"\\\\").replace(quote.encode(), b"\\" + quote.encode()))
        data = quote.encode() + inner + quote.encode()
    return data


def random_data(description: dict, rows: int) -> bytes:
    dialect = description["dialect"]
    columns = [column for column in description["tableSchema"]["columns"] if not column.get("virtual")]
    delimiter = dialect["delimiter"].encode()
    ends = dialect.get("lineTerminators", ["\n", "\r\n"])
    lines = []
    for _ in range(rows):
        cells = [random_cell(column, dialect) for column in columns] + [b"x"] * chance(0.03)
        record = b"" if chance(0.05) else delimiter * (len(cells) - 1) if chance(0.05) else delimiter.join(cells)
        record = b"#a \"comment, or not" if chance(0.05) else record
        lines.append(record + random.choice(ends).encode())
    data = b"".join(lines)
    return data.rstrip(b"\r\n") if chance(0.3) else data


def convert(one, blocks, keep: bool):
    """(N-Triples, reports, keys, rows) of blocks as (bytes, line, row, source)."""
    reports: list = []
    keys: list[list[bytes]] = [[] for _ in one.keys]

    def report(*found):
        reports.append(found)
        return not keep or not found[1]
    out, total = [], 0
    for data, line, row, source in blocks:
        text, rows, triples = one.convert(data, line, row, source, report, keys)
        assert triples == text.count(b"\n")
        out.append(text)
        total += rows
    return b"".join(out), reports, keys, total


def one_by_one(one, data: bytes):
    """The records of a table alone, numbered by how many of those before were rows."""
    grammar, line, row = Grammar(one.table.dialect), 1, 1
    for source, match in enumerate(grammar.any_record.finditer(data), 1):
        yield match[0], line, row, source
        line += grammar.lines(match[0])
        row += not grammar.skips(match[0])


@pytest.fixture
def carefully(monkeypatch):
    """Compiles a table so that no record takes the quick way."""
    def no(table):
        raise plain.NotPlain("in this test")

    def compile_carefully(*arguments, **more):
        with monkeypatch.context() as patch:
            patch.setattr(plain, "_check", no)
            return compiled(*arguments, **more)
    return compile_carefully


def test_blocks_of_any_size_give_what_each_record_gives_alone(tmp_path, carefully):
    """`convert` over blocks is held against the careful way over single records: triples, reports, keys, rows."""
    random.seed(2015)
    quick = tried = 0
    wrong = []
    for number in range(1500):
        description, standard, keep = random_table(usual=chance(0.5)), chance(0.3), chance(0.4)
        try:
            fast = compiled(tmp_path, description, standard=standard)
        except MetadataError:
            continue
        slow = carefully(tmp_path, description, standard=standard)
        quick += "enumerate(found)" in fast.source
        data = random_data(description, random.randrange(1, 12)).removeprefix(b"\xef\xbb\xbf")
        file = tmp_path / "t.csv"
        file.write_bytes(data)
        expected = convert(slow, one_by_one(slow, data), keep)
        for size in (1, random.randrange(1, 90), 10_000):
            with Source(file, fast.table.dialect) as source:
                blocks = [(block.data, block.line, block.row, block.source) for block in source.blocks(size)]
            tried += 1
            if convert(fast, blocks, keep) != expected:
                wrong.append((number, size, description, data, convert(fast, blocks, keep), expected))
    assert not wrong, wrong[0]
    assert tried > 3000 and quick > 250


# What the other reading knows.
SIMPLE_CELLS = {name: CELLS[name] for name in ("string", "integer", "boolean")} | {
    "decimal": (["1.50", "-0.0", "+3", "12.", ".5", " 7 "], ["1e3", "1,0", "NaN", "."]),
    "date": (["2020-02-29", "2019-12-31"], ["2019-02-29", "2020-13-01", "20200101"])}
SIMPLE_TEMPLATES = ["{EX}{x}", "{EX}{+x}", "{EX}a{#x}", "{EX}{_row}", "{EX}{_sourceRow}/{x}", "{EX}{_name}/{x}", "#{x}", "schema:{x}",
                    "{EX}{x}-{y}", "{EX}#{#x}", "{EX}{+x}#{+y}", "{EX}{_column}", "a/{x}", "../up/{x}", "#r{_row}.{_name}", "urn:x:{x}"]


def simple_table() -> dict:
    names = [f"c{n}" for n in random.sample(range(9), random.randrange(1, 5))]

    def add(**more) -> dict:
        found = {key: value for key, (value, share) in more.items() if chance(share)}
        return {key: template(value, names) if key.endswith("Url") else value for key, value in found.items()}

    columns = [{"name": name, "datatype": random.choice([*SIMPLE_CELLS, "string"])} | add(
        lang=("en", 0.3), null=(random.choice(["NA", ["NA", "a"], [], ["", "1"]]), 0.3), default=("1", 0.15), required=(True, 0.15),
        suppressOutput=(True, 0.15), separator=(random.choice(";|"), 0.15), ordered=(True, 0.1),
        propertyUrl=(random.choice(["{EX}p/{x}", "schema:name", "{EX}{_name}"]), 0.5),
        valueUrl=(random.choice(SIMPLE_TEMPLATES), 0.25), aboutUrl=(random.choice(SIMPLE_TEMPLATES), 0.2)) for name in names]
    columns += [{"name": f"v{n}", "virtual": True, "propertyUrl": EX + f"v{n}"} | add(
        valueUrl=(random.choice(SIMPLE_TEMPLATES), 1), aboutUrl=(random.choice(SIMPLE_TEMPLATES), 0.3)) for n in range(random.randrange(3))]
    dialect = {"header": False, "delimiter": random.choice(",,;\t"), "commentPrefix": None, "trim": True}
    return table(columns, dialect=dialect, **add(aboutUrl=(random.choice(SIMPLE_TEMPLATES), 0.7)))


def simple_data(description: dict, rows: int) -> str:
    columns = [column for column in description["tableSchema"]["columns"] if not column.get("virtual")]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=description["dialect"]["delimiter"], lineterminator=random.choice(["\n", "\r\n"]),
                        quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    for _ in range(rows):
        cells = []
        for column in columns:
            valid, invalid = SIMPLE_CELLS[column["datatype"]]
            texts = random.choices(valid if chance(0.9) else ["", "NA", " a b ", 'q"q', "100%a", "%41", "x\ny", "[x]", "a/b?c#d", *invalid],
                                   k=random.randrange(1, 4) if "separator" in column else 1)
            cells.append(column.get("separator", "").join(texts))
        writer.writerow(cells + ["more"] * chance(0.02))
    return out.getvalue()


def test_another_reading_of_the_standard_gives_the_same_graph(tmp_path):
    random.seed(1217)
    wrong, count = [], 0
    for number in range(1000):
        description = simple_table()
        one = compiled(tmp_path, description)
        data = simple_data(description, 8)
        found, *_ = convert(one, [(data.encode(), 1, 1, 1)], keep=False)
        expected = "".join(f"{triple} .\n" for triple in oracle.graph(description, one.table.url, data)).encode()
        count += expected.count(b"\n")
        if canonical(found) != canonical(expected):
            wrong.append((number, description, data, canonical(found) ^ canonical(expected)))
    assert not wrong, (len(wrong), *wrong[0])
    assert count > 10_000
