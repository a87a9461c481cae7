"""The e-mail that a pack goes out in."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from headway.kit.outbox import LetterError, Outbox, host_of_letters, in_one_line, leaving_headers
from headway.kit.problems import Conflict
from headway.packs.actions.leaving import leave_address
from headway.packs.formats.apart import NotWritten, write_apart
from headway.packs.formats.document import Document
from headway.packs.models import Pack, PackLetter, PackSend
from headway.packs.queries.documents import frozen_document
from headway.people.models import Person
from headway.web.formats import day as day_words

logger = logging.getLogger("headway.packs")


class Post:
    """Posts the letters of one send over one connection; the file is made once, when the first
    letter needs it."""

    def __init__(self, send: PackSend) -> None:
        self._send = send
        self._document: Document | None = None
        self._file: bytes | None = None
        self._outbox = Outbox()

    def __enter__(self) -> Self:
        self._outbox.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._outbox.__exit__(kind, error, trace)

    def send(self, letter: PackLetter) -> bool:
        """Whether it was posted; False where the person left, or gets the pack no more, and where
        that was archived. Raises LetterError, whatever goes wrong: what is not counted would be
        tried for ever, and nobody told."""
        person = Person.objects.get(pk=letter.person_id)
        gets_it = Pack.recipients.through.objects.filter(
            pack_id=self._send.pack_id, pack__archived_at__isnull=True, person_id=person.pk
        )
        if not person.is_active or not person.email or not gets_it.exists():
            return False
        try:
            with override(self._send.pack.organisation.language):
                message = self._message(person)
        except Conflict as refused:
            raise LetterError(refused.detail, is_all=True) from refused
        except NotWritten as refused:
            raise LetterError(refused.told or str(refused), is_all=True) from refused
        except Exception as error:
            logger.exception("The letters of send %d of a board pack cannot be made", self._send.pk)
            raise LetterError(type(error).__name__, is_all=True) from error
        self._outbox.send(message)
        return True

    def _message(self, person: Person) -> EmailMessage:
        send, found = self._send, self._found()
        link = settings.BASE_URL + reverse("packs:pack", args=[send.frozen_id])
        leave = leave_address(send.pack_id, person.pk)
        told = {
            "name": person.name,
            "title": found.title,
            "scope": found.scope,
            "day": day_words(found.day),
            "headings": "\n".join(f"- {page.title}" for page in found.pages),
            "link": link,
            "leave": leave,
        }
        message = EmailMessage(
            subject=in_one_line(_("%(title)s: %(scope)s, %(day)s") % told),
            body=_(
                "Hello %(name)s,\n\nhere is the board pack of %(scope)s as of %(day)s:\n\n"
                "%(headings)s\n\nRead it, and say what you think of it:\n%(link)s\n\n"
                "To get it no more: %(leave)s"
            )
            % told,
            to=[person.email],
            headers={
                # The same at each try, so that one that was taken twice is shown once.
                "Message-ID": f"<pack-{send.pk}-{person.pk}@{host_of_letters()}>",
                **leaving_headers(leave),
            },
        )
        if send.pack.with_file:
            message.attach(f"{_name(found)}.pdf", self._pdf(), "application/pdf")
        return message

    def _pdf(self) -> bytes:
        if self._file is None:
            frozen, organisation = self._send.frozen, self._send.pack.organisation
            self._file = write_apart(
                "pdf",
                frozen.content,
                language=organisation.language,
                time_zone=organisation.time_zone,
            )
        return self._file

    def _found(self) -> Document:
        if self._document is None:
            self._document = frozen_document(self._send.frozen_id)
        return self._document


def _name(found: Document) -> str:
    return slugify(f"{found.title} {found.day}") or "board-pack"
