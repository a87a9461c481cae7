"""What tests of links read."""

from __future__ import annotations

import pytest

from headway.kit.problems import InvalidInput
from headway.okrs.models import Objective


def score_of(objective: Objective) -> float | None:
    objective.refresh_from_db()
    return objective.score


def refusal_of(refused: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, str]:
    error = refused.value.errors[0]
    return error.field, error.code
