"""What several pages need of lists and of the things on them."""

from functools import lru_cache
from typing import Any

from ..errors import NameUnresolved
from ..things.entities import Entity
from ..things.places import Place
from ..things.providers import App, Company
from ..things.rankings import Ranking
from .page import Near, NoSuchPage, Visit


def title(visit: Visit, ranking: Ranking) -> str:
    """The name of a list in the language of the page."""
    return ranking.title if visit.language == "zh" else ranking.title_en or ranking.title


def path_of(ranking: Ranking) -> str:
    """The path of the page of a list."""
    return f"ranking/{ranking.edition}/{ranking.id}"


def found(visit: Visit, name: str) -> Ranking:
    """The list of `2019-2020/counties`, or of `counties`. Raises NoSuchPage with near ones."""
    edition, _, identifier = name.rpartition("/")
    try:
        return visit.graph.ranking(edition, identifier) if edition else visit.graph.ranking(identifier)
    except NameUnresolved as error:
        known = [Near(path_of(one), title(visit, one)) for one in visit.graph.rankings()]
        near = [one for one in known if one.path.endswith(f"/{identifier}")] or known
        raise NoSuchPage(error.problem, near, value=name) from None


@lru_cache(64)
def ranks(ranking: Ranking) -> int:
    """How many ranks a list has; of a list without an order, entries."""
    return max(one.rank if one.rank is not None else one.position for one in ranking.entries)


def around_of(thing: Any) -> Any:
    """The place around a place, the headquarters of a company, the company of an app; None where there is none."""
    if isinstance(thing, Place):
        return thing.within
    return thing.headquarters if isinstance(thing, Company) else thing.operator if isinstance(thing, App) else None


def lineage(thing: Entity) -> list[Entity]:
    """A thing, and all that it lies in or belongs to, the nearest first."""
    found: list[Entity] = []
    here: Entity | None = thing
    while here is not None and here not in found:
        found.append(here)
        here = around_of(here)
    return found


def place_of(thing: Entity) -> Place | None:
    """The place where a thing is: itself, or the nearest one that it belongs to."""
    return next((one for one in lineage(thing) if isinstance(one, Place)), None)
