"""What the browser looks up on a site of files: names to search, and where places stand."""

from typing import Any

from ...pages import search
from ...pages.lists import path_of, ranks, title
from ...pages.page import Visit
from ...pages.site import Site
from ...terms import local
from ...things.entities import things
from ...things.rankings import Ranked


def names(site: Site) -> dict[str, Any]:
    """Everything that can be found by a name: see `pages.search.names`."""
    return search.names(_visit(site, "zh"), _visit(site, "en"))


def standings(site: Site) -> dict[str, Any]:
    """For comparing: the lists, and by the path of a place its entries: number of the list, path, rank, published value."""
    graph, zh, en = site.renderer.graph, _visit(site, "zh"), _visit(site, "en")
    lists = {one.iri: {"path": path_of(one), "edition": one.edition, "zh": title(zh, one), "en": title(en, one),
                       "of": ranks(one), "ordered": bool(one.ordered)} for one in graph.rankings()}
    order = list(lists)
    places = things(graph._answers, sorted(iri for iri in site.renderer.linked.iris if local(iri).startswith(("place/", "town/"))))
    return {"lists": list(lists.values()), "places": {
        local(place.iri): [[order.index(entry.ranking.iri), local(entry.iri), entry.rank, entry.published_value]
                           for entry in place.rankings]
        for place in places if isinstance(place, Ranked) and place.rankings}}


def _visit(site: Site, language: str) -> Visit:
    return Visit(site.renderer, "", language, is_static=True)
