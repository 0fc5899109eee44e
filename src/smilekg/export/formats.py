"""The formats of an export. Another one is a function that writes files into a folder, and a line here."""

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..errors import BuildError
from . import csvs, database, excel, geojson, network, parquet, statements, triples, views
from .contents import Contents
from .files import File


@dataclass(frozen=True)
class Format:
    """A format: what writes it, and the libraries (of an extra of smilekg) that it takes, if any."""

    write: Callable[[Contents, Path], Iterable[File]]
    extra: str = ""
    libraries: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """What to install; empty where all is there."""
        absent = [name for name in self.libraries if importlib.util.find_spec(name) is None]
        return f"needs {' and '.join(absent)}: pip install 'smilekg[{self.extra}]'" if absent else ""


FORMATS = {
    "ttl": Format(triples.turtle),
    "nt": Format(triples.ntriples),
    "nq": Format(triples.nquads),
    "trig": Format(triples.trig),
    "jsonld": Format(triples.jsonld),
    "rdfxml": Format(triples.rdfxml),
    "csv": Format(csvs.csvs),
    "statements": Format(statements.statements),
    "xlsx": Format(excel.excel, "files", ("xlsxwriter",)),
    "parquet": Format(parquet.parquet, "files", ("pyarrow",)),
    "duckdb": Format(database.duckdb, "files", ("duckdb", "pyarrow")),
    "sqlite": Format(database.sqlite),
    "geojson": Format(geojson.geojson),
    "graphml": Format(network.graphml, "network", ("networkx",)),
    "gexf": Format(network.gexf, "network", ("networkx",)),
    "cube": Format(partial(views.view, "cube", "the lists as an RDF Data Cube")),
    "schema": Format(partial(views.view, "schema", "the graph in the terms of schema.org")),
    "wikidata": Format(partial(views.view, "wikidata", "ranks as Wikidata would state them")),
    "rdf12": Format(partial(views.view, "rdf12", "RDF 1.2: ranks and values with reifiers that say where they are from")),
}


def chosen(names: Iterable[str]) -> tuple[dict[str, Format], dict[str, str]]:
    """The formats to write, and those left out with the reason. No name stands for all that can be written here.

    Raises BuildError for a format that was named and cannot be written.
    """
    named = list(dict.fromkeys(names))
    for name in named:
        if name not in FORMATS:
            raise BuildError("there is no such format", value=name, hint=f"one of: {', '.join(FORMATS)}")
        if FORMATS[name].missing:
            raise BuildError("the format cannot be written here", value=name, hint=FORMATS[name].missing)
    all_or_named = {name: FORMATS[name] for name in named or FORMATS}
    left_out = {name: form.missing for name, form in all_or_named.items() if form.missing}
    return {name: form for name, form in all_or_named.items() if name not in left_out}, left_out
