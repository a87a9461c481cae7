"""What was said of goals before they are closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import Assessment
from headway.web.posted import plain_number


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """What was said of one goal; ``version`` 0 where nothing was."""

    objective_id: int
    key_result_id: int | None = None
    self_grade: float | None = None
    comment: str = ""
    miss_reason: str = ""
    decision: str = ""
    carry_to_id: int | None = None
    closing_word: str = ""
    said_by: str | None = None
    said_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Assessments:
    """What was said of several objectives and their key results, by id."""

    of_objectives: dict[int, AssessmentRow] = field(default_factory=dict)
    of_key_results: dict[int, AssessmentRow] = field(default_factory=dict)

    def of_objective(self, objective_id: int) -> AssessmentRow:
        return self.of_objectives.get(objective_id) or AssessmentRow(objective_id)

    def of_key_result(self, objective_id: int, key_result_id: int) -> AssessmentRow:
        found = self.of_key_results.get(key_result_id)
        return found or AssessmentRow(objective_id, key_result_id)

    def typed(self, objective_id: int) -> dict[str, Any]:
        """An objective's part as its closing form has it typed."""
        whole = self.of_objectives.get(objective_id)
        found: dict[str, Any] = {}
        if whole is not None:
            found = {
                "self_grade": plain_number(whole.self_grade),
                "grade_comment": whole.comment,
                "miss_reason": whole.miss_reason,
                "closing_word": whole.closing_word,
                **({"decision": whole.decision} if whole.decision else {}),
                **({"carry_to_cycle_id": whole.carry_to_id} if whole.carry_to_id else {}),
            }
        for key, one in self.of_key_results.items():
            if one.objective_id == objective_id:
                prefix = f"key_result_{key}"
                found[f"{prefix}_grade"] = plain_number(one.self_grade)
                found[f"{prefix}_comment"] = one.comment
                found[f"{prefix}_miss"] = one.miss_reason
                found[f"{prefix}_decision"] = one.decision
        return found


_FIELDS = (
    "objective_id", "key_result_id", "self_grade", "comment", "miss_reason", "decision",
    "carry_to_id", "closing_word", "said_by__name", "said_at", "version",
)  # fmt: skip


def assessments_of(objective_ids: Collection[int]) -> Assessments:
    """What was said of objectives that somebody was let in to. One query, none for none."""
    if not objective_ids:
        return Assessments()
    rows = [AssessmentRow(*values) for values in _said(objective_ids)]
    return Assessments(
        {row.objective_id: row for row in rows if row.key_result_id is None},
        {row.key_result_id: row for row in rows if row.key_result_id is not None},
    )


@prepared
def _said(objective_ids: Collection[int]) -> QuerySet[Assessment, tuple[Any, ...]]:
    return Assessment.objects.filter(objective_id__in=objective_ids).values_list(*_FIELDS)
