"""The table of rules, and decisions by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headway.kit.problems import NotAllowed
from headway.people.access.actors import Actor
from headway.people.access.permissions import Permission, who_may
from headway.people.access.scopes import scopes_for
from headway.people.models import Role, line_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision needs to know of the object."""

    unit_id: int | None = None
    unit_path: str = ""
    owner_ids: frozenset[int] = field(default_factory=frozenset)  # accountable for the object
    updater_ids: frozenset[int] = field(default_factory=frozenset)  # may enter its values


NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, and the rule that said so, as a sentence."""

    allowed: bool
    because: str


def decide(actor: Actor, permission: Permission, facts: Facts = NOTHING) -> Decision:
    """Whether ``actor`` has ``permission`` on an object with ``facts``, and by which rule."""
    if actor.scopes is not None:
        needed = scopes_for(permission)
        if not needed & actor.scopes:
            return Decision(
                False,
                _("The token lacks the scope: %(scopes)s.") % {"scopes": ", ".join(sorted(needed))},
            )
    if actor.is_admin:
        return Decision(True, _("Is an administrator."))
    if actor.role == Role.VIEWER:
        return Decision(False, _("A viewer reads and changes nothing."))
    for rule in _RULES[permission]:
        if because := rule(actor, facts):
            return Decision(True, because)
    return Decision(False, who_may(permission))


def acts_as_owner(actor: Actor, owner_id: int | None) -> bool:
    """Whether the actor may do what owners may with what is theirs: a viewer only reads, and a
    token does what its scopes say."""
    is_owner = actor.person_id is not None and actor.person_id == owner_id
    return is_owner and actor.scopes is None and actor.role != Role.VIEWER


def require(actor: Actor, permission: Permission, facts: Facts = NOTHING) -> None:
    """Raise :class:`NotAllowed`, saying who may, unless ``actor`` has ``permission``."""
    decision = decide(actor, permission, facts)
    if not decision.allowed:
        raise NotAllowed(decision.because)


def _leads(actor: Actor, facts: Facts) -> str | None:
    return _("Leads the unit or one above it.") if actor.leads(facts.unit_path) else None


def _leads_all(actor: Actor, _facts: Facts) -> str | None:
    """The unit at the top, which is the organisation."""
    is_top = any(len(line_of(path)) == 1 for path in actor.led_paths)
    return _("Leads the organisation.") if is_top else None


def _owns(actor: Actor, facts: Facts) -> str | None:
    return _("Owns it.") if actor.person_id in facts.owner_ids else None


def _updates(actor: Actor, facts: Facts) -> str | None:
    return _("Enters its values.") if actor.person_id in facts.updater_ids else None


def _works_there(actor: Actor, facts: Facts) -> str | None:
    return _("Works in the unit.") if facts.unit_id in actor.member_unit_ids else None


def _coaches(actor: Actor, facts: Facts) -> str | None:
    return _("Coaches the unit.") if facts.unit_id in actor.coached_unit_ids else None


def _leads_above(actor: Actor, facts: Facts) -> str | None:
    """Of a unit above, not of the unit itself."""
    above = any(
        path != facts.unit_path and facts.unit_path.startswith(path) for path in actor.led_paths
    )
    return _("Leads a unit above it.") if above else None


def _leads_another(actor: Actor, facts: Facts) -> str | None:
    """Leads the unit or one above, and does not answer for the object."""
    if actor.person_id in facts.owner_ids or not actor.leads(facts.unit_path):
        return None
    return _("Leads the owner.")


def _is_anyone(actor: Actor, facts: Facts) -> str | None:
    return _("Is a member of the organisation.")


Rule = Callable[[Actor, Facts], str | None]

_RULES: dict[Permission, tuple[Rule, ...]] = {
    Permission.OBJECTIVE_CREATE: (_leads, _works_there),
    Permission.OBJECTIVE_EDIT: (_leads, _owns),
    Permission.OBJECTIVE_SIGN: (_leads, _owns, _coaches),
    Permission.OBJECTIVE_SIGN_FOR_ALL: (),
    Permission.OBJECTIVE_CLOSE: (_leads, _owns),
    Permission.GOAL_ASSESS: (_leads, _owns),
    Permission.GOAL_POST_APPROVE: (_leads_another,),
    Permission.FRAME_HAND_DOWN: (_leads_above,),
    Permission.FRAME_ANSWER: (_leads,),
    Permission.DEPENDENCY_ANSWER: (_leads,),
    Permission.PLAN_PUBLISH: (_leads,),
    Permission.MEETING_LEAD: (_leads, _coaches, _owns),
    Permission.MEETING_TAKE_PART: (_leads, _works_there, _coaches, _owns),
    Permission.ACTION_CHANGE: (_leads, _coaches, _owns),
    Permission.CHANNEL_MANAGE: (_leads, _coaches),
    Permission.COACH_ASK: (_leads, _owns, _updates, _works_there),
    Permission.COACH_TALK: (_is_anyone,),
    Permission.COACH_SUGGEST: (_coaches,),
    Permission.CHECK_IN: (_leads, _owns, _updates),
    Permission.INITIATIVE_EDIT: (_leads, _owns, _updates),
    Permission.KPI_DEFINE: (_leads, _owns),
    Permission.KPI_MEASURE: (_leads, _owns, _updates),
    Permission.KPI_RESPOND: (_leads, _owns),
    Permission.UNIT_MANAGE: (),
    Permission.CYCLE_MANAGE: (),
    Permission.STRATEGY_EDIT: (_leads_all,),
    Permission.UNIT_STRATEGY_EDIT: (_leads,),
    Permission.PACK_EDIT: (_leads, _owns, _coaches),
    Permission.PACK_COMMENT: (_is_anyone,),
    Permission.COMMENT_WRITE: (_is_anyone,),
    Permission.COMMENT_REMOVE: (_leads, _owns),
    Permission.NUDGE: (_is_anyone,),
    Permission.NUDGE_ALL: (_leads, _coaches),
    Permission.PEOPLE_MANAGE: (),
    Permission.ORGANISATION_MANAGE: (),
    Permission.IMPORT_RUN: (),
    Permission.IMPORT_VALUES: (_is_anyone,),
    Permission.TOKEN_CREATE: (_is_anyone,),
    Permission.AUDIT_READ: (),
}
