"""A drawing of the classes and of the properties that link them, as SVG: boxes on a grid, straight lines between them.

Colours come from the style sheet by class; the drawing itself has no style in it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from html import escape

from ..things.shown import width
from .vocabulary import Link, Term, Vocabulary

# Column and row of each class that is no subclass of ours. One that is missing here goes to the last row.
PLACES: dict[str, tuple[float, float]] = {
    "Indicator": (0, 0), "IndexModel": (1, 0), "Series": (2, 0), "Correction": (3, 0), "Source": (4, 0),
    "Method": (0, 1), "Evaluation": (1, 1), "Ranking": (2, 1), "RankingEntry": (3, 1), "App": (4, 1),
    "Statistic": (0, 2), "Organization": (4, 2.3), "Person": (1, 3), "Role": (2, 3), "Event": (3, 3.3), "Place": (4, 4.1),
    "CityCluster": (2, 4.4), "ClusterMembership": (3, 4.4),
}
WIDE, HIGH, COLUMN, ROW, LINE, EDGE = 158, 36, 256, 112, 19, 14
LONGEST = 24  # letters of a subclass's name; a Chinese one takes two
SHARES = (0.5, 0.36, 0.64, 0.25, 0.75)  # where on a line its label may be
GENERAL = 3  # a property between more pairs of classes than this is drawn at its end alone

Words = Callable[[Term], str]
Point = tuple[float, float]


class Diagram:
    """The drawing in one language: `words` gives the name of a term, `href` where it leads."""

    def __init__(self, vocabulary: Vocabulary, words: Words, href: Callable[[str], str], title: str, text: str):
        self.terms, self.words, self.href, self.title, self.text = vocabulary.terms, words, href, title, text
        classes = vocabulary.of_sort("class")
        self.tops = {term.name: self._top(term) for term in classes}
        self.inside: dict[str, list[Term]] = defaultdict(list)
        for term in classes:
            if self.tops[term.name] != term.name:
                self.inside[self.tops[term.name]].append(term)
        links = _grouped(vocabulary.links, self.tops)
        self.general = {name: ends for name, ends in links.items() if len(ends) > GENERAL}
        self.pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, ends in sorted(links.items()):
            for source, target in sorted(ends) if name not in self.general else ():
                self.pairs[source, target].append(name)
        self.notes = self._notes()
        self.places = _placed(sorted(set(self.tops.values())))
        self.labelled: list[Point] = []

    def _top(self, term: Term) -> str:
        """The uppermost of our classes above a class."""
        above = [self.terms[name] for name in term.above if name in self.terms]
        return self._top(above[0]) if above else term.name

    def _notes(self) -> dict[str, list[str]]:
        """Lines at the foot of a box: properties that lead from a class to itself, and those that lead to it from many."""
        notes: dict[str, list[str]] = defaultdict(list)
        for (source, target), names in list(self.pairs.items()):
            if source == target:
                notes[source] += [f"↻ {self._name(name)}" for name in names]
                del self.pairs[source, target]
        for name, ends in self.general.items():
            for target in sorted({target for _, target in ends}) if len({target for _, target in ends}) == 1 else ():
                notes[target].append(f"⇠ {self._name(name)}")
        return notes

    def svg(self) -> str:
        """The drawing."""
        boxes = [self._box(name) for name in self.places]
        lines = [self._line(source, target, names) for (source, target), names in self.pairs.items()]
        width = COLUMN * (max(column for column, _ in self.places.values()) + 1) - (COLUMN - WIDE) + 2 * EDGE
        height = max(self._top_left(name)[1] + self._height(name) for name in self.places) + EDGE
        return (f'<svg class="classes" viewBox="0 0 {_n(width)} {_n(height)}" role="group" aria-labelledby="classes-title" '
                f'aria-describedby="classes-text"><title id="classes-title">{escape(self.title)}</title>'
                f'<desc id="classes-text">{escape(self.text)}</desc><defs><marker id="classes-arrow" viewBox="0 0 8 8" refX="7" '
                'refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>'
                f'{"".join(line for line, _ in lines)}{"".join(boxes)}{"".join(label for _, label in lines)}</svg>')

    def _height(self, name: str) -> float:
        return HIGH + LINE * (len(self.inside[name]) + len(self.notes[name])) + (6 if self.inside[name] or self.notes[name] else 0)

    def _top_left(self, name: str) -> Point:
        column, row = self.places[name]
        return EDGE + column * COLUMN, EDGE + row * ROW

    def _box(self, name: str) -> str:
        x, y = self._top_left(name)
        lines = [self._link(name, x + WIDE / 2, y + 24, "name")]
        for number, term in enumerate(self.inside[name]):
            lines.append(self._link(term.name, x + WIDE / 2, y + HIGH + LINE * number + 12, "sub"))
        for number, note in enumerate(self.notes[name], len(self.inside[name])):
            lines.append(_text(x + WIDE / 2, y + HIGH + LINE * number + 12, "property", note))
        return (f'<g class="box"><rect x="{_n(x)}" y="{_n(y)}" width="{WIDE}" height="{_n(self._height(name))}" rx="3"/>'
                f'{"".join(lines)}</g>')

    def _link(self, name: str, x: float, y: float, kind: str) -> str:
        words = self.words(self.terms[name])
        shown = words if width(words) <= LONGEST else f"{words.partition(',')[0][:LONGEST]} …"
        title = f"<title>{escape(words)}</title>" if shown != words else ""
        return f'<a href="{escape(self.href(name))}">{title}{_text(x, y, kind, shown)}</a>'

    def _name(self, name: str) -> str:
        return self.words(self.terms[name]) if name in self.terms else name

    def _line(self, source: str, target: str, names: list[str]) -> tuple[str, str]:
        """The line from one box to another, and its label on it."""
        (x1, y1), (x2, y2) = self._border(source, target), self._border(target, source)
        x, middle = self._free((x1, y1), (x2, y2))
        y = middle + 4 - 7 * (len(names) - 1)
        label = "".join(_text(x, y + 15 * number, "property", self._name(name)) for number, name in enumerate(names))
        return (f'<path class="link" marker-end="url(#classes-arrow)" d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>', label)

    def _free(self, start: Point, end: Point) -> Point:
        """The place on a line nearest its middle where no other label is."""
        spots = [(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) for share in SHARES]
        free = [spot for spot in spots if not any(abs(spot[0] - x) < 90 and abs(spot[1] - y) < 18 for x, y in self.labelled)]
        self.labelled.append((free or spots)[0])
        return self.labelled[-1]

    def _border(self, name: str, towards: str) -> Point:
        """Where the line from the middle of a box to that of another leaves it."""
        (x, y), (other_x, other_y) = self._middle(name), self._middle(towards)
        across, down = other_x - x, other_y - y
        share = min((WIDE / 2 + 2) / abs(across) if across else 9, (self._height(name) / 2 + 2) / abs(down) if down else 9)
        return x + across * share, y + down * share

    def _middle(self, name: str) -> Point:
        x, y = self._top_left(name)
        return x + WIDE / 2, y + self._height(name) / 2


def _grouped(links: Iterable[Link], tops: Mapping[str, str]) -> dict[str, set[tuple[str, str]]]:
    """The pairs of uppermost classes that each property links."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for link in links:
        found[link.property].add((tops[link.source], tops[link.target]))
    return found


def _placed(names: list[str]) -> dict[str, tuple[float, float]]:
    last = max((row for name, (_, row) in PLACES.items() if name in names), default=-1.0) + 1.2
    unplaced = iter(name for name in names if name not in PLACES)
    return {name: PLACES[name] for name in names if name in PLACES} | {
        name: (number % 5, last + number // 5) for number, name in enumerate(unplaced)}


def _text(x: float, y: float, kind: str, text: str) -> str:
    return f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}" text-anchor="middle">{escape(text)}</text>'


def _n(number: float) -> str:
    """A number with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
