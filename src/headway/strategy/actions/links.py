"""Draw the arrows of the strategy map: what is expected to move what, and after how long."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.maps import circle
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.kit.texts import is_storable
from headway.kpis.models import Frequency
from headway.kpis.queries.doors import get_kpi
from headway.people.access import Actor
from headway.people.models import Organisation
from headway.strategy.actions.beginnings import changes_from, counts_from
from headway.strategy.actions.doors import get_goal, require_in
from headway.strategy.models import CauseEffectLink, MidTermGoal, Strength
from headway.strategy.queries.limits import (
    MOST_ARROWS,
    arrow_is_there,
    closes_a_circle,
    no_more_arrows,
)
from headway.strategy.queries.links import links_in_force

LONGEST_LAG = 60
RATIONALE_LIMIT = 2000
_DECLARED = ("sign", "lag", "per", "cause_kpi_id", "effect_kpi_id")
"""With another of these it is another hypothesis: untested."""
WORDING = ("strength", "rationale")
"""Another of these is another wording of the same hypothesis."""
_FIELDS = (*_DECLARED, *WORDING)


@transaction.atomic
def add_link(
    actor: Actor, *, cause_id: int, effect_id: int, since: date | None = None, **declared: Any
) -> CauseEffectLink:
    """Expect that as one goal gets better another does (``sign`` 1) or gets worse (-1), ``lag``
    periods of ``per`` later, with a ``strength`` and a ``rationale``; ``cause_kpi_id`` and
    ``effect_kpi_id`` say by which KPIs that is tested. It holds from today on, or ``since`` an
    earlier day; between goals that were over when they were written down, from their first day.

    Raises NotAllowed, NotFound, Conflict (there is one already, it would close a circle, sixty are
    there), InvalidInput.
    """
    _lock_map(actor)
    cause, effect = _goal(actor, cause_id, "cause_id"), _goal(actor, effect_id, "effect_id")
    require_in(actor, cause.unit)
    if cause.pk == effect.pk:
        raise InvalidInput.on("effect_id", _("Choose two goals."), code="same")
    if cause.unit_id != effect.unit_id:
        said = _("An arrow joins two goals of one scorecard: choose two of the same.")
        raise InvalidInput.on("effect_id", said, code="another_scorecard")
    day = since or counts_from(actor, cause, effect)
    link = CauseEffectLink(
        organisation_id=actor.organisation_id, cause=cause, effect=effect, **_begun(actor, day)
    )
    _declare(actor, link, declared)
    mine = CauseEffectLink.objects.filter(organisation_id=actor.organisation_id)
    if mine.filter(cause=cause, effect=effect, until__isnull=True).exists():
        raise Conflict(arrow_is_there(), code="taken")
    if _live(actor, link).filter(cause__unit=cause.unit).count() >= MOST_ARROWS:
        raise Conflict(no_more_arrows(), code="too_many")
    refuse_circle(actor, link)
    link.save()
    tell(actor, "link.added", link, None, told(link))
    return link


@transaction.atomic
def update_link(
    actor: Actor, link_id: int, *, why: str = "", keep: bool = False, **changes: Any
) -> CauseEffectLink:
    """Expect something else of the same two goals from today on. With another sign, lag or KPI it
    is another hypothesis, which is untested; past days keep the one they had. Another strength or
    rationale is another wording of the same. ``keep``: what was drawn today stays on record too,
    for who must be able to take this back. Raises NotAllowed, NotFound, InvalidInput."""
    _lock_map(actor)
    before = _link(actor, link_id)
    require_in(actor, before.cause.unit)
    was = told(before)
    day = changes_from(actor, before.since, before.created_at, before.cause, before.effect)
    link = CauseEffectLink(
        organisation_id=actor.organisation_id, cause=before.cause, effect=before.effect,
        **{name: getattr(before, name) for name in _FIELDS},
        **_begun(actor, day),
    )  # fmt: skip
    _declare(actor, link, changes)
    now = told(link)
    if now == was:
        return before
    if all(was[name] == now[name] for name in _DECLARED):  # what was tested is the same
        before.strength, before.rationale = link.strength, link.rationale
        before.save(update_fields=WORDING)
        link = before
    else:
        _end(before, day, keep=keep)
        link.save()
    changed = [name for name in now if now[name] != was[name]]
    tell(
        actor, "link.changed", link,
        {name: was[name] for name in changed}, {name: now[name] for name in changed}, why,
    )  # fmt: skip
    return link


@transaction.atomic
def end_link(actor: Actor, link_id: int, *, why: str = "") -> None:
    """Expect it no more; past days keep the arrow and what data said of it. Raises NotAllowed,
    NotFound."""
    _lock_map(actor)
    link = _link(actor, link_id)
    require_in(actor, link.cause.unit)
    was = told(link)
    _end(link, changes_from(actor, link.since, link.created_at, link.cause, link.effect))
    tell(actor, "link.ended", link, was, None, why.strip())


def _lock_map(actor: Actor) -> None:
    """Two arrows at once could close a circle that neither sees."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=actor.organisation_id).first()


