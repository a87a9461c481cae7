"""Letters of a server that has no mail server are printed as they are read."""

from __future__ import annotations

import io

from django.core.mail import EmailMultiAlternatives

from headway.kit.configuration import email_from_url
from headway.kit.printed_mail import EmailBackend

LINK = "https://headway.example/reminders/leave/" + "7-minutes:" + "x" * 80


def test_the_words_and_whole_links_are_printed_and_no_source() -> None:
    letter = EmailMultiAlternatives(
        "Größe zählt", f"Open it: {LINK}\n", "headway@aster.example", ["owner@aster.example"]
    )
    letter.attach_alternative(f'<p><a href="{LINK}">Open it</a></p>', "text/html")
    printed = io.StringIO()
    EmailBackend(stream=printed).send_messages([letter])
    said = printed.getvalue()
    assert said.startswith("E-mail to owner@aster.example: Größe zählt\n")
    assert LINK in said
    for source in ("<p>", "Content-Type", "boundary", "=3D"):
        assert source not in said


def test_without_a_mail_server_they_are_printed_and_those_of_a_demo_dropped() -> None:
    assert email_from_url("")["EMAIL_BACKEND"] == "headway.kit.printed_mail.EmailBackend"
    dropped = email_from_url("", is_demo=True)["EMAIL_BACKEND"]
    assert dropped == "django.core.mail.backends.dummy.EmailBackend"
    asked = email_from_url("smtp://127.0.0.1:2525", is_demo=True)
    assert asked["EMAIL_HOST"] == "127.0.0.1"
