"""The questions: all of them, and one as a form with its answer."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from ..answers import internal
from ..answers.rows import Iri, text
from ..errors import NameUnresolved, QueryError
from ..queries import Parameter, Query
from ..result import Result
from ..terms import DATA, ONTOLOGY
from . import asked, charts, words
from .asked import Cell, cell, short
from .lists import path_of, title
from .page import Near, NoSuchPage, Page, Visit

if TYPE_CHECKING:
    from ..graph import Graph


@dataclass(frozen=True)
class Form:
    """A question with what the visitor chose. The language is that of the page."""

    visit: Visit
    query: Query

    @property
    def parameters(self) -> list[Parameter]:
        """Those that a visitor can set."""
        return [one for one in self.query.parameters if one.name != "lang"]

    @cached_property
    def given(self) -> dict[str, str]:
        """The values in the address, by parameter; others have their default."""
        return {one.name: self.visit.value(one.name) for one in self.parameters
                if one.name in self.visit.query and (self.visit.value(one.name) or one.default == "")}

    @property
    def values(self) -> dict[str, Any]:
        """What the question is asked with."""
        language = {"lang": self.visit.language} if len(self.parameters) < len(self.query.parameters) else {}
        return {**self.given, **language}

    def value(self, parameter: Parameter) -> str:
        """What stands in a field of the form."""
        return self.given.get(parameter.name, str(parameter.default))

    def label(self, parameter: Parameter) -> str:
        """What a parameter is, in the language of the page."""
        if parameter.name in words.PARAMETERS:
            return self.visit.say(*words.PARAMETERS[parameter.name])
        return self._about(parameter)

    def hint(self, parameter: Parameter) -> str:
        """What can be given, where the label does not say it."""
        return self._about(parameter) if parameter.name in words.PARAMETERS else ""

    def _about(self, parameter: Parameter) -> str:
        said = self.visit.say(parameter.about_zh or parameter.about, parameter.about)
        return said[:1].upper() + said[1:]

    def options(self, parameter: Parameter) -> list[tuple[str, str]]:
        """The values that can be chosen, each with its name; none for a free text or number."""
        named = {one.id: title(self.visit, one) for one in self.visit.graph.rankings()}
        if parameter.choices:
            return [(one, named.get(one, one)) for one in parameter.choices]
        every = [("", self.visit.say("（全部）", "(all)"))] if parameter.default == "" else []
        if parameter.type == "list":
            return [*every, *named.items()]
        if parameter.type == "kind":
            kinds = sorted(self.visit.graph.store.values_of("findingKind", "skos:notation"))
            return [*every, *((kind, self.visit.term(f"finding-{kind}")) for kind in kinds)]
        return []

    def fields(self) -> set[str]:
        """How an error names the parameters that have a field."""
        return {f"--{one.name}" for one in self.parameters}

    def handles(self) -> list[tuple[str, str]]:
        """What a field for a name offers: every place by what stands for it alone."""
        takes_name = any(one.type in ("name", "place") for one in self.parameters)
        return sorted(asked.handles(self.visit).values()) if takes_name else []

    def href(self, ending: str = "") -> str:
        """The address of the answer, or of the same as a file."""
        return self.visit.href(f"{self.visit.path}{ending}", **self.given)


def view(visit: Visit) -> Page:
    """All questions by subject, or one of them with its answer."""
    name = visit.path.removeprefix("questions").strip("/")
    if not name:
        return visit.render("questions.html", groups=groups(visit), words=words)
    query = visit.graph.queries.get(name)
    if query is None:
        raise NoSuchPage("there is no such question", _near(visit, name), value=name)
    form = Form(visit, query)
    if visit.form != "html":
        return visit.file(answered(form))
    return _page(visit, form)


def _near(visit: Visit, name: str) -> list[Near]:
    from difflib import get_close_matches

    near = get_close_matches(name, list(visit.graph.queries), 5, 0.4)
    queries = visit.graph.queries
    return [Near(f"questions/{one}", visit.say(queries[one].summary_zh, queries[one].summary)) for one in near]


def groups(visit: Visit) -> list[tuple[str, list[Query]]]:
    """The questions by their first tag, in the order of the tags' names on the page."""
    found: dict[str, list[Query]] = {tag: [] for tag in words.TAGS}
    for query in visit.graph.queries.values():
        found[query.tags[0]].append(query)
    return [(visit.say(*words.TAGS[tag]), queries) for tag, queries in found.items() if queries]


def answered(form: Form) -> Result:
    """The answer. Raises QueryError or NameUnresolved for a value that cannot be taken."""
    return _asked(form.visit.graph, form.query.name, tuple(form.values.items()))


