"""What a signature stands under: an objective and its key results as they are defined now.

A plan is plain data, so that two of them can be compared and one be named by its digest. Figures
that are measured, descriptions and cadences are no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.okrs.models import KeyResult, Milestone, Objective
from headway.okrs.queries.goal_post_words import field_words
from headway.web.formats import number

Plan = dict[str, Any]

OBJECTIVE = ("title", "ambition", "owner_id", "unit_id")
KEY_RESULT = (
    "title", "kind", "start", "target", "low", "high", "fail", "scale", "anchors", "measure",
    "aggregation", "profile", "weight", "owner_id", "is_health", "n_min",
)  # fmt: skip


def plan_of(objective_id: int) -> Plan:
    """The plan of one objective as it is stored. Three queries."""
    return plans_of([objective_id])[objective_id]


def plans_of(objective_ids: Collection[int]) -> dict[int, Plan]:
    """Plans by objective; key results that are cancelled are no part of them. Three queries."""
    rows = Objective.objects.filter(pk__in=objective_ids).values("id", *OBJECTIVE)
    plans: dict[int, Plan] = {row.pop("id"): {**row, "key_results": {}} for row in rows}
    live = KeyResult.objects.filter(objective_id__in=objective_ids, cancelled_on__isnull=True)
    steps: dict[int, list[list[Any]]] = defaultdict(list)
    for key_result_id, title, weight in (
        Milestone.objects.filter(key_result__in=live)
        .order_by("position", "id")
        .values_list("key_result_id", "title", "weight")
    ):
        steps[key_result_id].append([title, weight])
    for row in live.order_by("position", "id").values("id", "objective_id", *KEY_RESULT):
        key, objective_id = row.pop("id"), row.pop("objective_id")
        if row["n_min"] is None:  # so that what was signed before it existed still counts
            del row["n_min"]
        plans[objective_id]["key_results"][str(key)] = {**row, "milestones": steps.get(key, [])}
    return plans


def digest_of(plan: Plan) -> str:
    """SHA-256 of the plan as canonical JSON: sorted keys, no spaces, text as it is.

    >>> digest_of({"title": "One", "key_results": {}}) == digest_of(
    ...     {"key_results": {}, "title": "One"})
    True
    """
    text = json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: Plan, after: Plan) -> list[str]:
    """What changed between two plans of one objective, a few words each."""
    found = _changed(before, after, OBJECTIVE)
    old, new = before["key_results"], after["key_results"]
    for key in {**old, **new}:
        title = (new.get(key) or old[key])["title"]
        if key not in new:
            found.append(_("“%(title)s” taken out") % {"title": title})
        elif key not in old:
            found.append(_("“%(title)s” added") % {"title": title})
        elif words := _changed(old[key], new[key], (*KEY_RESULT, "milestones")):
            found.append(
                _("“%(title)s”: %(changes)s") % {"title": title, "changes": ", ".join(words)}
            )
    return found


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Collection[str]
) -> list[str]:
    return [
        _words(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _words(name: str, before: Any, after: Any) -> str:
    label = field_words(name)
    if not name.endswith("_id") and _is_number(before) and _is_number(after):
        return _("%(field)s from %(before)s to %(after)s") % {
            "field": label, "before": number(before), "after": number(after),
        }  # fmt: skip
    return label


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
