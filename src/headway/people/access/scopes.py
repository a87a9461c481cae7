"""What an API token may be allowed at most."""

from __future__ import annotations

from headway.people.access.permissions import Permission

READ_SCOPE = "read"
CHECK_IN_SCOPE = "check_in"
WRITE_SCOPE = "write"
ADMIN_SCOPE = "admin"

SCOPES: dict[str, str] = {
    READ_SCOPE: "Read everything the person can see",
    CHECK_IN_SCOPE: "Check in on key results and enter values of KPIs",
    WRITE_SCOPE: "Create and change objectives, key results, links, KPIs, goals of units; check in",
    ADMIN_SCOPE: "Everything the person may do, administration included",
}

_SCOPES_FOR: dict[Permission, frozenset[str]] = {
    Permission.CHECK_IN: frozenset({CHECK_IN_SCOPE, WRITE_SCOPE, ADMIN_SCOPE}),
    Permission.KPI_MEASURE: frozenset({CHECK_IN_SCOPE, WRITE_SCOPE, ADMIN_SCOPE}),
    **{
        permission: frozenset({WRITE_SCOPE, ADMIN_SCOPE})
        for permission in (
            Permission.OBJECTIVE_CREATE,
            Permission.OBJECTIVE_EDIT,
            Permission.OBJECTIVE_SIGN,
            Permission.OBJECTIVE_SIGN_FOR_ALL,
            Permission.OBJECTIVE_CLOSE,
            Permission.GOAL_ASSESS,
            Permission.INITIATIVE_EDIT,
            Permission.GOAL_POST_APPROVE,
            Permission.FRAME_HAND_DOWN,
            Permission.FRAME_ANSWER,
            Permission.DEPENDENCY_ANSWER,
            Permission.PLAN_PUBLISH,
            Permission.MEETING_LEAD,
            Permission.MEETING_TAKE_PART,
            Permission.ACTION_CHANGE,
            Permission.CHANNEL_MANAGE,
            Permission.COACH_ASK,
            Permission.COACH_TALK,
            Permission.COACH_SUGGEST,
            Permission.KPI_DEFINE,
            Permission.KPI_RESPOND,
            Permission.UNIT_STRATEGY_EDIT,
            Permission.PACK_EDIT,
            Permission.PACK_COMMENT,
            Permission.COMMENT_WRITE,
            Permission.COMMENT_REMOVE,
            Permission.NUDGE,
            Permission.NUDGE_ALL,
            Permission.IMPORT_VALUES,
        )
    },
}


def scopes_for(permission: Permission) -> frozenset[str]:
    """The scopes that hold the permission; a token needs one of them."""
    return _SCOPES_FOR.get(permission, frozenset({ADMIN_SCOPE}))
