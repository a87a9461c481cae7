"""Look after people on their working days, have letters leave, take back what is done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from headway.kit import clock
from headway.kit.jobs import every, job
from headway.reminders.actions import channels, letters
from headway.reminders.actions.escalating import withdraw_done
from headway.reminders.actions.quick import tidy_links
from headway.reminders.actions.rounds import (
    add_missing_rounds,
    claim_round,
    due_rounds,
    make_round,
)
from headway.reminders.queries.reminded import owners_escalated

BATCH = 50
"""People, or letters, of one job."""


@job()
def make_rounds(person_ids: list[int], planned_ids: list[int]) -> None:
    """Rounds of people whose time has come; of others the time is worked out."""
    for person_id in planned_ids:
        make_round(person_id, is_due=False)
    for person_id in person_ids:
        make_round(person_id)


@every(seconds=30)
def enqueue_rounds() -> None:
    """All that are due, some at a time by each of the workers."""
    add_missing_rounds()
    found = due_rounds()
    for start in range(0, len(found), BATCH):
        with transaction.atomic():
            mine = [one for one in found[start : start + BATCH] if claim_round(*one)]
            if mine:
                due = [pk for pk, at in mine if at is not None]
                make_rounds.enqueue(due, [pk for pk, at in mine if at is None])


@job()
def post(letter_ids: list[int], claimed: str) -> None:
    """Letters, over one connection."""
    letters.post_letters(letter_ids, datetime.fromisoformat(claimed))


@every(seconds=10)
def enqueue_letters() -> None:
    """Notices that wait for no digest, and all letters whose time has come."""
    letters.take_notices()
    found, until = letters.due_letters(), clock.now() + letters.QUEUED_FOR
    for start in range(0, len(found), BATCH):
        with transaction.atomic():
            batch = found[start : start + BATCH]
            mine = [pk for pk, at in batch if letters.claim_letter(pk, at, until)]
            if mine:
                post.enqueue(mine, until.isoformat())


@job()
def post_to_channel(channel_id: int, claimed: str) -> None:
    """The digest of a unit."""
    channels.post_channel(channel_id, datetime.fromisoformat(claimed))


@every(seconds=30)
def enqueue_channels() -> None:
    """All whose time has come, each by one of the workers."""
    until = clock.now() + channels.QUEUED_FOR
    for channel_id, at in channels.due_channels():
        with transaction.atomic():
            if channels.claim_channel(channel_id, at, until):
                post_to_channel.enqueue(channel_id, until.isoformat())


@job()
def withdraw(owner_ids: list[int]) -> None:
    """What was done since it was escalated."""
    for owner_id in owner_ids:
        withdraw_done(owner_id)


@every(seconds=600)
def enqueue_withdrawals() -> None:
    """Everybody of whom something is escalated, some at a time."""
    found = owners_escalated()
    for start in range(0, len(found), BATCH):
        withdraw.enqueue(found[start : start + BATCH])


@every(seconds=3600)
def tidy() -> None:
    """Links and letters that are long over."""
    tidy_links()
    letters.tidy_letters()
