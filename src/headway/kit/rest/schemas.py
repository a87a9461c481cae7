"""Types that every endpoint's input and output are made of."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Query, Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
)

from headway.kit.days import EARLIEST, LATEST
from headway.kit.pagination import DEFAULT_LIMIT, LARGEST_LIMIT
from headway.kit.texts import cleaned

LARGEST_ID = 2**63 - 1
STORABLE = r"^[^\x00]*$"  # PostgreSQL keeps no NUL

Id = Annotated[int, Field(ge=1, le=LARGEST_ID, examples=[17])]
Text = Annotated[
    str, StringConstraints(pattern=STORABLE, max_length=20_000), AfterValidator(cleaned)
]
Line = Annotated[
    str, StringConstraints(pattern=STORABLE, max_length=1_000), AfterValidator(cleaned)
]


def _only_iso(value: Any) -> Any:
    """Days are written YYYY-MM-DD; pydantic would read numbers and instants as days too."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("a day is written YYYY-MM-DD")
    if not isinstance(value, str | date):
        raise ValueError("a day is a text, written YYYY-MM-DD")
    return value


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Day = Annotated[
    date,
    Field(ge=EARLIEST, le=LATEST, examples=["2026-11-24"]),
    BeforeValidator(_only_iso),
]


def _only_text(value: Any) -> Any:
    """A number could mean seconds or milliseconds since 1970: it is refused."""
    if not isinstance(value, str | datetime):
        raise ValueError("a moment is a text, written YYYY-MM-DDTHH:MM:SS with its zone")
    return value


def _within_calendars(value: datetime) -> datetime:
    """Its year is one that calendars know, in any zone and with a week to spare."""
    if not EARLIEST.year <= value.year <= LATEST.year:
        raise ValueError("a moment lies in the years 1900 to 2999")
    return value


Instant = Annotated[
    AwareDatetime,
    Field(examples=["2026-11-26T10:00:00+01:00"]),
    BeforeValidator(_only_text),
    AfterValidator(_within_calendars),
]

# In a JSON body a number is a number and not a text that looks like one.
Ref = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True, examples=[17])]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e300, le=1e300, strict=True)]
Flag = Annotated[bool, Field(strict=True)]

KEEP: Any = None  # the default of a field that may be left out of a change, but not be null

Item = TypeVar("Item")


class Input(Schema):
    """A request body. A field that does not exist is refused instead of ignored."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields the request holds, null included; what it leaves out stays as it is."""
        return self.model_dump(exclude_unset=True)


class PageOf(Schema, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next_cursor: str | None = Field(..., description="Pass it as `cursor`; null on the last page.")
    next: str | None = Field(..., description="The next page's address; null on the last page.")


class PageQuery(Schema):
    """Which page of a list."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="Rows on a page.")
    cursor: Annotated[str, StringConstraints(max_length=2_000)] | None = Field(
        None, description="`next_cursor` of the page before."
    )


Paging = Query[PageQuery]


class FieldErrorOut(Schema):
    """One field that was refused."""

    field: str = Field(..., examples=["title"])
    code: str = Field(..., examples=["required"])
    message: str = Field(..., examples=["Say it in one sentence."])


class ProblemOut(Schema):
    """An answer that is a refusal (RFC 9457). `code` is stable, `detail` says what to do."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(..., examples=["/problems/not_found"])
    title: str = Field(..., examples=["There is no such thing here"])
    status: int = Field(..., examples=[404])
    detail: str = Field(..., examples=["There is no such objective."])
    code: str = Field(..., examples=["not_found"])
    errors: list[FieldErrorOut] = Field(
        KEEP, description="Every field that was refused, when fields were."
    )
