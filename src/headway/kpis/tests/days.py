"""A KPI that lives through a spring: one thing happens to it each day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

from headway.kit import clock
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.rebases import rebase, undo_rebase
from headway.kpis.actions.remarks import annotate, remove_annotation
from headway.kpis.actions.responses import acknowledge, close_response, record_action, record_cause
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, measure, month


def on(year: int, number: int, day: int) -> AbstractContextManager[object]:
    """The clock at noon of a day."""
    return clock.frozen(datetime(year, number, day, 12, tzinfo=UTC))


def history(world: World, kpi: Kpi) -> Iterator[tuple[date, Callable[[], object]]]:
    """What happened, one thing a day; it was defined before."""
    lead, owner = world.actor("lead"), world.actor("owner")
    answers = {"different": "Below.", "reason": "Jig.", "wanted": "Yes.", "lasting": "Sold."}

    def response():
        return kpi.responses.order_by("-number").first().pk

    yield date(2026, 2, 2), lambda: measure(world, kpi, STEADY)
    yield date(2026, 2, 3), lambda: set_target(
        lead, kpi.pk, kind="at_least", low=94.0, effective_on=month(0))  # fmt: skip
    yield date(2026, 2, 5), lambda: annotate(lead, kpi.pk, on=month(3), text="Strike")
    yield date(2026, 2, 10), lambda: measure(world, kpi, [90.0], first=12)  # a signal
    yield date(2026, 2, 11), lambda: acknowledge(owner, response(), note="Seen.")
    yield date(2026, 2, 16), lambda: update_kpi(lead, kpi.pk, name="Yield", formula="a / b",
                                                why="Clearer.", new_baseline=False)  # fmt: skip
    yield date(2026, 2, 18), lambda: record_cause(owner, response(), cause="Jig B.")
    yield date(2026, 3, 1), lambda: set_target(
        lead, kpi.pk, kind="at_least", low=93.0, why="Jig.", effective_on=month(10))  # fmt: skip
    yield date(2026, 3, 2), lambda: measure(world, kpi, [94.4], first=12)  # it was a slip
    yield date(2026, 3, 9), lambda: measure(world, kpi, [89.0], first=13)
    yield date(2026, 3, 10), lambda: record_cause(owner, response(), cause="Jig B again.")
    yield date(2026, 3, 11), lambda: record_action(
        owner, response(), action="New jig.", owner_id=world.people["mate"].pk,
        ends_on=date(2026, 4, 1))  # fmt: skip
    yield date(2026, 3, 12), lambda: record_action(
        lead, response(), action="A better jig.", owner_id=world.people["owner"].pk,
        ends_on=date(2026, 4, 9))  # fmt: skip
    yield date(2026, 3, 13), lambda: remove_annotation(lead, kpi.pk, kpi.annotations.get().pk)
    yield date(2026, 3, 14), lambda: close_response(
        owner, response(), outcome="resolved", closing_word="Well.",
        held_because="This week is well.")  # fmt: skip
    yield date(2026, 3, 16), lambda: rebase(lead, kpi.pk, starts_on=month(13), **answers)
    yield date(2026, 3, 20), lambda: undo_rebase(lead, kpi.pk, kpi.rebases.get().pk, why="No.")
    yield date(2026, 5, 4), lambda: archive_kpi(lead, kpi.pk)
