"""What is served, and within which limits: what the routes need."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from ..graph import Graph
from ..pages.site import Site
from .limits import Limits

DEFAULT_LANGUAGE = "en"
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Served:
    """`base` is the address of the root without a final slash, or nothing: then addresses begin with a slash."""

    graph: Graph
    site: Site
    base: str = ""
    limits: Limits = Limits()
    # Pages are made in these, so that one that takes long stops no other answer. More would only wait for each other.
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "page"))

    async def in_thread(self, make: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """What `make` returns, made in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, lambda: make(*arguments, **named))
