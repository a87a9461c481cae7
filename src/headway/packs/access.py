"""Who may change a pack, and as whom it is gathered for everybody."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import Conflict
from headway.packs.queries.rows import PackRow
from headway.people.access import Actor, Facts, Permission, decide, require
from headway.people.models import Organisation, Role


def everybody(organisation: Organisation) -> Actor:
    """A reader to whom nothing is shown but what all of the organisation may read: what is kept or
    sent is gathered as they see it."""
    return Actor(
        organisation_id=organisation.pk,
        person_id=None,
        name="everybody",
        role=Role.VIEWER,
        time_zone=organisation.time_zone,
    )


def pack_facts(row: PackRow) -> Facts:
    """What a decision about a pack needs to know; of one of all, the root is its unit."""
    owners = frozenset({row.maker_id} if row.maker_id else ())
    return Facts(unit_id=row.place_id, unit_path=row.place_path, owner_ids=owners)


def may_edit(actor: Actor, row: PackRow) -> bool:
    """Whether the actor may change the pack, were it not frozen."""
    return decide(actor, Permission.PACK_EDIT, pack_facts(row)).allowed


def may_comment(actor: Actor) -> bool:
    """Whether the actor may say something of a page."""
    return actor.person_id is not None and decide(actor, Permission.PACK_COMMENT).allowed


def require_edit(actor: Actor, row: PackRow) -> None:
    """Raises NotAllowed, saying who may."""
    require(actor, Permission.PACK_EDIT, pack_facts(row))


def refuse_frozen(row: PackRow) -> None:
    """Raises Conflict for a pack that is to stay as it is."""
    if row.is_frozen:
        said = _("This pack is frozen: it keeps what it showed. Copy it as a new pack.")
        raise Conflict(said, code="pack_frozen")


def refuse_archived(row: PackRow) -> None:
    """Raises Conflict for a pack that was put away."""
    if row.archived_at is not None:
        raise Conflict(_("This pack is archived. Restore it first."), code="archived")
