"""Pages of objectives: how those of the cycle stand, and what changed since the last pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.pace import StatusCode
from headway.kit import clock
from headway.okrs.queries.figures import figures_and_rows, left_out_words
from headway.okrs.queries.objective_outlooks import objective_prospects
from headway.okrs.queries.objectives import Filters, ObjectiveRow, list_objectives
from headway.okrs.queries.objectives_heading import objectives_heading
from headway.okrs.queries.status_words import standing_words, words_of
from headway.packs.formats.document import Block, Cell, Colour, Column, Prose, Table
from headway.packs.queries.gathering.looking import Asked, Looking, Told
from headway.reports.queries.changes import Change, Section, Span, changes_of_unit
from headway.reports.queries.changes.heading import heading as changes_heading
from headway.reports.queries.changes.heading import section_titles
from headway.web.formats import day as day_words
from headway.web.formats import number, score

MOST = 60
"""Objectives on a page; who reads more reads the list."""
MOST_GOAL_POSTS, MOST_CHANGES = 40, 12
"""Of each section: what was promised is told in full, the rest in its first lines."""

_COLOURS: dict[StatusCode, Colour] = {
    StatusCode.ON_TRACK: "green", StatusCode.DONE: "green", StatusCode.WATCH: "amber",
    StatusCode.OFF_TRACK: "red",
}  # fmt: skip


def objectives(looking: Looking, _asked: Asked) -> Told:
    """What do we change, and how does it stand?"""
    name, cycle, actor = _("Objectives"), looking.cycle, looking.actor
    if cycle is None:
        return Told(name, _("There is no cycle yet"), ())
    path, place = looking.place.path, looking.place.name
    above, _rows = figures_and_rows(
        actor, cycle, path, as_of=looking.day, today=looking.today, now=clock.now()
    )
    filters = Filters(cycle_id=cycle.id, unit_path=path)
    rows, more = list_objectives(
        actor, filters, as_of=looking.day, today=looking.today, limit=MOST, with_readings=True
    )
    is_over = cycle.ends_on < looking.day
    title = objectives_heading(above, place, is_over=is_over)
    blocks: tuple[Block, ...] = ()
    if rows:
        rest = max(above.total_objectives - len(rows), 0) if more else 0
        words = ngettext("%(num)s more objective", "%(num)s more objectives", rest)
        left = words % {"num": number(rest)} if rest else ""
        blocks = (objective_table(looking, rows, cycle.name, more=left),)
    if above.hidden:
        blocks = (*blocks, Prose((left_out_words(above),)))
    lead = ""
    if above.score.mean is not None:
        told = {"cycle": cycle.name, "score": score(above.score.mean)}
        lead = _("%(cycle)s: the cycle score is %(score)s.") % told
    lead = f"{lead} {looking.then_words}".strip()
    href = f"{looking.place_href('okrs:objectives')}&cycle={cycle.id}"
    return Told(name, title, blocks, lead, href)


def objective_table(
    looking: Looking, rows: Sequence[ObjectiveRow], title: str, *, more: str = ""
) -> Table:
    """Objectives that were read with their readings."""
    columns = (
        Column(_("Objective")), Column(_("Unit")), Column(_("Owner")), Column(_("Score"), True),
        Column(_("Expected"), True), Column(_("Status")), Column(_("Forecast")),
        Column(_("Lowest confidence"), True),
    )  # fmt: skip
    return Table(title, columns, tuple(_row(looking, row) for row in rows), more)


def _row(looking: Looking, row: ObjectiveRow) -> tuple[Cell, ...]:
    has_begun = row.standing not in ("draft", "proposed", "agreed")
    scored = row.score if has_begun and (row.is_read or row.is_closed) else None
    expected = row.expected if not row.standing else None
    confidence = row.confidence if not row.standing else None
    return (
        Cell(row.title, href=looking.href("objective", row.id)),
        Cell(row.unit_name),
        Cell(row.owner_name or "–"),
        Cell(score(scored) or "–", scored),
        Cell(score(expected) or "–", expected),
        _status(row),
        Cell(_forecast(row, looking)),
        Cell(number(confidence) or "–", None if confidence is None else float(confidence)),
    )


def _status(row: ObjectiveRow) -> Cell:
    if row.standing:
        return Cell(standing_words(row.standing))
    if row.status is None:
        return Cell("–")
    return Cell(words_of(row.status), colour=_COLOURS.get(row.status.code, "grey"))


def _forecast(row: ObjectiveRow, looking: Looking) -> str:
    """How many of its key results are likely to get there."""
    if row.standing:
        return "–"
    found = objective_prospects(row, looking.day).outlook
    if not found.judged:
        return _("no forecast")
    told = {"likely": found.likely, "judged": found.judged}
    return _("%(likely)d of %(judged)d likely") % told


def changes(looking: Looking, _asked: Asked) -> Told:
    """What changed since the last pack: goal posts, decisions, structure."""
    name, cycle, path = _("Changes"), looking.cycle, looking.place.path
    since = day_words(looking.since)
    if cycle is None or looking.since >= looking.day:
        return Told(name, _("Nothing to compare with yet."), ())
    span = Span(looking.since, looking.day, looking.today, looking.actor.time_zone)
    found = changes_of_unit(looking.actor, span, cycle, unit_path=path)
    if found is not None:  # that packs were frozen is no news in a pack
        others = [one for one in found.others if one.subject.kind != "pack"]
        found = replace(found, others=others)
    blocks: list[Block] = []
    if found is not None:
        for section, title in _sections().items():
            told = found.of(section)
            if told:
                is_first = section is Section.GOAL_POSTS
                blocks.append(_table(title, told, MOST_GOAL_POSTS if is_first else MOST_CHANGES))
    unit = looking.place.unit_id or "all"
    until = f"&until={looking.kept_day}" if looking.kept_day else ""
    href = f"{reverse('reports:changes')}?unit={unit}&since={looking.since}{until}"
    lead = _("From the end of %(since)s: %(what)s.") % {
        "since": since, "what": looking.since_words,
    }  # fmt: skip
    return Told(name, changes_heading(found, None), tuple(blocks), lead, href)


def _sections() -> dict[Section, str]:
    """Goal posts first: what the plan promised moved."""
    titles = section_titles()
    first = (Section.GOAL_POSTS, Section.KPIS, Section.STRATEGY, Section.STRUCTURE)
    return {section: titles[section] for section in first}


def _table(title: str, told: Sequence[Change], most: int) -> Table:
    rows = []
    for change in told[:most]:
        last = change.last
        rows.append(
            (
                Cell(change.subject.title, href=change.url),
                Cell(change.label),
                Cell(change.before or "–"),
                Cell(change.after or "–"),
                Cell(last.person_name if last else ""),
                Cell(last.why if last else ""),
            )
        )
    rest = len(told) - len(rows)
    words = ngettext("%(num)s more change", "%(num)s more changes", rest)
    columns = (Column(_("What")), Column(_("Change")), Column(_("Before")), Column(_("After")),
               Column(_("By")), Column(_("Why")))  # fmt: skip
    return Table(title, columns, tuple(rows), words % {"num": number(rest)} if rest else "")
