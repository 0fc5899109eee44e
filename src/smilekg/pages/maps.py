"""The map: what stands on a list as points, and how many of it lie in each province as tiles."""

from collections.abc import Iterable
from typing import Any

from ..answers import internal
from ..terms import local
from ..things.entities import Entity
from ..things.rankings import Entry, Ranking
from .lists import found, lineage, path_of, place_of, title
from .page import Page, Visit
from .tiles import tiles

COMPOSITE = "composite"  # the three lists of cities by composite score, which share one scale


def view(visit: Visit) -> Page:
    """The map of a list (`map/2019-2020/counties` or `?list=`), with the members of a cluster marked (`?cluster=`)."""
    wanted = visit.path.removeprefix("map").strip("/") or visit.value("list", COMPOSITE)
    entries = entries_of(visit, wanted)
    clusters = clusters_of(visit)
    rows = points(visit, entries, clusters)
    by = "score" if visit.value("by") != "rank" and any(row["score"] is not None for row in rows) else "rank"
    chosen = visit.value("cluster")
    chart = {"points": [row for row in rows if row["lat"] is not None], "by": by, "cluster": chosen,
             "clusters": [{"id": name, "label": label} for name, label, _ in clusters]}
    return visit.render("map.html", wanted=wanted, by=by, rows=rows, chart=chart, clusters=clusters, cluster=chosen,
                        tiles=tiles(visit, entries), lists=visit.graph.rankings(), path_of=path_of, title_of=title,
                        chosen=named(visit, wanted))


def named(visit: Visit, wanted: str) -> str:
    """What is shown, as the heading of the page."""
    if wanted != COMPOSITE:
        return title(visit, found(visit, wanted))
    return visit.say("2019-2020年度城市综合得分", "Composite scores of cities 2019-2020")


def entries_of(visit: Visit, wanted: str) -> list[Entry]:
    """The entries of a list, or those of all cities by composite score, the best first."""
    if wanted != COMPOSITE:
        return list(found(visit, wanted).entries)
    lists = [one for one in visit.graph.rankings() if is_composite(one)]
    return sorted((entry for one in lists for entry in one.entries), key=lambda entry: (-(entry.score or 0), entry.iri))


def is_composite(ranking: Ranking) -> bool:
    """Whether a list has composite scores of cities: districts have scores on the same scale."""
    return (ranking.criterion == COMPOSITE and ranking.scale is not None
            and "City" in ranking.entries[0].subjects[0].kinds)


def clusters_of(visit: Visit) -> list[tuple[str, str, set[str]]]:
    """The city clusters by each definition: id, name with the definition, IRIs of the members."""
    rows = internal.ask(visit.graph, "page-clusters")
    members: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["language"] == visit.language:
            label = visit.say(f"{row['label']}（{row['definition']}）", f"{row['label']} ({row['definition']})")
            name = "/".join(local(row["membership"]).split("/")[1:3])  # such as bohai-rim/reply-2015
            members.setdefault((name, label), set()).add(str(row["member"]))
    return [(name, label, places) for (name, label), places in members.items()]


def points(visit: Visit, entries: Iterable[Entry], clusters: list[tuple[str, str, set[str]]]) -> list[dict[str, Any]]:
    """A row for each entry and subject, with its point where there is one."""
    return [_point(visit, entry, thing, clusters) for entry in entries for thing in entry.subjects]


def _point(visit: Visit, entry: Entry, thing: Entity, clusters: list[tuple[str, str, set[str]]]) -> dict[str, Any]:
    place = place_of(thing)
    point = place.point if place else None
    around = {one.iri for one in lineage(thing)}
    return {"label": visit.name(thing), "href": visit.of(thing.iri), "lat": point and point.lat,
            "long": point and point.long, "rank": entry.rank, "score": entry.score,
            "text": entry.published_value or "", "cluster": [name for name, _, members in clusters if around & members],
            "basis": (point.basis if place == thing else "parent") if point else None}
