"""smilekg: a knowledge graph of China's Tahaoo SMILE smart-city evaluations.

    >>> import smilekg
    >>> kg = smilekg.load()
    >>> kg.query("top-in-both", a="influence", b="investment").to_dicts()[0]["name"]
    '上海市'
    >>> kg.place("苏州").rank("innovation")
    2
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each public name lives; it is imported on first use: `smilekg --help` and the build need no store.
_HOMES = {
    "Agreement": "answers.agreement", "App": "things.providers", "Citation": "answers.cite",
    "Company": "things.providers", "Comparison": "things.compare", "Conversion": "csvw.convert",
    "Correction": "things.entities", "Entry": "things.rankings", "Graph": "graph", "Hit": "things.search",
    "Iri": "answers.rows", "NameUnresolved": "errors", "Place": "things.places", "Point": "things.places",
    "Ranking": "things.rankings", "Result": "result", "Row": "answers.rows", "SmileError": "errors",
    "agreement": "answers.agreement", "connect": "graph", "convert": "csvw.convert", "load": "graph",
}
__all__ = [  # noqa: F822 (the names come from __getattr__)
    "Agreement", "App", "Citation", "Company", "Comparison", "Conversion", "Correction", "Entry", "Graph", "Hit", "Iri",
    "NameUnresolved", "Place", "Point", "Ranking", "Result", "Row", "SmileError", "agreement", "connect", "convert",
    "load",
]

if TYPE_CHECKING:
    from .answers.agreement import Agreement, agreement
    from .answers.cite import Citation
    from .answers.rows import Iri, Row
    from .csvw.convert import Conversion, convert
    from .errors import NameUnresolved, SmileError
    from .graph import Graph, connect, load
    from .result import Result
    from .things.compare import Comparison
    from .things.entities import Correction
    from .things.places import Place, Point
    from .things.providers import App, Company
    from .things.rankings import Entry, Ranking
    from .things.search import Hit


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'smilekg' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    # Kept, also because importing the module `agreement` has put that module in the place of the function.
    globals()[name] = found
    return found
