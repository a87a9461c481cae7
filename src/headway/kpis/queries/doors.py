"""The only door to a KPI: in the actor's organisation, or not found."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.kpis.models import Kpi, Measurement, Response, Series
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.models import Organisation, Person, Role
from headway.people.queries import InOrganisation


def get_kpi(actor: InOrganisation, kpi_id: int, *, lock: bool = False) -> Kpi:
    """The KPI with its unit, archived or not. With ``lock`` its row is locked until the transaction
    ends, so that two writes never judge it by each other's past. Raises NotFound."""
    if lock and connection.features.has_select_for_update:
        kpis = Kpi.objects.filter(organisation_id=actor.organisation_id, pk=kpi_id)
        kpis.select_for_update(no_key=True).only("pk").first()
    found = _kpi(actor.organisation_id, kpi_id)
    if not found:
        raise NotFound(_("There is no such KPI. Search for it with Ctrl K."))
    return found[0]


@prepared
def _kpi(organisation_id: int, kpi_id: int) -> QuerySet[Kpi]:
    return Kpi.objects.filter(organisation_id=organisation_id, pk=kpi_id).select_related("unit")


def ids_by_external(actor: InOrganisation, names: Sequence[str]) -> dict[str, int]:
    """Ids of KPIs by what other systems call them, of those there are. One query."""
    found = Kpi.objects.filter(organisation_id=actor.organisation_id, external_id__in=names)
    return dict(found.exclude(external_id="").values_list("external_id", "pk")) if names else {}


def get_response(actor: Actor, response_id: int, *, lock: bool = False) -> Response:
    """The response with its KPI and unit. With ``lock`` the KPI's row is locked, by which all who
    write to its responses queue: its state says whether its signal was answered. Raises
    NotFound."""
    if lock and connection.features.has_select_for_update:
        kpis = Kpi.objects.filter(organisation_id=actor.organisation_id, responses__pk=response_id)
        kpis.select_for_update(no_key=True, of=("self",)).only("pk").first()
    found = Response.objects.filter(organisation_id=actor.organisation_id, pk=response_id)
    response = found.select_related("kpi__unit").first()
    if response is None:
        raise NotFound(_("There is no such response. Open the KPI and look at its signals."))
    return response


def whole_series(kpi: Kpi) -> Series:
    """The series of the whole, which every KPI has."""
    [found] = _whole(kpi.pk)
    return found


@prepared
def _whole(kpi_id: int) -> QuerySet[Series]:
    return Series.objects.filter(kpi_id=kpi_id, key="")


def has_values(kpi: Kpi) -> bool:
    """Whether anything was ever entered. One query."""
    return Measurement.objects.filter(series__kpi=kpi).exists()


def kpi_facts(kpi: Kpi) -> Facts:
    """What a decision about a KPI needs to know. The KPI was read with its unit."""
    return Facts(
        unit_id=kpi.unit_id,
        unit_path=kpi.unit.path,
        owner_ids=frozenset({kpi.owner_id} if kpi.owner_id else ()),
        updater_ids=frozenset({kpi.updater_id} if kpi.updater_id else ()),
    )


def calendar_of(organisation_id: int) -> Calendar:
    """The organisation's own calendar. One query."""
    [(first_month, first_weekday)] = _calendar(organisation_id)
    return Calendar(first_month=first_month, first_weekday=first_weekday)


@prepared
def _calendar(organisation_id: int) -> QuerySet[Organisation, tuple[int, int]]:
    return Organisation.objects.filter(pk=organisation_id).values_list(
        "fiscal_year_start", "week_start"
    )


def may_define_in(actor: Actor, unit_id: int | None, unit_path: str) -> bool:
    """Whether the actor may define KPIs of a unit; of any unit at all where none is named."""
    if unit_id is None:
        return actor.role != Role.VIEWER and bool(actor.is_admin or actor.led_paths)
    facts = Facts(unit_id=unit_id, unit_path=unit_path)
    return decide(actor, Permission.KPI_DEFINE, facts).allowed


def people_of(kpi: Kpi) -> dict[int, str]:
    """The names of owner and updater. One query."""
    ids = [pk for pk in (kpi.owner_id, kpi.updater_id) if pk is not None]
    return dict(_names(ids))


@prepared
def _names(person_ids: Sequence[int]) -> QuerySet[Person, tuple[int, str]]:
    return Person.objects.filter(pk__in=person_ids).values_list("id", "name")
