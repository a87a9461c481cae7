"""The place of one event in the hash chain of its organisation."""

from __future__ import annotations

from dataclasses import dataclass

from headway.activity.models import ChainHead, Event
from headway.activity.queries import EventRow, event_row

LARGEST = 2**63 - 1  # what both databases can hold


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An event with its neighbours. ``holds``: its hash is that of what it tells; ``fits``: it
    carries the hash of the event before it, and the one after it carries its own."""

    event: EventRow
    hash: str
    previous_hash: str
    before: int | None
    after: int | None
    newest: int
    holds: bool
    fits: bool

    @property
    def is_intact(self) -> bool:
        return self.holds and self.fits


def chain_link(organisation_id: int, sequence: int) -> ChainLink | None:
    """One event by its number; None where there is none. Two queries, whatever the chain's
    length: ``verify_chain`` walks all of it."""
    if not 0 < sequence < LARGEST:
        return None
    around = Event.objects.filter(
        organisation_id=organisation_id, sequence__range=(sequence - 1, sequence + 1)
    )
    found = {event.sequence: event for event in around}
    event = found.get(sequence)
    if event is None:
        return None
    before, after = found.get(sequence - 1), found.get(sequence + 1)
    head = ChainHead.objects.filter(pk=organisation_id).values_list("sequence", "hash").first()
    newest, last_hash = head or (sequence, event.hash)
    fits = event.previous_hash == (before.hash if before else "" if sequence == 1 else None)
    following = after.previous_hash if after else last_hash if newest == sequence else None
    return ChainLink(
        event_row(event),
        event.hash,
        event.previous_hash,
        before.sequence if before else None,
        after.sequence if after else None,
        newest,
        holds=event.hash == event.link_hash(),
        fits=fits and following == event.hash,
    )
