"""Search: names that are like a text. Exact look-up is in `lookup.py`; nothing here decides what a name stands for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import QueryError
from ..rdf import natural
from ..terms import local
from .asked import Answers, short
from .shown import link

KINDS = ("Province", "City", "District", "FunctionalArea", "Town", "Company", "Institute", "App", "Ranking", "Person",
         "Organization")
_WIDE = re.compile("[\u2e80-\U0003ffff]")
_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "区", "县", "旗", "镇")
# Where the score of each way of matching begins; what is put to it or taken off is less than the step to the next.
_BASE = {"exact": 0.9, "prefix": 0.6, "inside": 0.3, "typo": 0.1}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found.

    `name` is its Chinese name, `kind` its class (`City`), `parent` the name of the place around it (of a company its
    headquarters, of an app the company, of a list the edition), None where there is none. `why` is `exact`, `prefix`,
    `inside` or `typo`, and `matched` the name that matched so. `score` is above 0, at most 1, and only an order.
    """

    name: str
    iri: str
    kind: str
    parent: str | None
    score: float
    why: str
    matched: str

    def __repr__(self) -> str:
        parent = f" in {self.parent}" if self.parent else ""
        matched = "" if self.matched == self.name else f" {self.matched!r}"
        return f"<Hit {self.name}, {self.kind}{parent}: {self.why}{matched}, {self.score:.2f}>"

    def _repr_html_(self) -> str:
        return f"<p>{link(self.iri, self.name)}, {link('', repr(self).partition(', ')[2][:-1])}</p>"


@dataclass(frozen=True, slots=True)
class _Named:
    """A thing that can be found."""

    iri: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    """A name in the form that is compared, and the letters in it as a bit set."""

    text: str
    letters: int = field(repr=False)
    # Whose name it is, how it is written, and what to take off the score: names beside the main one come after it.
    bearers: list[tuple[_Named, str, float]] = field(default_factory=list)


def fold(text: str) -> str:
    """The form in which names are compared: no case, accents, blanks, apostrophes, other signs (`Xi'an` -> `xian`)."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def distance(a: str, b: str, most: int) -> int:
    """How many letters must be added, dropped, changed or swapped with the next to make `b` of `a`; if more than
    `most`, then some number above it. (Damerau-Levenshtein, no place touched twice.)"""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(last) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def tolerance(query: str) -> int:
    """How many typing errors a folded query may have: none in one that is short or has digits only, one or two else."""
    if query.isdigit():
        return 0
    none, one = (1, 4) if _WIDE.search(query) else (3, 6)
    return 0 if len(query) <= none else 1 if len(query) <= one else 2


class Index:
    """The names of one graph, ready to be searched."""

    def __init__(self, answers: Answers):
        self._keys: dict[str, _Key] = {}
        self._parts: dict[str, _Key] = {}  # words and short forms: compared when looking for typing errors alone
        rows = answers.rows("names")
        named = _things(rows, dict(answers.rows("parents")))
        for thing, _, name, written, _ in rows:
            main = short(name) == "skos:prefLabel"
            self._add(self._keys, fold(written), named[thing], written, 0.0 if main else 0.05)
            for part in _parts(written, named[thing].kind):
                self._add(self._parts, part, named[thing], written, 0.01 if main else 0.06)

    def _add(self, keys: dict[str, _Key], text: str, named: _Named, written: str, less: float) -> None:
        if text:
            keys.setdefault(text, _Key(text, _letters(text))).bearers.append((named, written, less))

    def find(self, text: str) -> Iterator[Hit]:
        """Hits in no order, a thing as often as its names match."""
        query = fold(text)
        if not query:
            return
        close = False
        for key in self._keys.values():
            if query in key.text:
                why = "exact" if key.text == query else "prefix" if key.text.startswith(query) else "inside"
                close = close or why != "inside" or bool(_WIDE.search(query))
                yield from _hits(key, why, len(query) / len(key.text))
        if not close:  # letters inside a name may be there by chance; anything else shows that nobody mistyped
            yield from self._typos(query, tolerance(query))

    def _typos(self, query: str, most: int) -> Iterator[Hit]:
        letters = _letters(query)
        for key in (*self._keys.values(), *self._parts.values()) if most else ():
            # A letter that only one of the two has costs at least one change: most names fall out here.
            if (letters & ~key.letters).bit_count() > most or (key.letters & ~letters).bit_count() > most:
                continue
            far = distance(query, key.text, most)
            if 0 < far <= most:
                yield from _hits(key, "typo", 1 - far / (most + 1))


def _things(rows: Iterable[tuple[str, ...]], parents: dict[str, str]) -> dict[str, _Named]:
    """Every thing, with its main Chinese name (else any main one) and the narrowest of its classes."""
    kinds: dict[str, int] = {}
    names: dict[str, tuple[int, str]] = {}
    for thing, kind, name, written, language in rows:
        kinds[thing] = max(kinds.get(thing, 0), KINDS.index(local(kind)))
        order = {"zh": 0, "en": 1}.get(language, 2) if short(name) == "skos:prefLabel" else 3
        names[thing] = min(names.get(thing, (4, "")), (order, written))
    return {thing: _Named(thing, names[thing][1], KINDS[kind], parents.get(thing)) for thing, kind in kinds.items()}


def _parts(written: str, kind: str) -> set[str]:
    """The words of a name in letters, and the name of a place without its ending: 昆山 of 昆山市."""
    words = {fold(word) for word in written.split()} if not _WIDE.search(written) else set()
    if kind in KINDS[:5]:
        words |= {written.removesuffix(end) for end in _ENDINGS if written.endswith(end)}
    return {word for word in words if len(word) >= (2 if _WIDE.search(word) else 4)} - {fold(written)}


def _letters(text: str) -> int:
    found = 0
    for letter in text:
        found |= 1 << ord(letter) % 127  # two letters may share a bit: then a few more names are looked at
    return found


def _hits(key: _Key, why: str, share: float) -> Iterator[Hit]:
    for named, written, less in key.bearers:
        score = _BASE[why] + (0.1 if why == "exact" else 0.2 * share) - less
        yield Hit(named.name, named.iri, named.kind, named.parent, round(score, 4), why, written)


def search(answers: Answers, text: str, *, kind: str | None = None, limit: int = 10) -> list[Hit]:
    """The best `limit` hits, the best first, each thing once. Raises QueryError for what is no text, kind or number."""
    if not isinstance(text, str):
        raise QueryError("only text can be searched for", value=text)
    if kind is not None and kind not in KINDS:
        raise QueryError("there is no such kind", value=kind, hint=f"one of: {', '.join(KINDS)}")
    if not isinstance(limit, int) or limit < 1:
        raise QueryError("a limit is a whole number from 1", column="--limit", value=limit)
    index = answers.once("search", lambda: Index(answers))
    best: dict[str, Hit] = {}
    for hit in index.find(text):
        if kind in (None, hit.kind) and (hit.iri not in best or _order(hit) < _order(best[hit.iri])):
            best[hit.iri] = hit
    return sorted(best.values(), key=_order)[:limit]


def _order(hit: Hit) -> tuple[object, ...]:
    return -hit.score, KINDS.index(hit.kind), natural(hit.iri), hit.matched
