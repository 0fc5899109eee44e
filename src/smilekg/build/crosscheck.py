"""Find the source's own mistakes, so that each departure is on record.

A check is a small function; its name is the code that a ledger row gives as `found_by`, its docstring says what it
finds. A mistake without a row stops the build, and so does a row whose check no longer finds it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..errors import CuratedError
from .announcement import RankedList, Source
from .identify import Identified, Restorer
from .reconcile import Gazetteer, Place, Reconciler
from .registers import Curated
from .restore import is_damaged, is_spared

ENDINGS = ("", *"省市县区旗州")
CODED_TOWN = re.compile(r".*(?<![小古茶])镇$")
NUMBERED = re.compile("[1-6]、")
HUNDRED = re.compile(r"百强|前([0-9]+)(?:强|名)")


@dataclass(frozen=True)
class Evidence:
    """What the checks look at."""

    sources: list[Source]
    entries: list[Identified]
    curated: Curated
    restorer: Restorer

    @property
    def gazetteer(self) -> Gazetteer:
        return self.curated.gazetteer

    @cached_property
    def reconciler(self) -> Reconciler:
        return Reconciler(self.gazetteer, self.curated.aliases, {})

    def places(self) -> Iterator[tuple[Identified, Place]]:
        """Each entry whose only subject is a place, and each town with the place that hosts it."""
        for item in self.entries:
            iri = item.resolution.iris[0]
            if item.ranking.subject == "Town":
                yield item, self.gazetteer[self.curated.towns[item.source.edition, item.entry.key]["host"]]
            elif len(item.resolution.iris) == 1 and iri.startswith("place/"):
                yield item, self.gazetteer[iri.removeprefix("place/")]

    def towns(self) -> Iterator[tuple[Identified, dict[str, str], Place]]:
        for item, host in self.places():
            if item.ranking.subject == "Town":
                yield item, self.curated.towns[item.source.edition, item.entry.key].cells, host


@dataclass(frozen=True)
class Mistake:
    """One finding of a check: the thing it is about (IRI without namespace), and what was seen."""

    target: str
    seen: str


Check = Callable[[Evidence], Iterator[Mistake]]


def damaged_bytes(evidence: Evidence) -> Iterator[Mistake]:
    """A name or heading whose bytes were lost."""
    for item in evidence.entries:
        if _traditional(item.source) and is_damaged(item.entry.name):
            yield Mistake(item.iri, item.entry.name)
    for source in filter(_traditional, evidence.sources):
        for ranking in source.lists:
            if is_damaged(ranking.heading):
                yield Mistake(f"ranking/{source.edition}/{ranking.id}", ranking.heading)


def spared_bytes(evidence: Evidence) -> Iterator[Mistake]:
    """A name that holds the bytes which were damaged everywhere else, and was spared."""
    for item in evidence.entries:
        if _traditional(item.source) and is_spared(item.entry.name):
            yield Mistake(item.iri, item.entry.name)


def wrong_script(evidence: Evidence) -> Iterator[Mistake]:
    """A name with 陜 (U+965C), another character, in the stead of 陝 (U+965D)."""
    for item in evidence.entries:
        if "陜" in item.entry.name:
            yield Mistake(item.iri, item.entry.name)


def composite_subject(evidence: Evidence) -> Iterator[Mistake]:
    """One published line with more than one subject."""
    for item in evidence.entries:
        if len(item.resolution.iris) > 1:
            yield Mistake(item.iri, item.restored)


def wrong_parent(evidence: Evidence) -> Iterator[Mistake]:
    """A written parent that the gazetteer does not put around the place."""
    for item, place in evidence.places():
        around = {place.key, *evidence.gazetteer.ancestors(place.key)}
        for word, keys in _words(evidence, item):
            if keys and not around & set(keys):
                yield Mistake(item.iri, f"{word} is not around {evidence.gazetteer[place.key].name}")


def unknown_word(evidence: Evidence) -> Iterator[Mistake]:
    """A part of a written place name that is no name of the gazetteer: misspelt, out of date, or shortened."""
    for item, _ in evidence.places():
        for word, keys in _words(evidence, item):
            if not keys:
                yield Mistake(item.iri, word)


def extra_words(evidence: Evidence) -> Iterator[Mistake]:
    """Words between a town's parents and its own name."""
    for item, _, _ in evidence.towns():
        extra = _extra(evidence, item)
        if extra:
            yield Mistake(item.iri, extra)


