"""Where files are: in a checkout, or inside the installed package. No other module knows."""

from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


@dataclass(frozen=True)
class Project:
    """The folders of one copy of the project.

    `root` holds `data/`, `ontology/` and `queries/`, as a checkout and the installed package both do.
    """

    root: Path

    @property
    def published(self) -> Path:
        return self.root / "data" / "published"

    @property
    def curated(self) -> Path:
        return self.root / "data" / "curated"

    @property
    def tables(self) -> Path:
        return self.root / "data" / "tables"

    @property
    def metadata(self) -> Path:
        """The CSVW metadata: kept by hand, and carried over when the tables beside it are built anew."""
        return self.tables / "csv-metadata.json"

    @property
    def rdf(self) -> Path:
        return self.root / "data" / "rdf"

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        return self.ontology / "shapes.ttl"

    @property
    def context(self) -> Path:
        """The JSON-LD context: short names for the terms of the graph."""
        return self.ontology / "context.jsonld"

    @property
    def queries(self) -> Path:
        return self.root / "queries"

    @property
    def catalogue(self) -> Path:
        """The questions as RDF, apart from the graph itself."""
        return self.root / "data" / "catalogue"

    @property
    def description(self) -> Path:
        """What the data set is, for its metadata: kept by hand."""
        return self.curated / "dataset.toml"

    @property
    def citation(self) -> Path:
        return self.root / "CITATION.cff"

    def graph_files(self) -> list[Path]:
        """Every Turtle file of the graph: the data, the ontology and its code lists (not the shapes)."""
        return [*sorted(self.rdf.glob("*.ttl")), *self.vocabulary()]

    def vocabulary(self) -> list[Path]:
        """The ontology and its code lists."""
        return [self.ontology / "schemes.ttl", self.ontology / "smile.ttl"]


def checkout() -> Project | None:
    """The checkout that this package is run from; None where it is installed."""
    is_checkout = _PACKAGE.parent.name == "src" and (_CHECKOUT / "pyproject.toml").is_file()
    return Project(_CHECKOUT) if is_checkout else None


def shipped() -> Project:
    """The copy that came with this package: the checkout it is run from, or the files inside the wheel."""
    return checkout() or Project(_PACKAGE / "shipped")


def relative(path: Path) -> str:
    """`path` as a person would write it: below the current folder where it is, else in full."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
