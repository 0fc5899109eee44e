"""The views: a well-formed Data Cube, schema.org, Wikidata's statements, RDF 1.2 reifiers, each with all entries."""

from collections import Counter
from decimal import Decimal

import pyoxigraph as ox
import pytest
from conftest import ROOT, golden
from integrity import CONSTRAINTS, ask
from readers import needs, rapper

CUBE, QB = "https://w3id.org/smilekg/id/cube/", "http://purl.org/linked-data/cube#"
ID, SMILE, SCHEMA = "https://w3id.org/smilekg/id/", "https://w3id.org/smilekg/ontology/", "https://schema.org/"
WD = "http://www.wikidata.org/"
ENTRIES = golden("entries")


def store(*files) -> ox.Store:
    made = ox.Store()
    for file in files:
        made.load(path=str(file), format=ox.RdfFormat.TURTLE)
    return made


@pytest.fixture
def cube(exported) -> ox.Store:
    """The cube, with the code lists that it names."""
    return store(exported / "views/cube.ttl", ROOT / "ontology/schemes.ttl")


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_cube_meets(cube, constraint):
    assert not bool(cube.query(ask(constraint)))


OBSERVATION = f"<{ID}entry/2019-2020/livability/1#observation-500000>"
STRUCTURE = f"<{CUBE}scored/structure>"
MEASURED = f"INSERT DATA {{ {STRUCTURE} qb:component [ qb:componentProperty qb:measureType ] }} ; "
# What breaks each constraint.
FAULTS = {
    "IC-1": f"DELETE DATA {{ {OBSERVATION} qb:dataSet cube:scored }}",
    "IC-2": "INSERT DATA { cube:scored qb:structure cube:other }",
    "IC-3": "DELETE WHERE { cube:unordered\\/structure qb:component cube:unordered\\/structure\\/position }",
    "IC-4": "DELETE WHERE { cube:list rdfs:range ?any }",
    "IC-5": "INSERT DATA { cube:subject rdfs:range skos:Concept }",
    "IC-6": "INSERT DATA { cube:scored\\/structure\\/rank qb:componentRequired false }",
    "IC-7": "DELETE WHERE { ?dsd qb:sliceKey ?key }",
    "IC-8": "INSERT DATA { cube:by-list qb:componentProperty cube:other }",
    "IC-9": "DELETE WHERE { cube:slice\\/2019-2020\\/livability qb:sliceStructure ?any }",
    "IC-10": "DELETE WHERE { cube:slice\\/2019-2020\\/livability cube:list ?any }",
    "IC-11": f"DELETE WHERE {{ {OBSERVATION} cube:subject ?any }}",
    "IC-12": f"""INSERT {{ <urn:twin> ?p ?o }} WHERE {{ {OBSERVATION} ?p ?o }}""",
    "IC-13": f"""INSERT DATA {{ cube:scored\\/structure\\/scale qb:componentRequired true }} ;
        DELETE WHERE {{ {OBSERVATION} cube:scale ?any }}""",
    "IC-14": f"DELETE WHERE {{ {OBSERVATION} cube:score ?any }}",
    "IC-15": MEASURED + f"INSERT DATA {{ {OBSERVATION} qb:measureType cube:position }}",
    "IC-16": MEASURED + f"INSERT DATA {{ {OBSERVATION} qb:measureType cube:rank }}",
    "IC-17": MEASURED,
    "IC-18": f"INSERT DATA {{ cube:slice\\/2019-2020\\/towns qb:observation {OBSERVATION} }}",
    "IC-19": f"INSERT DATA {{ {OBSERVATION} cube:scale smile:scale-made-up }}",
    "IC-20": """INSERT DATA { smile:scale-scheme a qb:HierarchicalCodeList ; qb:parentChildProperty skos:narrower ;
        qb:hierarchyRoot smile:scale-points }""",
    "IC-21": """INSERT DATA { smile:scale-scheme a qb:HierarchicalCodeList ; qb:hierarchyRoot smile:scale-points ;
        qb:parentChildProperty [ <http://www.w3.org/2002/07/owl#inverseOf> skos:broader ] }""",
}


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_cube_with_a_fault_is_found(cube, constraint):
    prefixes = {"qb": QB, "cube": CUBE, "smile": SMILE, "skos": "http://www.w3.org/2004/02/skos/core#",
                "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    cube.update(FAULTS[constraint], prefixes=prefixes)
    assert bool(cube.query(ask(constraint)))


def test_cube_is_labelled_in_both_languages(cube):
    rows = cube.query(f"""PREFIX qb: <{QB}> SELECT ?thing ?label {{ ?thing a ?kind ; <http://www.w3.org/2000/01/rdf-schema#label> ?label
        FILTER(STRSTARTS(STR(?kind), STR(qb:))) }}""")
    languages: dict[str, set[str]] = {}
    for row in rows:
        languages.setdefault(row["thing"].value, set()).add(row["label"].language)
    assert len(languages) == 8 + 4 + 1 + 17 and set(map(frozenset, languages.values())) == {frozenset({"en", "zh"})}


def test_cube_holds_every_entry_and_value(cube):
    rows = cube.query(f"""PREFIX cube: <{CUBE}> PREFIX qb: <{QB}> SELECT ?list ?subject ?rank ?score ?grade ?position {{
        ?o a qb:Observation ; cube:list ?list ; cube:subject ?subject
        OPTIONAL {{ ?o cube:rank ?rank }} OPTIONAL {{ ?o cube:score ?score }}
        OPTIONAL {{ ?o cube:grade/<http://www.w3.org/2004/02/skos/core#notation> ?grade }}
        OPTIONAL {{ ?o cube:position ?position }} }}""")
    found = {(row["list"].value, row["subject"].value): [row[name] and row[name].value for name in (
        "rank", "score", "grade", "position")] for row in rows}
    assert len(found) == len(ENTRIES) == 699
    for row in ENTRIES:
        rank, score, grade, position = found[f"{ID}ranking/{row['edition']}/{row['list']}", row["entity"]]
        assert (rank or "", grade or "") == (row["rank"], row["grade"])
        assert (score and Decimal(score)) == (Decimal(row["score"]) if row["score"] else None)
        assert position == (row["position"] if row["list"] == "towns" else None)


def test_schema_has_lists_items_and_ratings(exported):
    found = store(exported / "views/schema.ttl")
    kinds = Counter(q.object.value.removeprefix(SCHEMA) for q in found.quads_for_pattern(
        None, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), None))
    assert (kinds["ItemList"], kinds["ListItem"]) == (17, 698)
    values = Counter(q.object.value for q in found.quads_for_pattern(None, ox.NamedNode(SCHEMA + "ratingValue"), None))
    wanted = Counter(f"{Decimal(r['score']).normalize():f}" if r["score"] else r["grade"] for r in ENTRIES if r["score"] or r["grade"])
    assert values == wanted and kinds["Rating"] == sum(wanted.values())
    items = Counter(q.subject.value for q in found.quads_for_pattern(None, ox.NamedNode(SCHEMA + "itemListElement"), None))
    assert items == Counter(f"{ID}ranking/{e}/{l}" for e, l, _ in {(r["edition"], r["list"], r["position"]) for r in ENTRIES})


