"""Send packs when their day has come, post their letters, and make their files."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from headway.kit.jobs import every, job
from headway.packs.actions.files import claim_file, make_file, tidy_files, waiting_files
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


@job()
def make_file_of_pack(file_id: int) -> None:
    """One file. Done twice it does nothing: it is made by then."""
    make_file(file_id)


@every(seconds=1)
def enqueue_files() -> None:
    """All that somebody waits for, each by one of the workers."""
    for file_id in waiting_files():
        with transaction.atomic():
            if claim_file(file_id):
                make_file_of_pack.enqueue(file_id)


@every(seconds=600)
def tidy_files_of_packs() -> None:
    """Files that were kept long enough, and those that came to nothing."""
    tidy_files()
