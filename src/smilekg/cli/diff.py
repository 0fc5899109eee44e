"""`diff`: what changed between two releases."""

from pathlib import Path

import click

from .show import Progress


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["md", "csv", "ttl"]), default="md", show_default=True)
def diff(old: Path, new: Path, form: str) -> None:
    """Print what changed from OLD to NEW: entries, identities, and everything else that the graph speaks of.

    Each is an RDF file, a folder of them, an export, or a project folder with its data/. A rebuild of the same release
    prints that there are no differences (with csv and ttl: no row and no triple).
    """
    from ..diff.compare import difference
    from ..diff.report import markdown, to_csv, to_rdf

    with Progress() as step:
        step("comparing")
        found = difference(old, new)
    click.echo({"md": markdown, "csv": to_csv, "ttl": to_rdf}[form](found), nl=False)
