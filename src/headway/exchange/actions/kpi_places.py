"""Where the KPIs of a file go: units, people and KPIs by the names that a table gives them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from headway.kit.problems import NotFound
from headway.kpis.models import Kpi
from headway.people.access import Actor
from headway.people.actions import create_unit
from headway.people.models import Person, Role, Unit, UnitKind
from headway.people.queries.leads import leads_on


class Places:
    """Of one organisation, while one file is brought in. Units that are missing are made."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._units: dict[tuple[str, ...], Unit] = {}
        self._created: list[int] = []
        self._kpis: dict[str, Kpi] = {}
        self._people = Person.objects.filter(organisation_id=actor.organisation_id, is_active=True)

    def unit(self, names: tuple[str, ...]) -> Unit:
        """The unit that lies below the topmost one by these names. A single name may be that of any
        unit, if only one has it."""
        if names in self._units:
            return self._units[names]
        here = Unit.objects.filter(
            organisation_id=self._actor.organisation_id, archived_at__isnull=True
        )
        unit = here.get(parent=None)
        if len(names) == 1:
            anywhere = list(here.filter(name__iexact=names[0])[:2])
            if len(anywhere) == 1:
                self._units[names] = anywhere[0]
                return anywhere[0]
        for at, name in enumerate(names):
            below = here.filter(parent=unit, name__iexact=name).first()
            if below is None:
                kind = UnitKind.TEAM if at else UnitKind.DEPARTMENT
                below = create_unit(self._actor, parent_id=unit.pk, name=name[:200], kind=kind)
                self._created.append(below.pk)
            unit = below
        self._units[names] = unit
        return unit

    def take_created(self) -> list[int]:
        """The units that were made since this was asked last."""
        made, self._created = self._created, []
        return made

    def forget_created(self) -> None:
        """The units that were made since are gone."""
        gone, self._created = set(self._created), []
        self._units = {names: unit for names, unit in self._units.items() if unit.pk not in gone}

    def used(self) -> Iterable[Unit]:
        """The units that were asked for."""
        return self._units.values()

    def person(self, said: str) -> int:
        """Somebody by address or name. Raises NotFound."""
        by = {"email__iexact": said} if "@" in said else {"name__iexact": said}
        found = list(self._people.filter(**by).values_list("pk", flat=True)[:2])
        if len(found) != 1:
            raise NotFound(_("There is nobody here of that name: %(name)s.") % {"name": said[:80]})
        return found[0]

    def owner_of(self, said: str, unit: Unit) -> int | None:
        """Whom the file names, else the lead of the unit or of the nearest above, else whoever
        imports, else the first administrator, else nobody yet. Raises NotFound for a name."""
        if said:
            return self.person(said)
        if lead := leads_on([unit.path]).nearest(unit.path):
            return lead[0]
        if self._actor.person_id is not None:
            return self._actor.person_id
        first = self._people.filter(role=Role.ADMIN).order_by("pk").first()
        return first.pk if first else None

    def kpi(self, said: str) -> Kpi:
        """A KPI by its external id, its name, or its id. Raises NotFound."""
        if said not in self._kpis:
            self._kpis[said] = self._find_kpi(said)
        return self._kpis[said]

    def input(self, said: str) -> Kpi:
        """The KPI that a name of a formula stands for; in names of KPIs, lines stand for blanks.
        Raises NotFound."""
        try:
            return self.kpi(said)
        except NotFound:
            if "_" not in said:
                raise
            return self.kpi(said.replace("_", " "))

    def _find_kpi(self, said: str) -> Kpi:
        here = Kpi.objects.filter(organisation_id=self._actor.organisation_id)
        live = here.filter(archived_at__isnull=True)
        named = live.filter(name__iexact=said)
        by_id = said.isascii() and said.isdecimal() and len(said) < 19
        found = (
            list(here.filter(external_id=said)[:1])
            or list(named[:2])
            or (list(here.filter(pk=int(said))) if by_id else [])
        )
        if not found or not said:
            raise NotFound(_("There is no KPI “%(name)s”. Define it first.") % {"name": said[:80]})
        if len(found) > 1:
            text = _("Several KPIs are called “%(name)s”. Name the one by its id.")
            raise NotFound(text % {"name": said[:80]})
        return found[0]
