"""Tell people what concerns them: a row in the inbox of each.

Whether it goes out by e-mail or into a channel, too, and when, is for ``headway.reminders``, which
knows what each wants to hear of and when they work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from headway.activity.actions.trail import Author
from headway.activity.models import Notice
from headway.kit import clock


@dataclass(frozen=True, slots=True)
class Told:
    """What people are told. ``kind`` is a ``NoticeKind``, ``title`` a sentence that says it all,
    ``url`` the page to go to. ``key`` names the occasion: nobody is told twice of the same.
    ``letter`` is the text of an e-mail of its own (and ``letter_html``); such a notice goes out at
    once, as one with ``is_urgent`` does, instead of in the next digest."""

    kind: str
    title: str
    url: str
    body: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    key: str = ""
    is_urgent: bool = False
    letter: str = ""
    letter_html: str = ""


WhoHears = Callable[[Collection[int], str], Collection[int]]
"""Of these people, those who want to hear of a kind. At most one query."""

_ASKED: list[WhoHears] = []


def ask_who_hears(who: WhoHears) -> None:
    """Have ``who`` asked before anybody is told. Once, at start: the app above that knows what each
    person muted registers it."""
    if who not in _ASKED:
        _ASKED.append(who)


def notify(author: Author, person_ids: Iterable[int | None], told: Told) -> None:
    """Put it into the inbox of each of these people but the author, who knows, and those who muted
    its kind. One statement, and one query.

    Call it inside the transaction of what is told, before that is recorded.
    """
    mine = author.person_id
    people: Collection[int] = {pk for pk in person_ids if pk is not None and pk != mine}
    for who in _ASKED:
        people = who(people, told.kind) if people else people
    now = clock.now()
    rows = [
        Notice(
            organisation_id=author.organisation_id, person_id=pk, author_id=mine, kind=told.kind,
            title=told.title[:300], body=told.body, url=told.url, subject_type=told.subject_type,
            subject_id=told.subject_id, key=told.key[:200], letter=told.letter,
            letter_html=told.letter_html, is_urgent=told.is_urgent or bool(told.letter),
            created_at=now,
        )
        for pk in sorted(people)
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def settle_notices(organisation_id: int) -> None:
    """What people were told so far needs no sending: it stands in the inbox. For a past that was
    written down at once, of which letters would be old news. One statement."""
    waiting = Notice.objects.filter(organisation_id=organisation_id, settled_at__isnull=True)
    waiting.update(settled_at=clock.now())
