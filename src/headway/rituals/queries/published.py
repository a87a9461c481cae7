"""Published plans: which versions there are, what each holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.cadence import local_date
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.okrs.models import Objective, ObjectiveLink, Signature, State
from headway.okrs.queries.signed_plans import plans_of
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor
from headway.people.models import Person
from headway.rituals.models import PublishedPlan

IN_PLAN = (State.AGREED, State.RUNNING, State.CLOSED)
"""What a published plan holds: what is agreed, and what became of it."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a unit's plan. ``is_baseline``: the last one published before the plan lock;
    moved goal posts are read against it."""

    id: int
    number: int
    note: str
    author_name: str | None
    published_at: datetime
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A published plan, with what the reader may see of it; ``hidden`` objectives are not shown."""

    id: int
    number: int
    note: str
    author_name: str | None
    published_at: datetime
    unit_id: int
    unit_name: str
    unit_path: str
    cycle_id: int
    cycle_name: str
    standard: str
    objectives: tuple[dict[str, Any], ...]
    kept: tuple[dict[str, Any], ...]
    hidden: int


def versions_of(actor: Actor, unit_id: int, cycle_id: int) -> list[VersionRow]:
    """All versions, the newest first. One query."""
    rows = _versions(actor.organisation_id, unit_id, cycle_id)
    today = clock.today(actor.time_zone)
    is_locked = bool(rows) and (rows[0][5] is not None or today >= rows[0][6])
    zone = actor.time_zone
    before = (row[0] for row in rows if is_locked and _before_lock(row[4], row[5], row[6], zone))
    baseline = next(before, None)
    return [
        VersionRow(pk, number, note, author, at, is_baseline=pk == baseline)
        for pk, number, note, author, at, *_locked in rows
    ]


@prepared
def _versions(
    organisation_id: int, unit_id: int, cycle_id: int
) -> QuerySet[PublishedPlan, tuple[Any, ...]]:
    plans = PublishedPlan.objects.filter(
        organisation_id=organisation_id, unit_id=unit_id, cycle_id=cycle_id
    )
    return plans.order_by("-number").values_list(
        "id", "number", "note", "author__name", "published_at", "cycle__locked_at",
        "cycle__plan_lock_on",
    )  # fmt: skip


def _before_lock(
    published_at: datetime, locked_at: datetime | None, lock_on: Any, time_zone: str
) -> bool:
    if locked_at is not None and published_at > locked_at:
        return False
    return bool(local_date(published_at, time_zone) < lock_on)


