"""The form of a key result or health metric: what it sends, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from headway.core.cadence import OWN
from headway.core.courses import Course, course_of, own_points, own_profile, profile_of
from headway.core.errors import DefinitionError
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.kit.choices import Source, whole_id
from headway.kit.problems import FieldError, Problem
from headway.okrs.actions.key_results import MilestoneInput
from headway.okrs.actions.key_results.sources import MEASURED_KINDS
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.recovery import Recovery
from headway.web.posted import Posted, fields_again, plain_number, read_number

Window = tuple[date, date]
Row = tuple[str, ...]

BLANK_ROWS = 2
"""Empty rows that follow the filled ones in a list of rows; as many more wait for a button."""
LIMIT_KINDS = (KeyResultKind.STAY_ABOVE, KeyResultKind.STAY_BELOW)


def key_result_fields(
    posted: Posted,
    people: Source,
    prefix: str = "",
    *,
    window: Window | None = None,
    kpis: Source | None = None,
) -> dict[str, Any]:
    """The fields of a key result that its kind uses; others are left out. With a ``window``, the
    days it runs, a course of one's own is read too; with ``kpis`` the one that is its source."""
    kind = posted.text(f"{prefix}kind", KeyResultKind.INCREASE)
    fields: dict[str, Any] = {
        "title": posted.text(f"{prefix}title"),
        "kind": kind,
        "owner_id": posted.chosen_id(f"{prefix}owner_id", people),
        "measure": posted.text(f"{prefix}measure"),
        "cadence": _cadence(posted, prefix),
    }
    if f"{prefix}description" in posted.data:
        fields["description"] = posted.text(f"{prefix}description")
    if f"{prefix}updater_id" in posted.data:
        fields["updater_id"] = posted.chosen_id(f"{prefix}updater_id", people)
    if f"{prefix}paired_with_id" in posted.data:
        fields["paired_with_id"] = posted.integer(f"{prefix}paired_with_id")
    if kpis is not None and f"{prefix}kpi_id" in posted.data:
        chosen = posted.chosen_id(f"{prefix}kpi_id", kpis)
        fields["kpi_id"] = chosen if kind in MEASURED_KINDS else None
    weight = posted.number(f"{prefix}weight")
    if weight is not None:
        fields["weight"] = weight
    fields |= _definition(posted, prefix, kind)
    if window is not None and f"{prefix}course" in posted.data:
        fields["profile"] = None if kind in PERIOD_KINDS else _profile(posted, prefix, window)
    return fields


def _definition(posted: Posted, prefix: str, kind: str) -> dict[str, Any]:
    """The numbers of a kind."""
    fields: dict[str, Any] = {}
    if kind in CHANGE_KINDS:
        fields["start"] = posted.number(f"{prefix}start")
        fields["target"] = posted.number(f"{prefix}target")
        fields["scale"] = posted.text(f"{prefix}scale", "linear")
    elif kind in LIMIT_KINDS:
        fields["target"] = posted.number(f"{prefix}limit")
        fields["fail"] = posted.number(f"{prefix}fail")
    elif kind == KeyResultKind.WITHIN:
        fields["low"] = posted.number(f"{prefix}low")
        fields["high"] = posted.number(f"{prefix}high")
        fields["fail"] = posted.number(f"{prefix}tolerance")
    elif kind == KeyResultKind.MILESTONE:
        fields["milestones"] = _milestones(posted, prefix)
    elif kind == KeyResultKind.BASELINE:
        fields["n_min"] = posted.integer(f"{prefix}n_min")
    elif kind == KeyResultKind.ANCHORED:
        fields["anchors"] = _anchors(posted, prefix)
    if kind in (*CHANGE_KINDS, KeyResultKind.ANCHORED):
        fields["aggregation"] = posted.text(f"{prefix}aggregation", "last")
    return fields


def _cadence(posted: Posted, prefix: str) -> str:
    chosen = posted.text(f"{prefix}cadence", "weekly")
    if chosen != "own":
        return chosen
    days = posted.integer(f"{prefix}cadence_days")
    return f"{OWN}{'' if days is None else days}"


def _milestones(posted: Posted, prefix: str) -> list[MilestoneInput]:
    """From the rows of the whole form, or the lines of the short one."""
    if f"{prefix}step_title" not in posted.data:
        return read_milestones(posted.text(f"{prefix}milestones"))
    found = []
    for title, weight, step_id in _rows(posted, prefix, "step_title", "step_weight", "step_id"):
        if not title and not step_id:
            continue
        number = read_number(weight) if weight else 1.0
        if title:
            found.append(
                MilestoneInput(title, -1.0 if number is None else number, whole_id(step_id))
            )
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


def _anchors(posted: Posted, prefix: str) -> list[list[float]]:
    """Pairs of value and score: from rows, or from lines such as "10 = 0.3"."""
    if f"{prefix}anchor_value" in posted.data:
        pairs = [
            pair for pair in _rows(posted, prefix, "anchor_value", "anchor_score") if any(pair)
        ]
    else:
        lines = posted.text(f"{prefix}anchors").replace(";", "\n").splitlines()
        parted = [line.partition("=") for line in lines if line.strip()]
        pairs = [(value.strip(), score.strip()) for value, _equals, score in parted]
    read = [[read_number(text) for text in pair] for pair in pairs]
    if any(None in pair for pair in read):
        message = _("Give each value its score, such as 10 and 0.3.")
        posted.errors.append(FieldError(f"{prefix}anchors", "unreadable", message))
        return []
    return [[number for number in pair if number is not None] for pair in read]


