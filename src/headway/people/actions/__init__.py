"""Every write to organisations, units, people, invitations and tokens."""

from headway.people.actions.invitations import (
    accept_invitation,
    invite_person,
    withdraw_invitation,
)
from headway.people.actions.organisations import create_organisation, update_organisation
from headway.people.actions.people import (
    add_person,
    deactivate_person,
    reactivate_person,
    update_person,
)
from headway.people.actions.tokens import authenticate_token, create_token, revoke_token
from headway.people.actions.units import (
    archive_unit,
    assign,
    create_unit,
    move_unit,
    restore_unit,
    set_lead,
    unassign,
    update_unit,
)

__all__ = [
    "accept_invitation",
    "add_person",
    "archive_unit",
    "assign",
    "authenticate_token",
    "create_organisation",
    "create_token",
    "create_unit",
    "deactivate_person",
    "invite_person",
    "move_unit",
    "reactivate_person",
    "restore_unit",
    "revoke_token",
    "set_lead",
    "unassign",
    "update_organisation",
    "update_person",
    "update_unit",
    "withdraw_invitation",
]
