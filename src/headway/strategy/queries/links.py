"""The arrows of the strategy map of a day, and the values they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.core.cadence import local_date
from headway.core.calendars import Calendar, rank, spans
from headway.core.maps import circle
from headway.core.spc import Better
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of, whole_series
from headway.kpis.queries.series.baselines import last_breaks
from headway.kpis.queries.series.charts import measurements_of
from headway.kpis.queries.series.longer import aggregates
from headway.kpis.queries.series.standings import Standing, standings
from headway.people.access import Actor
from headway.strategy.models import CauseEffectLink, GoalMeasure, LinkLack, LinkTrial, live_goals

SEASONS: Mapping[str, int] = {"daily": 7, "weekly": 52, "monthly": 12, "quarterly": 4}
"""Periods that make a season; a week or a year."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What data said of an arrow when it was tested."""

    id: int
    link_id: int
    verdict: str
    lack: str
    first_on: date | None
    last_on: date | None
    n: int
    pairs: int
    r: float | None
    low: float | None
    high: float | None
    p_value: float | None
    power: float | None
    without_season: bool
    together: int
    person: str | None
    tested_at: datetime
    same_data: bool
    again_at: datetime | None
    tested_on: date
    again_on: date | None


_TRIAL = (
    "id", "link_id", "verdict", "lack", "first_on", "last_on", "n", "pairs", "r", "low", "high",
    "p_value", "power", "without_season", "together", "person__name", "tested_at",
    "same_data", "again_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkRow:
    """An arrow of the map, with its last trial, if any; ``unit_id`` is the unit of whose map, None
    for the organisation's."""

    id: int
    cause_id: int
    cause: str
    effect_id: int
    effect: str
    sign: int
    lag: int
    per: str
    strength: str
    rationale: str
    cause_kpi_id: int | None
    effect_kpi_id: int | None
    since: date
    until: date | None
    author: str | None
    created_at: datetime
    unit_id: int | None = None
    unit_path: str | None = None
    trial: Trial | None = None


_LINK = (
    "id", "cause_id", "cause__title", "effect_id", "effect__title", "sign", "lag", "per",
    "strength", "rationale", "cause_kpi_id", "effect_kpi_id", "since", "until",
    "author__name", "created_at", "cause__unit_id", "cause__unit__path",
)  # fmt: skip


def links_in_force(day: date, last: date | None = None) -> QuerySet[CauseEffectLink]:
    """The arrows, of all organisations, that are declared still, between goals that are live and
    not over on a day, and have begun by a ``last`` one, if any."""
    found = CauseEffectLink.objects.filter(
        live_goals("cause__"),
        live_goals("effect__"),
        until__isnull=True,
        cause__ends_on__gte=day,
        effect__ends_on__gte=day,
    )
    if last is not None:
        found = found.filter(cause__starts_on__lte=last, effect__starts_on__lte=last)
    return found


def links_on(
    actor: Actor, day: date, goal_ids: Iterable[int], *, as_known: bool = False
) -> list[LinkRow]:
    """The arrows between some goals that hold on a day, each with what data had said of it by then;
    ``as_known`` then: of those that had been drawn. Where one that was drawn later would close a
    circle it gives way. Two queries."""
    among = list(goal_ids)
    rows = CauseEffectLink.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day),
        organisation_id=actor.organisation_id,
        since__lte=day,
        cause_id__in=among,
        effect_id__in=among,
    ).order_by("cause_id", "effect_id")
    by = clock.end_of_day(day, actor.time_zone)
    if as_known:
        rows = rows.filter(created_at__lte=by)
    found = _without_circles([LinkRow(*row) for row in rows.values_list(*_LINK)])
    said = _last_trials(actor, [one.id for one in found], by)
    return [_with(one, said.get(one.id)) for one in found]