@lru_cache(8)
def _asked(graph: "Graph", name: str, values: tuple[tuple[str, Any], ...]) -> Result:
    """One answer for the page and the files beside it."""
    return graph.query(name, **dict(values))


def _page(visit: Visit, form: Form) -> Page:
    """The form with the answer, or with what is wrong with a value."""
    try:
        answer = answered(form)
    except (QueryError, NameUnresolved) as error:
        return visit.render("question.html", status=400, form=form, query=form.query, trouble=error, answer=None, offline=None)
    table = Table(visit, answer)
    return visit.render("question.html", form=form, query=form.query, trouble=None, answer=answer,
                        table=table, chart=charts.of(visit, form.query.chart, answer),
                        why=_why(visit, answer), corrections=list(answer.corrections),
                        sparql=visit.graph.bind(form.query.name, **form.values),
                        offline=_for_browser(form, table) if visit.is_static else None)


def _for_browser(form: Form, table: "Table") -> dict[str, Any]:
    """What a browser needs to answer the question with other values itself: the text, its parameters, how an answer is shown."""
    visit, query, citation = form.visit, form.query, table.answer.citation
    before, _, after = citation.text.partition(citation.asked)
    return {"name": query.name, "title": visit.say(query.summary_zh, query.summary), "text": query.text,
            "parameters": [{"name": one.name, "type": one.type, "default": one.default} for one in query.parameters],
            "columns": table.roles, "chart": query.chart, "cite": [before, after],
            "lists": {one.id: {"title": title(visit, one), "path": path_of(one)} for one in visit.graph.rankings()},
            "data": DATA, "ontology": ONTOLOGY, "labels": internal.text_of("result-labels")}


def _why(visit: Visit, answer: Result) -> str | None:
    """Why an answer is empty, looked for briefly and for one visitor at a time: it may cost more than the answer."""
    if answer.rows or not visit.renderer.explaining.acquire(blocking=False):
        return None
    try:
        return answer.why_empty(3.0)
    finally:
        visit.renderer.explaining.release()


class Table:
    """An answer as a table for people: headings in words, IRIs as links with names."""

    def __init__(self, visit: Visit, answer: Result):
        self.visit, self.answer = visit, answer
        # The name of a thing that stands beside its IRI leads there, so the column of IRIs need not be shown.
        names = [place for place, column in enumerate(answer.columns) if column in ("name", "town", "province",
                 "provider", "city", "cluster")]
        self._entity = answer.columns.index("entity") if "entity" in answer.columns and names else None
        self._name = names[0] if names else None

    @property
    def columns(self) -> list[dict[str, str]]:
        """Each heading, and the kind of its column."""
        shown = [place for place in range(len(self.answer.columns)) if place != self._entity]
        return [{"label": self.visit.say(*words.column(self.answer.columns[place])),
                 "kind": "number" if self._is_number(place) else "text"} for place in shown]

    @property
    def roles(self) -> list[dict[str, str]]:
        """Every column, the one of IRIs too: its name, its heading, and what is special about it."""
        special = {self._entity: "entity", self._name if self._entity is not None else None: "name"}
        return [{"name": name, "label": self.visit.say(*words.column(name)), "role": special.get(place) or (
            "list" if name == "list" else "code" if name in words.CODES else "")}
            for place, name in enumerate(self.answer.columns)]

    def _is_number(self, place: int) -> bool:
        cells = [row[place] for row in self.answer.rows if row[place] is not None]
        return bool(cells) and all(charts.number(cell) is not None for cell in cells) and not (
            self.answer.columns[place] in words.CODES)

    @property
    def rows(self) -> list[list[Cell | None]]:
        """The cells of each row."""
        lists = {one.id: title(self.visit, one) for one in self.visit.graph.rankings()}
        return [[self._cell(place, value, row, lists) for place, value in enumerate(row) if place != self._entity]
                for row in self.answer.rows]

    def _cell(self, place: int, value: Any, row: tuple[Any, ...], lists: dict[str, str]) -> Cell | None:
        if place == self._name and self._entity is not None and row[self._entity]:
            return cell(text(value), self.visit.of(row[self._entity]))
        if isinstance(value, Iri):
            return cell(self.visit.label(value) or short(value), self.visit.of(value))
        if self.answer.columns[place] == "list" and value in lists:
            return cell(lists[value], self.visit.href(f"ranking/{self._edition(value)}/{value}"))
        return cell(text(value)) if value is not None else None

    def _edition(self, name: str) -> str:
        return next(one.edition for one in self.visit.graph.rankings() if one.id == name)
