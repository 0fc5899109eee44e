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
    "Agreement": "agreement", "App": "providers", "Citation": "cite", "Company": "providers", "Comparison": "compare",
    "Conversion": "csvw.convert", "Correction": "entities", "Entry": "rankings", "Graph": "graph", "Hit": "search",
    "Iri": "rows", "NameUnresolved": "errors", "Place": "places", "Point": "places", "Ranking": "rankings",
    "Result": "result", "Row": "rows", "SmileError": "errors", "agreement": "agreement", "connect": "graph",
    "convert": "csvw.convert", "load": "graph",
}
__all__ = [  # noqa: F822 (the names come from __getattr__)
    "Agreement", "App", "Citation", "Company", "Comparison", "Conversion", "Correction", "Entry", "Graph", "Hit", "Iri",
    "NameUnresolved", "Place", "Point", "Ranking", "Result", "Row", "SmileError", "agreement", "connect", "convert",
    "load",
]

if TYPE_CHECKING:
    from .agreement import Agreement, agreement
    from .cite import Citation
    from .compare import Comparison
    from .csvw.convert import Conversion, convert
    from .entities import Correction
    from .errors import NameUnresolved, SmileError
    from .graph import Graph, connect, load
    from .places import Place, Point
    from .providers import App, Company
    from .rankings import Entry, Ranking
    from .result import Result
    from .rows import Iri, Row
    from .search import Hit


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'smilekg' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    # Kept, also because importing the module `agreement` has put that module in the place of the function.
    globals()[name] = found
    return found
