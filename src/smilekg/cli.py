"""The command line. Printing and exit codes live here, and nowhere else."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .errors import SmileError

if TYPE_CHECKING:
    from .build.pipeline import Summary
    from .build.validate import Finding
    from .queries import Query

_root = click.option("--root", type=click.Path(path_type=Path, file_okay=False, exists=True),
                     help="The project folder (default: this checkout).")
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class _Group(click.Group):
    """A group whose own errors end in one clear message and exit code 1, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):  # names are Chinese, whatever the locale says
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        try:
            return super().invoke(ctx)
        except SmileError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:  # the reader of a pipe (such as head) has seen enough
            sys.stderr.close()
            ctx.exit(0)
        except OSError as error:
            click.echo(f"Error: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings=HELP)
@click.version_option(package_name="smilekg")
def main() -> None:
    """Ask, check and build a knowledge graph of China's Tahaoo SMILE smart-city evaluations.

    \b
    Start here:
      smilekg query                          what can be asked
      smilekg query cities-on-most-lists     one answer
      smilekg query profile --place 苏州     everything about one place
    """


# --- build --------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("part", required=False, type=click.Choice(["tables", "rdf"]))
@_root
@click.option("--timings", is_flag=True, help="Print the time of each step.")
def build(part: str | None, root: Path | None, timings: bool) -> None:
    """Build the graph: published rows -> tables -> Turtle -> validation.

    PART builds one step alone: `tables` or `rdf`. Nothing is changed when the build fails.
    """
    from .build.pipeline import build as run
    from .paths import Project, checkout

    project = Project(root.resolve()) if root else checkout()
    if project is None:
        raise click.UsageError("an installed package is not built in place: name a project folder with --root")
    with _progress() as step:
        summary = run(project, tables=part != "rdf", rdf=part != "tables", step=step)
    _print_summary(summary, timings)
    if summary.findings:
        _print_findings(summary.findings, "table")
        click.echo("Error: the graph has findings; nothing was changed", err=True)
        sys.exit(1)


class _progress:
    """A line on standard error that says what runs now; nothing where that is no terminal."""

    def __enter__(self) -> Any:
        self.status = None
        if sys.stderr.isatty():
            from rich.console import Console

            self.status = Console(stderr=True).status("starting")
            self.status.start()
        return self.step

    def step(self, name: str) -> None:
        if self.status:
            self.status.update(name)

    def __exit__(self, *_: Any) -> None:
        if self.status:
            self.status.stop()


def _print_summary(summary: "Summary", timings: bool) -> None:
    total = sum(summary.seconds.values())
    if timings:
        for name, seconds in summary.seconds.items():
            click.echo(f"  {seconds:6.2f} s  {100 * seconds / total:3.0f} %  {name}")
    triples = f", {summary.triples:,} triples, {len(summary.findings)} findings" if summary.triples else ""
    click.echo(f"{summary.lists} lists, {summary.entries} entries{triples}, {total:.2f} seconds; "
               f"{'files changed' if summary.changed else 'no file changed'}")


# --- validate -----------------------------------------------------------------------------------------------------


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json", "ttl"]), default="table", show_default=True)
def validate(files: tuple[Path, ...], form: str) -> None:
    """Check a graph: lexical forms, shapes, and rules over whole lists. Exit code 1 when there is a finding.

    FILES are checked together, as one graph; what they name and do not describe is looked up in the graph that
    came with the package. Without FILES, that graph itself is checked.
    """
    from .build.validate import validate as run
    from .paths import shipped

    project = shipped()
    with _progress() as step:
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
        from .build.report import findings_turtle

        click.echo(findings_turtle(findings), nl=False)
    elif not findings:
        click.echo("No findings: the graph conforms.")
    else:
        rows = [(f.code, f.subject, f.message, f.value, _cut(f.line)) for f in findings]
        _print_table(("code", "subject", "what to mend", "value", "published line"), rows)
        click.echo(f"{len(findings)} findings")


def _cut(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[:length - 1]}…"


# --- query --------------------------------------------------------------------------------------------------------


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
@click.argument("name", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="A file with a SPARQL query of your own.")
@click.option("--sparql", help="A SPARQL query of your own.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "md", "ttl"]), default="table",
              show_default=True)
@click.option("--show", is_flag=True, help="Print the SPARQL text instead of running it.")
@click.pass_context
def query(ctx: click.Context, name: str | None, file: Path | None, sparql: str | None, form: str, show: bool) -> None:
    """Ask the graph. Without NAME: list the questions. Parameters follow as --name value.

    \b
    smilekg query top-in-both --a influence --b investment
    smilekg query profile --place Suzhou --lang en --format csv
    smilekg query --sparql 'SELECT ...'
    """
    from .graph import load

    if {"-h", "--help"} & {name, *ctx.args}:  # not an option of click's, so that a question can have its own help
        _query_help(ctx, name)
        return
    given = [bool(name), file is not None, sparql is not None]
    if sum(given) > 1:
        raise click.UsageError("give one of NAME, --file and --sparql; parameters go behind a NAME")
    parameters = _parameters(ctx.args)
    graph = load()
    if not any(given):
        _list_queries(list(graph.queries.values()))
        return
    if name:
        text = graph.bind(name, **parameters)
    elif parameters:
        raise click.UsageError("--file and --sparql take no parameters")
    else:
        text = sparql if sparql is not None else _read_text(file)
    if show:
        click.echo(text, nl=False)
    else:
        _answer(graph, text, form)


def _query_help(ctx: click.Context, name: str | None) -> None:
    """Help on the command, or on one question: what it answers, and what can be set."""
    if name is None or name.startswith("-"):
        click.echo(ctx.get_help())
        return
    from .paths import shipped
    from .queries import load_query

    _print_query(load_query(shipped().queries, name))


def _parameters(words: list[str]) -> dict[str, str]:
    """`--list counties --n=5` as a dict."""
    parameters: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise click.UsageError(f"{word!r} is no parameter: write --name value")
        name, equals, value = word[2:].partition("=")
        if not equals and not rest:
            raise click.UsageError(f"--{name} needs a value")
        parameters[name.replace("-", "_")] = value if equals else rest.pop(0)
    return parameters


def _read_text(file: Path | None) -> str:
    from .errors import QueryError

    try:
        return file.read_text("utf-8") if file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"the query file cannot be read: {getattr(error, 'strerror', None) or error}",
                         file=file) from None


