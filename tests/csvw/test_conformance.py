"""Three examples, with what the rules of csv2rdf make of them worked out by hand: minimal and standard mode.

`workshops` has several subjects a row and virtual columns, `orchard` dates, lists and notes, `posts` foreign keys over
three tables. Graphs are compared by isomorphism.
"""

import shutil
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from csvw_tables import EX, canonical
from rdflib.compare import isomorphic

from smilekg.csvw.convert import convert
from smilekg.errors import TableError

EXAMPLES = Path(__file__).parent / "examples"
TURTLE = pyoxigraph.RdfFormat.TURTLE


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("suffix", ["nt", "ttl"])
@pytest.mark.parametrize("mode", ["minimal", "standard"])
@pytest.mark.parametrize("name", ["workshops", "orchard", "posts"])
def test_examples(tmp_path, name, mode, suffix, workers):
    output = tmp_path / f"o.{suffix}"
    done = convert(EXAMPLES / f"{name}.json", output, mode=mode, base=EX, workers=workers)
    assert done.warnings == () and done.rejected == 0
    expected = (EXAMPLES / f"{name}{'-standard' if mode == 'standard' else ''}.ttl").read_bytes()
    found = canonical(output.read_bytes(), TURTLE if suffix == "ttl" else pyoxigraph.RdfFormat.N_TRIPLES)
    assert found == canonical(expected, TURTLE, EX)
    if workers == 1:
        assert isomorphic(rdflib.Graph().parse(output), rdflib.Graph().parse(data=expected, format="turtle"))


@pytest.mark.parametrize(("table", "old", "new", "told"), [
    ("posts", "4;Gardener, nights;par;3", "4;Gardener, nights;par;9", ["posts.csv:5", "'reportsTo'", "'9'", "no row of posts.csv"]),
    ("posts", ";B1", ";B9", ["posts.csv:5", "'band'", "'B9'", "no row of bands.csv"]),
    ("offices", "par;", "par2;", ["posts.csv:4", "'office'", "'par'", "no row of offices.csv"]),
    ("bands", "B2;", "B1;", ["bands.csv:3", "'band'", "'B1'", "stands twice"])])
def test_keys_over_three_tables(tmp_path, table, old, new, told):
    for file in EXAMPLES.iterdir():
        shutil.copy(file, tmp_path)
    changed = tmp_path / f"{table}.csv"
    assert old in changed.read_text()
    changed.write_text(changed.read_text().replace(old, new, 1))
    with pytest.raises(TableError) as error:
        convert(tmp_path / "posts.json", tmp_path / "o.nt")
    assert [part for part in told if part not in str(error.value)] == []
