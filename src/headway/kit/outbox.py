"""Letters that leave over one connection to the mail server, and what can go wrong with each."""

from __future__ import annotations

import logging
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger("headway.mail")

ONE_CLICK = "List-Unsubscribe=One-Click"
_OF_ONE_LETTER = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)
"""What a server says of one letter, and then takes others."""


class LetterError(Exception):
    """The mail server did not take it, or it cannot be made. It is tried again. ``is_all``: so it
    would go with every letter, such as where there is no server to talk to. ``may_be_there``: the
    connection broke while it was handed over, and nobody knows whether it was taken."""

    def __init__(self, said: str, *, is_all: bool, may_be_there: bool = False) -> None:
        super().__init__(said)
        self.is_all, self.may_be_there = is_all, may_be_there


class Outbox:
    """Sends letters one by one over one connection, which is opened when the first one leaves and
    anew after it broke."""

    def __init__(self) -> None:
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

    def send(self, message: EmailMessage) -> None:
        """Send one. Raises LetterError, whatever goes wrong: what is not counted would be tried for
        ever, and nobody told."""
        is_handed_over = False
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
            message.connection = self._connection
            is_handed_over = True
            message.send()
        except _OF_ONE_LETTER as refused:
            raise LetterError(type(refused).__name__, is_all=False) from refused
        except (SMTPException, OSError) as gone:
            self._hang_up()
            raise LetterError(
                type(gone).__name__, is_all=True, may_be_there=is_handed_over
            ) from gone
        except Exception as error:  # such as an address that none can be: the others go out
            logger.exception("A letter cannot be sent")
            raise LetterError(type(error).__name__, is_all=False) from error


def leaving_headers(leave: str) -> dict[str, str]:
    """The headers by which mailboxes offer to get no more: with one click (RFC 8058), which no
    provider sends without TLS."""
    one_click = {"List-Unsubscribe-Post": ONE_CLICK} if leave.startswith("https:") else {}
    return {"List-Unsubscribe": f"<{leave}>", **one_click}


def host_of_letters() -> str:
    """What stands behind the @ of a Message-ID of ours."""
    return urlsplit(settings.BASE_URL).hostname or "headway.invalid"


def in_one_line(text: str) -> str:
    """A header has no other, and a name of several must not stop the letter."""
    return " ".join(text.split())
