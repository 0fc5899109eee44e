"""All checks on one export."""

from pathlib import Path

from . import foops, fuji
from .outcome import Judged, judge
from .subject import Exported


def check(folder: Path) -> list[Judged]:
    """The outcome of every check on the export in `folder`. Raises a SmileError where there is none."""
    exported = Exported(folder)
    return [*judge("FOOPS!", foops.CHECKS, exported.ontology), *judge("F-UJI", fuji.CHECKS, exported)]
