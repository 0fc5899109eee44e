"""`mcp`: the graph as tools for a language model."""

import click


@click.command()
@click.option("--deadline", type=click.FloatRange(0.1, 600), default=10.0, show_default=True,
              help="Seconds that a SPARQL query of the client's may take.")
@click.option("--memory", type=click.IntRange(64), default=512, show_default=True, help="Megabytes that it may take.")
@click.option("--rows", type=click.IntRange(1), default=10_000, show_default=True, help="Rows that it may give.")
def mcp(deadline: float, memory: int, rows: int) -> None:
    """Serve the graph to a language model, over standard input and output (Model Context Protocol).

    It is started by its client: register the command `smilekg mcp` there. Needs the extra `mcp`.
    """
    from ..graph import load
    from ..mcp.server import make_server
    from ..sandbox.workers import Workers

    graph = load()
    with Workers(graph.project.graph_files(), deadline=deadline, memory=memory, rows=rows, explain=True) as workers:
        make_server(graph, workers).run()
