"""Why Django could not read a request, in sentences that help: it refuses before a view runs."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _


def why_unreadable(error: BaseException | None) -> str:
    """What to do about it."""
    if isinstance(error, RequestDataTooBig):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        return _("This is larger than the %(limit)d MB that one form may be. Shorten it.") % {
            "limit": limit
        }
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
        return _(
            "This form holds more than %(most)d fields. Send less of it at once; files of many "
            "goals can be imported."
        ) % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
    if isinstance(error, MultiPartParserError):
        if "header" in str(error):
            return _("The name of the file is too long. Give it a shorter name, then try again.")
        return _("The form arrived incomplete. Check the connection, then send it again.")
    if isinstance(error, DisallowedHost):
        return _(
            "The server does not go by this name. Its administrator can add the name to "
            "HEADWAY_HOSTS."
        )
    return _("Go back, load the page again, repeat your step.")


def is_too_large(error: BaseException | None) -> bool:
    """Whether less of the same would have been read."""
    return isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