def parent_left_out(evidence: Evidence) -> Iterator[Mistake]:
    """A level between the province and the place that the name leaves out; or a town with no county in its name."""
    gazetteer = evidence.gazetteer
    for item, place in evidence.places():
        words = _words(evidence, item)
        named = {key for _, keys in words for key in keys}
        path = (place.key, *gazetteer.ancestors(place.key))
        skipped = [key for key in path[1:-1] if key not in named]
        if path[-1] in named and skipped and all(keys for _, keys in words) and place.level == "district":
            yield Mistake(item.iri, gazetteer[skipped[0]].name)
    for item, cells, host in evidence.towns():
        if host.level == "city" and any(p.parent == host.key and p.level == "district"
                                        for p in gazetteer.places.values()):
            county = cells["township_code"][:6]
            yield Mistake(item.iri, gazetteer[county].name if county else f"below {host.name}")


def no_township(evidence: Evidence) -> Iterator[Mistake]:
    """A town that is called a township and does not stand in the township list of 2020 under that name."""
    for item, cells, _ in evidence.towns():
        if CODED_TOWN.fullmatch(cells["own_name"]) and not cells["township_code"]:
            yield Mistake(item.iri, cells["own_name"])


def not_a_division(evidence: Evidence) -> Iterator[Mistake]:
    """An entry among cities, districts or towns whose place is no administrative division."""
    for item, place in evidence.places():
        if place.level == "functional-area":
            yield Mistake(item.iri, place.name)


def uneven_form(evidence: Evidence) -> Iterator[Mistake]:
    """A name that writes its first place in another form (full or short) than most of its list does."""
    by_list: dict[str, list[tuple[Identified, bool]]] = {}
    for item, place in evidence.places():
        words = [(word, keys) for word, keys in _words(evidence, item) if keys]
        if len(words) > 1 or (words and item.ranking.subject == "Town"):
            word, keys = words[0]
            full = any(evidence.gazetteer[key].name == word for key in keys)
            by_list.setdefault(item.ranking.id, []).append((item, full))
    for forms in by_list.values():
        usual = Counter(full for _, full in forms).most_common(1)[0][0]
        yield from (Mistake(item.iri, item.restored) for item, full in forms if full != usual)


def tie(evidence: Evidence) -> Iterator[Mistake]:
    """Two neighbours with one score and different ranks."""
    for before, after in zip(evidence.entries, evidence.entries[1:]):
        scored = before.ranking.value in ("index", "points") and before.ranking is after.ranking
        if scored and before.entry.value == after.entry.value and before.entry.rank != after.entry.rank:
            yield Mistake(before.iri, before.entry.value)


def count_contradicted(evidence: Evidence) -> Iterator[Mistake]:
    """A heading that announces another number of entries than the list has."""
    for source in evidence.sources:
        for ranking in source.lists:
            announced = HUNDRED.search(_heading(evidence, source, ranking))
            if announced and int(announced[1] or 100) != len(ranking.entries):
                yield Mistake(f"ranking/{source.edition}/{ranking.id}",
                              f"{announced[0]}: {len(ranking.entries)} entries")


def heading_worded_two_ways(evidence: Evidence) -> Iterator[Mistake]:
    """A list whose heading stands in the overview of the series in other words."""
    for source in evidence.sources:
        overview = "\n".join(text for line in range(1, 14) for text in source.lines.get(line, []))
        for ranking in source.lists:
            part_of_another = ranking.series is None or NUMBERED.match(ranking.heading)
            if not part_of_another and not is_damaged(ranking.heading) and ranking.heading not in overview:
                yield Mistake(f"ranking/{source.edition}/{ranking.id}", ranking.heading)


def column_contradicts_list(evidence: Evidence) -> Iterator[Mistake]:
    """A list of districts whose column of names is headed 城市 (city)."""
    for source in evidence.sources:
        for spec in source.about["list"]:
            if spec["subject"] == "District" and "城市" in spec.get("columns", "").split("|")[1]:
                yield Mistake(f"ranking/{source.edition}/{spec['id']}", spec["columns"])