def test_wikidata_states_each_rank_by_list_and_year(exported):
    found = store(exported / "views/wikidata.ttl")
    rows = found.query(f"""SELECT ?item ?rank ?list ?time ?precision {{ ?item <{WD}prop/P1352> ?s .
        ?s <{WD}prop/statement/P1352> ?rank ; <{WD}prop/qualifier/P459> ?list ; <{WD}prop/qualifier/P585> ?time ;
           <{WD}prop/qualifier/value/P585>/<http://wikiba.se/ontology#timePrecision> ?precision }}""")
    stated = Counter((row["rank"].value, row["list"].value, row["time"].value) for row in rows)
    wanted = Counter((r["rank"], f"{ID}ranking/{r['edition']}/{r['list']}", f"{r['edition'][5:]}-01-01T00:00:00Z")
                     for r in ENTRIES if r["rank"])
    assert stated == wanted and sum(wanted.values()) == 599
    beijing = found.query(f"SELECT (COUNT(*) AS ?n) {{ <{WD}entity/Q956> <{WD}prop/P1352> ?s }}")
    assert next(iter(beijing))["n"].value == str(sum(r["entity"].endswith("/place/110000") for r in ENTRIES))


def test_reifiers_say_where_each_value_is_from(exported):
    found = list(ox.parse(path=str(exported / "views/rdf12.ttl")))
    reified = {q.subject.value: q.object for q in found if q.predicate.value.endswith("#reifies")}
    ranks = Counter((t.subject.value, t.object.value) for t in reified.values() if t.predicate.value == SMILE + "rank")
    assert ranks == Counter((r["entity"], r["rank"]) for r in ENTRIES if r["rank"])
    assert sum(t.predicate.value == SMILE + "score" for t in reified.values()) == sum(bool(r["score"]) for r in ENTRIES)
    lines = {q.subject.value for q in found if q.predicate.value == SMILE + "sourceLine"}
    assert lines == reified.keys()
    verbatim = {q.subject.value: q.object.value for q in found if q.predicate.value == SMILE + "publishedValue"}
    assert verbatim[f"{ID}entry/2019-2020/influence/1#score-110000"] == "0.910"
    # No place has a rank of its own, out of a list.
    assert not [q for q in found if q.subject.value.startswith(f"{ID}place/")]


@needs("rapper")
@pytest.mark.parametrize("name", ["cube", "schema", "wikidata"])
def test_another_reader_reads_the_view(exported, name):
    file = exported / f"views/{name}.ttl"
    assert len(set(rapper(file).splitlines())) == len(set(ox.parse(path=str(file))))
