"""Suggestions for a field in which one of many is chosen."""

from __future__ import annotations

from collections.abc import Callable

from headway.kit.choices import Choice, Source
from headway.kpis.queries.choices import KpiChoices, units_to_define_in
from headway.okrs.queries.choices import ParentChoices, units_to_write_in
from headway.okrs.queries.goal_choices import GoalChoices
from headway.people.access import Actor
from headway.people.queries import PeopleChoices, UnitChoices
from headway.reports.queries.find.adapter import adapter
from headway.reports.queries.find.folding import words_of
from headway.reports.queries.find.things import (
    Hit,
    find_key_results,
    find_kpis,
    find_objectives,
    find_people,
    find_units,
    hits,
)
from headway.strategy.queries import goals
from headway.strategy.queries.kpi_choices import KIND, kpis_to_measure_by
from headway.web.posted import read_whole

SUGGESTED = 8
LOOKED_THROUGH = 60
"""Of what fits, only some may be chosen, such as the units in which one may write objectives."""

SECONDS_A_KIND = 0.4

_SOURCES: dict[str, Callable[[Actor], Source]] = {
    "people": PeopleChoices,
    "units": UnitChoices,
    "own-units": units_to_write_in,
    "parents": ParentChoices,
    "goals": GoalChoices,
    "kpis": KpiChoices,
    "led-units": units_to_define_in,
}


def _source(actor: Actor, kind: str) -> Source | None:
    if kind in _SOURCES:
        return _SOURCES[kind](actor)
    goal_id = read_whole(kind.removeprefix(KIND)) if kind.startswith(KIND) else None
    return None if goal_id is None else kpis_to_measure_by(actor, goal_id)


def suggest(actor: Actor, kind: str, query: str, *, cycle_id: int) -> list[Choice] | None:
    """The best choices for what is typed: found by words, else by e-mail or pasted address. None
    for an unknown kind. About a dozen short queries for parents, four to five for the others."""
    source, words = _source(actor, kind), words_of(query)
    if source is None:
        return None
    if not words:
        return []
    found = _found(actor, kind, words, cycle_id)
    found.sort(key=lambda pair: -pair[1].weight)
    ids = [f"{prefix}{hit.id}" for prefix, hit in found]
    allowed = source.by_ids(ids)
    choices = [allowed[key] for key in ids if key in allowed]
    return (choices or source.named(query))[:SUGGESTED]


def _found(actor: Actor, kind: str, words: list[str], cycle_id: int) -> list[tuple[str, Hit]]:
    """What fits, each with how its kind begins ids."""
    searches: dict[str, Callable[[], list[Hit]]]
    if kind == "kpis" or kind.startswith(KIND):
        searches = {"": lambda: find_kpis(actor, words, LOOKED_THROUGH)}
    elif kind == "people":
        searches = {"": lambda: find_people(actor, words, LOOKED_THROUGH)}
    elif kind == "parents":
        searches = {
            "objective-": lambda: find_objectives(actor, words, cycle_id, SUGGESTED),
            "key_result-": lambda: find_key_results(actor, words, cycle_id, SUGGESTED),
            "goal-": lambda: _goals(actor, words, SUGGESTED),
        }
    elif kind == "goals":
        searches = {"": lambda: _goals(actor, words, LOOKED_THROUGH)}
    else:
        searches = {"": lambda: find_units(actor, words, LOOKED_THROUGH)}
    found: list[tuple[str, Hit]] = []
    for prefix, search in searches.items():
        with adapter().bounded(SECONDS_A_KIND):
            found += [(prefix, hit) for hit in search()]
    return found


def _goals(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    return hits(((row.id, row.title, "", False, True) for row in goals(actor)), words, limit)
