"""Everything that can be allowed or refused, and who may when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from django.utils.translation import gettext as _


class Permission(StrEnum):
    """Everything that can be allowed or refused. Reading needs no entry: what is hidden from
    somebody is not there for them (``okrs.queries.visibility``)."""

    OBJECTIVE_CREATE = "objective.create"
    OBJECTIVE_EDIT = "objective.edit"
    OBJECTIVE_SIGN = "objective.sign"
    OBJECTIVE_SIGN_FOR_ALL = "objective.sign_for_all"
    OBJECTIVE_CLOSE = "objective.close"
    GOAL_ASSESS = "goal.assess"
    GOAL_POST_APPROVE = "goal_post.approve"
    FRAME_HAND_DOWN = "frame.hand_down"
    FRAME_ANSWER = "frame.answer"
    DEPENDENCY_ANSWER = "dependency.answer"
    PLAN_PUBLISH = "plan.publish"
    MEETING_LEAD = "meeting.lead"
    MEETING_TAKE_PART = "meeting.take_part"
    ACTION_CHANGE = "action.change"
    CHANNEL_MANAGE = "channel.manage"
    COACH_ASK = "coach.ask"
    COACH_TALK = "coach.talk"
    COACH_SUGGEST = "coach.suggest"
    CHECK_IN = "key_result.check_in"
    INITIATIVE_EDIT = "initiative.edit"
    KPI_DEFINE = "kpi.define"
    KPI_MEASURE = "kpi.measure"
    KPI_RESPOND = "kpi.respond"
    CYCLE_MANAGE = "cycle.manage"
    STRATEGY_EDIT = "strategy.edit"
    UNIT_STRATEGY_EDIT = "unit_strategy.edit"
    PACK_EDIT = "pack.edit"
    PACK_COMMENT = "pack.comment"
    COMMENT_WRITE = "comment.write"
    COMMENT_REMOVE = "comment.remove"
    NUDGE = "nudge.send"
    NUDGE_ALL = "nudge.send_to_all"
    UNIT_MANAGE = "unit.manage"
    PEOPLE_MANAGE = "people.manage"
    ORGANISATION_MANAGE = "organisation.manage"
    IMPORT_RUN = "import.run"
    IMPORT_VALUES = "import.values"
    TOKEN_CREATE = "token.create"
    AUDIT_READ = "audit.read"


_WHO: dict[Permission, Callable[[], str]] = {
    Permission.OBJECTIVE_CREATE: lambda: _(
        "Only people of the unit, its leads and administrators may add objectives here."
    ),
    Permission.OBJECTIVE_EDIT: lambda: _(
        "Only the owner, the unit's leads and administrators may change this objective."
    ),
    Permission.OBJECTIVE_SIGN: lambda: _(
        "Only the owner, the lead above, the unit's coach and administrators may sign this."
    ),
    Permission.OBJECTIVE_SIGN_FOR_ALL: lambda: _("Only administrators may sign for everybody."),
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
    Permission.MEETING_LEAD: lambda: _(
        "Only who facilitates, the unit's leads and coaches and administrators may lead this"
        " meeting."
    ),
    Permission.MEETING_TAKE_PART: lambda: _(
        "Only people of the unit, its leads and coaches, who facilitates and administrators may"
        " take part."
    ),
    Permission.ACTION_CHANGE: lambda: _(
        "Only its owner, who wrote it down or facilitated there, the unit's leads and coaches and"
        " administrators may change this action."
    ),
    Permission.CHANNEL_MANAGE: lambda: _(
        "Only the unit's leads and coaches and administrators may say where it is posted to."
    ),
    Permission.COACH_ASK: lambda: _(
        "Only people of the unit, owners there and the unit's leads may ask its coach."
    ),
    Permission.COACH_TALK: lambda: _("Only members may write to a coach, or as one."),
    Permission.COACH_SUGGEST: lambda: _("Only a coach of the unit may suggest something here."),
    Permission.OBJECTIVE_CLOSE: lambda: _(
        "Only the owner, the unit's leads and administrators may close this objective."
    ),
    Permission.GOAL_ASSESS: lambda: _(
        "Only its owner, the unit's leads and administrators may say how this ended."
    ),
    Permission.CHECK_IN: lambda: _(
        "Only the owner, the updater, the unit's leads and administrators may check in here."
    ),
    Permission.INITIATIVE_EDIT: lambda: _(
        "Only the owner, the updater, the unit's leads and administrators may change work here."
    ),
    Permission.KPI_DEFINE: lambda: _(
        "Only the owner, the unit's leads and administrators may define this KPI."
    ),
    Permission.KPI_MEASURE: lambda: _(
        "Only the owner, the updater, the unit's leads and administrators may enter values here."
    ),
    Permission.KPI_RESPOND: lambda: _(
        "Only the owner, the unit's leads and administrators may answer this signal."
    ),
    Permission.UNIT_MANAGE: lambda: _("Only administrators may change units."),
    Permission.CYCLE_MANAGE: lambda: _("Only administrators may change cycles."),
    Permission.STRATEGY_EDIT: lambda: _(
        "Only who leads the organisation and administrators may change its mission and mid-term"
        " goals."
    ),
    Permission.UNIT_STRATEGY_EDIT: lambda: _(
        "Only the unit's leads and administrators may change the mid-term goals of a unit."
    ),
    Permission.PACK_EDIT: lambda: _(
        "Only who made it, the unit's leads and coaches and administrators may change this pack."
    ),
    Permission.PACK_COMMENT: lambda: _("Only members may comment."),
    Permission.COMMENT_WRITE: lambda: _("Only members may comment."),
    Permission.COMMENT_REMOVE: lambda: _(
        "Only its author, the unit's leads and administrators may remove a comment."
    ),
    Permission.NUDGE: lambda: _("Only members may nudge others."),
    Permission.NUDGE_ALL: lambda: _(
        "Only the unit's leads and coaches and administrators may nudge all who are late."
    ),
    Permission.PEOPLE_MANAGE: lambda: _("Only administrators may change people."),
    Permission.ORGANISATION_MANAGE: lambda: _("Only administrators may change these settings."),
    Permission.IMPORT_RUN: lambda: _(
        "Only administrators may import; values of KPIs whoever may enter them."
    ),
    Permission.IMPORT_VALUES: lambda: _("Only members may import values of KPIs."),
    Permission.TOKEN_CREATE: lambda: _("Only members may create tokens."),
    Permission.AUDIT_READ: lambda: _("Only administrators may read the audit trail."),
}


def who_may(permission: Permission) -> str:
    """The sentence of a refusal: who may."""
    return _WHO[permission]()
