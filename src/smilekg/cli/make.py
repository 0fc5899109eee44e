"""`build`, `validate` and `explain`: the commands that see the build side."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .show import Progress, print_table

if TYPE_CHECKING:
    from ..build.pipeline import Summary
    from ..build.validate import Finding

_root = click.option("--root", type=click.Path(path_type=Path, file_okay=False, exists=True),
                     help="The project folder (default: this checkout).")


@click.command()
@click.argument("part", required=False, type=click.Choice(["tables", "rdf"]))
@_root
@click.option("--timings", is_flag=True, help="Print the time of each step.")
def build(part: str | None, root: Path | None, timings: bool) -> None:
    """Build the graph: published rows -> tables -> Turtle -> validation.

    PART builds one step alone: `tables` or `rdf`. Nothing is changed when the build fails.
    """
    from ..build.pipeline import build as run
    from ..paths import Project, checkout

    project = Project(root.resolve()) if root else checkout()
    if project is None:
        raise click.UsageError("an installed package is not built in place: name a project folder with --root")
    with Progress() as step:
        summary = run(project, tables=part != "rdf", rdf=part != "tables", step=step)
    _print_summary(summary, timings)
    if summary.findings:
        _print_findings(summary.findings, "table")
        click.echo("Error: the graph has findings; nothing was changed", err=True)
        sys.exit(1)


def _print_summary(summary: "Summary", timings: bool) -> None:
    total = sum(summary.seconds.values())
    if timings:
        for name, seconds in summary.seconds.items():
            click.echo(f"  {seconds:6.2f} s  {100 * seconds / total:3.0f} %  {name}")
    triples = f", {summary.triples:,} triples, {len(summary.findings)} findings" if summary.triples else ""
    click.echo(f"{summary.lists} lists, {summary.entries} entries{triples}, {total:.2f} seconds; "
               f"{'files changed' if summary.changed else 'no file changed'}")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json", "ttl"]), default="table", show_default=True)
def validate(files: tuple[Path, ...], form: str) -> None:
    """Check a graph: lexical forms, shapes, and rules over whole lists. Exit code 1 when there is a finding.

    FILES are checked together, as one graph; what they name and do not describe is looked up in the graph that
    came with the package. Without FILES, that graph itself is checked.
    """
    from ..build.validate import validate as run
    from ..paths import shipped

    project = shipped()
    with Progress() as step:
        shipped_files = sorted(project.rdf.glob("*.ttl"))
        findings = run(list(files) or shipped_files, project.shapes, project.vocabulary(), step,
                       context=shipped_files if files else ())
    _print_findings(findings, form)
    sys.exit(1 if findings else 0)


def _print_findings(findings: list["Finding"], form: str) -> None:
    if form == "json":
        import json

        click.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=1))
    elif form == "ttl":
        from ..build.report import findings_turtle

        click.echo(findings_turtle(findings), nl=False)
    elif not findings:
        click.echo("No findings: the graph conforms.")
    else:
        rows = [(f.code, f.subject, f.message, f.value, _cut(f.line)) for f in findings]
        print_table(("code", "subject", "what to mend", "value", "published line"), rows)
        click.echo(f"{len(findings)} findings")


def _cut(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[:length - 1]}…"


@click.command()
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_root
def explain(name: str, form: str, root: Path | None) -> None:
    """Show how NAME is read: published, restored, what it can mean, what was chosen and why."""
    from ..build.explain import explain as run
    from ..paths import Project, shipped

    found = run(Project(root.resolve()) if root else shipped(), name)
    if form == "json":
        import json

        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        return
    click.echo(f"{found.name}\n  restored    {found.restored}")
    for use in found.uses:
        click.echo(f"  in          {use.entry}, line {use.line}: {use.published!r} by {use.how} -> "
                   f"{', '.join(use.subjects)}{f' ({use.reason})' if use.reason else ''}")
    for candidate in found.candidates:
        click.echo(f"  candidate   {candidate.entity}  {candidate.description}  ({candidate.why})")
    click.echo(f"  verdict     {found.verdict}")
    if not found.uses and not found.candidates:
        sys.exit(1)
