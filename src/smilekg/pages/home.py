"""The home page: what this is, a way in, the map, the lists."""

from . import maps
from .lists import path_of, title
from .page import Page, Visit


def view(visit: Visit) -> Page:
    """What the graph holds in numbers, the cities by composite score, and every list with its first entries."""
    lists = visit.graph.rankings()
    entries = maps.entries_of(visit, maps.COMPOSITE)
    rows = maps.points(visit, entries, [])
    chart = {"points": [row for row in rows if row["lat"] is not None], "by": "score", "cluster": "", "clusters": []}
    return visit.render("home.html", lists=lists, path_of=path_of, title_of=title, chart=chart, rows=rows,
                        entries=sum(map(len, lists)), corrections=len(visit.graph.query("corrections")),
                        questions=visit.graph.queries)
