"""What a check finds: it passes, it fails, or it cannot pass before the files have a host."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

PASS, FAIL, HOSTING = "pass", "fail", "needs hosting"


@dataclass(frozen=True)
class Outcome:
    """`status` is one of `PASS`, `FAIL`, `HOSTING`; `reason` says what was found, or what is missing."""

    status: str
    reason: str


@dataclass(frozen=True)
class Judged:
    """A check with its outcome. `asks` is what the check asks for."""

    tool: str
    code: str
    asks: str
    outcome: Outcome


def passes(reason: str) -> Outcome:
    return Outcome(PASS, reason)


def fails(reason: str) -> Outcome:
    return Outcome(FAIL, reason)


def needs_host(reason: str) -> Outcome:
    return Outcome(HOSTING, reason)


def has_all(there: Iterable[str], wanted: Iterable[str]) -> Outcome:
    """Passes where nothing that is wanted is missing, and fails with the names of what is."""
    wanted = tuple(wanted)
    missing = sorted(set(wanted) - set(there))
    return fails(f"missing: {', '.join(missing)}") if missing else passes(f"there: {', '.join(wanted)}")


def has_some(found: Iterable[str], what: str) -> Outcome:
    """Passes where anything was found."""
    names = sorted(found)
    return passes(f"{what}: {', '.join(names)}") if names else fails(f"none: {what}")


def judge(tool: str, checks: dict[str, Callable[[Any], Outcome]], subject: Any) -> list[Judged]:
    """Every check of a tool; the first line of its docstring says what it asks for."""
    return [Judged(tool, code, (check.__doc__ or "").strip().splitlines()[0], check(subject)) for code, check in checks.items()]
