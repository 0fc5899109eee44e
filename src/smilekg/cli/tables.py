"""`convert`: anybody's tables to triples, by their CSVW metadata."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .show import PASSWORD_HELP, Progress, password

if TYPE_CHECKING:
    from ..csvw.convert import Conversion
    from ..csvw.engine import Totals


@click.command()
@click.argument("metadata", type=click.Path(path_type=Path))
@click.option("-o", "--output", default="-", help="A file .nt or .ttl (Spark: a folder), or - for standard output.",
              show_default=True)
@click.option("--mode", type=click.Choice(["minimal", "standard"]), default="minimal", show_default=True,
              help="standard adds the triples of the group, the tables and the rows themselves.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True)
@click.option("--master", help="Spark master, such as local[2]; with --engine spark.")
@click.option("--input", "inputs", multiple=True, metavar="[TABLE=]PLACE",
              help="With --engine spark: where a table is: a pattern of CSV parts, Parquet, any URL that Spark reads.")
@click.option("--on-error", type=click.Choice(["stop", "report", "keep"]), default="stop", show_default=True,
              help="At a bad value: stop and leave no output; report the row in *.rejected.csv and leave it out; "
                   "or keep the value as a plain string, as the standard has it.")
@click.option("--metadata", "user_metadata", type=click.Path(path_type=Path),
              help="Metadata to use instead of that which is found, where a CSV is given.")
@click.option("--base", help="The URL that the folder of the metadata stands for (default: its file: URL).")
@click.option("--show-code", is_flag=True, help="Print the generated Python of each table, and convert nothing.")
def convert(metadata: Path, output: str, mode: str, workers: int, engine: str, master: str | None,
            inputs: tuple[str, ...], on_error: str,
            user_metadata: Path | None, base: str | None, show_code: bool) -> None:
    """Convert the tables that METADATA (CSV on the Web) describes to N-Triples or Turtle.

    METADATA may also be a CSV: its metadata is then looked for beside it. Exit code 1 where rows were rejected.

    \b
    smilekg convert tables/csv-metadata.json -o graph.nt --workers 2
    smilekg convert table.csv --mode standard -o graph.ttl
    """
    from ..csvw import convert as run

    if show_code:
        click.echo(run.generated_source(metadata, mode=mode, user_metadata=user_metadata, base=base), nl=False)
        return
    if (master or inputs) and engine != "spark":
        raise click.UsageError("--master and --input are for --engine spark")
    with Progress() as step:
        done = run.convert(metadata, output, mode=mode, workers=workers, engine=engine, master=master,
                           inputs=dict(_table_and_place(text) for text in inputs),
                           on_error=on_error, user_metadata=user_metadata, base=base, progress=_follow(step))
    _print_conversion(done)
    if done.rejected:
        sys.exit(1)


def _table_and_place(text: str) -> tuple[str, str]:
    """`table.csv=place`, or a place alone for the one table."""
    table, equals, place = text.partition("=")
    return (table, place) if equals else ("", text)


def _follow(step: Any) -> Any:
    import time

    started = last = time.monotonic()

    def follow(totals: "Totals") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > 0.1:  # the eye needs no more, and each word costs time
            last = now
            step(f"{totals.rows:,} rows, {totals.triples:,} triples, {totals.rows / (now - started):,.0f} rows/s")

    return follow


def _print_conversion(done: "Conversion") -> None:
    """The summary on standard error: rows in = rows converted + rows rejected."""
    for warning in done.warnings:
        click.echo(f"Warning: {warning}", err=True)
    for rule, times in sorted(done.rules.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  {times:>9,}  {rule}", err=True)
    rate = f", {done.rows / done.seconds:,.0f} rows/s" if done.rows > 10_000 else ""
    passed_over = f" (beside {done.passed_over:,} comments or blank rows)" if done.passed_over else ""
    click.echo(f"{done.rows:,} rows = {done.converted:,} converted + {done.rejected:,} rejected{passed_over}; "
               f"{done.triples:,} triples, {done.seconds:.2f} seconds{rate}", err=True)
    if done.rejects:
        click.echo(f"Rejected rows: {done.rejects}", err=True)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--store", type=click.Path(path_type=Path), help="A new folder for an Oxigraph store.")
@click.option("--endpoint", help="The address of a SPARQL endpoint, such as http://127.0.0.1:7878/query.")
@click.option("--graph", help="IRI of the graph to load into; without it, the default graph.")
@click.option("--user", help=PASSWORD_HELP)
@click.option("--batch", type=click.IntRange(1, 1_000_000), help="Triples in one request.")
@click.option("--timeout", type=click.FloatRange(0, 86_400, min_open=True), default=120.0, show_default=True,
              help="Seconds for one request.")
def load(files: tuple[Path, ...], store: Path | None, endpoint: str | None, **options: Any) -> None:
    """Load RDF FILES into a new Oxigraph store on disk, or into a SPARQL store by its endpoint.

    A folder stands for its RDF files, or the parts that Spark wrote. Without FILES: the graph that came with smilekg.
    A load into an endpoint that was stopped goes on where it was when it is started again.

    \b
    smilekg load big.nt --store big-store/
    smilekg load big.nt --endpoint http://127.0.0.1:7878/query --graph https://example.org/graph
    """
    from ..paths import shipped
    from ..store import rdf_files

    if (store is None) == (endpoint is None):
        raise click.UsageError("give one of --store and --endpoint")
    parts = [part for file in files for part in rdf_files(file)] or shipped().graph_files()
    if endpoint is not None:
        _load_endpoint(parts, endpoint, **options)
    elif options["graph"] or options["user"] or options["batch"]:
        raise click.UsageError("--graph, --user and --batch are for --endpoint")
    else:
        assert store is not None
        _load_folder(parts, store)


def _load_folder(parts: list[Path], store: Path) -> None:
    import time

    from ..store import load_on_disk

    started = time.monotonic()
    with Progress() as step:
        count = load_on_disk(parts, store, step)
    click.echo(f"{count:,} triples in {store}, {time.monotonic() - started:.2f} seconds", err=True)


def _load_endpoint(parts: list[Path], endpoint: str, *, graph: str | None, user: str | None, batch: int | None,
                   timeout: float) -> None:
    import time

    from ..remote.upload import upload

    secret = password(user)
    started = time.monotonic()
    with Progress() as step:
        done = upload(parts, endpoint, graph=graph, user=user, password=secret, batch=batch, timeout=timeout, step=step)
    resumed = f" ({done.resumed:,} of them by an earlier run)" if done.resumed else ""
    click.echo(f"{done.read:,} triples sent{resumed} through the {done.way}, {done.distinct:,} distinct; the graph had "
               f"{done.before:,} and has {done.after:,}; {time.monotonic() - started:.2f} seconds", err=True)
