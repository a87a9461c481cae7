"""What a changed definition moves beyond itself: values that are computed anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE
from headway.core.levels import Levels, level_problems, renamed
from headway.kit.problems import FieldError
from headway.kpis.actions.deriving import Recomputed, compute_all, compute_moved
from headway.kpis.actions.formulas import frequency_errors
from headway.kpis.models import Frequency, Kpi, Measurement
from headway.kpis.queries.series.formulas import Links, derived_from
from headway.people.access import Actor
from headway.web.formats import number

_COMPUTED = {"expression", "inputs", "missing", "frequency"}
"""With another of these a derived KPI is computed anew."""
_PUT_TOGETHER = {"in_time", "scale"}
"""With another of these its values make others of longer periods."""


def computed_anew(
    actor: Actor, kpi: Kpi, changed: set[str], links: Links, moved: Collection[date] = ()
) -> list[Recomputed]:
    """Compute what a changed definition moves: the KPI itself by its formula, and those derived
    from it by how its values are put together, and by the periods whose whole ``moved``. ``links``
    are locked with it."""
    if links:
        below = derived_from([kpi.pk])
        links = {kpi_id: some for kpi_id, some in below.items() if kpi_id in links}
    days = set(moved)
    if links and changed & _PUT_TOGETHER:
        days.update(_whole(kpi).values_list("starts_on", flat=True))
    if kpi.is_derived and changed & _COMPUTED:
        return compute_all(actor, kpi, links, days)
    return compute_moved(actor, {kpi.pk: sorted(days)}, links)


def first_day(kpi: Kpi, changed: set[str]) -> date | None:
    """Where the values of a new formula begin; None where it is none, or has none yet."""
    if not kpi.is_derived or not changed & _COMPUTED:
        return None
    first: date | None = _whole(kpi).aggregate(first=Min("starts_on"))["first"]
    return first


def rhythm_errors(kpi: Kpi) -> list[FieldError]:
    """Another frequency: only before there are values, and no longer than what derives from it."""
    if Measurement.objects.filter(series__kpi=kpi).exists():
        said = _("It has values already, of other periods. Define another KPI instead.")
        return [FieldError("frequency", "has_values", said)]
    return frequency_errors(kpi) if kpi.frequency in Frequency.values else []


def words_errors(kpi: Kpi, before: Levels, *, new_baseline: bool | None) -> list[FieldError]:
    """Numbers do not become words, nor words numbers, once there are values. A score that values
    have keeps its meaning: another word for it is said to be no more than that."""
    is_turned = bool(before) != bool(kpi.levels)
    if is_turned and Measurement.objects.filter(series__kpi=kpi).exists():
        said = _("It has values already: what is a number does not become a word, nor back. Define "
                 "another KPI instead.")  # fmt: skip
        return [FieldError("levels", "has_values", said)]
    if kpi.levels and kpi.series.exclude(key="").exists():
        return [FieldError("levels", "segments", _("A KPI in words has no segments."))]
    if new_baseline is False or level_problems(kpi.levels):
        return []
    for was, name, score in renamed([*before, *kpi.former_levels], kpi.levels):
        near = Q(value__gte=score - TOLERANCE, value__lte=score + TOLERANCE)
        if Measurement.objects.filter(near, series__kpi=kpi).exists():
            said = _("%(score)s is “%(was)s”, and values have it. Give “%(name)s” another score; "
                     "or say that only the wording changes, and those values are told so, too."
                     )  # fmt: skip
            told = said % {"score": number(score), "was": was, "name": name}
            return [FieldError("levels", "renamed", told)]
    return []


def _whole(kpi: Kpi) -> QuerySet[Measurement]:
    return Measurement.objects.filter(series__kpi=kpi, series__key="")