def _without_circles(links: list[LinkRow]) -> list[LinkRow]:
    """Actions refuse a circle among arrows that hold together; of a past day, for which some were
    written down later, nobody looked at all of them at once."""
    while around := circle([(one.cause_id, one.effect_id) for one in links]):
        inside = set(pairwise(around))
        last = max(one.id for one in links if (one.cause_id, one.effect_id) in inside)
        links = [one for one in links if one.id != last]
    return links


def get_link(actor: Actor, link_id: int, day: date | None = None) -> LinkRow:
    """An arrow, ended or not, with its last trial, or that of a past day. Raises NotFound. Two
    queries."""
    mine = CauseEffectLink.objects.filter(organisation_id=actor.organisation_id, pk=link_id)
    by = clock.now() if day is None else clock.end_of_day(day, actor.time_zone)
    for row in mine.values_list(*_LINK):
        found = LinkRow(*row)
        return _with(found, _last_trials(actor, [found.id], by).get(found.id))
    raise NotFound(_("There is no such arrow. Open the strategy map and choose one."))


def trials_of(actor: Actor, link_id: int, day: date | None = None) -> list[Trial]:
    """Of an arrow that was read through its door, the latest first; those of a past day. One
    query."""
    by = clock.now() if day is None else clock.end_of_day(day, actor.time_zone)
    rows = LinkTrial.objects.filter(link_id=link_id, tested_at__lte=by)
    rows = rows.order_by("-tested_at", "-id")
    return [_trial(actor, row, by) for row in rows.values_list(*_TRIAL)]


def declared_before(actor: Actor, link: LinkRow) -> list[LinkRow]:
    """What was expected earlier of the same two goals, the latest first, with what data said of it:
    who tries one lag after another finds one by chance. Two queries."""
    rows = CauseEffectLink.objects.filter(
        organisation_id=actor.organisation_id,
        cause_id=link.cause_id,
        effect_id=link.effect_id,
        pk__lt=link.id,
    ).order_by("-id")
    found = [LinkRow(*row) for row in rows.values_list(*_LINK)]
    said = _last_trials(actor, [one.id for one in found], clock.now())
    return [_with(one, said.get(one.id)) for one in found]


def _trial(actor: Actor, row: tuple[Any, ...], by: datetime) -> Trial:
    """As it was known ``by`` then: of a later look at the same data nothing is said."""
    told: dict[str, Any] = dict(zip(_TRIAL, row, strict=True))
    told["person"] = told.pop("person__name")
    if told["again_at"] is not None and told["again_at"] > by:
        told["again_at"] = None
    again_on = local_date(told["again_at"], actor.time_zone) if told["again_at"] else None
    tested_on = local_date(told["tested_at"], actor.time_zone)
    return Trial(**told, tested_on=tested_on, again_on=again_on)


def _with(link: LinkRow, trial: Trial | None) -> LinkRow:
    values = {name: getattr(link, name) for name in LinkRow.__slots__ if name != "trial"}
    return LinkRow(**values, trial=trial)


