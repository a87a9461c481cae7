"""Who may do what: one table of rules, and an answer that names the rule.

An :class:`Actor` is loaded once per request or token. Facts about the object (its unit's path, its
owner) are passed in, so a decision costs no query.

Rules: an administrator may do everything. The lead of a unit may do everything with the OKRs of
that unit and of all units below. A member may draft objectives in units they work in, and keep
what they own. A coach signs what their units agree on and keeps hands off content. A viewer only
reads. Nobody approves alone what they answer for: that takes the lead above them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.kit.problems import NotAllowed
from headway.people.models import (
    Membership,
    MembershipKind,
    Organisation,
    Person,
    Role,
    Unit,
    line_of,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in an organisation: a person, or the system (``person_id`` None)."""

    organisation_id: int
    person_id: int | None
    name: str
    role: Role
    time_zone: str = "UTC"
    led_paths: tuple[str, ...] = ()
    member_unit_ids: frozenset[int] = frozenset()
    coached_unit_ids: frozenset[int] = frozenset()
    line_unit_ids: frozenset[int] = frozenset()  # the units one works in or coaches, and all above
    scopes: frozenset[str] | None = None  # None: everything the person may; else an API token's

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    def leads(self, unit_path: str) -> bool:
        """Whether the unit at ``unit_path``, or one above it, is led by this person."""
        return any(unit_path.startswith(path) for path in self.led_paths)


def actor_for(person: Person, *, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of ``person``: two queries (led units, memberships), and one for the organisation
    where the person was loaded without it."""
    organisation = person.organisation
    units: dict[str, set[int]] = {kind: set() for kind in MembershipKind.values}
    line: set[int] = set()
    for unit_id, kind, path in _memberships(person.pk):
        units[kind].add(unit_id)
        line.update(line_of(path))
    return Actor(
        organisation_id=person.organisation_id,
        person_id=person.pk,
        name=person.name,
        role=Role(person.role),
        time_zone=organisation.time_zone,
        led_paths=tuple(_led_paths(person.pk)),
        member_unit_ids=frozenset(units[MembershipKind.MEMBER]),
        coached_unit_ids=frozenset(units[MembershipKind.COACH]),
        line_unit_ids=frozenset(line),
        scopes=scopes,
    )


@prepared
def _memberships(person_id: int) -> QuerySet[Membership, tuple[int, str, str]]:
    return Membership.objects.filter(person_id=person_id).values_list(
        "unit_id", "kind", "unit__path"
    )


@prepared
def _led_paths(person_id: int) -> QuerySet[Unit, str]:
    return Unit.objects.filter(lead_id=person_id).order_by("path").values_list("path", flat=True)


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking: pages are closed to strangers by ``people.middleware``."""
    return cast(Actor, cast(Any, request).actor)


def organisation_of(request: HttpRequest) -> Organisation:
    """The organisation whoever asks acts in, as it was read with them."""
    return cast(Organisation, cast(Any, request).organisation)


def system_actor(organisation: Organisation, name: str = "Headway") -> Actor:
    """The command line and scheduled jobs: may do everything in one organisation."""
    return Actor(
        organisation_id=organisation.pk,
        person_id=None,
        name=name,
        role=Role.ADMIN,
        time_zone=organisation.time_zone,
    )


class Permission(StrEnum):
    """Everything that can be allowed or refused. Reading needs no entry: what is hidden from
    somebody is not there for them (``okrs.queries.visibility``)."""

    OBJECTIVE_CREATE = "objective.create"
    OBJECTIVE_EDIT = "objective.edit"
    OBJECTIVE_AGREE = "objective.agree"
    OBJECTIVE_SIGN = "objective.sign"
    OBJECTIVE_CLOSE = "objective.close"
    GOAL_POST_APPROVE = "goal_post.approve"
    FRAME_HAND_DOWN = "frame.hand_down"
    FRAME_ANSWER = "frame.answer"
    DEPENDENCY_ANSWER = "dependency.answer"
    PLAN_PUBLISH = "plan.publish"
    CHECK_IN = "key_result.check_in"
    INITIATIVE_EDIT = "initiative.edit"
    CYCLE_MANAGE = "cycle.manage"
    STRATEGY_EDIT = "strategy.edit"
    UNIT_MANAGE = "unit.manage"
    PEOPLE_MANAGE = "people.manage"
    ORGANISATION_MANAGE = "organisation.manage"
    IMPORT_RUN = "import.run"
    TOKEN_CREATE = "token.create"
    AUDIT_READ = "audit.read"


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


def _leads(actor: Actor, facts: Facts) -> str | None:
    return _("Leads the unit or one above it.") if actor.leads(facts.unit_path) else None


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
    Permission.OBJECTIVE_AGREE: (_leads,),
    Permission.OBJECTIVE_SIGN: (_leads, _owns, _coaches),
    Permission.OBJECTIVE_CLOSE: (_leads, _owns),
    Permission.GOAL_POST_APPROVE: (_leads_another,),
    Permission.FRAME_HAND_DOWN: (_leads_above,),
    Permission.FRAME_ANSWER: (_leads,),
    Permission.DEPENDENCY_ANSWER: (_leads,),
    Permission.PLAN_PUBLISH: (_leads,),
    Permission.CHECK_IN: (_leads, _owns, _updates),
    Permission.INITIATIVE_EDIT: (_leads, _owns, _updates),
    Permission.UNIT_MANAGE: (),
    Permission.CYCLE_MANAGE: (),
    Permission.STRATEGY_EDIT: (),
    Permission.PEOPLE_MANAGE: (),
    Permission.ORGANISATION_MANAGE: (),
    Permission.IMPORT_RUN: (),
    Permission.TOKEN_CREATE: (_is_anyone,),
    Permission.AUDIT_READ: (),
}

