"""Take a table of KPIs back: values, targets and definitions as they were; what it made is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.exchange.models import ImportChange
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.removing import (
    remove_kpi,
    remove_segment,
    remove_target,
    take_values_back,
)
from headway.kpis.models import Kpi, KpiInput, Measurement, Series, Target, ValueOrigin
from headway.okrs.actions.unloading import Unload, unload_plan
from headway.people.access import Actor
from headway.strategy.models import CauseEffectLink, GoalMeasure


def later_work_on_kpis(changes: Sequence[ImportChange]) -> list[str]:
    """What people did since that would be lost, as phrases."""
    return [*_redefined(changes), *_measured_since(changes), *_hanging(changes)]


def take_back_kpis(actor: Actor, changes: Sequence[ImportChange], why: str) -> None:
    """Take back what nobody has worked on since, each with its event."""
    made = {c.object_id for c in changes if c.kind == "kpi" and c.created}
    for change in reversed(changes):
        if change.kind == "measurement" and change.object_id not in made:
            days = [date.fromisoformat(day) for day in _days(change)]
            segment = change.before.get("segment", "")
            take_values_back(actor, change.object_id, days, why=why, segment=segment)
        elif change.kind == "segment" and int(change.external_id) not in made:
            remove_segment(actor, int(change.external_id), change.object_id, why=why)
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
    left: dict[int, dict[tuple[str, str], int]] = {}
    for change in changes:
        if change.kind == "measurement":
            key, mine = change.before.get("segment", ""), left.setdefault(change.object_id, {})
            mine |= {
                (key, day): number for day, number in change.before.get("revisions", {}).items()
            }
    made = {c.object_id for c in changes if c.kind == "kpi" and c.created}
    added = {c.object_id for c in changes if c.kind == "segment"}
    for kpi in Kpi.objects.filter(pk__in={*left, *made, *_with(added)}):
        values = Measurement.objects.filter(series__kpi=kpi).exclude(origin=ValueOrigin.DERIVED)
        rows = values.values_list("series_id", "series__key", "starts_on", "revision")
        now = {(key, str(day)): number for _id, key, day, number in rows}
        known = left.get(kpi.pk, {})
        here = {(key, str(day)) for series_id, key, day, _n in rows if series_id in added}
        others = (set(now) if kpi.pk in made else here) - set(known)
        if others or any(now.get(place) != number for place, number in known.items()):
            yield _("values of “%(label)s” were entered") % {"label": kpi.name}


def _testing(field: str) -> QuerySet[CauseEffectLink, Any]:
    """The KPIs that arrows name as their cause's or their effect's."""
    return CauseEffectLink.objects.exclude(**{field: None}).values_list(field, flat=True)


def _with(segments: set[int]) -> Iterator[int]:
    """The KPIs that segments belong to."""
    yield from Series.objects.filter(pk__in=segments).values_list("kpi_id", flat=True)


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
        _("“%(label)s” gives a key result its values (give that another source, or none)")
        % {"label": kpi.name}
        for kpi in Kpi.objects.filter(pk__in=made, key_results__isnull=False).distinct()
    )
    yield from (
        _("“%(label)s” measures the goal “%(goal)s”") % {"label": kpi, "goal": goal}
        for kpi, goal in GoalMeasure.objects.filter(kpi_id__in=made)
        .values_list("kpi__name", "goal__title")
        .distinct()
    )
    yield from (
        _("“%(label)s” tests an arrow of the strategy map") % {"label": name}
        for name in Kpi.objects.filter(pk__in=made)
        .filter(Q(pk__in=_testing("cause_kpi_id")) | Q(pk__in=_testing("effect_kpi_id")))
        .values_list("name", flat=True)
    )
    yield from (
        _("“%(label)s” leads “%(led)s”") % {"label": name, "led": led}
        for name, led in Kpi.objects.filter(leads_id__in=made)
        .exclude(pk__in=made)
        .values_list("name", "leads__name")
    )
    for target_id in targets - set(
        Target.objects.filter(pk__in=targets).values_list("pk", flat=True)
    ):
        yield _("%(kind)s %(label)s was removed") % {"kind": "target", "label": target_id}
    uses = KpiInput.objects.filter(input_id__in=made).exclude(kpi_id__in=made)
    yield from (
        _("“%(label)s” is computed from it") % {"label": name}
        for name in uses.values_list("kpi__name", flat=True).distinct()
    )
    units = [c.object_id for c in changes if c.kind == "unit"]
    inside = Kpi.objects.filter(unit_id__in=units).exclude(pk__in=made)
    yield from (_("“%(label)s” was put there") % {"label": kpi.name} for kpi in inside)
