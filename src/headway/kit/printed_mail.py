"""What a server without a mail server does with its letters: they are printed, to be read."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend


class EmailBackend(ConsoleBackend):
    """To whom, about what, and the words as somebody reads them. The source of a letter, which
    Django prints, holds its page as well, and breaks the links in it by its encoding."""

    def write_message(self, message: EmailMessage) -> None:
        to = ", ".join(message.recipients())
        self.stream.write(f"E-mail to {to}: {message.subject}\n\n{message.body.strip()}\n")
