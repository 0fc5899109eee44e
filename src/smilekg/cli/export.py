"""`export`: the graph and its tables as files for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .show import Progress

if TYPE_CHECKING:
    from ..export.run import Exported

_FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml", "csv", "statements", "xlsx", "parquet", "duckdb", "sqlite", "geojson",
            "graphml", "gexf", "cube", "schema", "wikidata", "rdf12")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "formats", multiple=True, type=click.Choice(_FORMATS),
              help="A format to write; may be given again. Without it: all that the installed extras allow.")
@click.option("--root", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="The project folder whose graph is exported (default: the graph that came with smilekg).")
@click.option("--site", is_flag=True, help="Write the explorer as files: pages, documents, questions that run in the browser.")
@click.option("--base-url", default="https://w3id.org/smilekg", show_default=True, metavar="URL",
              help="The address that the site will have: for its map and the permanent IRIs.")
def export(folder: Path, formats: tuple[str, ...], root: Path | None, site: bool, base_url: str) -> None:
    """Write the graph and its tables into DIR, in many formats, with descriptions and a manifest.

    DIR appears whole or not at all; an earlier export in it is replaced as a whole. The same graph gives the same bytes.
    """
    from ..export.run import export as run
    from ..paths import Project, shipped

    with Progress() as step:
        done = run(Project(root.resolve()) if root else shipped(), folder, formats, step,
                   base_url if site else None)
    _print_export(done)


def _print_export(done: "Exported") -> None:
    for listed in done.files:
        counts = "".join(f", {number:,} {what}" for what, number in listed.file.counts().items() if what != "contentsSha256")
        click.echo(f"{listed.bytes:>11,}  {listed.file.path}{counts}")
    for name, reason in done.left_out.items():
        click.echo(f"Left out: {name} {reason}", err=True)
    everything = [*done.files, *done.pages]
    total = sum(listed.bytes for listed in everything)
    if done.pages:
        click.echo(f"{sum(listed.bytes for listed in done.pages):>11,}  the site, {len(done.pages):,} files: begin at index.html")
    click.echo(f"{len(everything):,} files, {total:,} bytes in {done.folder}; "
               f"{'files changed' if done.changed else 'no file changed'}", err=True)
