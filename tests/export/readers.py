"""Readers of RDF that are not ours: rapper, serdi, and Apache Jena's riot, from Debian's packages."""

import atexit
import functools
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import pyoxigraph
import pytest

JARS = Path("/usr/share/java")
# What riot takes, of all the jars there; some of the others cannot stand together.
_JENA = ("jena-arq", "jena-base", "jena-core", "jena-cmds", "jena-iri", "slf4j-api", "slf4j-simple", "guava", "commons-lang3",
         "commons-cli", "commons-io", "commons-codec", "commons-csv", "commons-compress", "dexx.collection", "gson",
         "titanium-json-ld", "thrift", "protobuf", "jakarta.json-api", "jsonp2", "jackson-core", "jackson-databind",
         "jackson-annotations", "jsonld-java", "httpclient")
_KINDS = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "nq": "nquads", "trig": "trig", "jsonld": "jsonld"}


def needs(program: str):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


needs_riot = pytest.mark.skipif(not (JARS / "jena-arq.jar").is_file() or shutil.which("java") is None,
                                reason="Apache Jena or Java is not installed")


def run(*command: str | Path) -> bytes:
    done = subprocess.run(list(map(str, command)), capture_output=True, timeout=120)
    said = done.stderr.decode("utf-8").splitlines()
    # riot warns of a text that is not in Normal Form C, reads it as it is, and ends with 1.
    errors = [line for line in said if "{W131}" not in line and " INFO " not in line]
    assert not errors and (done.returncode == 0 or said), (command, errors[:5])
    return done.stdout


def rapper(file: Path) -> bytes:
    """Turtle, N-Triples or RDF/XML as N-Triples."""
    return run("rapper", "-q", "-i", _KINDS[file.suffix[1:]], "-o", "ntriples", file)


def serdi(file: Path) -> bytes:
    """Turtle, TriG, N-Triples or N-Quads as N-Quads."""
    return run("serdi", "-i", _KINDS[file.suffix[1:]], "-o", "nquads", file)


def riot(*files: Path) -> bytes:
    """Any form as N-Quads."""
    return run("java", "-cp", class_path(), "riotcmd.riot", "--output=nquads", *files)


@functools.cache
def class_path() -> str:
    """Debian's Jena looks for the messages of its XML parser where they are not, so they are laid there."""
    folder = Path(tempfile.mkdtemp(prefix="smilekg-jena-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return ":".join([str(folder), *(str(JARS / f"{name}.jar") for name in _JENA if (JARS / f"{name}.jar").is_file())])


def quads(text: bytes) -> set[tuple[str, ...]]:
    """The quads of a reader's N-Quads or N-Triples, each as four texts; escapes are undone."""
    found = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
    return {(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in found}


def triples(text: bytes) -> set[tuple[str, ...]]:
    return {quad[:3] for quad in quads(text)}
