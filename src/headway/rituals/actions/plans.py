"""Publish the plan of a unit; draft what goes on from the cycle before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Entry, one_write, record
from headway.core.bands import TOLERANCE
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.carrying import carry_over
from headway.okrs.actions.checks import refuse_archived_unit
from headway.okrs.models import Closure, Cycle, Decision, KeyResult, Objective, Outcome, Phase
from headway.okrs.queries.doors import get_cycle, get_objective
from headway.okrs.queries.signed_plans import digest_of
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_unit
from headway.rituals.actions.findings import keep, tell
from headway.rituals.models import PublishedPlan
from headway.rituals.queries.board_cards import findings_of, unit_facts
from headway.rituals.queries.findings import FindingRow
from headway.rituals.queries.published import content_of, is_same


@one_write()
def publish_plan(
    actor: Actor, *, unit_id: int, cycle_id: int, note: str = "", acknowledge: bool = False
) -> PublishedPlan:
    """Keep what the unit has agreed, whole and for good, as the next version of its plan.

    What blocks must be mended or overridden first; with ``acknowledge`` the warnings that are open
    are kept. Raises NotAllowed, NotFound, InvalidInput (nothing agreed, findings), Conflict (the
    cycle is closed, nothing changed since the last version).
    """
    unit = get_unit(actor, unit_id)
    require(actor, Permission.PLAN_PUBLISH, Facts(unit_id=unit.pk, unit_path=unit.path))
    refuse_archived_unit(unit)
    cycle = get_cycle(actor, cycle_id, lock=True)
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")
    content = content_of(unit.pk, cycle.pk)
    content["scoring_standard"] = cycle.scoring_standard
    if not content["objectives"]:
        raise InvalidInput(
            _("Nothing is agreed yet: a plan holds what everybody who is asked has signed."),
            code="nothing_agreed",
        )
    warned = _settled(actor, unit, cycle, content, acknowledge=acknowledge)
    kept = keep(actor, unit, cycle, warned, note)
    content["kept"] = _kept(actor, unit, cycle)
    number = _next_number(unit, cycle, content)
    plan = PublishedPlan.objects.create(
        organisation_id=actor.organisation_id,
        cycle=cycle,
        unit=unit,
        number=number,
        content=content,
        note=note.strip(),
        author_id=actor.person_id,
        published_at=clock.now(),
    )
    tell(actor, kept, warned)
    after = {
        "version": number,
        "objectives": [{"title": one["title"]} for one in content["objectives"]],
        "digest": digest_of(content),
    }
    label = _("%(unit)s, %(cycle)s") % {"unit": unit.name, "cycle": cycle.name}
    record(actor, Entry("plan.published", "plan", plan.pk, label, None, after, note.strip()))
    return plan


@one_write()
def carry_into(actor: Actor, objective_id: int, *, cycle_id: int) -> Objective:
    """Draft a closed objective anew in a cycle, from where it ended, as was decided when it was
    closed. Raises NotAllowed, NotFound, Conflict (not closed so, drafted already, cycle closed)."""
    objective = get_objective(actor, objective_id)
    facts = Facts(unit_id=objective.unit_id, unit_path=objective.unit.path)
    require(actor, Permission.OBJECTIVE_CREATE, facts)
    cycle = get_cycle(actor, cycle_id, lock=True)
    closure = Closure.objects.select_for_update(no_key=True).filter(objective=objective).first()
    goes_on = closure is not None and (
        closure.decision in (Decision.CARRY, Decision.CHANGE)
        or closure.outcome == Outcome.CARRIED_OVER
    )
    if closure is None or not goes_on:
        raise Conflict(_("Whether it goes on is decided when it is closed."), code="not_carried")
    if closure.carried_to_id is not None:
        raise Conflict(_("It is drafted already."), code="carried_already")
    if cycle.starts_on <= objective.cycle.starts_on:
        raise Conflict(_("Choose a cycle that comes later."), code="not_later")
    is_changed = closure.decision == Decision.CHANGE
    copy = carry_over(actor, objective, _going_on(objective), cycle, is_changed=is_changed)
    closure.carried_to = copy
    closure.save(update_fields=["carried_to"])
    return copy


def _going_on(objective: Objective) -> list[KeyResult]:
    """The key results that were to go on; where nothing was decided for one, those that are
    neither cancelled nor reached. Health metrics go along."""
    parts = objective.key_results.filter(cancelled_on__isnull=True).order_by("position", "id")
    decided = dict(parts.values_list("id", "grade__decision"))
    return [
        part
        for part in parts
        if part.is_health
        or decided[part.pk] in (Decision.CARRY, Decision.CHANGE)
        or (not decided[part.pk] and (part.raw is None or part.raw < 1 - TOLERANCE))
    ]


def _settled(
    actor: Actor, unit: Unit, cycle: Cycle, content: dict[str, Any], *, acknowledge: bool
) -> list[FindingRow]:
    """The open warnings about what is published and how the unit plans; raises while something
    blocks, or while they are not acknowledged."""
    facts = unit_facts(actor, unit.pk)
    rows = findings_of(actor, facts, cycle.pk, clock.today(actor.time_zone)) if facts else []
    ids = {one["id"] for one in content["objectives"]}
    asked = [row for row in rows if row.is_open and row.is_of_plan]
    found = [row for row in asked if row.objective_id in {None, *ids}]
    blocking = [row for row in found if row.blocks]
    warned = [row for row in found if not row.blocks]
    errors = [
        FieldError("findings", row.code.lower(), f"{row.subject_title}: {row.message}")
        for row in blocking
    ]
    if errors:
        words = ngettext(
            "%(count)d finding blocks the plan. Mend it, or override it with a reason.",
            "%(count)d findings block the plan. Mend them, or override them with a reason.",
            len(errors),
        )
        raise InvalidInput(words % {"count": len(errors)}, code="findings", errors=errors)
    if warned and not acknowledge:
        words = ngettext(
            "%(count)d warning is open: say that you have seen it and keep it.",
            "%(count)d warnings are open: say that you have seen them and keep them.",
            len(warned),
        ) % {"count": len(warned)}
        raise InvalidInput.on("acknowledge", words, code="required")
    return warned


def _kept(actor: Actor, unit: Unit, cycle: Cycle) -> list[dict[str, Any]]:
    """What was found and is kept on purpose, as part of the plan."""
    facts = unit_facts(actor, unit.pk)
    rows = findings_of(actor, facts, cycle.pk, clock.today(actor.time_zone)) if facts else []
    return [
        {
            "objective_id": row.objective_id,
            "rule": row.code,
            "about": row.subject_title,
            "message": row.message,
            "note": row.seen.note,
            "by": row.seen.person_name or "",
        }
        for row in rows
        if row.seen is not None and row.objective_id is not None
    ]


def _next_number(unit: Unit, cycle: Cycle, content: dict[str, Any]) -> int:
    last = (
        PublishedPlan.objects.filter(unit=unit, cycle=cycle)
        .order_by("-number")
        .values_list("number", "content")
        .first()
    )
    if last is None:
        return 1
    number, before = last
    if is_same(before, content):
        raise Conflict(
            _("Nothing has changed since version %(number)d.") % {"number": number},
            code="unchanged",
        )
    return int(number) + 1
