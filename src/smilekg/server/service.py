"""What the endpoint says of itself: `service.ttl`, with the endpoint's address and what is in the data."""

from importlib.resources import files

from ..store import LocalStore, sparql_iri

_MOST = 1000  # named graphs that are listed


def description(store: LocalStore, address: str) -> bytes:
    """The service description of an endpoint, as Turtle."""
    triples, named = store.graphs()
    text = files(__package__).joinpath("service.ttl").read_text("utf-8").replace("{triples}", str(triples))
    graphs = "".join(f"<#dataset> sd:namedGraph <#graph-{n}> .\n<#graph-{n}> a sd:NamedGraph ; sd:name {sparql_iri(iri)} .\n"
                     for n, iri in enumerate(named[:_MOST], 1))
    return f"@base <{address}> .\n{text}{graphs}".encode("utf-8")
