"""The e-mail that a pack goes out in."""

from __future__ import annotations

import logging
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from headway.kit.problems import Conflict
from headway.packs.actions.leaving import leave_address
from headway.packs.formats.apart import NotWritten, write_apart
from headway.packs.formats.document import Document
from headway.packs.models import Pack, PackLetter, PackSend
from headway.packs.queries.documents import frozen_document
from headway.people.models import Person
from headway.web.formats import day as day_words

logger = logging.getLogger("headway.packs")

ONE_CLICK = "List-Unsubscribe=One-Click"

_OF_ONE_LETTER = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)
"""What a server says of one letter, and then takes others."""


class LetterError(Exception):
    """The mail server did not take it, or its PDF cannot be made. It is tried again. ``is_all``:
    so it would go with every letter, since there is no server to talk to, or no PDF."""

    def __init__(self, said: str, *, is_all: bool) -> None:
        super().__init__(said)
        self.is_all = is_all


class Post:
    """Posts the letters of one send over one connection; the file is made once, when the first
    letter needs it."""

    def __init__(self, send: PackSend) -> None:
        self._send = send
        self._document: Document | None = None
        self._file: bytes | None = None
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def _hang_up(self) -> None:
        """The server is told where it still listens; a connection that is gone is closed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

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
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
            message.connection = self._connection
            message.send()
        except _OF_ONE_LETTER as refused:
            raise LetterError(type(refused).__name__, is_all=False) from refused
        except (SMTPException, OSError) as gone:
            self._hang_up()
            raise LetterError(type(gone).__name__, is_all=True) from gone
        except Exception as error:  # such as an address that none can be: the others go out
            logger.exception("Letter %d of a board pack cannot be sent", letter.pk)
            raise LetterError(type(error).__name__, is_all=False) from error
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
            # In one line: a header has no other, and a name of several must not stop the letter.
            subject=" ".join((_("%(title)s: %(scope)s, %(day)s") % told).split()),
            body=_(
                "Hello %(name)s,\n\nhere is the board pack of %(scope)s as of %(day)s:\n\n"
                "%(headings)s\n\nRead it, and say what you think of it:\n%(link)s\n\n"
                "To get it no more: %(leave)s"
            )
            % told,
            to=[person.email],
            headers={
                # The same at each try, so that one that was taken twice is shown once.
                "Message-ID": f"<pack-{send.pk}-{person.pk}@{_host()}>",
                "List-Unsubscribe": f"<{leave}>",
                # RFC 8058: one click in the mailbox, which no provider sends without TLS.
                **({"List-Unsubscribe-Post": ONE_CLICK} if leave.startswith("https:") else {}),
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


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "headway.invalid"


def _name(found: Document) -> str:
    return slugify(f"{found.title} {found.day}") or "board-pack"
