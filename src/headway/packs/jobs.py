"""Send packs when their day has come, and post their letters."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from headway.kit.jobs import every, job
from headway.packs.actions.sending import (
    Due,
    claim_due,
    claim_send,
    due_packs,
    due_sends,
    note_not_made,
    post_letters,
    send_due,
)


@job()
def make_send(pack_id: int, due_on: str) -> None:
    """Of one pack. Done twice it does nothing: the pack is due on another day then."""
    due = Due(pack_id, date.fromisoformat(due_on))
    try:
        send_due(due)
    except Exception as error:  # whatever it is: people are told, and the log has it whole
        note_not_made(due, error)
        raise


@job()
def post(send_id: int) -> None:
    """The letters of one send."""
    post_letters(send_id)


@every(seconds=60)
def enqueue_packs() -> None:
    """All that are due, each by one of the workers."""
    for due in due_packs():
        with transaction.atomic():
            if claim_due(due):
                make_send.enqueue(due.pack_id, due.due_on.isoformat())


@every(seconds=10)
def enqueue_letters() -> None:
    """All sends with letters to post, each by one of the workers."""
    for send_id, at in due_sends():
        with transaction.atomic():
            if claim_send(send_id, at):
                post.enqueue(send_id)