WRITE_SCOPE = "write"
ADMIN_SCOPE = "admin"
CHECK_IN_SCOPE = "check_in"
READ_SCOPE = "read"

SCOPES: dict[str, str] = {
    READ_SCOPE: "Read everything the person can see",
    CHECK_IN_SCOPE: "Check in on key results",
    WRITE_SCOPE: "Create and change objectives, key results and links; check in",
    ADMIN_SCOPE: "Everything the person may do, administration included",
}

_SCOPES_FOR: dict[Permission, frozenset[str]] = {
    Permission.CHECK_IN: frozenset({CHECK_IN_SCOPE, WRITE_SCOPE, ADMIN_SCOPE}),
    **{
        permission: frozenset({WRITE_SCOPE, ADMIN_SCOPE})
        for permission in (
            Permission.OBJECTIVE_CREATE,
            Permission.OBJECTIVE_EDIT,
            Permission.OBJECTIVE_AGREE,
            Permission.OBJECTIVE_SIGN,
            Permission.OBJECTIVE_CLOSE,
            Permission.INITIATIVE_EDIT,
            Permission.GOAL_POST_APPROVE,
            Permission.FRAME_HAND_DOWN,
            Permission.FRAME_ANSWER,
            Permission.DEPENDENCY_ANSWER,
            Permission.PLAN_PUBLISH,
        )
    },
}


def decide(actor: Actor, permission: Permission, facts: Facts = NOTHING) -> Decision:
    """Whether ``actor`` has ``permission`` on an object with ``facts``, and by which rule."""
    if actor.scopes is not None:
        needed = _SCOPES_FOR.get(permission, frozenset({ADMIN_SCOPE}))
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
    return Decision(False, _WHO[permission]())


_WHO: dict[Permission, Callable[[], str]] = {
    Permission.OBJECTIVE_CREATE: lambda: _(
        "Only people of the unit, its leads and administrators may add objectives here."
    ),
    Permission.OBJECTIVE_EDIT: lambda: _(
        "Only the owner, the unit's leads and administrators may change this objective."
    ),
    Permission.OBJECTIVE_AGREE: lambda: _(
        "Only the unit's leads and administrators may agree to this objective."
    ),
    Permission.OBJECTIVE_SIGN: lambda: _(
        "Only the owner, the lead above, the unit's coach and administrators may sign this."
    ),
    Permission.GOAL_POST_APPROVE: lambda: _(
        "Only a lead above the owner and administrators may approve a moved goal post."
    ),
    Permission.FRAME_HAND_DOWN: lambda: _(
        "Only leads of the units above and administrators may hand a frame down."
    ),
    Permission.FRAME_ANSWER: lambda: _(
        "Only the unit's leads and administrators may answer a frame."
    ),
    Permission.DEPENDENCY_ANSWER: lambda: _(
        "Only leads of the unit that was asked and administrators may answer."
    ),
    Permission.PLAN_PUBLISH: lambda: _(
        "Only the unit's leads and administrators may publish its plan."
    ),
    Permission.OBJECTIVE_CLOSE: lambda: _(
        "Only the owner, the unit's leads and administrators may close this objective."
    ),
    Permission.CHECK_IN: lambda: _(
        "Only the owner, the updater, the unit's leads and administrators may check in here."
    ),
    Permission.INITIATIVE_EDIT: lambda: _(
        "Only the owner, the updater, the unit's leads and administrators may change work here."
    ),
    Permission.UNIT_MANAGE: lambda: _("Only administrators may change units."),
    Permission.CYCLE_MANAGE: lambda: _("Only administrators may change cycles."),
    Permission.STRATEGY_EDIT: lambda: _(
        "Only administrators may change the mission and the mid-term goals."
    ),
    Permission.PEOPLE_MANAGE: lambda: _("Only administrators may change people."),
    Permission.ORGANISATION_MANAGE: lambda: _("Only administrators may change these settings."),
    Permission.IMPORT_RUN: lambda: _("Only administrators may import."),
    Permission.TOKEN_CREATE: lambda: _("Only members may create tokens."),
    Permission.AUDIT_READ: lambda: _("Only administrators may read the audit trail."),
}


def require(actor: Actor, permission: Permission, facts: Facts = NOTHING) -> None:
    """Raise :class:`NotAllowed`, saying who may, unless ``actor`` has ``permission``."""
    decision = decide(actor, permission, facts)
    if not decision.allowed:
        raise NotAllowed(decision.because)
