"""`query` and `corrections`: the commands that ask the graph."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .show import PASSWORD_HELP, count, password, print_table

if TYPE_CHECKING:
    from ..queries import Query


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
@click.argument("name", required=False)
@click.option("--file", "file", type=click.Path(path_type=Path), help="A file with a SPARQL query of your own.")
@click.option("--sparql", help="A SPARQL query of your own.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "md", "ttl"]), default="table",
              show_default=True)
@click.option("--show", is_flag=True, help="Print the SPARQL text instead of running it.")
@click.option("--endpoint", help="Ask this SPARQL endpoint instead of the shipped graph.")
@click.option("--graph", "named", help="IRI of a named graph at the endpoint, instead of its default graph.")
@click.option("--user", help=PASSWORD_HELP)
@click.option("--timeout", type=click.FloatRange(0, 86_400, min_open=True),
              help="Seconds for each request to the endpoint.  [default: 30]")
@click.pass_context
def query(ctx: click.Context, /, name: str | None, file: Path | None, sparql: str | None, form: str, show: bool,
          **remote: Any) -> None:
    """Ask the graph. Without NAME: list the questions. Parameters follow as --name value.

    \b
    smilekg query top-in-both --a influence --b investment
    smilekg query profile --place Suzhou --lang en --format csv
    smilekg query --sparql 'SELECT ...'
    smilekg query ranking --list counties --endpoint https://example.org/sparql --timeout 10
    """
    if {"-h", "--help"} & {name, *ctx.args}:  # not an option of click's, so that a question can have its own help
        _query_help(ctx, name)
        return
    given = [bool(name), file is not None, sparql is not None]
    if sum(given) > 1:
        raise click.UsageError("give one of NAME, --file and --sparql; parameters go behind a NAME")
    parameters = _parameters(ctx.args)
    graph = _graph(**remote)
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


def _graph(endpoint: str | None, named: str | None, user: str | None, timeout: float | None) -> Any:
    """The shipped graph, or the one behind an endpoint."""
    from ..graph import connect, load

    if endpoint is None:
        if named or user or timeout:
            raise click.UsageError("--graph, --user and --timeout are for --endpoint")
        return load()
    return connect(endpoint, timeout=timeout or 30.0, user=user, password=password(user), graph=named)


def _query_help(ctx: click.Context, name: str | None) -> None:
    """Help on the command, or on one question: what it answers, and what can be set."""
    if name is None or name.startswith("-"):
        click.echo(ctx.get_help())
        return
    from ..paths import shipped
    from ..queries import load_query

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
        name = name.replace("-", "_")
        if name in parameters:
            raise click.UsageError(f"--{name} is given twice")
        parameters[name] = value if equals else rest.pop(0)
    return parameters


def _read_text(file: Path | None) -> str:
    from ..errors import QueryError

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
        _print_rows(result)
    else:
        write = {"csv": result.to_csv, "json": result.to_json, "md": result.to_markdown}[form]
        click.echo(write(), nl=False)
    _say_why_empty(result)


def _print_rows(result: Any, keep: Sequence[str] = ()) -> None:
    """A table of the columns `keep` (all, where none is named), and on standard error the number of rows."""
    from ..result import text as as_text

    places = [result.columns.index(name) for name in keep or result.columns]
    print_table([result.columns[place] for place in places],
                [[as_text(row[place]) for place in places] for row in result.rows])
    click.echo(count(len(result)), err=True)


def _say_why_empty(result: Any) -> None:
    if not result.rows:
        click.echo(result.why_empty(), err=True)


@click.command()
@click.option("--kind", default="", help="Kind of finding, such as wrong-parent.")
@click.option("--list", "ranking", default="", help="Id of a list.")
@click.option("--entity", default="", help="Name or division code of a subject.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "md"]), default="table", show_default=True)
def corrections(kind: str, ranking: str, entity: str, lang: str, form: str) -> None:
    """List every recorded departure from the source. `--format md` is a page for readers."""
    from ..graph import load

    graph = load()
    chosen = {"kind": kind, "list": ranking, "entity": entity, "lang": lang}
    if form == "md":
        from ..ledger_page import page

        click.echo(page(graph.query("corrections", **chosen)), nl=False)
    elif form == "table":
        result = graph.query("corrections", **chosen)
        _print_rows(result, ("id", "finding", "target", "published", "now", "reason"))
        _say_why_empty(result)
    else:
        _answer(graph, graph.bind("corrections", **chosen), form)