def get_published(actor: Actor, plan_id: int) -> PublishedRow:
    """A published plan as the reader may see it. Raises NotFound. Two queries."""
    row = (
        _plans(actor)
        .filter(pk=plan_id)
        .values_list(
            "id", "number", "note", "author__name", "published_at", "unit_id", "unit__name",
            "unit__path", "cycle_id", "cycle__name", "content",
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise NotFound(_("There is no such published plan."))
    facts, content = tuple(row[:-1]), row[-1]
    shown, hidden = _shown(actor, content["objectives"])
    ids = {one["id"] for one in shown}
    kept = tuple(one for one in content["kept"] if one["objective_id"] in ids)
    return _published(facts, content["scoring_standard"], shown, kept, hidden)


def _published(facts: tuple[Any, ...], *content: Any) -> PublishedRow:
    return PublishedRow(*facts, *content)


def as_of_now(actor: Actor, like: PublishedRow) -> tuple[dict[str, Any], ...]:
    """What the same unit has agreed today, in the same form. Seven queries."""
    return _shown(actor, content_of(like.unit_id, like.cycle_id)["objectives"])[0]


def content_of(unit_id: int, cycle_id: int) -> dict[str, Any]:
    """What a unit has agreed in a cycle, whole: objectives with key results, links and signatures,
    as plain data that is kept. Six queries."""
    rows = (
        Objective.objects.filter(
            unit_id=unit_id, cycle_id=cycle_id, archived_at__isnull=True, state__in=IN_PLAN
        )
        .order_by("position", "id")
        .values("id", "title", "description", "ambition", "origin", "owner_id", "is_local",
                "focus_reason", "cycle__scoring_standard")
    )  # fmt: skip
    objectives: list[dict[str, Any]] = [dict(row) for row in rows]
    ids = [one["id"] for one in objectives]
    plans = plans_of(ids)
    links, signatures = _links(ids), _signatures(ids)
    names = _names(objectives, plans)
    standard = {one.pop("cycle__scoring_standard") for one in objectives}
    for one in objectives:
        plan = plans[one["id"]]
        one["owner"] = names.get(one["owner_id"], "")
        one["key_results"] = [
            {"id": int(key), **part, "owner": names.get(part["owner_id"], "")}
            for key, part in plan["key_results"].items()
        ]
        one["links"] = links.get(one["id"], [])
        one["signatures"] = signatures.get(one["id"], [])
    return {"scoring_standard": next(iter(standard), ""), "objectives": objectives}


def has_changed(unit_id: int, cycle_id: int) -> bool:
    """Whether what a unit has agreed differs from its last published version. Seven queries."""
    last = (
        PublishedPlan.objects.filter(unit_id=unit_id, cycle_id=cycle_id)
        .order_by("-number")
        .values_list("content", flat=True)
        .first()
    )
    return last is not None and not is_same(last, content_of(unit_id, cycle_id))


def is_same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two contents say the same of their objectives; who signed when is no part of it."""
    return [_without_signatures(one) for one in before["objectives"]] == [
        _without_signatures(one) for one in after["objectives"]
    ]


def _without_signatures(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "signatures"}


def _plans(actor: Actor) -> QuerySet[PublishedPlan]:
    return PublishedPlan.objects.filter(organisation_id=actor.organisation_id)


def _shown(
    actor: Actor, objectives: Iterable[dict[str, Any]]
) -> tuple[tuple[dict[str, Any], ...], int]:
    """The objectives that the reader may see today, without titles of hidden ones among what they
    serve; and how many are left out."""
    known = list(objectives)
    asked = {one["id"] for one in known} | {
        link["objective_id"] for one in known for link in one["links"] if link["objective_id"]
    }
    visible = visible_ids(actor, asked)
    shown = tuple(
        {**one, "links": [link for link in one["links"]
                          if not link["objective_id"] or link["objective_id"] in visible]}
        for one in known
        if one["id"] in visible
    )  # fmt: skip
    return shown, len(known) - len(shown)


def _links(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = ObjectiveLink.objects.filter(child_id__in=ids).order_by("id")
    for child, kind, goal, goal_title, parent, title, part, of, of_id in rows.values_list(
        "child_id", "kind", "goal_id", "goal__title", "objective_id", "objective__title",
        "key_result_id", "key_result__title", "key_result__objective_id",
    ):  # fmt: skip
        serves = "goal" if goal else "objective" if parent else "key_result"
        found.setdefault(child, []).append(
            {
                "kind": kind,
                "serves": serves,
                "id": goal or parent or part,
                "title": goal_title or title or of,
                "objective_id": parent or of_id,
            }
        )
    return found


def _signatures(ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Signature.objects.filter(objective_id__in=ids, voided_at__isnull=True).order_by("id")
    for objective_id, role, name, at, digest in rows.values_list(
        "objective_id", "role", "person__name", "signed_at", "digest"
    ):
        found.setdefault(objective_id, []).append(
            {"role": role, "name": name or "", "at": at.isoformat(), "digest": digest}
        )
    return found


def _names(objectives: list[dict[str, Any]], plans: dict[int, dict[str, Any]]) -> dict[int, str]:
    people = {one["owner_id"] for one in objectives} | {
        part["owner_id"] for plan in plans.values() for part in plan["key_results"].values()
    }
    rows = Person.objects.filter(pk__in=[pk for pk in people if pk is not None])
    return dict(rows.values_list("id", "name"))
