"""The ledger: every place where the graph says something other than what was published."""

from .page import Page, Visit
from .questions import Form, answered


def view(visit: Visit) -> Page:
    """The rows of the ledger, by kind of mistake; `?kind=`, `?list=`, `?entity=` choose among them."""
    form = Form(visit, visit.graph.queries["corrections"])
    answer = answered(form)
    if visit.form != "html":
        return visit.file(answer)
    kinds: dict[str, list[object]] = {}
    for row in answer:
        kinds.setdefault(row["finding"], []).append(row)
    named = {kind: visit.term(f"finding-{kind}") for kind in kinds}
    return visit.render("corrections.html", kinds=kinds, named=named, form=form, answer=answer)
