"""Who may do what: one table of rules, and an answer that names the rule.

An :class:`Actor` is loaded once per request or token. Facts about the object (its unit's path, its
owner) are passed in, so a decision costs no query.

Rules: an administrator may do everything. The lead of a unit may do everything with the OKRs and
the mid-term goals of that unit and of all units below; those of the organisation are the
administrators'. A member may draft objectives in units they work in, and keep
what they own. A coach signs what their units agree on and keeps hands off content. A viewer only
reads. Nobody approves alone what they answer for: that takes the lead above them.
"""

from headway.people.access.actors import (
    Actor,
    actor_for,
    actor_of,
    organisation_of,
    system_actor,
)
from headway.people.access.permissions import Permission
from headway.people.access.rules import NOTHING, Decision, Facts, acts_as_owner, decide, require
from headway.people.access.scopes import (
    ADMIN_SCOPE,
    CHECK_IN_SCOPE,
    READ_SCOPE,
    SCOPES,
    WRITE_SCOPE,
)

__all__ = [
    "ADMIN_SCOPE",
    "CHECK_IN_SCOPE",
    "NOTHING",
    "READ_SCOPE",
    "SCOPES",
    "WRITE_SCOPE",
    "Actor",
    "Decision",
    "Facts",
    "Permission",
    "acts_as_owner",
    "actor_for",
    "actor_of",
    "decide",
    "organisation_of",
    "require",
    "system_actor",
]
