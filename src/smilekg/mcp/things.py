"""What the tools of `mcp` tell of terms of the ontology, and of the things that a name stands for, as plain values."""

import difflib
from typing import Any

from ..answers.rows import Iri
from ..errors import NameUnresolved, QueryError
from ..graph import Graph
from ..paths import shipped
from ..result import Result
from ..terms import ONTOLOGY, local
from ..things import lookup
from ..things.entities import Entity
from ..things.places import PLACES, Place
from ..things.providers import PROVIDERS
from ..things.rankings import Ranked

_KINDS: dict[str, tuple[str, ...]] = {"place": PLACES, "company": PROVIDERS, "app": ("App",)}
_SLOT = f"<{ONTOLOGY}City>"  # of mcp-term.rq


def _asked(graph: Graph, name: str, term: str | None = None) -> Result:
    text = (shipped().queries / "internal" / f"{name}.rq").read_text("utf-8")
    return graph.sparql(text.replace(_SLOT, f"<{term}>") if term else text)


def _terms(graph: Graph) -> dict[str, dict[str, Any]]:
    """Every class and property, by its name without namespace, with labels and definitions by language."""
    found: dict[str, dict[str, Any]] = {}
    for row in _asked(graph, "mcp-terms"):
        name, kind = local(row["term"]), lookup.local_name(row["kind"])
        about = found.setdefault(name, {"term": f"smile:{name}", "iri": str(row["term"]), "kind": kind,
                                        "label": {}, "definition": {}})
        about["label"][row["language"]] = row["label"]
        about["definition"][row["language"]] = row["definition"]
    return found


def terms_of(graph: Graph) -> dict[str, Any]:
    """Every term in a line."""
    lines = [{"term": one["term"], "kind": one["kind"], "label": one["label"]} for one in _terms(graph).values()]
    return {"rows": len(lines), "terms": lines}


def term_of(graph: Graph, wanted: str) -> dict[str, Any]:
    """One term: what it means, what the ontology says of it, how often it is used. Raises QueryError."""
    terms = _terms(graph)
    name = local(wanted.strip()).removeprefix("smile:")
    labelled = {label.lower(): name for name, about in terms.items() for label in about["label"].values()}
    name = name if name in terms else labelled.get(name.lower(), name)
    if name not in terms:
        near = difflib.get_close_matches(name, dict.fromkeys([*terms, *labelled]), 5, 0.5)
        raise QueryError("the ontology has no such class or property", value=wanted,
                         hint=f"near ones: {', '.join(near)}" if near else "without a term, all are listed")
    return {"rows": 1} | terms[name] | _used(graph, terms[name]["iri"])


def _used(graph: Graph, term: str) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    used: dict[str, Any] = {"uses": 0}
    for row in _asked(graph, "mcp-term", term):
        if row["property"] is None:
            used = {"uses": row["uses"], "example": row["example"]}
        elif isinstance(row["value"], Iri):
            said.setdefault(lookup.local_name(row["property"]), []).append(str(row["value"]))
    return used | {"relations": said}


def things_called(graph: Graph, name: str, kind: str) -> list[dict[str, Any]]:
    """What a name stands for exactly. Raises NameUnresolved, with near names, where it stands for nothing."""
    kinds = _KINDS.get(kind) or tuple(one for group in _KINDS.values() for one in group)
    found = lookup.candidates(graph._answers, name, kinds)
    if not found:
        near = [hit.name for hit in graph.search(name, limit=50) if hit.kind in kinds][:5]
        what = kind if kind in _KINDS else "place, company or app"
        raise NameUnresolved(f"the graph knows no such {what}", value=name,
                             hint=f"near ones: {', '.join(dict.fromkeys(near))}" if near else "no name is near it")
    return [_brief(one) for one in found]


def _brief(thing: Entity) -> dict[str, Any]:
    around = getattr(thing, "within", None) or getattr(thing, "headquarters", None)
    code = thing.adcode if isinstance(thing, Place) else None
    return {"name": thing.name, "name_en": thing.name_en, "kind": thing.kind, "iri": str(thing.iri),
            "in": around.name if around else None, "ask_for": code or local(thing.iri)}


def described(graph: Graph, iri: str) -> dict[str, Any]:
    """Further facts about the thing of an IRI: its names, its places on the lists, the same thing elsewhere."""
    [thing] = lookup.candidates(graph._answers, iri, tuple(one for group in _KINDS.values() for one in group))
    lists = [{"edition": entry.edition, "list": entry.ranking.id, "rank": entry.rank,
              "published": entry.published_value}
             for entry in (thing.rankings if isinstance(thing, Ranked) else ())]
    return {"names": list(thing.names), "kinds": list(thing.kinds), "same_as": [str(one) for one in thing.same_as],
            "lists": lists}
