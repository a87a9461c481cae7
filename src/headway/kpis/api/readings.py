"""What KPIs came to, as it is sent."""

from __future__ import annotations

from typing import Annotated

from ninja import Field
from pydantic import StringConstraints

from headway.core.levels import NAME_LIMIT
from headway.kit.rest.schemas import Day, Input, Number, Text
from headway.kpis.actions.measurements import Reading
from headway.kpis.models import MeasurementState

Word = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LIMIT)]


class ReadingIn(Input):
    """What a period came to."""

    on: Day = Field(..., description="Any day of the period.", examples=["2026-10-31"])
    value: Number | Word | None = Field(
        None, description="A number, or the name of a level of a KPI in words.", examples=[94.2]
    )
    numerator: Number | None = Field(
        None, description="Of a ratio, with its denominator instead of the value."
    )
    denominator: Number | None = Field(
        None, description="Of a mean's segment: what it weighs, such as the number of answers."
    )
    state: MeasurementState | None = Field(
        None,
        description="Left out: final, or restated where another final value is replaced; "
        "estimated while the period still runs. `na` has a reason instead of a value.",
    )
    reason: Annotated[Text, Field(max_length=300)] = ""
    segment: Annotated[Text, Field(max_length=120)] = Field(
        "", description="Key or name of the segment it is of, where the KPI has some."
    )

    def reading(self) -> Reading:
        """As the action takes it."""
        said = self.value
        return Reading(
            self.on,
            None if isinstance(said, str) else said,
            self.numerator,
            self.denominator,
            self.state or "",
            self.reason,
            self.segment,
            said if isinstance(said, str) else "",
        )


class ReadingsIn(Input):
    """Periods of one KPI."""

    readings: Annotated[list[ReadingIn], Field(min_length=1, max_length=10_000)]