def column_worded_two_ways(evidence: Evidence) -> Iterator[Mistake]:
    """A list of composite scores whose score column is named otherwise than in the first such list."""
    for source in evidence.sources:
        composite = [spec for spec in source.about["list"] if spec["value"] == "points"]
        names = [spec["columns"].split("|")[2].strip() for spec in composite]
        yield from (Mistake(f"ranking/{source.edition}/{spec['id']}", name)
                    for spec, name in zip(composite, names) if name != names[0])


def first_nine_claim(evidence: Evidence) -> Iterator[Mistake]:
    """The article's line 6 says that ranks one to nine are municipalities or sub-provincial cities."""
    major = {i.resolution.iris[0] for i in evidence.entries if i.ranking.id == "major-cities"}
    for item in evidence.entries:
        if item.ranking.id == "top-cities" and item.entry.position <= 9 and item.resolution.iris[0] not in major:
            yield Mistake(item.iri, item.restored)


CHECKS: dict[str, Check] = {check.__name__.replace("_", "-"): check for check in (
    damaged_bytes, spared_bytes, wrong_script, composite_subject, wrong_parent, unknown_word, extra_words,
    parent_left_out, no_township, not_a_division, uneven_form, tie, count_contradicted, heading_worded_two_ways,
    column_contradicts_list, column_worded_two_ways, first_nine_claim)}


def find_mistakes(evidence: Evidence) -> dict[tuple[str, str], str]:
    """(code, target) of each mistake that the checks find, with what they saw."""
    found: dict[tuple[str, str], str] = {}
    for code, check in CHECKS.items():
        for mistake in check(evidence):
            found.setdefault((code, mistake.target), mistake.seen)
    return found


def check_ledger(evidence: Evidence) -> None:
    """Hold the ledger to the checks. Raises CuratedError for a mistake without a row, and a row without its mistake."""
    found = find_mistakes(evidence)
    ledger = evidence.curated.ledger
    recorded = {(r["found_by"], r["target"]): r for r in ledger.records if not r["found_by"].startswith("eye: ")}
    for record in recorded.values():
        if record["found_by"] not in CHECKS:
            raise record.error("there is no such check", "found_by", f"one of: {', '.join(CHECKS)}; or `eye: why`")
    for (code, target), seen in found.items():
        if (code, target) not in recorded:
            raise CuratedError(f"the check {code} finds a mistake that the ledger does not explain", file=ledger.file,
                               column=target, value=seen, hint=f"add a row: target {target}, found_by {code}")
    for key, record in recorded.items():
        if key not in found:
            raise record.error("the check no longer finds this mistake", "found_by",
                               "take the row out, or say `eye: ` and why it stays")


def _traditional(source: Source) -> bool:
    return bool(source.about["language"] == "zh-Hant")


def _heading(evidence: Evidence, source: Source, ranking: RankedList) -> str:
    return evidence.restorer.restore(source, f"ranking/{source.edition}/{ranking.id}", "publishedHeading",
                                     ranking.heading)


def _words(evidence: Evidence, item: Identified) -> list[tuple[str, list[str]]]:
    """The written parents and place, name by name, with the keys of each; no keys for a word that is no place name."""
    text = item.restored
    if item.ranking.subject == "Town":
        text = text[:_parents_end(evidence, item)]
    reading = next(evidence.gazetteer.paths(text), None)
    if reading:
        return [(form, [key]) for form, key in reading]
    words: list[tuple[str, list[str]]] = []
    unknown, position = "", 0
    while position < len(text):
        # Behind an unknown word, a known one starts only where the unknown one has come to its generic ending.
        known = next(evidence.gazetteer.prefixes(text, position), None) if unknown[-1:] in ENDINGS else None
        if known is None:
            unknown += text[position]
            position += 1
            continue
        words += [(unknown, [])] * bool(unknown) + [(known[0], evidence.gazetteer.named(known[0]))]
        unknown, position = "", known[1]
    return [*words, (unknown, [])] if unknown else words


def _extra(evidence: Evidence, item: Identified) -> str:
    """What stands between the written parents of a town and its own name."""
    own = evidence.curated.towns[item.source.edition, item.entry.key]["own_name"]
    return item.restored[_parents_end(evidence, item):].removesuffix(own)


def _parents_end(evidence: Evidence, item: Identified) -> int:
    """Where the parents of a town's name end."""
    _, rest = evidence.reconciler.host(item.restored, item.ranking.id)
    return len(item.restored) - len(rest)