def _profile(posted: Posted, prefix: str, window: Window) -> Any:
    """The expected course as the core takes it; None for a linear one."""
    course = posted.text(f"{prefix}course", Course.LINEAR)
    try:
        if course == Course.OWN:
            return own_profile(_points(posted, prefix), start=window[0], end=window[1])
        return profile_of(course, steps=posted.integer(f"{prefix}course_steps"))
    except DefinitionError as problem:
        posted.errors.append(FieldError(f"{prefix}profile", problem.code, _(str(problem))))
    except ValueError:
        message = _("Choose one of the courses.")
        posted.errors.append(FieldError(f"{prefix}profile", "unknown", message))
    return None


def _points(posted: Posted, prefix: str) -> list[tuple[date, float]]:
    found = []
    for day, share in _rows(posted, prefix, "course_day", "course_share"):
        if not day and not share:
            continue
        number = read_number(share)
        try:
            on = date.fromisoformat(day)
        except ValueError:
            on = None
        if on is None or number is None:
            message = "Give each day its share in percent."
            raise DefinitionError(message, code="PROFILE", field="profile")
        found.append((on, number / 100))
    if not found:
        message = "Say what is expected by which day, at least once."
        raise DefinitionError(message, code="PROFILE", field="profile")
    return found


def _rows(posted: Posted, prefix: str, *names: str) -> list[Row]:
    """The rows of a list: the values of fields that come once for each."""
    columns = [[text.strip() for text in posted.choices(f"{prefix}{name}")] for name in names]
    count = max(map(len, columns), default=0)
    padded = [column + [""] * (count - len(column)) for column in columns]
    return list(zip(*padded, strict=True))


def typed_again(request: HttpRequest, problem: Problem | None) -> dict[str, Any]:
    """What was sent, for the form to show again."""
    posted = Posted.of(request)
    return fields_again(request, problem) | _listed(
        steps=_rows(posted, "", "step_title", "step_weight", "step_id"),
        anchors=_rows(posted, "", "anchor_value", "anchor_score"),
        course=_rows(posted, "", "course_day", "course_share"),
    )


def typed_new(owner_id: int | None, *, is_health: bool) -> dict[str, Any]:
    """An empty form."""
    kind = KeyResultKind.STAY_ABOVE if is_health else KeyResultKind.INCREASE
    first: dict[str, Any] = {"owner_id": owner_id, "kind": kind}
    return first | _listed(steps=(), anchors=(), course=())


def recovery_typed(recovery: Recovery) -> dict[str, Any]:
    """A recovery objective as the one-page form would send it."""
    fields = {
        name: plain_number(value) if isinstance(value, float) else value
        for name, value in recovery.key_result.items()
    }
    return {
        "title": recovery.title,
        "description": recovery.description,
        "unit_id": str(recovery.unit_id),
        "owner_id": str(recovery.owner_id or ""),
        "goal_id": str(recovery.goal_id or ""),
        "ambition": "committed",
        "recovers_id": str(recovery.response.pk) if recovery.response else "",
        **{f"kr1-{name}": value for name, value in fields.items()},
    }


def typed_from(row: KeyResultRow, description: str) -> dict[str, Any]:
    """A stored key result as its own form would send it."""
    limited = row.kind in LIMIT_KINDS
    course, steps = course_of(row.profile)
    window = (row.starts_on, row.cycle_ends_on)
    own = own_points(row.profile, start=window[0], end=window[1]) if course is Course.OWN else []
    every = row.cadence.removeprefix(OWN) if row.cadence.startswith(OWN) else ""
    return {
        "title": row.title,
        "kind": row.kind,
        "owner_id": row.owner_id,
        "updater_id": row.updater_id,
        "paired_with_id": row.paired_with_id,
        "kpi_id": row.kpi_id,
        "measure": row.measure,
        "cadence": "own" if every else row.cadence,
        "cadence_days": every,
        "weight": plain_number(row.weight),
        "aggregation": row.aggregation,
        "scale": row.scale,
        "start": plain_number(row.start),
        "target": "" if limited else plain_number(row.target),
        "limit": plain_number(row.target) if limited else "",
        "fail": plain_number(row.fail) if limited else "",
        "tolerance": "" if limited else plain_number(row.fail),
        "low": plain_number(row.low),
        "high": plain_number(row.high),
        "n_min": plain_number(row.n_min),
        "description": description,
        "course": str(course),
        "course_steps": plain_number(steps),
        **_listed(
            steps=[(step.title, plain_number(step.weight), str(step.id)) for step in row.steps],
            anchors=[
                (plain_number(value), plain_number(score)) for value, score in row.anchors or ()
            ],
            course=[(day.isoformat(), plain_number(round(100 * share, 4))) for day, share in own],
        ),
    }


def _listed(
    *, steps: Sequence[Row], anchors: Sequence[Row], course: Sequence[Row]
) -> dict[str, Any]:
    """Lists of (row, whether it waits for a button), with empty rows after the filled."""
    return {
        "step_rows": _with_blanks(steps, 3, at_least=3),
        "anchor_rows": _with_blanks(anchors, 2, at_least=3),
        "course_rows": _with_blanks(course, 2, at_least=2),
    }


def _with_blanks(rows: Sequence[Row], width: int, *, at_least: int) -> list[tuple[Row, bool]]:
    filled = [row for row in rows if any(row)]
    shown = max(len(filled) + BLANK_ROWS, at_least)
    blank = ("",) * width
    return [
        (filled[at] if at < len(filled) else blank, at >= shown)
        for at in range(shown + 2 * BLANK_ROWS)
    ]
