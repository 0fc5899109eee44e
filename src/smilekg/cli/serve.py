"""`serve`: pages, linked data and a SPARQL endpoint over HTTP."""

from pathlib import Path

import click

from ..errors import QueryError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option("--data", type=click.Path(path_type=Path), metavar="PATH",
              help="RDF files, a folder of them, a project or a store on disk, instead of the shipped graph.")
@click.option("--base-url", default="", metavar="URL", help="Where the root is found from outside, behind a proxy.")
def serve(host: str, port: int, data: Path | None, base_url: str) -> None:
    """Serve pages to look at, linked data and a SPARQL endpoint. Needs the extra `serve`."""
    try:
        from ..server.run import run
    except ImportError as error:
        raise QueryError(f"the server needs {error.name}", hint="install it: pip install 'smilekg[serve]'") from None
    from ..graph import load

    run(load(data), host=host, port=port, base=base_url)
