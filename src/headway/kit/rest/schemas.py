"""Types that every endpoint's input and output are made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Query, Schema
from pydantic import StringConstraints

from headway.kit.pagination import DEFAULT_LIMIT, LARGEST_LIMIT

LARGEST_ID = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=20_000)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=1_000)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e300, le=1e300)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]

Item = TypeVar("Item")


class Input(Schema):
    """A request body. A field that does not exist is refused instead of ignored."""

    class Config:
        extra = "forbid"


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

    field: str
    code: str
    message: str


class ProblemOut(Schema):
    """An answer that is a refusal (RFC 9457). `code` is stable, `detail` says what to do."""

    type: str = Field(..., examples=["/problems/not_found"])
    title: str = Field(..., examples=["There is no such thing here"])
    status: int = Field(..., examples=[404])
    detail: str = Field(..., examples=["There is no such objective."])
    code: str = Field(..., examples=["not_found"])
    errors: list[FieldErrorOut] | None = None


Moment = datetime
Free = dict[str, Any]
