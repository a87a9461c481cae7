"""What the forms of this app send, read into the arguments of its actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headway.core.kinds import KeyResultKind
from headway.kit.choices import Source, whole_ids
from headway.kit.problems import FieldError
from headway.okrs.actions.grading import GOES_ON, SelfGrade, decision_of
from headway.okrs.forms.key_results import key_result_fields
from headway.okrs.models import LinkKind
from headway.web.posted import Posted

KEY_RESULTS_PER_FORM = 5


def objective_fields(posted: Posted, people: Source) -> dict[str, Any]:
    """Title, description, owner, ambition, origin, whether the objective is local, and who may
    read it."""
    fields = {
        "title": posted.text("title"),
        "description": posted.text("description"),
        "owner_id": posted.chosen_id("owner_id", people),
        "ambition": posted.text("ambition", "aspirational"),
        "origin": posted.text("origin", "bottom_up"),
        "is_local": posted.switched("is_local"),
    }
    if "visibility" in posted.data:
        fields["visibility"] = posted.text("visibility")
    return fields


def viewer_ids(posted: Posted, people: Source) -> list[int] | None:
    """The people named in a text, one a line, by name or e-mail address; None without one."""
    if "viewers" not in posted.data:
        return None
    found = []
    for line in filter(None, map(str.strip, posted.text("viewers").splitlines())):
        fitting = people.named(line)
        if len(fitting) == 1:
            found.append(int(fitting[0].id))
        else:
            message = people.several_fit(len(fitting), line) if fitting else people.none_fits(line)
            posted.errors.append(FieldError("viewers", "unclear", message))
    return found


def described_key_results(
    posted: Posted, people: Source, owner_id: int | None, *, kpis: Source
) -> list[tuple[str, Mapping[str, Any]]]:
    """The key results of the one-page form: (prefix, fields) for each that has a title. Without an
    owner of its own, a key result gets the objective's, ``owner_id``."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for number in range(1, KEY_RESULTS_PER_FORM + 1):
        prefix = f"kr{number}"
        if posted.text(f"{prefix}-title"):
            fields = key_result_fields(posted, people, f"{prefix}-", kpis=kpis)
            fields["owner_id"] = fields["owner_id"] or owner_id
            found.append((prefix, fields))
    return found


def check_in_fields(posted: Posted, kind: str) -> dict[str, Any]:
    """Value or milestones, confidence, note, day, and what the check-in corrects."""
    fields: dict[str, Any] = {
        "confidence": posted.integer("confidence"),
        "note": posted.text("note"),
        "effective_on": posted.day("effective_on"),
        "supersedes_id": posted.integer("supersedes_id"),
    }
    if kind == KeyResultKind.MILESTONE:
        fields["milestones_done"] = whole_ids(posted.choices("milestones"))
    else:
        fields["value"] = posted.number("value")
        fields["total"] = posted.number("total")
    return fields


def closing_fields(posted: Posted, key_result_ids: list[int]) -> dict[str, Any]:
    """Outcome, decisions, grades, comments, explanations and the closing word."""
    said = {key: _said(posted, f"key_result_{key}") for key in key_result_ids}
    outcome = posted.text("outcome")
    decision = decision_of(outcome, posted.text("decision"))
    carried = decision in GOES_ON  # the choice of a cycle stays in the form otherwise
    return {
        "outcome": outcome,
        "decision": decision,
        "miss_reason": posted.text("miss_reason"),
        "closing_word": posted.text("closing_word"),
        "self_grade": posted.number("self_grade"),
        "grade_comment": posted.text("grade_comment"),
        "key_result_grades": {key: own for key, own in said.items() if own != SelfGrade()},
        "carry_to_cycle_id": posted.integer("carry_to_cycle_id") if carried else None,
    }


def _said(posted: Posted, prefix: str) -> SelfGrade:
    return SelfGrade(
        posted.number(f"{prefix}_grade"),
        posted.text(f"{prefix}_comment"),
        posted.text(f"{prefix}_miss"),
        posted.text(f"{prefix}_decision"),
    )


def link_terms(posted: Posted) -> dict[str, Any]:
    """The kind of a link and the terms that this kind uses; fields of other kinds stay in the form
    and count for nothing."""
    kind = posted.text("kind", LinkKind.ALIGNED)
    if kind == LinkKind.DRIVES_SCORE:
        return {
            "kind": kind,
            "weight": posted.number("weight"),
            "own_weight": posted.number("own_weight"),
        }
    if kind == LinkKind.CONTRIBUTES_VALUE:
        share = posted.number("share")
        return {
            "kind": kind,
            "child_key_result_id": posted.integer("child_key_result_id"),
            "share": None if share is None else share / 100,
        }
    return {"kind": kind}
