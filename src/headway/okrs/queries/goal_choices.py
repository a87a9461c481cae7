"""Which mid-term goals an objective can be written for, as choices of a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from headway.kit.choices import CANDIDATES, FEW, Choice
from headway.okrs.queries.choices import titles_fit
from headway.okrs.queries.cycles import CycleRow
from headway.people.access import Actor
from headway.strategy.queries import goals, goals_during
from headway.strategy.queries.goals import GoalRow
from headway.strategy.queries.whose import goal_words

_ADDRESS = re.compile(r"(?:^|/)goals/(\d{1,18})\b")


class GoalChoices:
    """Mid-term goals of the organisation, and of units that the actor has to do with: in the cycle
    that was chosen of some, or today's where none is; all live ones without ``cycles``."""

    kind: ClassVar[str] = "goals"

    def __init__(
        self,
        actor: Actor,
        cycles: Iterable[CycleRow] | None = None,
        cycle_id: object = None,
        *,
        today: date | None = None,
    ) -> None:
        """One query."""
        chosen = next((cycle for cycle in cycles or () if str(cycle.id) == str(cycle_id)), None)
        if cycles is None:
            found = goals(actor)
        elif chosen is not None:
            found = goals_during(actor, chosen.starts_on, chosen.ends_on)
        else:
            found = goals(actor, as_of=today)
        mine = (goal for goal in found if _is_near(actor, goal))
        # Those of the organisation first, then those of units as the tree goes.
        self._goals = sorted(mine, key=lambda goal: goal.unit_path or "")

    def few(self) -> list[tuple[str, str]] | None:
        """No query."""
        if len(self._goals) > FEW:
            return None
        return [(str(goal.id), goal_words(goal)) for goal in self._goals]

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """No query."""
        wanted = set(ids)
        return {str(goal.id): _choice(goal) for goal in self._goals if str(goal.id) in wanted}

    def named(self, text: str) -> list[Choice]:
        """No query."""
        address = _ADDRESS.search(text)
        known = address[1] if address else text.removeprefix("#")
        found = [goal for goal in self._goals if str(goal.id) == known]
        typed = text.casefold()
        found = found or [goal for goal in self._goals if _choice(goal).full.casefold() == typed]
        found = found or [goal for goal in self._goals if goal.title.casefold() == typed]
        found = found or [goal for goal in self._goals if goal.title.casefold().startswith(typed)]
        return [_choice(goal) for goal in found[: CANDIDATES + 1]]

    def none_fits(self, text: str) -> str:
        return _(
            "No mid-term goal here is called “%(text)s”. Type the beginning of its title, or paste"
            " the address of its page."
        ) % {"text": text}

    def several_fit(self, count: int, text: str) -> str:
        if count > CANDIDATES:
            return _("Many titles begin with “%(text)s”: type more, or a comma and the unit.") % {
                "text": text
            }
        return titles_fit(count, text)


def _is_near(actor: Actor, goal: GoalRow) -> bool:
    if goal.unit_id is None or actor.is_admin or goal.unit_id in actor.line_unit_ids:
        return True
    return actor.leads(goal.unit_path or "")


def _choice(goal: GoalRow) -> Choice:
    return Choice(str(goal.id), goal.title, goal.unit_name or "")
