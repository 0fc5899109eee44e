"""Provinces, cities, districts, functional areas and towns."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, cast

from ..errors import SmileError
from ..terms import smile
from .entities import Entity, of_kinds, one, titled
from .rankings import Ranked
from .shown import cell, link, table

PLACES = ("Town", "FunctionalArea", "District", "City", "Province")


class Point(NamedTuple):
    """Where a place is: decimal degrees north and east (WGS 84).

    `basis` is `seat` (the seat of its government, by GeoNames) or `parent` (the point of the place around it).
    """

    lat: Decimal
    long: Decimal
    basis: str | None


@of_kinds(*PLACES)
@dataclass(frozen=True, slots=True, repr=False)
class Place(Ranked):
    """A province, city, district (county-level cities and counties too), functional area or town.

    `kind` is the narrowest of `kinds`: a municipality is a `City` whose kinds are City and Province.
    """

    @property
    def adcode(self) -> str | None:
        """Its division code of December 2020: six digits. None for towns and functional areas."""
        return cast("str | None", self._facts.first("smile:adcode"))

    @property
    def adcode2024(self) -> str | None:
        """Its division code of 2024."""
        return cast("str | None", self._facts.first("smile:adcode2024"))

    @property
    def township_code(self) -> str | None:
        """The code of a town that is a township: nine digits."""
        return cast("str | None", self._facts.first("smile:townshipCode"))

    @property
    def renamed_to(self) -> str | None:
        """What it has been called since it changed, such as 祁阳市 for 祁阳县."""
        return cast("str | None", self._facts.first("smile:renamedTo"))

    @property
    def point(self) -> Point | None:
        """Where it is; None where the graph has no point for it."""
        lat, long = self._facts.first("geo:lat"), self._facts.first("geo:long")
        if lat is None or long is None:
            return None
        basis = str(self._facts.first("smile:pointBasis") or "").rpartition("point-basis-")[2]
        return Point(Decimal(str(lat)), Decimal(str(long)), basis or None)

    @property
    def within(self) -> "Place | None":
        """The next place around it; None for provinces and municipalities."""
        return cast("Place | None", one(self._answers, self._facts.first("smile:within")))

    @property
    def districts(self) -> "tuple[Place, ...]":
        """The places directly in it that the graph has, by IRI: of a province the cities, of a city its districts and
        functional areas, of either the towns whose name gives nothing narrower."""
        return cast("tuple[Place, ...]", self._pointing(smile("within")))

    @property
    def companies(self) -> tuple[Entity, ...]:
        """The providers whose name puts them here, by IRI; those of a city are not also those of its province."""
        return self._pointing(smile("headquarters"))

    def __repr__(self) -> str:
        return f"<Place {', '.join(part for part in (titled(self), self._code(), self._where()) if part)}>"

    def _code(self) -> str:
        return self.adcode or self.township_code or ""

    def _where(self) -> str:
        """`City in 江苏省; 3 lists`; the kind alone where a remote store gives no answer: a repr raises nothing."""
        try:
            around = self.within
            return f"{self.kind}{f' in {around.name}' if around else ''}; {self._listed()}"
        except SmileError:
            return self.kind

    def _repr_html_(self) -> str:
        rows = [(link("", entry.edition), link(entry.ranking.iri, entry.ranking.title), cell(entry.rank),
                 link("", cell(entry.published_value))) for entry in self.rankings]
        about = ", ".join(part for part in (self._code(), self._where()) if part)
        return table(("edition", "list", "rank", "value"), rows, f"{link(self.iri, titled(self))}, {link('', about)}")
