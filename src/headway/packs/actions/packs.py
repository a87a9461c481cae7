"""Make a pack, change what it is called and tells of, put it away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from unicodedata import category

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.packs.actions.doors import PAGES_AT_MOST, TITLE_LIMIT, editable
from headway.packs.models import Pack, PackCadence, PackPage, PageKind
from headway.packs.queries.rows import root_of
from headway.people.access import Actor, Facts, Permission, require
from headway.people.queries import get_unit

READY = (
    PageKind.SUMMARY, PageKind.SCORECARD, PageKind.MAP, PageKind.KPIS, PageKind.OBJECTIVES,
    PageKind.CHANGES,
)  # fmt: skip
"""The pages of a new pack."""


@transaction.atomic
def add_pack(
    actor: Actor,
    *,
    title: str = "",
    unit_id: int | None = None,
    kinds: Sequence[str] | None = None,
) -> Pack:
    """Make a live pack with a ready set of pages, or with those of some ``kinds``. Without a title
    it is called by what it is of. Raises NotAllowed, NotFound (unit), InvalidInput."""
    root_id, root_name, root_path = root_of(actor.organisation_id)
    unit = get_unit(actor, unit_id) if unit_id else None
    if unit is not None and unit.parent_id is None:
        unit = None  # the root and all below it is the whole
    place = (unit.pk, unit.path) if unit else (root_id, root_path)
    require(actor, Permission.PACK_EDIT, Facts(unit_id=place[0], unit_path=place[1]))
    place_name = unit.name if unit else root_name
    title = title.strip() or _("Board pack of %(place)s") % {"place": place_name}
    wanted = READY if kinds is None else tuple(kinds)
    refuse([*title_errors(title), *_kind_errors(wanted)])
    pack = Pack.objects.create(
        organisation_id=actor.organisation_id,
        unit=unit,
        title=title,
        maker_id=actor.person_id,
        created_at=clock.now(),
    )
    PackPage.objects.bulk_create(
        PackPage(pack=pack, position=at, kind=kind) for at, kind in enumerate(wanted, 1)
    )
    after = {"title": title, "unit_id": unit.pk if unit else None, "pages": list(wanted)}
    record(actor, Entry("pack.added", "pack", pack.pk, title, after=after))
    return pack


def title_errors(title: str) -> list[FieldError]:
    """What is wrong with the title of a pack."""
    if not title or len(title) > TITLE_LIMIT:
        said = _("Say in at most 200 characters what the pack is called.")
        return [FieldError("title", "required", said)]
    if any(category(letter) == "Cc" for letter in title):
        said = _("Say it in one line, without control characters.")
        return [FieldError("title", "invalid", said)]
    return []


def _kind_errors(kinds: Sequence[str]) -> list[FieldError]:
    """Pages of a goal or KPI are added with it, and words of one's own with these."""
    without = {*PageKind.values} - {PageKind.GOAL, PageKind.KPI, PageKind.TEXT}
    if not kinds:
        return [FieldError("kinds", "required", _("Choose one page at least."))]
    if len(kinds) > PAGES_AT_MOST:
        said = _("A pack has at most %(count)d pages.") % {"count": PAGES_AT_MOST}
        return [FieldError("kinds", "too_many", said)]
    if not set(kinds) <= without:
        said = _("Choose among %(kinds)s.") % {"kinds": ", ".join(sorted(without))}
        return [FieldError("kinds", "unknown", said)]
    return []


@transaction.atomic
def update_pack(actor: Actor, pack_id: int, *, version: int | None = None, **changes: Any) -> Pack:
    """Change title, day (None: today, whenever somebody looks) or is_as_known.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (frozen, archived), Outdated.
    """
    pack, _row = editable(actor, pack_id, version=version)
    before = _snapshot(pack)
    unknown = sorted(set(changes) - set(before))
    if unknown:
        raise InvalidInput(_("A pack has no field %(names)s.") % {"names": ", ".join(unknown)})
    for field, value in changes.items():
        setattr(pack, field, value.strip() if isinstance(value, str) else value)
    refuse([*title_errors(pack.title), *_day_errors(actor, pack.day)])
    after = _snapshot(pack)
    if before != after:
        pack.version += 1
        pack.save()
        record(actor, Entry("pack.changed", "pack", pack.pk, pack.title, before, after))
    return pack


def _day_errors(actor: Actor, day: date | None) -> list[FieldError]:
    errors = day_errors("day", day)
    if not errors and day is not None and day > clock.today(actor.time_zone):
        return [FieldError("day", "future", _("A pack tells of today or of an earlier day."))]
    return errors


def _snapshot(pack: Pack) -> dict[str, Any]:
    return {"title": pack.title, "day": pack.day, "is_as_known": pack.is_as_known}


@transaction.atomic
def archive_pack(actor: Actor, pack_id: int, *, why: str = "") -> Pack:
    """Put a pack away, frozen or not; it goes out by e-mail no more.

    Raises NotAllowed, NotFound.
    """
    pack, _row = editable(actor, pack_id, live=False)
    if pack.archived_at is None:
        pack.archived_at = clock.now()
        pack.cadence, pack.next_on = PackCadence.NONE, None
        pack.make_at, pack.make_failures, pack.make_error = None, 0, ""
        pack.version += 1
        pack.save()
        record(actor, Entry("pack.archived", "pack", pack.pk, pack.title, why=why.strip()))
    return pack


@transaction.atomic
def restore_pack(actor: Actor, pack_id: int) -> Pack:
    """Bring an archived pack back. Raises NotAllowed, NotFound."""
    pack, _row = editable(actor, pack_id, live=False)
    if pack.archived_at is not None:
        pack.archived_at = None
        pack.version += 1
        pack.save()
        record(actor, Entry("pack.restored", "pack", pack.pk, pack.title))
    return pack
