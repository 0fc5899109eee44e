"""Names for blank nodes that are the same on every run: a parser makes up new ones each time."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..rdf import Triple, is_blank, natural, with_names

_DEPTH = 6  # how far below a node its siblings are told apart: the shapes need two steps


def stable(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with blank nodes called b0, b1, … in the order in which the named subjects lead to them.

    Blank nodes that no named subject leads to keep their names.
    """
    tree = _Tree(triples)
    for subject in sorted((s for s in tree.below if not is_blank(s)), key=lambda s: natural(s.value)):
        tree.walk(subject)
    return with_names((triple for below in tree.below.values() for triple in below), tree.names)


class _Tree:
    def __init__(self, triples: Iterable[Triple]):
        self.below: defaultdict[Any, list[Triple]] = defaultdict(list)
        self.names: dict[str, str] = {}
        for triple in dict.fromkeys(triples):
            self.below[triple.subject].append(triple)

    def walk(self, subject: Any) -> None:
        """Names every blank node that a subject leads to. No recursion: a list is as deep as it is long."""
        ahead = [subject]
        while ahead:
            steps = sorted(self.below.get(ahead.pop(), ()), key=lambda t: (t.predicate.value, self.text(t.object)))
            nodes: list[Any] = [triple.object for triple in steps if is_blank(triple.object)]
            for node in nodes:
                if node.value not in self.names:
                    self.names[node.value] = f"b{len(self.names)}"
                    ahead.append(node)

    def text(self, node: Any, depth: int = 0) -> str:
        """A term as text, a blank node by what hangs below it."""
        if not is_blank(node):
            return str(node)
        if depth == _DEPTH:
            return "[]"
        return str(sorted((t.predicate.value, self.text(t.object, depth + 1)) for t in self.below.get(node, ())))
