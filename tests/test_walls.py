"""Who may import what, how long things may be, and that code and queries name only terms that the ontology defines."""

import ast
import re
import statistics
from graphlib import TopologicalSorter
from pathlib import Path

import pyoxigraph
import pytest
from conftest import ROOT

SOURCE = ROOT / "src"
MODULES = {".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): file
           for file in sorted(SOURCE.rglob("*.py"))}
TREES = {name: ast.parse(file.read_text("utf-8")) for name, file in MODULES.items()}
ONTOLOGY = "https://w3id.org/smilekg/ontology/"
BUILD, CSVW, CLI = "smilekg.build", "smilekg.csvw", "smilekg.cli"
PURE = [f"{BUILD}.{name}" for name in ("restore", "reconcile")] + [f"{CSVW}.{name}" for name in (
    "compile", "row", "plain", "grammar", "template", "uris", "ntriples", "vocabulary", "context", "turtle",
    "describe.notes", "describe.language", "values.datatype", "values.numbers", "values.dates", "values.formats",
    "values.limits")]


def imports(name: str, *, at_load: bool = False) -> set[str]:
    """Full names of the modules that `name` imports; with `at_load` only those that are imported with it."""
    nodes = ast.walk(TREES[name]) if not at_load else at_load_nodes(TREES[name])
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[:len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            inside = {f"{base}.{alias.name}" for alias in node.names}
            found |= {m for m in inside if m in MODULES} or {base}
    return found


def at_load_nodes(tree: ast.AST):
    """Nodes that run on import: not those in functions, and not those for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        skipped = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) or (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        if not skipped:
            yield node
            yield from at_load_nodes(node)


def uses(name: str, package: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for module in imports(name))


def test_the_imports_are_seen():
    assert {"os", "pathlib", "smilekg.errors", "smilekg.paths"} <= imports("smilekg.staging")
    build = f"{CLI}.make"
    assert f"{BUILD}.pipeline" in imports(build) and f"{BUILD}.pipeline" not in imports(build, at_load=True)


def inside(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("name", [n for n in MODULES if not n.startswith(BUILD)])
def test_only_the_command_line_sees_the_build_side(name):
    assert inside(name, CLI) or not uses(name, BUILD)


@pytest.mark.parametrize("name", [n for n in MODULES if n.startswith(f"{BUILD}.")])
def test_the_build_side_sees_no_store_and_no_question(name):
    assert not [m for m in ("store", "queries", "result", "graph", "cli") if uses(name, f"smilekg.{m}")]


@pytest.mark.parametrize("name", [n for n in MODULES if n.startswith(f"{CSVW}.")])
def test_the_conversion_of_tables_knows_nothing_of_the_rest(name):
    allowed = [f"smilekg.{module}" for module in ("errors", "paths", "terms", "lexical", "csvw")]
    ours = {module for module in imports(name) if module.partition(".")[0] == "smilekg"}
    assert {module for module in ours if not inside(module, *allowed)} == set()


@pytest.mark.parametrize("name", [n for n in MODULES if not inside(n, "smilekg.server")])
def test_only_the_command_line_sees_the_server(name):
    assert inside(name, CLI) or not uses(name, "smilekg.server")
    assert "smilekg.server" not in {".".join(module.split(".")[:2]) for module in imports(name, at_load=True)}


@pytest.mark.parametrize("name", [n for n in MODULES if inside(n, "smilekg.sandbox")])
def test_the_sandbox_knows_no_server(name):
    ours = {".".join(module.split(".")[:2]) for module in imports(name) if module.startswith("smilekg.")}
    assert ours <= {f"smilekg.{room}" for room in ("sandbox", "answers", "errors", "rdf", "result", "store", "tokens", "written")}


def test_the_server_runs_no_query_of_a_stranger():
    """What a client asks goes to the pool: the endpoint and what stands before it see no store that could run it."""
    for module in ("endpoint", "connection", "front", "protocol", "simple"):
        assert not {"smilekg.graph", "smilekg.queries"} & imports(f"smilekg.server.{module}")
        assert ".query(" not in MODULES[f"smilekg.server.{module}"].read_text("utf-8")


@pytest.mark.parametrize("name", [n for n in MODULES if inside(n, "smilekg.linked", "smilekg.pages")])
def test_documents_and_pages_know_no_server(name):
    """The same documents and pages are served, and written as files."""
    above = ["smilekg.server", CLI, "smilekg.export", "http", "urllib.request", "socket", "starlette"]
    assert not [module for module in above + ["smilekg.pages"] * inside(name, "smilekg.linked") if uses(name, module)]


@pytest.mark.parametrize(("package", "rooms"), [
    ("pyspark", {f"{CSVW}.spark"}), ("zstandard", {f"{CSVW}.reader"}),
    ("pyoxigraph", {"smilekg.store", "smilekg.rdf", "smilekg.written", BUILD}), ("SPARQLWrapper", {"smilekg.remote.store", "smilekg.remote.store.endpoint"}),
    ("pyshacl", {f"{BUILD}.validate"}), ("oxrdflib", {"smilekg.graph", "smilekg.store"}),
    ("click", {CLI}), ("rich", {CLI}), ("mcp", {"smilekg.mcp.server"}), ("jinja2", {"smilekg.pages.render"}),
    ("starlette", {"smilekg.server"}), ("uvicorn", {"smilekg.server"}), ("httptools", set()), ("uvloop", set()), ("opencc", {f"{BUILD}.restore"})])
def test_a_library_stays_in_its_room(package, rooms):
    assert {name for name in MODULES if uses(name, package) and not inside(name, *rooms)} == set()


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_touch_no_file(name):
    assert not imports(name) & {"os", "pathlib", "io", "shutil", "tempfile", "subprocess", "urllib.request", "socket"}
    called = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(TREES[name]) if isinstance(node, ast.Call)}
    assert not called & {"open", "print", "read_text", "write_text", "read_bytes", "write_bytes", "exit", "input"}


@pytest.mark.parametrize("name", [n for n in MODULES if not inside(n, CLI)])
def test_only_the_command_line_prints_and_exits(name):
    called = {ast.unparse(node.func) for node in ast.walk(TREES[name]) if isinstance(node, ast.Call)}
    # A worker process ends itself, so that nothing of its parent is flushed twice.
    forbidden = {"print", "sys.exit", "exit", "quit", "click.echo"} | ({"os._exit"} if name not in (f"{CSVW}.workers", "smilekg.sandbox.nursery", "smilekg.sandbox.child") else set())
    assert not called & forbidden


def test_modules_form_no_cycle():
    graph = {name: {m for m in imports(name, at_load=True) if m in MODULES and m != name} for name in MODULES}
    assert list(TopologicalSorter(graph).static_order())
    without_lazy_face = {name: {m for m in imports(name) if m in MODULES and m != name}
                         for name in MODULES if name != "smilekg"}
    assert list(TopologicalSorter(without_lazy_face).static_order())


@pytest.mark.parametrize("module", ["smilekg", *(n for n in MODULES if n.startswith("smilekg.cli")), "smilekg.queries", "smilekg.store", "smilekg.graph"])
def test_a_canned_query_loads_no_slow_library(module):
    heavy = {"rdflib", "pyshacl", "oxrdflib", "SPARQLWrapper", "pandas", "rich", "opencc", "pyspark", "zstandard"}
    assert not {m.partition(".")[0] for m in imports(module, at_load=True)} & heavy


@pytest.mark.parametrize("name", MODULES)
def test_module_is_short_and_says_what_it_is(name):
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= 350
    assert ast.get_docstring(TREES[name])


def test_functions_are_short():
    lengths = [node.end_lineno - node.lineno + 1 for tree in TREES.values() for node in ast.walk(tree)
               if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert statistics.median(lengths) <= 10
    assert sum(length < 25 for length in lengths) / len(lengths) >= 0.9


@pytest.fixture(scope="module")
def defined() -> set[str]:
    """Local names of all that the ontology and its code lists define."""
    files = [ROOT / "ontology/smile.ttl", ROOT / "ontology/schemes.ttl"]
    subjects = {quad.subject.value for file in files for quad in pyoxigraph.parse(path=str(file))
                if isinstance(quad.subject, pyoxigraph.NamedNode)}
    return {iri.removeprefix(ONTOLOGY) for iri in subjects if iri.startswith(ONTOLOGY)}


def terms_of(name: str) -> set[str]:
    """Words that a module hands to smile() or, in the rules and checks, to a look-up of one of our properties."""
    found = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func).rpartition(".")[2]
            place = {"smile": 0, "one": 1, "all": 1, "number": 1}.get(function)
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(str(node.args[place].value))
    return found - {""}


def test_code_names_terms_that_are_defined(defined):
    assert {"RankingEntry", "rank", "score"} <= terms_of(f"{BUILD}.rules")
    assert {name: terms_of(name) - defined for name in MODULES if terms_of(name) - defined} == {}


@pytest.mark.parametrize("file", [*sorted((ROOT / "queries").rglob("*.rq")), ROOT / "ontology/shapes.ttl",
                                  ROOT / "data/tables/csv-metadata.json"], ids=lambda file: file.name)
def test_file_names_terms_that_are_defined(defined, file: Path):
    text = re.sub(r"^#.*$", "", file.read_text("utf-8"), flags=re.MULTILINE)
    names = {name for start in (r"\bsmile:", ONTOLOGY) for name in re.findall(rf"{start}([A-Za-z][\w-]*)(?![\w{{-])", text, re.ASCII)}
    own = {quad.subject.value.removeprefix(ONTOLOGY) for quad in pyoxigraph.parse(path=str(file))
           if isinstance(quad.subject, pyoxigraph.NamedNode)} if file.suffix == ".ttl" else set()
    # An internal query may ask for labels or points alone.
    assert (names or file.parent.name == "internal") and names - defined - own == set()
