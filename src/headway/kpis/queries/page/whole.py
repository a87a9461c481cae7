"""Everything the page of one KPI shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from headway.core.calendars import Calendar
from headway.core.kpi_quality import says_little
from headway.core.spc import Variation
from headway.kpis.models import Kpi
from headway.kpis.queries.connectors.rows import ConnectorRow, connector_row
from headway.kpis.queries.definitions.library_words import Listed, listed_alone
from headway.kpis.queries.doors import calendar_of, kpi_facts, people_of
from headway.kpis.queries.explanations.figures import (
    explain_false_alarm,
    explain_state,
)
from headway.kpis.queries.goal_posts.moves import posts_of_kpi
from headway.kpis.queries.goal_posts.posts import KpiPosts
from headway.kpis.queries.known.moment import known as all_known
from headway.kpis.queries.known.past import moment_asked
from headway.kpis.queries.known.patterns import patterns
from headway.kpis.queries.known.records import (
    AnnotationRow,
    RebaseRow,
    ResponseRow,
    SignalRow,
    VersionRow,
    follows,
    revisions_of,
)
from headway.kpis.queries.lists.answered import waits_for
from headway.kpis.queries.page.answers import DoubtSaid, answer, doubts_said
from headway.kpis.queries.page.coming import Coming, coming_of
from headway.kpis.queries.page.longer import Longer, longer_page
from headway.kpis.queries.page.pictures import Picture, target_words
from headway.kpis.queries.page.seen import Seen, seen
from headway.kpis.queries.page.segments import Segmented, segmented
from headway.kpis.queries.page.table import TableRow, range_words, table_rows
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.charts import Chart, TargetRow
from headway.kpis.queries.series.chosen import series_chart
from headway.kpis.queries.series.computing import (
    InputRow,
    UseRow,
    computations,
    explain_value,
    inputs_of,
    misfit,
    uses_of,
)
from headway.kpis.queries.series.formulas import period_of
from headway.kpis.queries.series.segments import Segment, SeriesOf, segment_of, series_of
from headway.kpis.queries.series.states import is_answered
from headway.kpis.queries.series.used import UsedInput, used_inputs
from headway.people.access import Actor, Permission, decide
from headway.web.charts import ProcessChart
from headway.web.explanation import Explanation

RANGES = (26, 52, 104)
"""Periods that the chart offers to show; 0 stands for all."""
USUAL = 52


@dataclass(frozen=True, slots=True)
class KpiPage:
    """One KPI, judged, with what the reader may do. ``segment``: the one that is looked at alone,
    None for the whole; ``unshown``: the one that was asked for, where the whole is shown instead;
    ``longer``: the longer periods that are looked at. ``waiting`` are periods after the last value
    in which an input has one, and why a derived KPI has none yet; ``misfit``: why the units of its
    inputs do not fit its formula any more."""

    kpi: Kpi
    calendar: Calendar
    series: SeriesOf
    segment: Segment | None
    unshown: Segment | None
    segments: Segmented
    longer: Longer | None
    found: Chart
    picture: ProcessChart
    periods: int
    shown: int
    answer: str
    doubts: list[DoubtSaid]
    seen: Seen | None
    why: dict[str, Explanation | None]
    rows: list[TableRow]
    range_head: str
    names: dict[int, str]
    versions: list[VersionRow]
    rebases: list[RebaseRow]
    responses: list[ResponseRow]
    signals: dict[int, list[SignalRow]]
    remarks: list[AnnotationRow]
    is_followed: bool
    may_define: bool
    may_measure: bool
    may_respond: bool
    as_of: date
    is_past: bool
    period_now: str = ""
    period_next: str = ""
    coming: Coming | None = None
    source: ConnectorRow | None = None
    targets: list[tuple[str, TargetRow]] = field(default_factory=list)
    inputs: list[InputRow] = field(default_factory=list)
    used: list[UsedInput] = field(default_factory=list)
    uses: list[UseRow] = field(default_factory=list)
    misfit: str = ""
    waiting: list[tuple[str, str]] = field(default_factory=list)
    listed: Listed | None = None
    posts: KpiPosts | None = None

    @property
    def may_enter(self) -> bool:
        """Whether the reader may enter values; nobody enters what is computed."""
        return self.may_measure and not self.kpi.is_derived

    @property
    def is_shared(self) -> bool:
        """Whether a definition that was taken over still counts what happens in another unit."""
        mine = self.kpi.unit_id
        return bool(self.kpi.copied_from_id) and any(row.unit_id != mine for row in self.inputs)

    @property
    def may_rebase(self) -> bool:
        """Whether the reader may begin new limits, where there are some."""
        return self.may_define and self.found.limits is not None

    @property
    def asks_rebase(self) -> bool:
        """Whether the four questions can be asked: the last value says that the process changed.
        Of a steady one the way to them is there, and does not lead the page."""
        return self.may_rebase and self.found.judged.variation != Variation.COMMON

    @property
    def is_unfounded(self) -> bool:
        """Whether all signals of the open response were corrected away."""
        open_one = self.open_response
        if open_one is None:
            return False
        return all(row.withdrawn_at for row in self.signals.get(open_one.id, []))

    @property
    def still_signals(self) -> str:
        """The last period, where its value signals worse; empty where it does not."""
        return self.period_now if self.found.judged.variation == Variation.WORSENING else ""

    @property
    def says_little(self) -> dict[str, bool]:
        """Of the open response, whether few words were found for its cause and its action."""
        one = self.open_response
        told = {"cause": one.cause, "action": one.action} if one else {}
        return {name: bool(text) and says_little(text) for name, text in told.items()}

    @property
    def answered(self) -> ResponseRow | None:
        """The last response, closed by somebody, where the last value still signals worse."""
        return None if self.segment else _answered(self.found, self.responses)

    @property
    def open_response(self) -> ResponseRow | None:
        return next((row for row in self.responses if row.is_open), None)


def kpi_page(
    actor: Actor,
    stored: Kpi,
    *,
    today: date,
    wanted: int | None = None,
    as_of: date | None = None,
    segment: str = "",
    by: str = "",
) -> KpiPage:
    """The page, its chart cut to ``wanted`` periods (0: all); of a ``segment`` by its key, and
    ``by`` longer periods; on an earlier day where one is asked for, which shows the whole.
    Nineteen queries; more where goal posts moved, for a derived one, and with segments.
    Raises NotFound for a segment there is not, and for a day on which it was not defined yet."""
    day = min(as_of or today, today)
    calendar = calendar_of(actor.organisation_id)
    series = series_of([stored.pk])[stored.pk]
    at = moment_asked(actor, stored, day, today)
    known = all_known(actor, stored, series.whole, calendar, at)
    kpi, found, revisions = known.kpi, known.found, known.revisions
    asked = segment_of(series, segment)
    chosen = asked if day == today else None
    if chosen is not None:
        found = series_chart(kpi, series, chosen, calendar)
        revisions = revisions_of(chosen.id)
    targets = known.found.targets
    starts_on = [row.effective_on for row in known.versions if row.breaks]
    starts_on += [row.starts_on for row in known.rebases if row.undone_at is None]
    picture = Picture(kpi, found, calendar, patterns(kpi, found))
    periods = len(found.points)
    count = periods if wanted == 0 else (wanted or USUAL)
    facts = kpi_facts(stored)
    inputs = inputs_of(stored) if day == today else []
    days = [point.span.start for point in found.points[-count:]] if inputs else []
    waiting = _waiting(kpi, found, inputs, calendar)
    made = computations(kpi, [*days, *waiting], calendar)
    opened = {
        each.one.period.start: explain_value(kpi, each, inputs, calendar, today) for each in made
    }

    period_now = picture.name(found.last) if found.last is not None else ""
    now = found.now.span.start if found.now else None
    computation = next((each for each in made if each.one.period.start == now), None)

    own_seen = seen(kpi, found, picture, day, why=opened.get(now) if now else None)
    longer = (
        longer_page(
            kpi,
            found,
            by,
            calendar,
            starts_on=starts_on,
            today=day,
            count=USUAL if wanted is None else wanted,
        )
        if by
        else None
    )
    following = _next_period(kpi, found, calendar)
    coming = coming_of(kpi, found, picture, calendar)

    def may(permission: Permission) -> bool:
        is_open = day == today and kpi.archived_at is None
        return is_open and decide(actor, permission, facts).allowed

    return KpiPage(
        kpi=kpi,
        calendar=calendar,
        series=series,
        segment=chosen,
        unshown=asked if day < today else None,
        segments=segmented(
            kpi,
            series,
            targets=targets,
            starts_on=starts_on,
            calendar=calendar,
            today=today,
        )
        if day == today
        else Segmented(),
        longer=longer,
        found=found,
        picture=picture.chart(
            remarks=known.remarks, rebases=known.rebases, versions=known.versions, count=count
        ),
        periods=periods,
        shown=min(count, periods),
        answer=answer(kpi, found, picture, day, target_since=coming.since if coming else ""),
        doubts=doubts_said(kpi, found),
        seen=longer.seen if longer else own_seen,
        why={
            "state": explain_state(
                kpi,
                found,
                day,
                coming=coming.words if coming else "",
                waits_for=following if chosen is None and _answered(found, known.responses) else "",
            ),
            "false_alarm": explain_false_alarm(kpi, found, day),
        },
        rows=table_rows(picture, revisions, count, actor.time_zone, opened),
        range_head=range_words(kpi, found),
        names=people_of(kpi),
        versions=known.versions,
        rebases=known.rebases,
        responses=known.responses,
        signals=_by_response(known.signals),
        remarks=known.remarks,
        is_followed=follows(actor, kpi.pk),
        may_define=may(Permission.KPI_DEFINE),
        may_measure=may(Permission.KPI_MEASURE),
        may_respond=may(Permission.KPI_RESPOND),
        as_of=day,
        is_past=day < today,
        source=connector_row(kpi.pk) if day == today else None,
        period_now=period_now,
        period_next=following,
        coming=coming,
        inputs=inputs,
        used=used_inputs(inputs, computation, period_now),
        misfit=misfit(kpi, inputs),
        waiting=[
            (period_in_full(each.one.period.start, kpi.frequency, calendar), each.why_none)
            for each in made
            if each.why_none and each.one.period.start in waiting
        ],
        uses=uses_of(kpi.pk) if day == today else [],
        targets=[(target_words(kpi, row), row) for row in reversed(targets)],
        listed=listed_alone(actor, kpi.pk, today) if day == today else None,
        posts=posts_of_kpi(actor, kpi, day, today=today),
    )


def _answered(found: Chart, responses: Sequence[ResponseRow]) -> ResponseRow | None:
    last = responses[0] if responses else None
    return last if last and is_answered(found.judged.variation, last.closed_by) else None


def _next_period(kpi: Kpi, found: Chart, calendar: Calendar) -> str:
    """The period after the last value; empty without values."""
    if found.now is None:
        return ""
    return waits_for(found.now.span.start, kpi.frequency, calendar)


def _waiting(kpi: Kpi, found: Chart, inputs: Sequence[InputRow], calendar: Calendar) -> list[date]:
    """The latest period that an input has a value in, where the derived KPI has none there."""
    ends = [
        period_of(row.starts_on, row.frequency, kpi.frequency, calendar).start
        for row in inputs
        if row.starts_on is not None
    ]
    last = found.points[-1].span.start if found.points else None
    return [day for day in [max(ends)] if last is None or day > last] if ends else []


def _by_response(signals: Sequence[SignalRow]) -> dict[int, list[SignalRow]]:
    grouped: dict[int, list[SignalRow]] = {}
    for row in signals:
        if row.response_id is not None:
            grouped.setdefault(row.response_id, []).append(row)
    return grouped
