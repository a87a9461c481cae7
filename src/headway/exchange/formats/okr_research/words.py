"""What is published and has no field of its own, as lines of a description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from headway.exchange.formats.records import Record

ROLE_LIMIT = 150


def title_of(entry: Record, limit: int) -> tuple[str | None, str | None]:
    """The title on one line, and the whole of it when it had to be cut."""
    written = entry.text("title", required=True)
    if written is None:
        return None, None
    title = " ".join(written.split())
    if len(title) <= limit:
        return title, None
    return f"{title[: limit - 1].rstrip()}…", title


def roles_of(entry: Record) -> list[str]:
    """The owner roles of an entry; the first answers for it."""
    single = entry.text("owner_role", limit=ROLE_LIMIT)
    several = entry.texts("owner_roles", limit=ROLE_LIMIT)
    return list(dict.fromkeys([*([single] if single else []), *several]))


def role_words(roles: Sequence[str], owner: str | None) -> list[str]:
    """The roles that could not become the owner."""
    if roles and owner is None:
        return [_("Published owner: %(roles)s") % {"roles": ", ".join(roles)}]
    if len(roles) > 1:
        return [_("Also responsible: %(roles)s") % {"roles": ", ".join(roles[1:])}]
    return []


def remaining_words(entry: Record) -> list[str]:
    """Fields that every entry may have, then those this format does not know. Call it last."""
    words = []
    if priority := entry.text("priority"):
        words.append(_("Priority: %(priority)s") % {"priority": priority})
    if note := entry.text("note"):
        words.append(_("Note: %(note)s") % {"note": note})
    if entry.flag("redacted"):
        words.append(_("Redacted in the source"))
    if source_line := entry.text("source_line"):
        words.append(_("Line in the source: %(line)s") % {"line": source_line})
    return words + entry.unread_words()


def join(words: Iterable[str | None]) -> str:
    """The lines of a description."""
    return "\n".join(word for word in words if word)
