"""Exact look-up: from a name, a code or an IRI to the one thing that it stands for. Searching is in `search.py`."""

import re
from typing import cast

from ..errors import NameUnresolved, QueryError
from ..lexical import is_text
from ..rdf import natural
from ..store import sparql_literal
from ..terms import DATA, local
from .asked import Answers
from .entities import Entity, things
from .places import PLACES, Place
from .providers import PROVIDERS, App, Company
from .rankings import Ranking, find_ranking, rankings_of
from .search import search

_LOCAL = re.compile(r"(id:)?[a-z]+(/[\w.-]+)+")
# What a short form may stand for. Nothing is stripped: 吉林县 is not 吉林省.
LONGEST = 200  # characters of a name or IRI; the graph has none that is longer
_ENDINGS = ("市", "区", "县")


def place(answers: Answers, name: "str | Place") -> Place:
    """The place of a name, code or IRI; a Place is given back as it is."""
    return name if isinstance(name, Place) else cast(Place, _the(answers, name, PLACES, "place"))


def company(answers: Answers, name: "str | Company") -> Company:
    """The company or institute of a name or IRI; a Company is given back as it is."""
    return name if isinstance(name, Company) else cast(Company, _the(answers, name, PROVIDERS, "company"))


def app(answers: Answers, name: "str | App") -> App:
    """The app of a name or IRI; an App is given back as it is."""
    return name if isinstance(name, App) else cast(App, _the(answers, name, ("App",), "app"))


def ranking(answers: Answers, first: str, second: str | None = None) -> Ranking:
    """The list of an edition and an id; of an id (or IRI) alone, where one edition has it."""
    return find_ranking(answers, first) if second is None else find_ranking(answers, second, first)


def rankings(answers: Answers, edition: str | None = None) -> tuple[Ranking, ...]:
    """All lists, or those of an edition. Raises NameUnresolved for an edition that is not there."""
    found = tuple(one for one in rankings_of(answers) if edition in (None, one.edition))
    if edition is not None and not found:
        there = sorted({one.edition for one in rankings_of(answers)})
        raise NameUnresolved("there is no such edition", value=edition, hint=f"there are: {', '.join(there) or 'none'}")
    return found


def _the(answers: Answers, name: str, kinds: tuple[str, ...], what: str) -> Entity:
    """The one thing of these kinds that a name stands for, or NameUnresolved with what it could be."""
    found = candidates(answers, name, kinds)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NameUnresolved(f"the graph knows no such {what}", value=name, hint=_near(answers, name, kinds))
    listed = "; ".join(f"{_handle(one)} is {_described(one)}" for one in found)
    raise NameUnresolved(f"this name stands for {len(found)} {plural(what)}", value=name, hint=f"ask for one: {listed}")


def plural(what: str) -> str:
    return "companies" if what == "company" else f"{what}s"


def candidates(answers: Answers, name: str, kinds: tuple[str, ...]) -> tuple[Entity, ...]:
    """Things of these kinds that a name may stand for: the first of these that are any.

    The thing of this IRI; those of this code; those whose main name it is; those with it among their other names; those
    with such a name once 市, 区 or 县 is put behind it.
    """
    if not isinstance(name, str) or not is_text(name):
        raise QueryError("a name must be text", value=name, hint='such as "苏州", "Suzhou" or "320500"')
    name = name.strip()
    if len(name) > LONGEST:
        return ()
    by_iri = _of_iri(answers, name, kinds)
    if by_iri:
        return by_iri
    wanted = [sparql_literal(one) for one in (name, *(name + end for end in _ENDINGS))]
    rows = (answers.rows("by-name", known=[one + tag for one in wanted for tag in ("@zh", "@en", "")])
            or answers.rows("by-name-anyhow", known=wanted[:1]))
    alike = {one.iri: one for one in things(answers, sorted({row[0] for row in rows})) if set(one.kinds) & set(kinds)}
    tiers: dict[int, dict[str, Entity]] = {}
    for thing, used, known in rows:
        if thing in alike:
            tiers.setdefault(_tier(local_name(used), known == name), {})[thing] = alike[thing]
    found = tiers[min(tiers)].values() if tiers else ()
    return tuple(sorted(found, key=lambda one: natural(one.iri)))


def _tier(used: str, as_it_is: bool) -> int:
    order = {"adcode": 0, "adcode2024": 1, "townshipCode": 1, "prefLabel": 2}
    return order.get(used, 3) if as_it_is else 4


def local_name(name: str) -> str:
    """The end of an IRI."""
    return re.split("[/#]", name)[-1]


def _of_iri(answers: Answers, name: str, kinds: tuple[str, ...]) -> tuple[Entity, ...]:
    """The thing of an IRI, of `id:place/320500` or `place/320500`. Raises NameUnresolved if it is of another kind."""
    if _LOCAL.fullmatch(name):
        name = DATA + name.removeprefix("id:")
    if not name.startswith(("http://", "https://", "urn:")):
        return ()
    [thing] = things(answers, [name])
    if thing.kinds and not set(thing.kinds) & set(kinds):
        raise NameUnresolved("this is a thing of another kind", value=name, hint=f"it is {_described(thing)}")
    return (thing,) if thing.kinds else ()


def _near(answers: Answers, name: str, kinds: tuple[str, ...]) -> str:
    hits = search(answers, name[:LONGEST], limit=50)
    near = [hit for hit in hits if hit.kind in kinds][:5]
    if near:
        return f"near ones: {', '.join(dict.fromkeys(hit.name for hit in near))}"
    other = next((hit for hit in hits if hit.why == "exact"), None)
    return f"it is the name of another kind of thing: {other.name}, {other.kind}" if other else "no name is near it"


def _described(thing: Entity) -> str:
    """`鼓楼区, District in 南京市`."""
    around = thing.within if isinstance(thing, Place) else thing.headquarters if isinstance(thing, Company) else None
    return f"{thing.name}, {thing.kind}{f' in {around.name}' if around else ''}"


def _handle(thing: Entity) -> str:
    """What stands for this thing alone: its code, or its IRI without the namespace."""
    return (thing.adcode if isinstance(thing, Place) else None) or local(thing.iri)
