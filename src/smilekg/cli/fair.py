"""`fair`: how findable, accessible, interoperable and reusable the ontology and the data set are."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .show import Progress, print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..fair.outcome import Judged


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def fair(folder: Path | None, form: str) -> None:
    """Run the 24 checks of FOOPS! and the 17 metrics of F-UJI on the export in DIR, offline. Exit code 1 when one fails.

    Without DIR an export is made for the purpose and thrown away. Each check passes, fails, or needs hosting.
    """
    import tempfile

    from ..fair.run import check

    with Progress() as step, tempfile.TemporaryDirectory() as scratch:
        judged = check(folder if folder is not None else _exported(Path(scratch) / "export", step))
    _print_judged(judged, form)
    sys.exit(1 if any(one.outcome.status == "fail" for one in judged) else 0)


def _exported(folder: Path, step: "Callable[[str], None]") -> Path:
    from ..export.run import export
    from ..paths import shipped

    return export(shipped(), folder, ("nt", "csv"), step).folder


def _print_judged(judged: list["Judged"], form: str) -> None:
    if form == "json":
        import json

        rows = [{"tool": one.tool, "code": one.code, "asks": one.asks, "status": one.outcome.status,
                 "reason": one.outcome.reason} for one in judged]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_table(("tool", "code", "asks", "status", "reason"),
                [(one.tool, one.code, one.asks, one.outcome.status, one.outcome.reason) for one in judged])
    counts = Counter(one.outcome.status for one in judged)
    click.echo(f"{counts['pass']} pass, {counts['fail']} fail, {counts['needs hosting']} need hosting")
