"""Why a key result or health metric has the status it has: which rule decided, and by what
(docs/methods 1.7). Takes rows that were read with their readings; costs no query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from headway.core.cadence import STALE_AFTER, cadence_days, cadence_of
from headway.core.forecast import Outlook, shown
from headway.core.kinds import PERIOD_KINDS
from headway.core.pace import (
    LIKELY,
    NO_VERDICT_BEFORE,
    ON_TRACK_GAP,
    UNLIKELY,
    WATCH_GAP,
    Status,
    StatusCode,
    elapsed_share,
    waits_for_its_end,
)
from headway.kit.keeping import said_once
from headway.okrs.models import Ambition
from headway.okrs.queries.explanations import SAID_KEPT
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.status_words import status_words, words_of
from headway.okrs.queries.tallies import tally, tally_lines, tally_words
from headway.web.explanation import Explanation
from headway.web.formats import day, difference, measured, number, percent, signed

Line = tuple[str, str]


@said_once(SAID_KEPT)
def explain_status(row: KeyResultRow, as_of: date) -> Explanation:
    """The status of a key result or health metric: the rule of the precedence that decided, with
    what it went by, and what the one that was replaced went by."""
    found = row.status or Status(StatusCode.UNKNOWN, "unread")
    on = row.seen_on(as_of)
    sources = _sources(row, found)
    notes = [_rule(source) for source in sources[1:]]
    if row.kind in PERIOD_KINDS and not row.is_health and "dates" not in sources:
        notes.append(tally_words(tally(row, _until(row, sources, on)), row.ambition))
    if not row.is_health:
        notes.append(_(
            "The first that applies decides: cancelled, done, not started, stale, set by hand, "
            "forecast, pace."
        ))  # fmt: skip
    notes.append(as_of_words(on, "1.5" if row.is_health else "1.7"))
    return Explanation(
        title=words_of(found, is_health=row.is_health),
        value=row.probability if "forecast" in sources else found.gap,
        rule=_rule(sources[0]),
        columns=(_("What"), _("Value")),
        rows=tuple(line for source in sources for line in _lines(source, row, found, on)),
        total=(_("Status"), words_of(found, is_health=row.is_health)),
        notes=tuple(notes),
        as_of=on,
    )


def _sources(row: KeyResultRow, found: Status) -> list[str]:
    """The rule that decided, then those below it whose verdict it replaced."""
    sources = [found.source]
    if found.code is StatusCode.STALE:
        if row.is_health:
            return [*sources, "health" if row.value is not None else "unread"]
        if found.over is not None:
            sources.append("override")
    return [*sources, _computed(row, found)] if sources[-1] in ("stale", "override") else sources


def _computed(row: KeyResultRow, found: Status) -> str:
    """What forecast or pace would go by."""
    if row.probability is not None:
        return "forecast"
    if row.raw is None:
        return "unread"
    if row.kind in PERIOD_KINDS:
        return "periods"
    if found.gap is not None:
        return "pace"
    is_waiting = not row.expected and waits_for_its_end(row.kind, row.profile)
    return "waiting" if is_waiting else "early"


def _until(row: KeyResultRow, sources: list[str], on: date) -> date:
    """A forecast knows the periods up to its last reading."""
    if "forecast" in sources and isinstance(row.outlook, Outlook):
        return row.outlook.read_on
    return on


def _rule(source: str) -> str:
    tolerances = {"on": number(ON_TRACK_GAP * 100), "watch": number(WATCH_GAP * 100)}
    return {
        "cancelled": _("It was cancelled: it is judged no more."),
        "done": _("Its progress is 100 % or more."),
        "dates": _("Its time has not begun."),
        "stale": _("Its last value is older than one and a half times its cadence; before that "
                   "counts what it was."),
        "override": _("A person set it over what was computed."),
        "forecast": _("Its forecast decides: the probability of reaching what it aims for. From "
                      "%(likely)s on track, below %(unlikely)s off track, watch between.")
        % {"likely": percent(LIKELY), "unlikely": percent(UNLIKELY)},
        "pace": _("There is no forecast, so pace decides: progress against what is expected today. "
                  "Up to %(on)s points behind is on track, up to %(watch)s watch, more off track.")
        % tolerances,
        "periods": _("There is no forecast, so the share of periods met decides: up to %(on)s "
                     "points short of all is on track, up to %(watch)s watch, more off track.")
        % tolerances,
        "early": _("It is too early: there is no verdict before %(share)s of the time is over.")
        % {"share": percent(NO_VERDICT_BEFORE)},
        "waiting": _("It is done or not, and nothing is expected before its end. Go by the owner's "
                     "confidence."),
        "unread": _("Nobody has read it yet: there is nothing to judge."),
        "health": _("Its latest reading decides: within the limit it holds, at the value named or "
                    "beyond it is broken, strained between."),
    }[source]  # fmt: skip


def _lines(source: str, row: KeyResultRow, found: Status, on: date) -> list[Line]:
    tau = elapsed_share(row.starts_on, row.cycle_ends_on, on)
    time = [(_("Of its time is over"), percent(tau)), (_("Its end"), day(row.cycle_ends_on))]
    lines: dict[str, Callable[[], list[Line]]] = {
        "cancelled": lambda: [
            (_("Cancelled on"), day(row.cancelled_on)),
            (_("Because"), row.cancel_reason),
        ],
        "done": lambda: [(_("Progress"), percent(row.raw))],
        "dates": lambda: [(_("Begins on"), day(row.starts_on))],
        "stale": lambda: _staleness(row, on),
        "override": lambda: _by_hand(row, found),
        "forecast": lambda: _forecast(row),
        "pace": lambda: _pace(row, found),
        "periods": lambda: [*tally_lines(tally(row, on)), (_("Share met"), percent(row.raw))],
        "early": lambda: time,
        "waiting": lambda: time,
        "health": lambda: [(_("Latest reading"), measured(row.value, row.measure))],
    }
    return lines.get(source, list)()


def _staleness(row: KeyResultRow, on: date) -> list[Line]:
    since = max(row.valued_on, row.starts_on) if row.valued_on else row.starts_on
    within = STALE_AFTER * cadence_days(cadence_of(row.cadence))
    return [
        (_("Last value"), day(row.valued_on) if row.valued_on else _("none")),
        (_("Days since"), number((min(on, row.cycle_ends_on) - since).days)),
        (_("Stale after more days than"), number(within)),
    ]


def _by_hand(row: KeyResultRow, found: Status) -> list[Line]:
    if row.overridden is None:
        return []
    lines = [
        (_("Set to"), status_words(row.overridden.status)),
        (_("By"), row.overridden.person_name or _("the system")),
        (_("On"), day(row.overridden.set_on)),
        (_("Because"), row.overridden.reason),
    ]
    if row.overridden.expires_on:
        lines.append((_("Until"), day(row.overridden.expires_on)))
    if found.over is not None:
        lines.append((_("Computed"), status_words(found.over)))
    return lines


def _forecast(row: KeyResultRow) -> list[Line]:
    lines = tally_lines(tally(row, row.outlook.read_on)) if (
        row.kind in PERIOD_KINDS and isinstance(row.outlook, Outlook)
    ) else []  # fmt: skip
    if row.probability is None:
        return lines
    aim = _("Probability of all of it")
    if row.ambition == Ambition.ASPIRATIONAL:
        aim = _("Probability of 0.7 of the way")
    return [
        *lines,
        (aim, percent(shown(row.probability))),
        (_("Before rounding"), percent(row.probability, 1)),
    ]


def _pace(row: KeyResultRow, found: Status) -> list[Line]:
    gap = difference(row.expected, row.raw)
    points = (found.gap or 0.0) * 100 if gap is None else gap * 100
    return [
        (_("Expected"), percent(row.expected)),
        (_("Progress"), percent(row.raw)),
        (_("Behind, in points"), signed(points, 0)),
    ]


def as_of_words(on: date, method: str) -> str:
    """The note that every explanation ends with."""
    return _("As of %(day)s. Rule: method %(number)s.") % {"day": day(on), "number": method}
