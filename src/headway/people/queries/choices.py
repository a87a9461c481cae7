"""People and units as choices of a form."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import ClassVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from headway.kit.choices import CANDIDATES, FEW, Choice, whole_ids
from headway.kit.prepared import Fixed, prepared
from headway.people.models import Person, Unit
from headway.people.queries.people import InOrganisation
from headway.web.formats import count_at_start

_ADDRESS = re.compile(r"/(people|units)/(\d{1,18})(?:[/?#].*)?$")


class PeopleChoices:
    """Active people by name; a typed e-mail address names one too."""

    kind: ClassVar[str] = "people"

    def __init__(self, reader: InOrganisation, *, also: Collection[int | None] = ()) -> None:
        """``also`` may be chosen even after they left: what is theirs keeps them."""
        self._organisation_id = reader.organisation_id
        self._also = tuple(pk for pk in also if pk is not None)
        self._few: list[tuple[str, str]] | None = None

    def _active(self) -> QuerySet[Person]:
        return _choosable(self._organisation_id, self._also)

    def few(self) -> list[tuple[str, str]] | None:
        """One query, however often it is asked."""
        if self._few is None:
            rows = _first_people(self._organisation_id, self._also, Fixed(FEW + 1))
            self._few = [(str(pk), name) for pk, name in rows]
        return None if len(self._few) > FEW else self._few

    def first_names(self, limit: int) -> list[str]:
        """The first by name. One query."""
        rows = _first_people(self._organisation_id, self._also, Fixed(limit))
        return [name for _pk, name in rows]

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """One query, none for no id."""
        wanted = whole_ids(ids)
        found = _people(self._active().filter(pk__in=wanted)) if wanted else []
        return {choice.id: choice for choice in found}

    def named(self, text: str) -> list[Choice]:
        """One to three queries."""
        known = _by_number(text, "people")
        if known is not None:
            return _people(self._active().filter(pk=known))
        low = Lower(Value(text))
        exact = _people(
            self._active()
            .annotate(low=Lower("name"), mail=Lower("email"))
            .filter(Q(low=low) | Q(mail=low))
        )
        return exact or _people(
            self._active().filter(Q(name__istartswith=text) | Q(email__istartswith=text))
        )

    def none_fits(self, text: str) -> str:
        return _("Nobody is called “%(text)s”. Type a name or an e-mail address.") % {"text": text}

    def several_fit(self, count: int, text: str) -> str:
        if count > CANDIDATES:
            return _("Many people are called “%(text)s”: type more of the name.") % {"text": text}
        return _("%(words)s people are called “%(text)s”: pick one.") % {
            "words": count_at_start(count), "text": text,
        }  # fmt: skip


def _choosable(organisation_id: int, also: Collection[int]) -> QuerySet[Person]:
    who = Q(is_active=True) | Q(pk__in=also) if also else Q(is_active=True)
    return Person.objects.filter(who, organisation_id=organisation_id)


@prepared
def _first_people(
    organisation_id: int, also: Collection[int], limit: Fixed
) -> QuerySet[Person, tuple[int, str]]:
    found = _choosable(organisation_id, also).order_by(Lower("name"), "id")
    return found.values_list("id", "name")[:limit]


def _people(people: QuerySet[Person]) -> list[Choice]:
    rows = people.order_by(Lower("name"), "id").values_list("id", "name", "email")
    return [Choice(str(pk), name, email) for pk, name, email in rows[: CANDIDATES + 1]]


class UnitChoices:
    """Live units in tree order: all, all but the subtree ``without``, or only those below one of
    the paths ``below`` and those of ``ids``."""

    def __init__(
        self,
        reader: InOrganisation,
        *,
        kind: str = "units",
        without: str = "",
        below: tuple[str, ...] | None = None,
        ids: Collection[int] = (),
    ) -> None:
        self.kind = kind
        units = Unit.objects.filter(
            organisation_id=reader.organisation_id, archived_at__isnull=True
        )
        if without:
            units = units.exclude(path__startswith=without)
        if below is not None:
            wanted = Q(pk__in=ids)
            for path in below:
                wanted |= Q(path__startswith=path)
            units = units.filter(wanted)
        self._units = units

    def few(self) -> list[tuple[str, str]] | None:
        """Indented as the tree is. One query."""
        rows = self._units.order_by("path").values_list("id", "name", "path")[: FEW + 1]
        if len(rows) > FEW:
            return None
        return [(str(pk), "\u2003" * (path.count("/") - 1) + name) for pk, name, path in rows]

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """One query, none for no id."""
        wanted = whole_ids(ids)
        found = _units(self._units.filter(pk__in=wanted)) if wanted else []
        return {choice.id: choice for choice in found}

    def named(self, text: str) -> list[Choice]:
        """One to two queries."""
        known = _by_number(text, "units")
        if known is not None:
            return _units(self._units.filter(pk=known))
        exact = _units(self._units.annotate(low=Lower("name")).filter(low=Lower(Value(text))))
        return exact or _units(self._units.filter(name__istartswith=text))

    def none_fits(self, text: str) -> str:
        return _("No unit that you may choose is called “%(text)s”.") % {"text": text}

    def several_fit(self, count: int, text: str) -> str:
        if count > CANDIDATES:
            return _("Many units are called “%(text)s”: type more of the name.") % {"text": text}
        return _("%(words)s units are called “%(text)s”: pick one.") % {
            "words": count_at_start(count), "text": text,
        }  # fmt: skip


def _units(units: QuerySet[Unit]) -> list[Choice]:
    rows = units.order_by("path").values_list("id", "name", "parent__name")
    return [Choice(str(pk), name, above or "") for pk, name, above in rows[: CANDIDATES + 1]]


def _by_number(text: str, pages: str) -> int | None:
    """The id in a pasted address, or typed itself."""
    found = _ADDRESS.search(text)
    if found and found[1] == pages:
        return int(found[2])
    numbers = whole_ids([text.removeprefix("#")])
    return numbers[0] if numbers else None