def _live(actor: Actor, beside: CauseEffectLink | None = None) -> QuerySet[CauseEffectLink]:
    """The arrows in force, or those that can stand ``beside`` a new one on some day."""
    day, last = clock.today(actor.time_zone), None
    if beside is not None and beside.since < day:
        day, last = beside.since, min(beside.cause.ends_on, beside.effect.ends_on)
    return links_in_force(day, last).filter(organisation_id=actor.organisation_id)


def refuse_circle(actor: Actor, more: CauseEffectLink | None = None) -> None:
    """Raise Conflict where the arrows in force, and one ``more``, go round in a circle: an effect
    that comes back to its cause explains nothing. One query, two where they do."""
    drawn = list(_live(actor, more).values_list("cause_id", "effect_id"))
    around = circle([*drawn, (more.cause_id, more.effect_id)] if more else drawn)
    if not around:
        return
    titles = MidTermGoal.objects.in_bulk(around)
    said = closes_a_circle(titles[pk].title for pk in around)
    raise Conflict(f"{said} " + _("Take one of these arrows away first."), code="circle")


def _begun(actor: Actor, since: date) -> dict[str, Any]:
    return {
        "since": since,
        "author_id": actor.person_id,
        "created_at": clock.now(),
    }


def _end(link: CauseEffectLink, day: date, *, keep: bool = False) -> None:
    """What holds on no day any more is gone, unless data were asked of it: who looks again and
    again until something is found shall not forget how often."""
    if link.since >= day and not keep and not link.trials.exists():
        link.delete()
        return
    link.until = day
    link.save(update_fields=["until"])


def _declare(actor: Actor, link: CauseEffectLink, fields: dict[str, Any]) -> None:
    """Set what is expected. Raises NotFound (KPI), InvalidInput."""
    unknown = sorted(set(fields) - {*_FIELDS})
    if unknown:
        raise InvalidInput(_("An arrow has no field %(names)s.") % {"names": ", ".join(unknown)})
    for name, value in fields.items():
        setattr(link, name, value.strip() if isinstance(value, str) else value)
    for name in ("cause_kpi_id", "effect_kpi_id"):
        if fields.get(name):
            get_kpi(actor, fields[name])
    refuse(_errors(link))


def _errors(link: CauseEffectLink) -> list[FieldError]:
    errors = []
    if link.sign not in (1, -1):
        errors.append(FieldError("sign", "unknown", _("Choose better or worse.")))
    if not 0 <= link.lag <= LONGEST_LAG:
        said = _("Say a lag from 0 to %(most)d periods.") % {"most": LONGEST_LAG}
        errors.append(FieldError("lag", "range", said))
    if link.per not in Frequency.values:
        errors.append(FieldError("per", "unknown", _("Choose the periods of the lag.")))
    if link.strength not in Strength.values:
        errors.append(FieldError("strength", "unknown", _("Choose small, medium or large.")))
    if not is_storable(link.rationale) or len(link.rationale) > RATIONALE_LIMIT:
        said = _("Use at most %(limit)d characters.") % {"limit": RATIONALE_LIMIT}
        errors.append(FieldError("rationale", "too_long", said))
    return errors


def _goal(actor: Actor, goal_id: int, field: str) -> MidTermGoal:
    """One that is not archived. It is not locked: who imports holds goals and then waits for the
    map, and who draws holds the map."""
    goal = get_goal(actor, goal_id, lock=False)
    if not goal.is_live:
        raise InvalidInput.on(field, _("This goal is archived. Choose another."), code="archived")
    return goal


def _link(actor: Actor, link_id: int) -> CauseEffectLink:
    mine = CauseEffectLink.objects.filter(organisation_id=actor.organisation_id)
    found = (
        mine.filter(pk=link_id, until__isnull=True).select_related("cause__unit", "effect").first()
    )
    if found is None:
        raise NotFound(_("There is no such arrow any more. Load the map again."))
    return found


def told(link: CauseEffectLink) -> dict[str, Any]:
    """What is expected, as the history says it."""
    return {name: getattr(link, name) for name in _FIELDS}


def tell(
    actor: Actor,
    verb: str,
    link: CauseEffectLink,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    why: str = "",
) -> None:
    """Record it at the cause, where its history shows it."""
    effect = {"effect": link.effect.title}
    record(
        actor,
        Entry(
            verb, "goal", link.cause_id, link.cause.title,
            {**effect, **before} if before is not None else None,
            {**effect, **after} if after is not None else None,
            why,
        ),
    )  # fmt: skip
