"""Turtle with the triples of one subject together: the same triples as the N-Triples it comes from."""

import pytest
from csvw_tables import EX, table, triples, write

from smilekg.csvw.convert import convert
from smilekg.csvw.turtle import group_subjects

LINES = [b'<http://e.org/a> <http://e.org/p> "x ; y . z" .\n', b"<http://e.org/a> <http://e.org/q> <http://e.org/b> .\n",
         b'<http://e.org/b> <http://e.org/p> "\\n\\"\\\\"@en .\n', b'_:t0r1 <http://e.org/p> "5"^^<http://e.org/t> .\n',
         b"_:t0r1 <http://e.org/p> _:t0r2 .\n", b'<http://e.org/a> <http://e.org/p> "again" .\n']


def test_a_subject_is_named_once_while_it_stays():
    assert group_subjects(b"".join(LINES[:3])) == (
        b'<http://e.org/a> <http://e.org/p> "x ; y . z" ;\n    <http://e.org/q> <http://e.org/b> .\n'
        b'<http://e.org/b> <http://e.org/p> "\\n\\"\\\\"@en .\n')


@pytest.mark.parametrize("count", range(len(LINES) + 1))
def test_the_triples_are_the_same(count):
    data = b"".join(LINES[:count])
    blank = {str(triple).replace("_:", "") for triple in triples(data)}
    assert len(triples(group_subjects(data), turtle=True)) == len(blank) == count
    if count < 4:
        assert triples(group_subjects(data), turtle=True) == triples(data)


def test_awkward_cells_come_through(tmp_path):
    cells = ['a""b', "a;b", "a .", "\\", "\t", "x\ny", "x\r", "\x01\x7f", "\u2028", "😀", "<x>", "_:x", "a@en", "", "'", "#"]
    body = "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    metadata = write(tmp_path, table([{"name": "n"}, {"name": "x"}], aboutUrl=EX + "{n}"), t="n,x\n" + body)
    for mode in ("minimal", "standard"):
        convert(metadata, tmp_path / "o.nt", mode=mode)
        convert(metadata, tmp_path / "o.ttl", mode=mode)
        found = [triples((tmp_path / "o.nt").read_bytes()), triples((tmp_path / "o.ttl").read_bytes(), turtle=True)]
        assert found[0] == found[1] and {cell.replace('""', '"') for cell in cells} - {""} <= {
            triple.object.value for triple in found[0]}
