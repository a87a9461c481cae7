"""What moving a cycle to another phase does, and what speaks against doing it today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.queries import history
from headway.core.planning.expectations import Step
from headway.okrs.models import Cycle, KeyResult, Objective, Phase, State
from headway.okrs.queries.calendars import calendar_of
from headway.okrs.queries.orphans import loose
from headway.people.access import Actor
from headway.web.formats import day

ORDER = (Phase.PLANNING, Phase.RUNNING, Phase.REVIEW, Phase.RETROSPECTIVE, Phase.CLOSED)
UNDO_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """A step of a cycle as it would be taken today: ``effects`` say what it does, ``cautions`` what
    is early or incomplete; with cautions it has to be confirmed."""

    phase: str
    is_back: bool
    effects: tuple[str, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastStep:
    """The latest step of a cycle that can still be undone. ``undoes`` is the phase it came from, or
    empty for a plan locked by hand."""

    at: datetime
    who: str
    phase: str
    undoes: str


@dataclass(frozen=True, slots=True)
class _Counts:
    drafts: int
    proposed: int
    agreed: int
    running: int
    still: int

    @property
    def open(self) -> int:
        return self.drafts + self.proposed + self.agreed + self.running


def next_phases(phase: str) -> tuple[str, ...]:
    """The phases one may go to: the next one, and retrospective may be skipped."""
    return {
        Phase.PLANNING: (Phase.RUNNING,),
        Phase.RUNNING: (Phase.REVIEW,),
        Phase.REVIEW: (Phase.RETROSPECTIVE, Phase.CLOSED),
        Phase.RETROSPECTIVE: (Phase.CLOSED,),
    }.get(Phase(phase), ())


def phase_step(cycle: Cycle, phase: str, today: date) -> PhaseStep:
    """What moving the cycle to ``phase`` would do and what speaks against it. One query."""
    if phase == cycle.phase:
        return PhaseStep(phase, False, (), ())
    is_back = not _is_forward(cycle.phase, phase)
    counts = _counts(cycle)
    if is_back:
        return PhaseStep(phase, True, _backwards(counts, phase), ())
    effects, cautions = _STEPS[Phase(phase)](cycle, counts, today)
    return PhaseStep(phase, False, tuple(effects), tuple(cautions))


def lock_step(cycle: Cycle, today: date) -> PhaseStep:
    """What locking the plan by hand today would do, and what is still open. Two queries."""
    counts = _counts(cycle)
    effects = [
        _("The scoring standard and the days of the cycle are fixed."),
        _("A goal post that moves from now on needs a reason and is kept in the ledger."),
    ]
    cautions = []
    if today < cycle.plan_lock_on:
        cautions.append(_early(_("The plan of %(cycle)s locks by itself on %(day)s, in %(left)s."),
                               cycle, cycle.plan_lock_on, today))  # fmt: skip
    cautions += _not_agreed(counts)
    unlinked, acknowledged = _unlinked(cycle)
    if acknowledged:
        words = ngettext(
            "%(count)d objective that serves nothing is acknowledged and stays as it is.",
            "%(count)d objectives that serve nothing are acknowledged and stay as they are.",
            acknowledged,
        )
        effects.append(words % {"count": acknowledged})
    if unlinked:
        words = ngettext(
            "%(count)d objective serves nothing yet and is not local on purpose.",
            "%(count)d objectives serve nothing yet and are not local on purpose.",
            unlinked,
        )
        cautions.append(words % {"count": unlinked})
    return PhaseStep("lock", False, tuple(effects), tuple(cautions))


def _unlinked(cycle: Cycle) -> tuple[int, int]:
    """How many objectives serve nothing: without a word, and acknowledged."""
    found = Objective.objects.filter(cycle=cycle, archived_at__isnull=True).aggregate(
        open=Count("id", filter=loose()), kept=Count("id", filter=loose(acknowledged=True))
    )
    return found["open"], found["kept"]


def _not_agreed(counts: _Counts) -> list[str]:
    waiting = counts.drafts + counts.proposed
    if not waiting:
        return []
    words = ngettext(
        "%(count)d objective is not agreed: %(proposed)d proposed, %(drafts)d draft.",
        "%(count)d objectives are not agreed: %(proposed)d proposed, %(drafts)d drafts.",
        waiting,
    )
    said = {"count": waiting, "proposed": counts.proposed, "drafts": counts.drafts}
    return [words % said]


def started_for_nothing(cycle: Cycle) -> Q:
    """Running objectives of the cycle on which nobody has checked in."""
    told = KeyResult.objects.filter(objective__cycle=cycle, checked_in_at__isnull=False)
    return Q(cycle=cycle, state=State.RUNNING) & ~Q(pk__in=told.values("objective_id"))


def last_step(actor: Actor, cycle: Cycle, now: datetime) -> LastStep | None:
    """What an administrator may still undo: the latest step, for a day. One query."""
    rows = history(actor.organisation_id, subject_type="cycle", subject_id=cycle.pk, limit=1)
    if not rows or now - rows[0].at > UNDO_WITHIN:
        return None
    row = rows[0]
    after = row.after or {}
    if row.verb == "cycle.phase_changed" and after.get("phase") == cycle.phase:
        came_from = str((row.before or {})["phase"])
        if _is_forward(came_from, cycle.phase):
            return LastStep(row.at, row.person_name, cycle.phase, came_from)
    if row.verb == "cycle.locked" and cycle.locked_at is not None:
        return LastStep(row.at, row.person_name, cycle.phase, "")
    return None


def _is_forward(before: str, after: str) -> bool:
    return ORDER.index(Phase(before)) < ORDER.index(Phase(after))


def _counts(cycle: Cycle) -> _Counts:
    found = Objective.objects.filter(cycle=cycle, archived_at__isnull=True).aggregate(
        drafts=Count("id", filter=Q(state=State.DRAFT)),
        proposed=Count("id", filter=Q(state=State.PROPOSED)),
        agreed=Count("id", filter=Q(state=State.AGREED)),
        running=Count("id", filter=Q(state=State.RUNNING)),
        still=Count("id", filter=started_for_nothing(cycle)),
    )
    return _Counts(**found)


Words = tuple[list[str], list[str]]


def _to_running(cycle: Cycle, counts: _Counts, today: date) -> Words:
    effects = [
        ngettext(
            "%(count)d agreed objective starts; its owners are asked to check in from now on.",
            "%(count)d agreed objectives start; their owners are asked to check in from now on.",
            counts.agreed,
        )
        % {"count": counts.agreed},
        _("What is a draft or a proposal stays one, and starts once it is agreed."),
    ]
    cautions = []
    if today < cycle.starts_on:
        cautions.append(_early(_("%(cycle)s starts on %(day)s, in %(left)s."), cycle,
                               cycle.starts_on, today))  # fmt: skip
    if not counts.agreed:
        cautions.append(_("No objective is agreed yet: nothing would start."))
    return effects, cautions + _not_agreed(counts)


def _to_review(cycle: Cycle, counts: _Counts, today: date) -> Words:
    effects = [
        ngettext(
            "The owner of %(count)d open objective is asked on Home to grade and close it.",
            "The owners of %(count)d open objectives are asked on Home to grade and close them.",
            counts.running,
        )
        % {"count": counts.running}
    ]
    cautions = []
    begins = calendar_of(cycle).dates(Step.REVIEW).starts_on
    if today < begins:
        cautions.append(_early(_("The review of %(cycle)s begins on %(day)s, in %(left)s."), cycle,
                               begins, today))  # fmt: skip
    if not cycle.is_locked(today):
        cautions.append(_("Its plan is not locked yet."))
    if waiting := counts.drafts + counts.proposed:
        words = ngettext(
            "%(count)d objective never started: close or archive it.",
            "%(count)d objectives never started: close or archive them.",
            waiting,
        )
        cautions.append(words % {"count": waiting})
    return effects, cautions


def _to_retrospective(cycle: Cycle, counts: _Counts, today: date) -> Words:
    effects = [_("Scores and closing words are said to be final; what is open can still close.")]
    cautions = _unfinished(cycle, today)
    if counts.open:
        words = ngettext(
            "%(count)d objective is not closed yet.", "%(count)d objectives are not closed yet.",
            counts.open,
        )  # fmt: skip
        cautions.append(words % {"count": counts.open})
    return effects, cautions


def _to_closed(cycle: Cycle, counts: _Counts, today: date) -> Words:
    effects = [_("Nothing in it can be changed any more, until an administrator takes it back.")]
    cautions = _unfinished(cycle, today)
    if cycle.phase != Phase.RETROSPECTIVE:
        cautions.append(_("Its retrospective is skipped."))
    return effects, cautions


def _unfinished(cycle: Cycle, today: date) -> list[str]:
    if today >= cycle.ends_on:
        return []
    return [_early(_("%(cycle)s ends on %(day)s, in %(left)s."), cycle, cycle.ends_on, today)]


def _backwards(counts: _Counts, phase: str) -> tuple[str, ...]:
    if phase != Phase.PLANNING or not counts.running:
        return ()
    words = ngettext(
        "%(count)d objective without a check-in is agreed again and stops running.",
        "%(count)d objectives without a check-in are agreed again and stop running.",
        counts.still,
    )
    return (words % {"count": counts.still},)


def _early(words: str, cycle: Cycle, on: date, today: date) -> str:
    left = (on - today).days
    days = ngettext("%(count)d day", "%(count)d days", left) % {"count": left}
    return words % {"cycle": cycle.name, "day": day(on), "left": days}


_STEPS: dict[Phase, Callable[[Cycle, _Counts, date], Words]] = {
    Phase.RUNNING: _to_running,
    Phase.REVIEW: _to_review,
    Phase.RETROSPECTIVE: _to_retrospective,
    Phase.CLOSED: _to_closed,
}
