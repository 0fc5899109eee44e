"""Companies and institutes that provide services, and their apps."""

from dataclasses import dataclass
from typing import cast

from ..errors import SmileError
from ..store import sparql_iri
from ..terms import local, smile
from .entities import of_kinds, one, titled
from .places import Place
from .rankings import Ranked
from .shown import cell, link, table

PROVIDERS = ("Company", "Institute")


@of_kinds(*PROVIDERS)
@dataclass(frozen=True, slots=True, repr=False)
class Company(Ranked):
    """A provider: a company, or (kind `Institute`) an institute."""

    @property
    def headquarters(self) -> Place | None:
        """The city, else the province, that its name puts it in; None where its name says nothing."""
        return cast(Place | None, one(self._answers, self._facts.first("smile:headquarters")))

    @property
    def apps(self) -> "tuple[App, ...]":
        """The apps that it operates, in the published order."""
        apps = cast("tuple[App, ...]", self._pointing(smile("operator")))
        rows = self._answers.rows("entries", thing=[sparql_iri(app.iri) for app in apps]) if apps else ()
        order = {row[-1]: number for number, row in enumerate(rows)}
        return tuple(sorted(apps, key=lambda app: order.get(app.iri, len(order))))

    def __repr__(self) -> str:
        try:
            seat = self.headquarters
            apps = len(self._pointing(smile("operator")))
            more = f"{self.kind}{f' in {seat.name}' if seat else ''}; {apps} app{'' if apps == 1 else 's'}"
        except SmileError:  # a repr raises nothing, whatever a remote store does
            more = self.kind
        return f"<Company {titled(self)}, {more}>"

    def _repr_html_(self) -> str:
        rows = ((link(app.iri, titled(app)), link("", cell(app.use))) for app in self.apps)
        seat = self.headquarters
        where = f", {link(seat.iri, titled(seat))}" if seat else ""
        return table(("app", "use"), rows, link(self.iri, titled(self)) + where)


@of_kinds("App")
@dataclass(frozen=True, slots=True, repr=False)
class App(Ranked):
    """An app of residents' everyday internet life."""

    @property
    def operator(self) -> Company | None:
        """The provider that operates it."""
        return cast(Company | None, one(self._answers, self._facts.first("smile:operator")))

    @property
    def use(self) -> str | None:
        """What it is for, such as `messaging`: an id of the scheme of uses."""
        use = self._facts.first("smile:use")
        return None if use is None else local(use).removeprefix("use-")

    def __repr__(self) -> str:
        try:
            operator = self.operator
        except SmileError:  # a repr raises nothing, whatever a remote store does
            operator = None
        return f"<App {titled(self)}, {self.use}{f', by {operator.name}' if operator else ''}>"

    def _repr_html_(self) -> str:
        operator = self.operator
        by = f", by {link(operator.iri, titled(operator))}" if operator else ""
        return f"<p>{link(self.iri, titled(self))}, {link('', cell(self.use))}{by}</p>"
