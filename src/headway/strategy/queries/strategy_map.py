"""The strategy map of a day: goals with their scores, arrows with what data say of them, and what
makes a map hard to believe or to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.people.access import Actor
from headway.strategy.queries.links import LinkRow, links_on
from headway.strategy.queries.scorecard import Card, scorecard

MANY = 20
"""Goals on a map beyond which nobody keeps it in mind (docs/methods 5.1)."""


class Standing(StrEnum):
    """How an arrow stands: as its last trial says, if there was one."""

    SUPPORTED = "supported"
    UNTESTED = "untested"
    NOT_TESTABLE = "not_testable"
    NOT_SEEN = "not_seen"
    CONTRADICTED = "contradicted"


def standing_of(link: LinkRow) -> Standing:
    """By its last trial."""
    return Standing(link.trial.verdict) if link.trial else Standing.UNTESTED


@dataclass(frozen=True, slots=True)
class MapOfDay:
    """``lanes`` of goals are the perspectives of the ``card``, from the top. ``downward`` arrows
    lead to a lane below; ``unlinked`` goals have no arrow."""

    card: Card
    links: tuple[LinkRow, ...]

    @property
    def lane_of(self) -> dict[int, int]:
        """The lane of each goal, the top one 0."""
        lanes = enumerate(self.card.perspectives)
        return {goal.goal.id: lane for lane, one in lanes for goal in one.goals}

    @property
    def counts(self) -> Mapping[Standing, int]:
        """Arrows by how they stand."""
        return Counter(map(standing_of, self.links))

    @property
    def downward(self) -> Sequence[LinkRow]:
        lanes = self.lane_of
        return [one for one in self.links if lanes[one.effect_id] > lanes[one.cause_id]]

    @property
    def unlinked(self) -> Sequence[str]:
        """Titles; none where nothing is linked yet."""
        linked = {pk for one in self.links for pk in (one.cause_id, one.effect_id)}
        if not linked:
            return []
        return [one.goal.title for one in self.card.goals if one.goal.id not in linked]

    @property
    def is_crowded(self) -> bool:
        return len(self.card.goals) > MANY


def map_of(
    actor: Actor, day: date, *, today: date, as_known: bool = False, of: int | None = None
) -> MapOfDay:
    """Of a unit or of the organisation (None), as the scorecard of the same reading has goals and
    scores. Two queries more than that."""
    return map_with(actor, scorecard(actor, day, today=today, as_known=as_known, of=of))


def map_with(actor: Actor, card: Card) -> MapOfDay:
    """The same around a scorecard that was read already. Two queries, none without goals."""
    ids = [one.goal.id for one in card.goals]
    arrows = links_on(actor, card.day, ids, as_known=card.as_known) if ids else ()
    return MapOfDay(card, tuple(arrows))
