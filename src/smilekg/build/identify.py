"""Published lists -> restored names and the things they stand for."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import CuratedError
from .announcement import Entry, RankedList, Source
from .curated import Record
from .ledger import Ledger
from .reconcile import Reconciler, Resolution
from .restore import Script, is_damaged, proof, strip_notes


@dataclass(frozen=True)
class Identified:
    """One entry with its restored name and its subjects (IRIs without namespace)."""

    source: Source
    ranking: RankedList
    entry: Entry
    restored: str
    resolution: Resolution

    @property
    def iri(self) -> str:
        return f"entry/{self.source.edition}/{self.ranking.id}/{self.entry.key}"


class Restorer:
    """Damaged text -> clean Simplified text, with a proof where bytes were lost."""

    def __init__(self, ledger: Ledger):
        self.ledger, self.script = ledger, Script()

    def restore(self, source: Source, target: str, property: str, published: str) -> str:
        """Raises CuratedError where a damaged value has no restoration, or one whose damage is not `published`."""
        if source.about["language"] != "zh-Hant":
            return published
        if not is_damaged(published):
            return self.script.simplified(strip_notes(published))
        record = self.ledger.restoration(target, property, published)
        if proof(self.script.traditional(record["now"]), published) is None:
            raise record.error("the restored name, damaged again, does not give the published one", "now",
                               f"published: {published!r}")
        return record["now"]


def identify(sources: list[Source], restorer: Restorer, reconciler: Reconciler, towns: dict[tuple[str, ...], Record]
             ) -> Iterator[Identified]:
    """Every entry of every list. Raises NameUnresolved or CuratedError for a name that stands for no one thing."""
    for source in sources:
        for ranking in source.lists:
            for entry in ranking.entries:
                target = f"entry/{source.edition}/{ranking.id}/{entry.key}"
                restored = restorer.restore(source, target, "publishedName", entry.name)
                if ranking.subject == "Town":
                    resolution = _town(restored, (source.edition, entry.key), ranking.id, reconciler, towns)
                else:
                    resolution = reconciler.resolve(restored, ranking.id, ranking.subject)
                yield Identified(source, ranking, entry, restored, resolution)


def _town(restored: str, key: tuple[str, str], ranking: str, reconciler: Reconciler,
          towns: dict[tuple[str, ...], Record]) -> Resolution:
    """A town is itself; what has to be settled is the place that its name puts it in."""
    record = towns.get(key)
    if record is None or record["name"] != restored:
        raise CuratedError("the town is not in the register", file="data/curated/towns.csv", column=" ".join(key),
                           value=restored, hint="add or mend its row")
    host, rest = reconciler.host(restored, ranking)
    if host != record["host"]:
        raise record.error(f"its name puts the town in {host} {reconciler.gazetteer.describe(host)}", "host",
                           f"mend the host, or add an alias for the beginning of the name (left over: {rest!r})")
    return Resolution(restored, (f"town/{'/'.join(key)}",), "register", reconciler.gazetteer.describe(host))
