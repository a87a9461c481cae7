"""A key result that somebody asks to add, in words and whole: who approves it reads what they say
yes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.core.cadence import OWN
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS
from headway.okrs.models import Aggregation, KeyResult
from headway.okrs.queries.goal_post_words import field_words, kind_words, post_words
from headway.people.models import Person

_POSTS = (
    "start", "target", "low", "high", "fail", "scale", "anchors", "milestones", "n_min",
    "profile",
)  # fmt: skip

Lines = list[tuple[str, str]]


def lines_of(wanted: Mapping[str, Any]) -> Lines:
    """(name, words) of everything that it says, as it was asked for. Two queries at most."""
    kind, measure = str(wanted["kind"]), wanted.get("measure") or ""
    said: Lines = [
        (field_words("title"), str(wanted["title"])),
        (field_words("kind"), kind_words(kind)),
    ]
    said += [
        (_post_name(name, kind), post_words(name, wanted[name], measure))
        for name in _POSTS
        if _is_said(name, wanted)
    ]
    if measure:
        said.append((field_words("measure"), measure))
    if wanted.get("aggregation", Aggregation.LAST) != Aggregation.LAST:
        aggregation = Aggregation(wanted["aggregation"]).label.lower()
        said.append((field_words("aggregation"), aggregation))
    said += _people(wanted)
    said.append((field_words("weight"), post_words("weight", wanted.get("weight", 1))))
    said.append((field_words("cadence"), _cadence(str(wanted.get("cadence") or ""))))
    if wanted.get("paired_with_id"):
        guarded = KeyResult.objects.filter(pk=wanted["paired_with_id"]).values_list("title")
        said += [(_("guards"), title) for (title,) in guarded]
    if wanted.get("description"):
        said.append((field_words("description"), str(wanted["description"])))
    return said


def _is_said(name: str, wanted: Mapping[str, Any]) -> bool:
    value = wanted.get(name)
    if name == "scale":
        return wanted["kind"] in CHANGE_KINDS and value not in (None, "", "linear")
    return value is not None and value not in ([], "")


def _post_name(name: str, kind: str) -> str:
    """A target that is kept, not reached, is a limit."""
    return _("limit") if name == "target" and kind in PERIOD_KINDS else field_words(name)


def _people(wanted: Mapping[str, Any]) -> Lines:
    owner_id, updater_id = wanted.get("owner_id") or 0, wanted.get("updater_id") or 0
    people = Person.objects.filter(pk__in={owner_id, updater_id})
    names = dict(people.values_list("pk", "name"))
    owner = (field_words("owner_id"), names.get(owner_id) or _("no owner"))
    if updater_id in (0, owner_id):
        return [owner]
    return [owner, (field_words("updater_id"), names.get(updater_id) or _("nobody"))]


def _cadence(cadence: str) -> str:
    if cadence.startswith(OWN):
        return _("every %(days)s days") % {"days": cadence.removeprefix(OWN)}
    return post_words("cadence", cadence)
