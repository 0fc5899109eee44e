"""The programs of `make bench-convert`, their environments and versions."""

import os
import platform
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PARTS = Path(__file__).resolve().parent
CACHE = PARTS.parent / ".cache"
SMILEKG = Path(sys.executable).parent / "smilekg"
ENVIRONMENTS = {"morph-kgc": "requirements-morph-kgc.txt", "peers": "requirements.txt"}


@dataclass(frozen=True)
class Program:
    """`command` takes the output file; it runs in the folder of the tables. Left out beyond `largest` rows."""

    name: str
    title: str
    command: Callable[[Path], list[str]]
    largest: int = 1_000_000


def smilekg(workers: int, keys: bool = False) -> Program:
    metadata = "metadata-keys.json" if keys else "metadata.json"
    title = f"smilekg, {workers} worker{'s' * (workers > 1)}{', with keys' * keys}"
    return Program(f"smilekg{'-keys' * keys}-{workers}", title, lambda out: [
        str(SMILEKG), "convert", metadata, "-o", str(out), "--workers", str(workers)], 10_000_000)


def python(environment: str, script: str, *words: str) -> Callable[[Path], list[str]]:
    interpreter = CACHE / environment / "bin" / "python"
    return lambda out: [str(interpreter), str(PARTS / script), *words, str(out)]


MAPPING = str(PARTS / "mapping.rml.ttl")
PROGRAMS = (
    smilekg(1),
    smilekg(2),
    smilekg(1, keys=True),
    smilekg(2, keys=True),
    Program("c", "C program (the limit)", lambda out: [str(CACHE / "limit"), "entries.csv", str(out)], 10_000_000),
    Program("polars", "Polars, strings put together", python("peers", "with_polars.py"), 10_000_000),
    Program("pyoxigraph", "pyoxigraph, serializer", python("peers", "with_pyoxigraph.py")),
    Program("morph-kgc-1", "morph-kgc, 1 process", python("morph-kgc", "with_morph_kgc.py", "1", MAPPING)),
    Program("morph-kgc-2", "morph-kgc, 2 processes", python("morph-kgc", "with_morph_kgc.py", "2", MAPPING)),
    Program("maplib", "maplib", python("peers", "with_maplib.py", str(PARTS / "template.stottr"))),
    Program("rdfizer", "SDM-RDFizer", python("peers", "with_rdfizer.py", "no", MAPPING)),
    Program("rdflib", "rdflib", python("peers", "with_rdflib.py")),
)


def chosen(only: list[str] | None) -> list[Program]:
    """The programs whose names begin with one of `only`."""
    return [program for program in PROGRAMS if not only or program.name.startswith(tuple(only))]


def output(command: list[str | Path]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout.strip()


def prepare(programs: list[Program]) -> None:
    """Environments of the peers and the two C programs, made once and kept in benchmarks/.cache."""
    CACHE.mkdir(exist_ok=True)
    for source in ("limit", "triples"):
        target, code = CACHE / source, PARTS / f"{source}.c"
        if not target.exists() or target.stat().st_mtime < code.stat().st_mtime:
            subprocess.run(["gcc", "-O3", "-march=native", "-o", target, code], check=True)
    for name, requirements in ENVIRONMENTS.items():
        folder = CACHE / name
        if any(program.command(Path())[0].startswith(f"{folder}/") for program in programs):
            install(folder, PARTS / requirements)


def install(folder: Path, requirements: Path) -> None:
    """A virtual environment with what is required; made again when the requirements have changed."""
    marker, wanted = folder / "installed.txt", requirements.read_text()
    if marker.exists() and marker.read_text() == wanted:
        return
    print(f"Installing {requirements.name} into {folder} …", file=sys.stderr)
    venv.create(folder, clear=True, with_pip=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check",
                    "--requirement", requirements], check=True)
    marker.write_text(wanted)


VERSIONS = """
import sys
from importlib.metadata import PackageNotFoundError, version
for name in sys.argv[1:]:
    try: print(name, version(name))
    except PackageNotFoundError: pass
"""


def versions() -> str:
    """Every program with its version, as installed."""
    said = [f"Python {platform.python_version()}", output([sys.executable, "-c", VERSIONS, "smilekg"])]
    for name, requirements in ENVIRONMENTS.items():
        interpreter = CACHE / name / "bin" / "python"
        if interpreter.exists():
            pinned = [line.partition("==")[0] for line in (PARTS / requirements).read_text().split() if "==" in line]
            said.append(", ".join(output([interpreter, "-c", VERSIONS, *pinned]).split("\n")))
    said.append("gcc " + output(["gcc", "-dumpfullversion"]) + " -O3 -march=native")
    return "; ".join(said)


def machine() -> str:
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.release()}"
