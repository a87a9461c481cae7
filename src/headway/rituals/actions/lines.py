"""Write a line of the minutes as one types it: what it is, who has it and until when are read from
its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.core.rituals import WORDS, Doubt, LineKind, Written, read_line
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.people.access import Actor, Permission, require
from headway.people.models import Person
from headway.rituals.actions.blockers import raise_blocker
from headway.rituals.actions.checks import is_past, past_words
from headway.rituals.actions.items import add_action
from headway.rituals.actions.rooms.doors import facts_of, get_meeting
from headway.rituals.actions.rooms.minutes import add_minute
from headway.rituals.models import Meeting
from headway.rituals.queries.rooms.people import people_of

NAMED = 5
"""Of those who may be meant by a name so many are told."""


@one_write()
def write_line(actor: Actor, meeting_id: int, text: str) -> LineKind:
    """Take a typed line apart and keep it: a decision, an action, a blocker, something parked or a
    note. Says which it was.

    Raises NotAllowed, NotFound, Conflict, InvalidInput (nothing written, or nobody or several are
    called as somebody is named there).
    """
    meeting = get_meeting(actor, meeting_id)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(meeting.unit, meeting.facilitator_id))
    written = _read(actor, meeting, text)
    if written.doubt is not None:
        raise InvalidInput.on("line", _doubt_words(written), code=f"person_{written.doubt}")
    if not written.text:
        raise InvalidInput.on("line", _("Write what is to be kept."), code="required")
    if is_past(actor, written.due_on):
        raise InvalidInput.on("line", past_words(), code="past")
    keep(
        actor, meeting_id, kind=written.kind, text=written.text, person_id=written.person_id,
        due_on=written.due_on,
    )  # fmt: skip
    return written.kind


def keep(
    actor: Actor,
    meeting_id: int,
    *,
    kind: str,
    text: str,
    person_id: int | None = None,
    due_on: date | None = None,
    key_result_id: int | None = None,
) -> None:
    """The same from single fields. Raises as :func:`write_line`."""
    item = {
        "meeting_id": meeting_id,
        "owner_id": person_id,
        "due_on": due_on,
        "key_result_id": key_result_id,
    }
    if kind == LineKind.ACTION:
        add_action(actor, title=text, **item)  # type: ignore[arg-type]  # each as its name says
    elif kind == LineKind.BLOCKER:
        raise_blocker(actor, title=text, **item)  # type: ignore[arg-type]  # each as its name says
    else:
        add_minute(actor, meeting_id, kind=kind, text=text, key_result_id=key_result_id)


def words_of_kinds() -> Mapping[str, LineKind]:
    """What a line may begin with: in English, and in the language of who writes."""
    ours = {
        _("Decision"): LineKind.DECISION,
        _("Action"): LineKind.ACTION,
        _("Blocker"): LineKind.BLOCKER,
        _("Park"): LineKind.PARKED,
        _("Note"): LineKind.NOTE,
    }
    return {**WORDS, **{word.casefold(): kind for word, kind in ours.items()}}


def _read(actor: Actor, meeting: Meeting, text: str) -> Written:
    """Those of the unit and the room are meant first, then anybody of the organisation."""
    near = people_of(meeting.pk, meeting.unit_id)
    found = _read_among(actor, text, near)
    if found.doubt is not Doubt.UNKNOWN:
        return found
    first = found.said.split()[0] if found.said else ""
    others = Person.objects.filter(
        organisation_id=actor.organisation_id, is_active=True, name__icontains=first
    )
    return _read_among(actor, text, list(others.values_list("pk", "name")[:200]))


def _read_among(actor: Actor, text: str, people: Sequence[tuple[int, str]]) -> Written:
    return read_line(
        text, people, today=clock.today(actor.time_zone), me=actor.person_id,
        words=words_of_kinds(),
    )  # fmt: skip


def _doubt_words(written: Written) -> str:
    if written.doubt is Doubt.UNKNOWN:
        return _("Nobody is called “%(name)s”. Write another name, or leave out the @.") % {
            "name": written.said
        }
    names = ", ".join(written.names[:NAMED])
    return _("“%(name)s” may be %(names)s. Write more of the name.") % {
        "name": written.said,
        "names": names,
    }
