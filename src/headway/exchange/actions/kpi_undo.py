"""Take a table of KPIs back: values, targets and definitions as they were; what it made is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.models import ImportChange
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.removing import remove_kpi, remove_target, take_values_back
from headway.kpis.models import Kpi, Measurement, Target
from headway.okrs.actions.unloading import Unload, unload_plan
from headway.people.access import Actor


def later_work_on_kpis(changes: Sequence[ImportChange]) -> list[str]:
    """What people did since that would be lost, as phrases."""
    return [*_redefined(changes), *_measured_since(changes), *_hanging(changes)]


def take_back_kpis(actor: Actor, changes: Sequence[ImportChange], why: str) -> None:
    """Take back what nobody has worked on since, each with its event."""
    made = {c.object_id for c in changes if c.kind == "kpi" and c.created}
    for change in reversed(changes):
        if change.kind == "measurement" and change.object_id not in made:
            days = [date.fromisoformat(day) for day in _days(change)]
            take_values_back(actor, change.object_id, days, why=why)
        elif change.kind == "target" and int(change.external_id) not in made:
            remove_target(actor, int(change.external_id), change.object_id, why=why)
        elif change.kind == "kpi" and change.created:
            remove_kpi(actor, change.object_id, why=why)
        elif change.kind == "kpi" and change.before:
            update_kpi(actor, change.object_id, why=why, **_fields(change))
    units = [change.object_id for change in changes if change.kind == "unit"]
    if units:
        unload_plan(actor, Unload({"unit": units}, [], why))


def _fields(change: ImportChange) -> dict[str, Any]:
    fields = dict(change.before)
    if fields.get("review_by"):
        fields["review_by"] = date.fromisoformat(fields["review_by"])
    return fields


def _days(change: ImportChange) -> list[str]:
    return [*change.before["created"], *change.before["changed"]]


def _redefined(changes: Sequence[ImportChange]) -> Iterator[str]:
    """KPIs that are no more as the import left them, or gone."""
    left = {c.object_id: c.fingerprint for c in changes if c.kind == "kpi" and
            (c.created or c.before)}  # fmt: skip
    now = {kpi.pk: kpi for kpi in Kpi.objects.filter(pk__in=list(left))}
    for kpi_id, version in left.items():
        kpi = now.get(kpi_id)
        if kpi is None:
            yield _("%(kind)s %(label)s was removed") % {"kind": "kpi", "label": kpi_id}
        elif str(kpi.version) != version or kpi.archived_at is not None:
            yield _("“%(label)s” was changed") % {"label": kpi.name}


def _measured_since(changes: Sequence[ImportChange]) -> Iterator[str]:
    """KPIs of which a value that came by the import is another now, and new ones with values that
    did not."""
    entered = {c.object_id: c for c in changes if c.kind == "measurement"}
    made = {c.object_id for c in changes if c.kind == "kpi" and c.created}
    for kpi in Kpi.objects.filter(pk__in={*entered, *made}):
        change = entered.get(kpi.pk)
        left = change.before.get("revisions", {}) if change else {}
        values = Measurement.objects.filter(series__kpi=kpi)
        now = {str(day): number for day, number in values.values_list("starts_on", "revision")}
        known = set(_days(change)) if change else set()
        others = set(now) - known if kpi.pk in made else set()
        if others or any(now.get(day) != number for day, number in left.items()):
            yield _("values of “%(label)s” were entered") % {"label": kpi.name}


def _hanging(changes: Sequence[ImportChange]) -> Iterator[str]:
    """What people added to KPIs that the import made, or put into its units."""
    made = [c.object_id for c in changes if c.kind == "kpi" and c.created]
    targets = {c.object_id for c in changes if c.kind == "target"}
    for kpi in Kpi.objects.filter(pk__in=made):
        has_more = (
            kpi.annotations.exists()
            or kpi.rebases.exists()
            or kpi.responses.filter(acknowledged_at__isnull=False).exists()
            or kpi.targets.exclude(pk__in=targets).exists()
        )
        if has_more:
            yield _("“%(label)s” was worked on") % {"label": kpi.name}
    yield from (
        _("“%(label)s” gives a key result its values") % {"label": kpi.name}
        for kpi in Kpi.objects.filter(pk__in=made, key_results__isnull=False).distinct()
    )
    for target_id in targets - set(
        Target.objects.filter(pk__in=targets).values_list("pk", flat=True)
    ):
        yield _("%(kind)s %(label)s was removed") % {"kind": "target", "label": target_id}
    units = [c.object_id for c in changes if c.kind == "unit"]
    inside = Kpi.objects.filter(unit_id__in=units).exclude(pk__in=made)
    yield from (_("“%(label)s” was put there") % {"label": kpi.name} for kpi in inside)
