"""What letters say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.models import Notice
from headway.kit.outbox import host_of_letters, in_one_line, leaving_headers
from headway.reminders.actions.leaving import leave_address
from headway.reminders.actions.quick import make_link
from headway.reminders.models import Letter
from headway.reminders.queries.digest import Digest
from headway.reminders.queries.matters import MatterRow
from headway.reminders.queries.person import Reached
from headway.web.formats import due, time_of_day

LINKS_AT_MOST = 20
AT_MOST = 50
"""Lines of each part; Home and the inbox have the rest."""
FOOT = "<!--foot-->"
"""Where a notice that brings its own HTML has the way to leave put in."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter, the notices that it holds and the links that were made for it."""

    message: EmailMultiAlternatives
    notice_ids: tuple[int, ...]
    link_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a digest; ``quick`` is the link to check in without signing in."""

    title: str
    note: str
    due: str
    is_late: bool
    url: str
    quick: str = ""


def digest_letter(letter: Letter, digest: Digest, found: Reached) -> Composed:
    """The digest, as HTML and as text, with a link of its own for each check-in. Stores the links;
    who cannot send it drops them."""
    made = [make_link(found.person, row.id) for row in digest.check_ins[:LINKS_AT_MOST]]
    quick = [address for _id, address in made]
    check_ins = [
        _line(row, digest, quick[at] if at < len(quick) else "")
        for at, row in enumerate(digest.check_ins[:AT_MOST])
    ]
    parts: dict[str, object] = {
        "digest": digest,
        "organisation": found.person.organisation.name,
        "name": found.person.name,
        "check_ins": check_ins,
        "more_check_ins": _more(len(digest.check_ins)),
        "matters": [_line(row, digest) for row in digest.matters[:AT_MOST]],
        "more_matters": _more(len(digest.matters)),
        "undated": [(row.title, row.note, _address(row.url)) for row in digest.undated[:AT_MOST]],
        "more_undated": _more(len(digest.undated)),
        "meetings": [
            (row.title, time_of_day(row.starts_at), _address(row.url)) for row in digest.meetings
        ],
        "notices": [
            (line.title, line.body, _address(line.url)) for line in digest.notices[-AT_MOST:]
        ],
        "more_notices": _more(len(digest.notices)),
        "leave": leave_address(found.person.pk),
        "settings": _address(reverse("reminders:settings")),
        "home": _address("/"),
    }
    subject = in_one_line(digest.heading)
    message = _message(
        found, subject, _as_text(parts), render_to_string("reminders/letters/digest.html", parts),
        f"digest-{letter.person_id}-{letter.day}", str(parts["leave"]),
    )  # fmt: skip
    notice_ids = tuple(line.id for line in digest.notices)
    return Composed(message, notice_ids, tuple(pk for pk, _address_ in made))


def notice_letter(notice: Notice, found: Reached) -> Composed:
    """A notice as a letter of its own: the text that it brought, or its title and where it
    leads."""
    address, leave = _address(notice.url), leave_address(found.person.pk, notice.kind)
    body = notice.letter or "\n\n".join(filter(None, (notice.title, notice.body, address)))
    said = _("To get no more e-mails of this kind: %(leave)s") % {"leave": leave}
    shown = {
        "title": notice.title, "body": notice.body, "address": address, "leave": leave,
        "organisation": found.person.organisation.name,
    }  # fmt: skip
    if notice.letter_html:
        foot = render_to_string("reminders/letters/foot.html", shown)
        html = notice.letter_html.replace(FOOT, foot)
    else:
        html = render_to_string("reminders/letters/notice.html", shown)
    message = _message(
        found, in_one_line(notice.title), f"{body}\n\n-- \n{said}\n", html,
        f"notice-{notice.pk}", leave,
    )  # fmt: skip
    return Composed(message, (notice.pk,))


def _message(
    found: Reached, subject: str, text: str, html: str, name: str, leave: str
) -> EmailMultiAlternatives:
    # The same Message-ID at each try, so that one that was taken twice is shown once.
    headers = {"Message-ID": f"<{name}@{host_of_letters()}>", **leaving_headers(leave)}
    message = EmailMultiAlternatives(subject, text, to=[found.person.email], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _more(count: int) -> str:
    """What is said of lines that are left out; "" where there are none."""
    left = count - AT_MOST
    if left <= 0:
        return ""
    return ngettext("and %(count)d more in Headway", "and %(count)d more in Headway", left) % {
        "count": left
    }


def _line(row: MatterRow, digest: Digest, quick: str = "") -> _Line:
    words = due(row.due_on, digest.today)
    return _Line(row.title, row.note, words, row.due_on < digest.today, _address(row.url), quick)


def _address(url: str) -> str:
    return settings.BASE_URL + url if url.startswith("/") else url


def _as_text(parts: Mapping[str, Any]) -> str:
    """The same as plain text."""
    lines: list[str] = [_("Hello %(name)s,") % parts, ""]
    for heading, rows, more in (
        (_("Check in"), parts["check_ins"], parts["more_check_ins"]),
        (_("Also yours to do"), parts["matters"], parts["more_matters"]),
    ):
        if rows:
            lines += [heading, ""]
            for row in rows:
                lines += [f"* {row.title} ({row.due})", f"  {row.quick or row.url}"]
            lines += [f"* {more}", ""] if more else [""]
    if parts["undated"]:
        lines += [_("Yours, without a day"), ""]
        lines += [f"* {title}\n  {url}" for title, _note, url in parts["undated"]]
        lines += [f"* {parts['more_undated']}", ""] if parts["more_undated"] else [""]
    if parts["meetings"]:
        lines += [_("Meetings today"), ""]
        lines += [f"* {at} {title}\n  {url}" for title, at, url in parts["meetings"]]
        lines.append("")
    if parts["notices"]:
        lines += [_("New"), ""]
        lines += [f"* {title}\n  {url}" for title, _body, url in parts["notices"]]
        lines += [f"* {parts['more_notices']}", ""] if parts["more_notices"] else [""]
    if parts["check_ins"]:
        lines += [_("A link to check in works once, for seven days, and for you alone."), ""]
    lines += [
        "-- ",
        _("When and what you get: %(settings)s") % parts,
        _("To get no more e-mails: %(leave)s") % parts,
    ]
    return "\n".join(lines) + "\n"
