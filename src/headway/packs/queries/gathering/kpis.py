"""Pages of KPIs: one with its chart, and all that ask for action."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.spc import Colour as Judged
from headway.kit.problems import NotFound
from headway.kpis.queries.doors import get_kpi
from headway.kpis.queries.lists.listed import ListedKpi
from headway.kpis.queries.lists.page import KpiListPage, kpi_list_page
from headway.kpis.queries.lists.rows import KpiFilters
from headway.kpis.queries.page.pictures import target_words
from headway.kpis.queries.page.standing import standing_words
from headway.kpis.queries.page.whole import KpiPage, kpi_page
from headway.kpis.queries.words import told
from headway.packs.formats.document import (
    Block,
    Cell,
    Colour,
    Column,
    LineChart,
    Mark,
    Prose,
    Series,
    SeriesRole,
    Table,
)
from headway.packs.queries.gathering.looking import Asked, Looking, Told, colour
from headway.web.charts import ProcessChart
from headway.web.formats import day, number

PERIODS = 26
"""Of a KPI's chart: more would not be read on a slide."""
MOST = 30
"""KPIs that ask for action on one page."""


def one(looking: Looking, asked: Asked) -> Told:
    """Is this process healthy?"""
    name = _("KPI")
    try:
        stored = get_kpi(looking.actor, asked.subject_id or 0)
        page = kpi_page(
            looking.actor, stored, today=looking.today, wanted=PERIODS, as_of=looking.day
        )
    except NotFound as gone:
        return Told(name, str(gone.detail), ())
    kpi = page.kpi
    title = _("%(name)s: %(answer)s") % {"name": kpi.name, "answer": page.answer}
    blocks = (*_chart(page), *_response(page))
    return Told(name, title, blocks, _lead(looking, page), looking.href("kpi", kpi.pk))


def _lead(looking: Looking, page: KpiPage) -> str:
    kpi, now = page.kpi, page.found.now
    said = []
    if now is not None and now.value is not None:
        words = {"value": told(kpi, now.value), "period": page.period_now}
        said.append(_("%(value)s in %(period)s") % words)
    if now is not None and now.target is not None and (wanted := target_words(kpi, now.target)):
        said.append(_("wanted: %(target)s") % {"target": wanted})
    said.append(standing_words(page))
    lead = "; ".join(said) + "."
    return f"{lead} {looking.then_words}".rstrip()


def _chart(page: KpiPage) -> tuple[Block, ...]:
    picture, kpi = page.picture, page.kpi
    if not picture.points:
        return ()
    drawn = LineChart(
        title=kpi.name,
        words=picture.words,
        unit=kpi.measure,
        places=max(picture.places, kpi.decimals),
        periods=tuple(point.name for point in picture.points),
        series=_series(picture, kpi.name),
        marks=_marks(picture),
    )
    return (drawn,)


def _series(picture: ProcessChart, name: str) -> tuple[Series, ...]:
    points = picture.points
    told: tuple[tuple[str, SeriesRole, tuple[float | None, ...]], ...] = (
        (name, "value", tuple(point.value for point in points)),
        (_("Centre"), "centre", tuple(point.centre for point in points)),
        (_("Lower limit"), "lower", tuple(point.lower for point in points)),
        (_("Upper limit"), "upper", tuple(point.upper for point in points)),
        (_("Wanted, at least"), "target", tuple(point.low for point in points)),
        (_("Wanted, at most"), "target", tuple(point.high for point in points)),
    )
    return tuple(
        Series(title, role, values)
        for title, role, values in told
        if role == "value" or any(value is not None for value in values)
    )


_TONES: dict[str, Colour] = {"bad": "red", "good": "green", "plain": ""}


def _marks(picture: ProcessChart) -> tuple[Mark, ...]:
    """Values beyond a limit, and the last of each run."""
    found = [
        Mark(call.last, call.words, _TONES.get(call.tone, ""))
        for call in picture.calls
        if 0 <= call.last < len(picture.points)
    ]
    return tuple(sorted(found, key=lambda mark: mark.at))


def _response(page: KpiPage) -> tuple[Block, ...]:
    """What is done about its signal."""
    found = page.open_response or page.answered
    if found is None:
        return ()
    said = [
        _("Signal %(number)d, raised on %(day)s. Owner: %(who)s.")
        % {
            "number": found.number,
            "day": day(found.raised_at),
            "who": found.owner_name or _("nobody"),
        }
    ]
    if found.cause:
        said.append(_("Cause: %(cause)s") % {"cause": found.cause})
    if found.action:
        told = {"action": found.action, "who": found.action_owner_name or _("nobody"),
                "day": day(found.action_ends_on) or "–"}  # fmt: skip
        said.append(_("Action: %(action)s (%(who)s, until %(day)s)") % told)
    if not found.is_open and found.closing_word:
        said.append(_("Closed: %(word)s") % {"word": found.closing_word})
    elif found.is_open and found.due_on:
        said.append(_("The next step is due on %(day)s.") % {"day": day(found.due_on)})
    return (Prose(tuple(said)),)


def asking(looking: Looking, _asked: Asked) -> Told:
    """Which KPIs ask for action?"""
    page = kpi_list_page(
        looking.actor,
        KpiFilters(unit_path=looking.place.path, colour=str(Judged.RED)),
        looking.today,
        as_of=looking.day,
    )
    whole = kpi_list_page(
        looking.actor,
        KpiFilters(unit_path=looking.place.path),
        looking.today,
        as_of=looking.day,
    )
    rows = _rows(page)
    blocks: tuple[Block, ...] = ()
    if rows:
        rest = whole.asking - min(len(rows), MOST)
        words = ngettext("%(num)s more asks for action", "%(num)s more ask for action", rest)
        blocks = (
            Table(
                _("KPIs that ask for action"),
                (Column(_("KPI")), Column(_("Unit")), Column(_("Owner")), Column(_("Value"), True),
                 Column(_("Period")), Column(_("Status")), Column(_("Response"))),
                tuple(_cells(looking, row) for row in rows[:MOST]),
                words % {"num": number(rest)} if rest > 0 else "",
            ),
        )  # fmt: skip
    href = looking.place_href("kpis:kpis")
    return Told(_("KPIs"), whole.heading, blocks, looking.then_words, href)


def _rows(page: KpiListPage) -> list[ListedKpi]:
    """The red ones but for those whose signal is answered, what got worse first."""
    rows = [row for group in page.groups for row in group.rows if not row.is_answered]
    return sorted(rows, key=lambda row: row.variation != "worsening")


def _cells(looking: Looking, row: ListedKpi) -> tuple[Cell, ...]:
    response = row.waits_for or _("nobody is at work on it")
    if row.waits_for and row.due:
        response = _("%(what)s, %(due)s") % {"what": row.waits_for, "due": row.due}
    return (
        Cell(row.name, href=looking.href("kpi", row.id)),
        Cell(row.unit_name),
        Cell(row.owner_name or "–"),
        Cell(row.value or "–"),
        Cell(row.missing or row.period or "–"),
        Cell(row.state, colour=colour(row.colour)),
        Cell(response),
    )
