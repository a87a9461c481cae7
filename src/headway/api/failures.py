"""Every answer that is a refusal, in one shape: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from headway.kit.database import refusal_of
from headway.kit.problems import (
    FieldError,
    InvalidInput,
    NotFound,
    NotSignedIn,
    Problem,
)
from headway.kit.rest.answers import JSON, to_json
from headway.kit.unreadable import why_unreadable

PROBLEM_JSON = "application/problem+json"
logger = logging.getLogger(__name__)


class Unreadable(Problem):
    """The request is no JSON, or lacks what its content type promises."""

    status = 400
    code = "unreadable"
    title = "This request cannot be read"


class MethodNotAllowed(Problem):
    """The address exists, the method on it does not."""

    status = 405
    code = "method_not_allowed"
    title = "This address does not do that"


class TooLarge(Problem):
    """The request is larger than this server takes."""

    status = 413
    code = "too_large"
    title = "This is too large"


class NotJSON(Problem):
    """The body is of a type this address does not take."""

    status = 415
    code = "not_json"
    title = "This type of content is not taken here"


class Failure(Problem):
    """A fault of ours. Its details go to the log, not to the client."""

    status = 500
    code = "internal"
    title = "Headway made a mistake"


def answer(problem: Problem, headers: dict[str, str] | None = None) -> HttpResponse:
    """The problem as a response."""
    response = HttpResponse(
        to_json(problem.as_dict()),
        status=problem.status,
        content_type=PROBLEM_JSON,
        headers=headers,
    )
    response.headers["Cache-Control"] = "no-store"
    if isinstance(problem, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="Headway"'
    return response


def method_not_allowed(response: HttpResponse) -> HttpResponse:
    """Django's bare 405 as a problem; the allowed methods stay in its header."""
    allowed = response.headers.get("Allow", "").replace("GET", "GET, HEAD")
    problem = MethodNotAllowed(_("Use one of: %(methods)s.") % {"methods": allowed})
    return answer(problem, {"Allow": allowed})


def register(api: NinjaAPI) -> None:
    """Let the API answer every exception as a problem."""
    handlers: dict[type[Exception], Any] = {
        Problem: lambda request, error: answer(error),
        ValidationError: lambda request, error: answer(_invalid(error)),
        HttpError: lambda request, error: answer(_http(request, error)),
        Http404: lambda request, error: answer(NotFound(_("There is nothing at this address."))),
        RequestDataTooBig: lambda request, error: answer(
            TooLarge(_("Send less at once, or import the file on the command line."))
        ),
        SuspiciousOperation: lambda request, error: answer(
            Unreadable(_("The request is malformed."))
        ),
        MultiPartParserError: lambda request, error: answer(Unreadable(why_unreadable(error))),
        Exception: _failed,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = refusal_of(error)
    if refusal is not None:  # at the end of a transaction, where no statement fails
        return answer(refusal)
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(
        Failure(_("Something went wrong here, and nothing was saved. The log says what."))
    )


def _http(request: HttpRequest, error: HttpError) -> Problem:
    """What ninja itself refuses: a body that is no JSON, a missing token."""
    if error.status_code == 401:
        return NotSignedIn(_("Send a token: Authorization: Bearer hw_…"), code="token_missing")
    if request.content_type != JSON:
        return NotJSON(_("Send JSON, with the header Content-Type: application/json."))
    return Unreadable(_("The body cannot be read: send JSON as the description of it says."))


class _Sentences:
    """What to say for each kind of refusal that pydantic knows; its own words for the rest."""

    BY_TYPE: ClassVar[dict[str, str]] = {
        "missing": "This is required.",
        "extra_forbidden": "There is no such field.",
        "string_pattern_mismatch": "This text holds a character that cannot be stored.",
    }

    @classmethod
    def of(cls, error: dict[str, Any]) -> str:
        known = cls.BY_TYPE.get(error["type"])
        message: str = error["msg"]
        return _(known) if known else f"{message.rstrip('.')}."


def _invalid(error: ValidationError) -> InvalidInput:
    errors = [
        FieldError(_field(entry["loc"]), str(entry["type"]), _Sentences.of(entry))
        for entry in error.errors
    ]
    return InvalidInput(_("Some values do not fit. See the list of errors."), errors=errors)


def _field(location: tuple[Any, ...]) -> str:
    """``("body", "payload", "title")`` is the field ``title``; list positions stay in."""
    where, *names = location
    if where in ("body", "form", "file") and len(names) > 1:
        names = names[1:]
    return ".".join(str(name) for name in names) or str(where)
