"""What the forms of this app send, read into the arguments of its actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.kit.choices import Source, whole_ids
from headway.kit.problems import FieldError
from headway.okrs.actions.closures import SelfGrade
from headway.okrs.actions.key_results import MilestoneInput
from headway.okrs.models import LinkKind, Outcome
from headway.okrs.queries.key_results import KeyResultRow
from headway.web.posted import Posted, read_number

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


def key_result_fields(posted: Posted, people: Source, prefix: str = "") -> dict[str, Any]:
    """The fields of a key result that its kind uses; others are left out."""
    kind = posted.text(f"{prefix}kind", KeyResultKind.INCREASE)
    fields: dict[str, Any] = {
        "title": posted.text(f"{prefix}title"),
        "kind": kind,
        "owner_id": posted.chosen_id(f"{prefix}owner_id", people),
        "measure": posted.text(f"{prefix}measure"),
        "cadence": posted.text(f"{prefix}cadence", "weekly"),
    }
    if f"{prefix}description" in posted.data:
        fields["description"] = posted.text(f"{prefix}description")
    if f"{prefix}updater_id" in posted.data:
        fields["updater_id"] = posted.chosen_id(f"{prefix}updater_id", people)
    weight = posted.number(f"{prefix}weight")
    if weight is not None:
        fields["weight"] = weight
    if kind in CHANGE_KINDS:
        fields["start"] = posted.number(f"{prefix}start")
        fields["target"] = posted.number(f"{prefix}target")
        fields["aggregation"] = posted.text(f"{prefix}aggregation", "last")
    elif kind in (KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW):
        fields["target"] = posted.number(f"{prefix}limit")
        fields["fail"] = posted.number(f"{prefix}fail")
    elif kind == KeyResultKind.WITHIN:
        fields["low"] = posted.number(f"{prefix}low")
        fields["high"] = posted.number(f"{prefix}high")
        fields["fail"] = posted.number(f"{prefix}tolerance")
    elif kind == KeyResultKind.MILESTONE:
        fields["milestones"] = read_milestones(posted.text(f"{prefix}milestones"))
    elif kind == KeyResultKind.ANCHORED:
        fields["anchors"] = _anchors(posted, f"{prefix}anchors")
    return fields


def described_key_results(
    posted: Posted, people: Source, owner_id: int | None
) -> list[tuple[str, Mapping[str, Any]]]:
    """The key results of the one-page form: (prefix, fields) for each that has a title. Without an
    owner of its own, a key result gets the objective's, ``owner_id``."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for number in range(1, KEY_RESULTS_PER_FORM + 1):
        prefix = f"kr{number}"
        if posted.text(f"{prefix}-title"):
            fields = key_result_fields(posted, people, f"{prefix}-")
            fields["owner_id"] = fields["owner_id"] or owner_id
            found.append((prefix, fields))
    return found


def read_milestones(text: str) -> list[MilestoneInput]:
    """One milestone a line; "Pilot line qualified | 2" gives it the weight 2."""
    found = []
    for line in text.splitlines():
        title, _bar, weight = line.partition("|")
        if title.strip():
            number = read_number(weight) if weight.strip() else 1.0
            found.append(MilestoneInput(title.strip(), -1.0 if number is None else number))
    return found


def milestones_text(row: KeyResultRow) -> str:
    """Milestones as :func:`read_milestones` reads them."""
    return "\n".join(
        step.title if step.weight == 1 else f"{step.title} | {step.weight:g}" for step in row.steps
    )


def _anchors(posted: Posted, name: str) -> list[list[float]]:
    """Pairs such as "10 = 0.3", one a line or separated by semicolons."""
    pairs = []
    for line in posted.text(name).replace(";", "\n").splitlines():
        value, _equals, score = line.partition("=")
        if not line.strip():
            continue
        read = [read_number(value), read_number(score)]
        if None in read:
            posted.errors.append(
                FieldError(name, "unreadable", "Write pairs of value = score, such as 10 = 0.3.")
            )
            return []
        pairs.append([number for number in read if number is not None])
    return pairs


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
    return fields


def closing_fields(posted: Posted, key_result_ids: list[int]) -> dict[str, Any]:
    """Outcome, grades, comments and the closing word."""
    grades = {
        key: SelfGrade(
            posted.number(f"key_result_{key}_grade"), posted.text(f"key_result_{key}_comment")
        )
        for key in key_result_ids
        if posted.text(f"key_result_{key}_grade")
    }
    outcome = posted.text("outcome")
    carried = outcome == Outcome.CARRIED_OVER  # the choice of a cycle stays in the form otherwise
    return {
        "outcome": outcome,
        "closing_word": posted.text("closing_word"),
        "self_grade": posted.number("self_grade"),
        "grade_comment": posted.text("grade_comment"),
        "key_result_grades": grades,
        "carry_to_cycle_id": posted.integer("carry_to_cycle_id") if carried else None,
    }


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