def _print_query(query: "Query") -> None:
    click.echo(f"{click.style(query.name, bold=True)}\n  {query.summary}\n  {query.summary_zh}")
    for parameter in query.parameters:
        choices = f"; one of {', '.join(parameter.choices)}" if parameter.choices else ""
        click.echo(f"    --{parameter.name} {parameter.default}  ({parameter.about}{choices})")


def _list_queries(queries: list["Query"]) -> None:
    for query in queries:
        _print_query(query)
    click.echo("\nRun one: smilekg query NAME [--parameter value] [--format table|csv|json|md|ttl]")


def _answer(graph: Any, text: str, form: str) -> None:
    if form == "ttl":
        click.echo(graph.turtle(text), nl=False)
        return
    result = graph.sparql(text)
    if form == "table":
        from .result import text as as_text

        _print_table(result.columns, [tuple(map(as_text, row)) for row in result.rows])
        click.echo(_count(len(result)), err=True)
    else:
        write = {"csv": result.to_csv, "json": result.to_json, "md": result.to_markdown}[form]
        click.echo(write(), nl=False)


@main.command()
@click.option("--kind", default="", help="Kind of finding, such as wrong-parent.")
@click.option("--list", "ranking", default="", help="Id of a list.")
@click.option("--entity", default="", help="Name or division code of a subject.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "md"]), default="table", show_default=True)
def corrections(kind: str, ranking: str, entity: str, lang: str, form: str) -> None:
    """List every recorded departure from the source. `--format md` is a page for readers."""
    from .graph import load

    graph = load()
    chosen = {"kind": kind, "list": ranking, "entity": entity, "lang": lang}
    if form == "md":
        from .ledger_page import page

        click.echo(page(graph.query("corrections", **chosen)), nl=False)
    elif form == "table":
        result = graph.query("corrections", **chosen)
        keep = [result.columns.index(c) for c in ("id", "finding", "target", "published", "now", "reason")]
        rows = [tuple(str(row[k] or "") for k in keep) for row in result.rows]
        _print_table(tuple(result.columns[k] for k in keep), rows)
        click.echo(_count(len(result)), err=True)
    else:
        _answer(graph, graph.bind("corrections", **chosen), form)


@main.command()
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_root
def explain(name: str, form: str, root: Path | None) -> None:
    """Show how NAME is read: published, restored, what it can mean, what was chosen and why."""
    from .build.explain import explain as run
    from .paths import Project, shipped

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


# --- printing -----------------------------------------------------------------------------------------------------


def _count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"


def _print_table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table as wide as the terminal allows; wider where the output is a file or a pipe."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numeric = all(row[columns.index(column)].replace(".", "").replace("-", "").isdigit() for row in rows)
        table.add_column(column, justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell.replace("https://w3id.org/smilekg/id/", "id:")) for cell in row))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
