"""The strategy map in words: its heading, its arrows, and what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calendars import Calendar, Span, span_of
from headway.core.hypothesis import FEWEST, LARGE_ONLY, MIDDLING, power
from headway.kpis.queries.periods import count_of_periods, period_of_year
from headway.strategy.models import LinkLack, Strength
from headway.strategy.queries.links import LinkRow, Trial
from headway.strategy.queries.strategy_map import MapOfDay, Standing, standing_of
from headway.web.explanation import Explanation
from headway.web.formats import chance, count_at_start, count_word, day, number, signed

NAMED = 5
"""Goals without an arrow that are named; of more the number is told."""


def heading(found: MapOfDay, name: str = "") -> str:
    """The answer to "does one thing lead to the next, as we believe?"; of the unit with a ``name``,
    where it is not the whole organisation that one looks at."""
    if not name:
        return _answer(found)
    return _("%(name)s: %(said)s") % {"name": name, "said": _answer(found)}


def _answer(found: MapOfDay) -> str:
    if not found.card.goals:
        return _("No mid-term goal is in force.")
    if not found.links:
        return _("Nobody has said yet which goal moves which.")
    counts = found.counts
    if tested := len(found.links) - counts[Standing.UNTESTED] - counts[Standing.NOT_TESTABLE]:
        words = ngettext(
            "Data can test %(tested)s of %(all)s arrow, and bear out %(borne)s.",
            "Data can test %(tested)s of %(all)s arrows, and bear out %(borne)s.",
            len(found.links),
        )
        borne = counts[Standing.SUPPORTED]
        said = words % {
            "tested": count_word(tested), "all": count_word(len(found.links)),
            "borne": count_word(borne) if borne else _("none"),
        }  # fmt: skip
        if against := counts[Standing.CONTRADICTED]:
            words = ngettext("%(num)s is contradicted.", "%(num)s are contradicted.", against)
            return f"{said} " + words % {"num": count_at_start(against)}
        return said
    count = len(found.links)
    words = ngettext(
        "%(num)s arrow is drawn, and data have said nothing of it yet.",
        "%(num)s arrows are drawn, and data have said nothing of them yet.",
        count,
    )
    return words % {"num": count_at_start(count)}


def standing_word(link: LinkRow) -> str:
    """How an arrow stands, in a word or two."""
    return standing_words()[standing_of(link)]


def verdict_word(trial: Trial) -> str:
    """What a trial said, in a word or two."""
    return standing_words()[Standing(trial.verdict)]


def standing_words() -> Mapping[Standing, str]:
    """In the order of a legend."""
    return {
        Standing.SUPPORTED: _("Supported"),
        Standing.UNTESTED: _("Untested"),
        Standing.NOT_TESTABLE: _("Not testable yet"),
        Standing.NOT_SEEN: _("Not seen"),
        Standing.CONTRADICTED: _("Contradicted"),
    }


def on_the_line(link: LinkRow) -> str:
    """What stands beside the mark of an arrow."""
    trial = link.trial
    if trial is None:
        return ""
    if trial.r is None:
        return _("n %(n)d") % {"n": trial.n} if trial.n else ""
    if standing_of(link) == Standing.NOT_SEEN:
        return _("power %(share)s") % {"share": _power_words(trial.power)}
    r = number(trial.r, 2)
    return _("r %(r)s, n %(n)d") % {"r": r, "n": trial.n}


def lag_words(link: LinkRow) -> str:
    """When the effect is expected."""
    if not link.lag:
        return _("at once")
    return _("after %(lag)s") % {"lag": count_of_periods(link.lag, link.per)}


def hypothesis(link: LinkRow) -> str:
    """What is believed, in a sentence."""
    words = (
        _("As “%(cause)s” gets better, “%(effect)s” gets better %(when)s.")
        if link.sign > 0
        else _("As “%(cause)s” gets better, “%(effect)s” gets worse %(when)s.")
    )
    return words % {"cause": link.cause, "effect": link.effect, "when": lag_words(link)}


def answer(link: LinkRow) -> str:
    """The answer to "is this arrow borne out by data?"."""
    match standing_of(link):
        case Standing.SUPPORTED:
            return _("Yes: “%(cause)s” and “%(effect)s” move together as believed.") % _ends(link)
        case Standing.CONTRADICTED:
            return _("No: “%(cause)s” and “%(effect)s” move the other way round.") % _ends(link)
        case Standing.NOT_SEEN:
            words = _("Not so far: data show no link from “%(cause)s” to “%(effect)s”.")
            return words % _ends(link)
    words = _("Nobody can tell yet whether “%(cause)s” moves “%(effect)s”.")
    return words % _ends(link)


def _ends(link: LinkRow) -> dict[str, str]:
    return {"cause": link.cause, "effect": link.effect}


def strength_word(link: LinkRow) -> str:
    """How much is expected."""
    return {
        Strength.SMALL: _("a small effect"),
        Strength.MEDIUM: _("a medium effect"),
        Strength.LARGE: _("a large effect"),
    }[Strength(link.strength)]


def meaning(link: LinkRow, calendar: Calendar) -> str:
    """What the last trial says, and what it does not."""
    trial = link.trial
    if trial is None:
        return _("Declared, and not yet held against data.")
    if trial.lack:
        return _lack_words(trial, link, calendar)
    match standing_of(link):
        case Standing.SUPPORTED:
            return _("What moves together after that time is consistent with a cause, not proof.")
        case Standing.CONTRADICTED:
            return _("They are linked the other way round than declared: think again about why.")
    if trial.n - link.lag < LARGE_ONLY:
        return _("So few periods show large effects only: that none is seen says little.")
    strength = _STRENGTHS[Strength(link.strength)]
    words = _("If there were %(effect)s, so many periods would show it in %(power)s of cases. None "
              "seen is no proof that there is none.")  # fmt: skip
    return words % {
        "effect": strength_word(link),
        "power": _power_words(power(trial.n - link.lag, strength)),
    }


_STRENGTHS = {Strength.SMALL: 0.3, Strength.MEDIUM: MIDDLING, Strength.LARGE: 0.7}
"""What is expected, in standard deviations of the effect for one of the cause."""


def _lack_words(trial: Trial, link: LinkRow, calendar: Calendar) -> str:
    said = str(LinkLack(trial.lack).label)
    if trial.lack != LinkLack.TOO_FEW or trial.last_on is None or not trial.n:
        return said
    when = _testable_from(trial, link, calendar)
    words = _("%(n)s of %(fewest)s periods in a row have values of both. With all values to come "
              "it can be tested after %(period)s.")  # fmt: skip
    return words % {
        "n": number(trial.n), "fewest": number(FEWEST + link.lag),
        "period": period_of_year(when, link.per, calendar),
    }  # fmt: skip


def _testable_from(trial: Trial, link: LinkRow, calendar: Calendar) -> date:
    """The first day of the period after which there are enough in a row; where a gap has come after
    those that there are, of those that begin when it was tested."""
    wanted = FEWEST + link.lag
    now = span_of(trial.tested_on, link.per, calendar)
    at = _later(span_of(trial.last_on or trial.tested_on, link.per, calendar),
                wanted - trial.n, link.per, calendar)  # fmt: skip
    return at.start if at.start >= now.start else _later(now, wanted - 1, link.per, calendar).start


def _later(span: Span, count: int, per: str, calendar: Calendar) -> Span:
    for _period in range(count):
        span = span_of(span.end + timedelta(days=1), per, calendar)
    return span


def explain_trial(link: LinkRow, calendar: Calendar) -> Explanation | None:
    """A trial opened, step by step; None where there was nothing to compute."""
    trial = link.trial
    if trial is None or trial.r is None or trial.first_on is None or trial.last_on is None:
        return None
    rows = [
        (_("Periods in a row with values of both"), number(trial.n)),
        (_("Pairs compared, %(lag)s") % {"lag": lag_words(link)}, number(trial.pairs)),
        (_("r, above 0: better goes with better"), signed(trial.r, 2)),
        (_("r lies between, with 95 % confidence"), _between(trial)),
        (_("Chance of such an r without any link"), _chance(trial.p_value)),
        (_("Power for a link of middling strength (0.5)"), _power_words(trial.power)),
        (_("Arrows tested together"), number(trial.together)),
    ]
    season = (
        _("Season, line and the value before were taken out of both.")
        if trial.without_season
        else _("Line and the value before were taken out of both.")
    )
    told = {
        "first": period_of_year(trial.first_on, link.per, calendar),
        "last": period_of_year(trial.last_on, link.per, calendar),
    }
    notes = (
        season,
        _("Of arrows that are found, one in ten is false at most, on average."),
        _("What moves together after a while is consistent with a cause, and no proof of one."),
    )
    return Explanation(
        title=_("Values from %(first)s to %(last)s") % told,
        value=trial.r,
        rule=_("Correlation of what is left when season, trend and carry-over are taken out."),
        columns=(_("Step"), _("Result")),
        rows=tuple(rows),
        total=(),
        notes=notes,
        as_of=trial.tested_on,
    )


def _between(trial: Trial) -> str:
    ends = {"low": signed(trial.low, 2), "high": signed(trial.high, 2)}
    return _("%(low)s and %(high)s") % ends


def _power_words(share: float | None) -> str:
    """The table of powers is simulated to three places, so its 1 says no more than 0.999 does."""
    return chance(None if share is None else min(share, 0.999))


def _chance(p_value: float | None) -> str:
    if p_value is not None and p_value < 0.001:
        return _("below 0.001")
    return number(p_value, 3)


def warnings(found: MapOfDay) -> list[str]:
    """What makes the map hard to believe or to read, each with what to do."""
    said = []
    for one in found.downward:
        words = _("“%(cause)s” lies above “%(effect)s”, and arrows lead up to what is wanted in "
                  "the end. Turn it round, or say why it holds.")  # fmt: skip
        said.append(words % {"cause": one.cause, "effect": one.effect})
    if unlinked := found.unlinked:
        named = ", ".join(_("“%(name)s”") % {"name": title} for title in unlinked[:NAMED])
        words = ngettext(
            "%(num)s goal has no arrow: %(names)s. Say what moves it, or what it moves.",
            "%(num)s goals have no arrow: %(names)s. Say what moves them, or what they move.",
            len(unlinked),
        )
        more = ", …" if len(unlinked) > NAMED else ""
        said.append(words % {"num": count_at_start(len(unlinked)), "names": named + more})
    if found.is_crowded:
        words = _("%(num)s goals are more than anybody keeps in mind: 20 are the most.")
        said.append(words % {"num": count_at_start(len(found.card.goals))})
    return said


def tested_words(link: LinkRow) -> str:
    """When data were asked last."""
    return "" if link.trial is None else day(link.trial.again_on or link.trial.tested_on)


def same_since(link: LinkRow) -> str:
    """Since when they have been the same; empty where they were asked once."""
    if link.trial is None or link.trial.again_on in (None, link.trial.tested_on):
        return ""
    return _("same data as on %(day)s") % {"day": day(link.trial.tested_on)}


def sameness(trial: Trial) -> list[str]:
    """What keeps a trial from being further evidence."""
    said = []
    if trial.same_data:
        words = ngettext(
            "same data as the test before, judged alone",
            "same data as the test before, judged among %(num)d arrows",
            trial.together,
        )
        said.append(words % {"num": trial.together})
    if trial.again_on is not None:
        said.append(_("tested again on %(day)s: same data") % {"day": day(trial.again_on)})
    return said
