"""Everything that can go wrong on purpose, in one shape.

    Problem
    ├── Refused                    what was typed was not saved; a form shows it again
    │   ├── InvalidInput      422  a value is missing, malformed or contradicts another
    │   ├── Busy              503  others write just now; try again (kit.database)
    │   └── Conflict          409  the object's state forbids this now
    │       └── Outdated      412  somebody else changed it since it was read
    ├── NotAllowed            403  the person may not do this; says who may
    ├── NotFound              404  no such object in this organisation
    ├── NotSignedIn           401  no valid session or token
    └── TooMany               429  wait, then try again

A page shows ``detail`` (a sentence that says what to do), the API returns ``as_dict()`` as
``application/problem+json`` (RFC 9457), the command line prints the sentence and exits with
``exit_code``. Nothing has been written when a problem is raised: actions run in a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was refused: its name, a machine code and a sentence for the reader."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """An expected refusal. ``code`` is stable and documented; ``detail`` is for people."""

    status: ClassVar[int] = 400
    code: str = "problem"
    title: ClassVar[str] = "This did not work"
    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        if code is not None:
            self.code = code

    def as_dict(self) -> dict[str, Any]:
        """The problem as an RFC 9457 object."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": str(self.title),
            "status": self.status,
            "detail": str(self.detail),
            "code": self.code,
            **self.extra,
        }
        if self.errors:
            body["errors"] = [
                {"field": e.field, "code": e.code, "message": str(e.message)} for e in self.errors
            ]
        return body

    def messages_by_field(self) -> FieldMessages:
        """First message for each refused field, for a form that keeps what was typed."""
        messages = FieldMessages()
        for error in self.errors:
            messages.setdefault(error.field, str(error.message))
        return messages


class FieldMessages(dict[str, str | None]):
    """Messages by field; None for a field that was not refused, so that templates can just ask."""

    def __missing__(self, field: str) -> None:
        return None


def messages_of(problem: Problem | None) -> FieldMessages:
    """The messages of a refusal, or none at all."""
    return problem.messages_by_field() if problem else FieldMessages()


class Refused(Problem):
    """Nothing was saved of what somebody typed. A page shows the form again, filled."""


class InvalidInput(Refused):
    """A value is missing, malformed or contradicts another; ``errors`` name the fields."""

    status = 422
    code = "invalid_input"
    title = "Some of this cannot be saved"
    exit_code = 2

    @classmethod
    def on(cls, field: str, message: str, *, code: str = "invalid") -> InvalidInput:
        """Refuse a single field."""
        return cls(message, errors=[FieldError(field, code, message)])


class NotAllowed(Problem):
    """The person may not do this; ``detail`` says who may."""

    status = 403
    code = "not_allowed"
    title = "You may not do this"


class NotFound(Problem):
    """There is no such object in this organisation, or none that the person may know of."""

    status = 404
    code = "not_found"
    title = "There is no such thing here"


class Conflict(Refused):
    """The object's state forbids this now."""

    status = 409
    code = "conflict"
    title = "This is not possible now"


class Outdated(Conflict):
    """Somebody else changed the object since it was read."""

    status = 412
    code = "outdated"
    title = "Somebody changed this meanwhile"


class NotSignedIn(Problem):
    """There is no valid session or token."""

    status = 401
    code = "not_signed_in"
    title = "Sign in first"


class TooMany(Problem):
    """Wait, then try again."""

    status = 429
    code = "too_many_requests"
    title = "Too many attempts"
