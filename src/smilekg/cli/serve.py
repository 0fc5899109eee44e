"""`serve`: pages, linked data and a SPARQL endpoint over HTTP."""

import sys
from pathlib import Path

import click

from ..errors import QueryError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option("--data", type=click.Path(path_type=Path), metavar="PATH",
              help="RDF files, a folder of them, a project or a store on disk, instead of the shipped graph.")
@click.option("--base-url", default="", metavar="URL", help="Where the root is found from outside, behind a proxy.")
@click.option("--deadline", type=click.FloatRange(0.1, 600), default=10.0, show_default=True,
              help="Seconds that a query may take.")
@click.option("--memory", type=click.IntRange(64), default=512, show_default=True,
              help="Megabytes that a query may take above the graph.")
@click.option("--rows", type=click.IntRange(1), default=10_000, show_default=True, help="Rows that a query may give.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Short queries that run at once.")
@click.option("--long", type=click.IntRange(1, 64), default=4, show_default=True, help="Long queries that run at once.")
@click.option("--patience", type=click.FloatRange(0.1, 600), default=10.0, show_default=True,
              help="Seconds until a request must have come as a whole.")
@click.option("--behind-proxy", is_flag=True, help="Tell clients apart by the X-Forwarded-For that a proxy adds.")
@click.option("--access-log/--no-access-log", default=True, show_default=True, help="One line a request, on standard error.")
@click.option("--log-queries", is_flag=True, help="The query string in the access log, too.")
def serve(host: str, port: int, data: Path | None, base_url: str, deadline: float, memory: int, rows: int, workers: int,
          long: int, patience: float, behind_proxy: bool, access_log: bool, log_queries: bool) -> None:
    """Serve pages to look at, linked data and a SPARQL endpoint. Needs the extra `serve`."""
    try:
        from ..server.run import Options, run
    except ImportError as error:
        raise QueryError(f"the server needs {error.name}", hint="install it: pip install 'smilekg[serve]'") from None
    from ..graph import load
    from ..linked.addresses import checked
    from ..server.limits import Limits

    base = checked(base_url) if base_url else ""
    limits = Limits(deadline=deadline, memory=memory, rows=rows, workers=workers, long=long,
                    patience=patience)
    options = Options(host, port, base, behind_proxy, sys.stderr if access_log else None, log_queries, limits)
    run(load(data), options, lambda address: click.echo(f"Serving at {address}/ (Ctrl+C ends it)", err=True))
