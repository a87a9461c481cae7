"""What an objective can be linked to, and where one may write objectives, as choices of a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from headway.kit.choices import CANDIDATES, Choice, whole_ids
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Role
from headway.people.queries import UnitChoices
from headway.strategy.models import MidTermGoal, live_goals
from headway.web.formats import count_at_start

_ADDRESS = re.compile(r"(?:^|/)(objectives|key-results|goals)/(\d{1,18})\b")
_KINDS = {"objectives": "objective", "key-results": "key_result", "goals": "goal"}
_PLACES: Mapping[str, Any] = {
    "goal": Coalesce("unit__name", "perspective__name"),
    "objective": "unit__name",
    "key_result": "objective__unit__name",
}


def units_to_write_in(actor: Actor) -> UnitChoices:
    """Units in which the actor may draft objectives: led ones with all below, and one's own."""
    if actor.is_admin:
        return UnitChoices(actor)
    return UnitChoices(
        actor, kind="own-units", below=actor.led_paths, ids=sorted(actor.member_unit_ids)
    )


def may_write_somewhere(actor: Actor) -> bool:
    """Whether there is a unit in which the actor may draft objectives."""
    if actor.role == Role.VIEWER:
        return False
    return bool(actor.is_admin or actor.led_paths or actor.member_unit_ids)


class ParentChoices:
    """Objectives, key results and mid-term goals; an id is "objective-12", "key_result-7" or
    "goal-3"."""

    kind: ClassVar[str] = "parents"

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def few(self) -> None:
        """Never a short list."""

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """A query for each kind among the ids."""
        asked: dict[str, list[str]] = {}
        for text in ids:
            kind, _dash, number = text.partition("-")
            asked.setdefault(kind, []).append(number)
        found: dict[str, Choice] = {}
        for kind, numbers in asked.items():
            if kind in _PLACES:
                for choice in self._read(kind, pk__in=whole_ids(numbers)):
                    found[choice.id] = choice
        return found

    def named(self, text: str) -> list[Choice]:
        """One query for an address or id, else three to six."""
        address = _ADDRESS.search(text)
        token = f"{_KINDS[address[1]]}-{address[2]}" if address else text
        if known := self.by_ids([token]):
            return list(known.values())
        if address:
            return []
        for how in ("title__iexact", "title__istartswith"):
            found = [choice for kind in _PLACES for choice in self._read(kind, **{how: text})]
            if found:
                return found[: CANDIDATES + 1]
        return []

    def _read(self, kind: str, **which: Any) -> list[Choice]:
        place = _PLACES[kind]
        rows = self._of_kind(kind).filter(**which).order_by("-pk").values_list("id", "title", place)
        words = {
            "goal": _("mid-term goal"), "objective": _("objective"), "key_result": _("key result"),
        }[kind]  # fmt: skip
        return [
            Choice(f"{kind}-{pk}", title, f"{words}, {about}" if about else words)
            for pk, title, about in rows[: CANDIDATES + 1]
        ]

    def _of_kind(self, kind: str) -> QuerySet[Any]:
        mine = {"organisation_id": self._actor.organisation_id}
        if kind == "goal":
            return MidTermGoal.objects.filter(live_goals(), **mine)
        if kind == "objective":
            return Objective.objects.filter(
                visible_to(self._actor), **mine, archived_at__isnull=True
            )
        return KeyResult.objects.filter(
            visible_to(self._actor, "objective__"), **mine, objective__archived_at__isnull=True
        )

    def none_fits(self, text: str) -> str:
        return _(
            "No objective, key result or goal here is called “%(text)s”. Type the beginning of its "
            "title, or paste the address of its page."
        ) % {"text": text}

    def several_fit(self, count: int, text: str) -> str:
        if count > CANDIDATES:
            return _("Many titles begin with “%(text)s”: type more.") % {"text": text}
        return titles_fit(count, text)


def titles_fit(count: int, text: str) -> str:
    """That one of several is to be picked."""
    return _("%(words)s titles fit “%(text)s”: pick one.") % {
        "words": count_at_start(count), "text": text,
    }  # fmt: skip
