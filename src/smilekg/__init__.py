"""smilekg: a knowledge graph of China's Tahaoo SMILE smart-city evaluations.

    >>> import smilekg
    >>> kg = smilekg.load()
    >>> kg.query("top-in-both", a="influence", b="investment").to_dicts()[0]["name"]
    '上海市'
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Conversion", "Graph", "Result", "SmileError", "convert", "load"]

if TYPE_CHECKING:
    from .csvw.convert import Conversion, convert
    from .errors import SmileError
    from .graph import Graph, load
    from .result import Result


def __getattr__(name: str):
    # Imported on first use: `smilekg --help` and the build need no store.
    if name in ("Graph", "load"):
        from . import graph

        return getattr(graph, name)
    if name == "Result":
        from .result import Result

        return Result
    if name in ("Conversion", "convert"):
        from .csvw import convert as converting

        return getattr(converting, name)
    if name == "SmileError":
        from .errors import SmileError

        return SmileError
    raise AttributeError(f"module 'smilekg' has no attribute {name!r}")
