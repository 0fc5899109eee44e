"""What a part of the graph refers to and does not describe, taken from the shipped graph.

One ranking's file names places that stand in another file. To check it alone, the shipped graph lends the descriptions
of what the file only names, and of what these name in turn; they are looked at, not judged.
"""

from collections import defaultdict

import pyoxigraph

from ..terms import RDF_TYPE

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


def borrowed(data: list[pyoxigraph.Triple], shipped: list[pyoxigraph.Triple]) -> list[pyoxigraph.Triple]:
    """The shipped triples about everything that `data` leads to and does not itself describe.

    A thing of which `data` gives nothing but the class counts as not described.
    """
    described = {triple.subject for triple in data if triple.predicate.value != RDF_TYPE}
    about: dict[Term, list[pyoxigraph.Triple]] = defaultdict(list)
    for triple in shipped:
        about[triple.subject].append(triple)
    waiting: list[Term] = [node for triple in data for node in (triple.subject, triple.object)]
    seen: set[Term] = set(described)
    found: list[pyoxigraph.Triple] = []
    while waiting:
        node = waiting.pop()
        if node not in seen and node in about:
            seen.add(node)
            found += about[node]
            waiting += [triple.object for triple in about[node]]
    return found
