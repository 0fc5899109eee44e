"""Counts for Prometheus, in its text format."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

MEDIA_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_BOUNDS = (0.001, 0.005, 0.02, 0.1, 0.25, 1.0, 5.0)  # seconds


class Metrics:
    """What was asked, how it ended, and how long it took."""

    def __init__(self) -> None:
        self._answers: Counter[tuple[str, int]] = Counter()
        self._spread: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()

    def count(self, kind: str, status: int, seconds: float) -> None:
        """An answer to a request of a kind (`sparql`, `page`, …)."""
        self._answers[kind, status] += 1
        spread = self._spread.get(kind) or self._spread.setdefault(kind, [0] * (len(_BOUNDS) + 1))
        spread[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds[kind] += seconds  # type: ignore[assignment]

    def text(self, **more: Mapping[str, int]) -> str:
        """All counts. `more` are gauges: a name, and a value for each `state`."""
        lines = ["# TYPE smilekg_requests_total counter"]
        lines += [f'smilekg_requests_total{{kind="{kind}",status="{status}"}} {n}'
                  for (kind, status), n in sorted(self._answers.items())]
        lines.append("# TYPE smilekg_request_seconds histogram")
        for kind, spread in sorted(self._spread.items()):
            lines += self._histogram(kind, spread)
        for name, values in more.items():
            lines.append(f"# TYPE smilekg_{name} gauge")
            lines += [f'smilekg_{name}{{state="{state}"}} {value}' for state, value in values.items()]
        return "\n".join(lines) + "\n"

    def _histogram(self, kind: str, spread: list[int]) -> list[str]:
        total, lines = 0, []
        for bound, n in zip((*_BOUNDS, "+Inf"), spread, strict=True):
            total += n
            lines.append(f'smilekg_request_seconds_bucket{{kind="{kind}",le="{bound}"}} {total}')
        return [*lines, f'smilekg_request_seconds_sum{{kind="{kind}"}} {self._seconds[kind]:.6f}',
                f'smilekg_request_seconds_count{{kind="{kind}"}} {total}']
