"""Fields of objectives and key results in words: their names, and what goal posts held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.okrs.models import LinkKind
from headway.web.formats import measured, number, percent
from headway.web.formats import score as score_words

_MEASURED = frozenset({"start", "target", "low", "high", "fail"})

MEMBERSHIP = frozenset({"added", "cancelled", "resumed"})
"""Not what a key result is to reach, but whether it is there."""

LINK = "link"
"""What an objective or a value below does to the score: a goal post that is not of a key result."""

BELOW = "below"
"""Something below that began to count in the score, or counts no more."""


def field_words(field: str) -> str:
    """What a field of an objective or key result is called: "target", "wording"."""
    return {
        "target": _("target"),
        "start": _("start"),
        "weight": _("weight"),
        "own_weight": _("weight of its own key results"),
        "title": _("wording"),
        "ambition": _("ambition"),
        "kind": _("kind"),
        "low": _("lower end"),
        "high": _("upper end"),
        "fail": _("value worth nothing"),
        "milestones": _("milestones"),
        "added": _("added"),
        "added_on": _("day from which it counts"),
        "cancelled": _("cancelled"),
        "resumed": _("goes on"),
        "link": _("link that counts"),
        "below": _("what counts below it"),
        "profile": _("expected course"),
        "aggregation": _("aggregation"),
        "anchors": _("agreed scores"),
        "scale": _("scale"),
        "cadence": _("rhythm of check-ins"),
        "measure": _("measure"),
        "is_health": _("health metric"),
        "description": _("description"),
        "owner_id": _("owner"),
        "updater_id": _("who enters its values"),
        "kpi_id": _("the KPI its values come from"),
        "unit_id": _("unit"),
        "origin": _("origin"),
        "is_local": _("local on purpose"),
        "visibility": _("who may read it"),
        "n_min": _("readings that the baseline takes"),
    }.get(field, field)


def kind_words(kind: str) -> str:
    """How a key result of a kind is measured, as its form calls it."""
    return {
        "increase": _("Increase"),
        "decrease": _("Decrease"),
        "stay_above": _("Stay above"),
        "stay_below": _("Stay below"),
        "within": _("Stay within"),
        "milestone": _("Milestones"),
        "binary": _("Done or not"),
        "baseline": _("Find the baseline"),
        "anchored": _("Agreed scores"),
    }.get(kind, kind).lower()


def post_words(field: str, value: Any, measure: str | None = "") -> str:
    """The value of a goal post as people write it: "55 %", "Pilot, Roll-out (weight 2)"."""
    if field == BELOW:
        return _score_words(value)
    if field in MEMBERSHIP:
        is_asked = field == "added" and isinstance(value, dict) and "title" in value
        return _definition_words(value) if is_asked else _score_words(value)
    if field == LINK:
        return _link_words(value)
    if value is None or value == [] or value == "":
        return _("none")
    if field == "milestones":
        return ", ".join(_milestone(step) for step in value)
    if field in ("anchors", "profile"):
        return ", ".join(f"{number(at)} = {number(share)}" for at, share in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return measured(value, measure or "") if field in _MEASURED else number(value)
    if field == "kind":
        return kind_words(str(value))
    return str(value) if field == "title" else _(str(value).replace("_", " "))


def move_words(field: str, before: Any, after: Any, measure: str | None = "") -> tuple[str, str]:
    """What a goal post held before and after a move; nothing where a key result, or what is
    below, came or went and the objective had no score before or after."""
    was, then = post_words(field, before, measure), post_words(field, after, measure)
    is_scoreless = field in {*MEMBERSHIP, BELOW} and was == then == _("no score")
    return ("", "") if is_scoreless else (was, then)


def _score_words(value: Any) -> str:
    """The score of the objective that an addition or a cancellation found or left; additions of
    before this was kept tell the definition instead."""
    known = isinstance(value, dict) and "objective_score" in value
    if not known:
        return ""
    found = value["objective_score"]
    return score_words(found) or _("no score")


def _definition_words(value: Mapping[str, Any]) -> str:
    """What somebody asks to add, in a line: its words, its kind and what it aims at."""
    measure = value.get("measure") or ""
    ends = [value.get(name) for name in ("start", "target", "low", "high")]
    aims = " → ".join(measured(one, measure) for one in ends if one is not None)
    if value.get("milestones"):
        aims = post_words("milestones", value["milestones"])
    if value.get("anchors"):
        aims = post_words("anchors", value["anchors"])
    kind = kind_words(str(value["kind"])) if value.get("kind") else ""
    told = [str(value["title"]), " ".join(filter(None, (kind, aims)))]
    weight = value.get("weight")
    if weight not in (None, 1):
        told.append(_("weight %(weight)s") % {"weight": number(weight or 0)})
    return "; ".join(filter(None, told))


def _link_words(value: Mapping[str, Any]) -> str:
    """The terms of a link, and the score of the objective above under them; only the terms of one
    that is asked for."""
    score = _score_words(value)
    score = _("score %(score)s") % {"score": score} if score else ""
    return "; ".join(filter(None, (_terms_words(value), score)))


def _terms_words(value: Mapping[str, Any]) -> str:
    kind = value.get("kind")
    if kind == LinkKind.DRIVES_SCORE:
        words = _("drives the score with weight %(weight)s beside %(own)s")
        weights = {name: number(value.get(name) or 0) for name in ("weight", "own_weight")}
        return words % {"weight": weights["weight"], "own": weights["own_weight"]}
    if kind == LinkKind.CONTRIBUTES_VALUE:
        if value.get("share") is None:
            return _("contributes an even share of a value")
        return _("contributes %(share)s of a value") % {"share": percent(value["share"])}
    return _("no number")


def _milestone(step: Sequence[Any]) -> str:
    title, weight = step[0], step[1]
    if weight == 1:
        return str(title)
    return _("%(title)s (weight %(weight)s)") % {"title": title, "weight": number(weight)}