def _last_trials(actor: Actor, link_ids: Sequence[int], by: datetime) -> dict[int, Trial]:
    rows = LinkTrial.objects.filter(link_id__in=link_ids, tested_at__lte=by)
    ordered = rows.order_by("tested_at", "id").values_list(*_TRIAL)
    return {one.link_id: one for one in (_trial(actor, row, by) for row in ordered)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The values an arrow is held against: of both KPIs by period, so that higher is better; None
    for a gap. ``lack`` says why there is nothing to hold it against."""

    cause_kpi: Kpi | None
    effect_kpi: Kpi | None
    starts: tuple[date, ...] = ()
    x: tuple[float | None, ...] = ()
    y: tuple[float | None, ...] = ()
    season: int = 0
    lack: str = ""


def evidence_of(actor: Actor, links: Sequence[Any]) -> dict[int, Evidence]:
    """By the ids of links, stored or as rows. Values of the running period are left out, since more
    are to come. Ten queries for all, and two for each KPI whose values are put together to longer
    periods."""
    chosen = _chosen(links)
    ids = {pk for pair in chosen.values() for pk in pair if pk is not None}
    kpis = Kpi.objects.filter(organisation_id=actor.organisation_id).in_bulk(list(ids))
    calendar, today = calendar_of(actor.organisation_id), clock.today(actor.time_zone)
    found = standings(list(kpis.values()), calendar) if kpis else {}
    broken = last_breaks(list(kpis)) if kpis else {}
    longer: dict[tuple[int, str], dict[date, float]] = {}

    def values(kpi: Kpi, per: str) -> dict[date, float]:
        key = kpi.pk, per
        if key not in longer:
            known = (
                _own(found[kpi.pk], today)
                if kpi.frequency == per
                else _put_together(kpi, per, calendar, today)
            )
            begun = broken.get(kpi.pk, date.min)  # before, they were of another formula
            longer[key] = {day: value for day, value in known.items() if day >= begun}
        return longer[key]

    said: dict[int, Evidence] = {}
    for link in links:
        cause, effect = (kpis.get(pk or 0) for pk in chosen[link.id])
        lack = _lack(cause, effect, link.per)
        if cause is None or effect is None or lack:
            said[link.id] = Evidence(cause, effect, lack=lack)
            continue
        x, y = values(cause, link.per), values(effect, link.per)
        starts = _starts(x, y, link.per, calendar)
        up = {Better.UP: 1.0, Better.DOWN: -1.0}
        said[link.id] = Evidence(
            cause, effect, starts,
            tuple(_better(x.get(day), up[Better(cause.better)]) for day in starts),
            tuple(_better(y.get(day), up[Better(effect.better)]) for day in starts),
            SEASONS.get(link.per, 0),
        )  # fmt: skip
    return said


def _better(value: float | None, sign: float) -> float | None:
    return None if value is None else sign * value


def _chosen(links: Sequence[Any]) -> dict[int, tuple[int | None, int | None]]:
    """The two KPIs of each link: those that were chosen, else those that count most. One query."""
    goals = {pk for link in links for pk in (link.cause_id, link.effect_id)}
    live = GoalMeasure.objects.filter(goal_id__in=goals, until__isnull=True)
    main: dict[int, int] = {}
    for goal_id, kpi_id in live.order_by("-weight", "id").values_list("goal_id", "kpi_id"):
        main.setdefault(goal_id, kpi_id)
    return {
        link.id: (
            link.cause_kpi_id or main.get(link.cause_id),
            link.effect_kpi_id or main.get(link.effect_id),
        )
        for link in links
    }


def _lack(cause: Kpi | None, effect: Kpi | None, per: str) -> str:
    if cause is None or effect is None:
        return LinkLack.NO_KPI
    if {cause.better, effect.better} - {Better.UP, Better.DOWN}:
        return LinkLack.NO_DIRECTION
    if max(rank(cause.frequency), rank(effect.frequency)) > rank(per):
        return LinkLack.TOO_LONG
    return ""


def _own(found: Standing, today: date) -> dict[date, float]:
    return {
        span.start: value
        for span, value in zip(found.spans, found.values, strict=True)
        if value is not None and span.end < today
    }


def _put_together(kpi: Kpi, per: str, calendar: Calendar, today: date) -> dict[date, float]:
    rows = measurements_of(whole_series(kpi).pk)
    return {
        one.span.start: one.value
        for one in aggregates(kpi, rows, per, calendar, today)
        if one.is_over and one.is_complete and one.value is not None
    }


def _starts(
    x: Mapping[date, float], y: Mapping[date, float], per: str, calendar: Calendar
) -> tuple[date, ...]:
    """The periods in which both may have a value."""
    if not x or not y:
        return ()
    first, last = max(min(x), min(y)), min(max(x), max(y))
    return tuple(span.start for span in spans(first, last, per, calendar)) if first <= last else ()
