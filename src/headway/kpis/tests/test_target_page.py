"""The page on which a target is set: it shows what one decides by, says which period a day means,
and how long what was set holds."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Frequency, Kpi, Target
from headway.kpis.tests.values import first_pass_yield, month

pytestmark = pytest.mark.django_db

EARLY = {"kind": "at_least", "low": "80", "effective_on": "2025-02-01", "do": "set"}


@pytest.fixture
def wanted(world: World, kpi: Kpi) -> Kpi:
    """A KPI that has a target from June 2025 on."""
    set_target(world.system, kpi.pk, kind="at_least", low=90.0, effective_on=month(5))
    return kpi


def test_a_target_before_another_takes_a_reason_too(world: World, wanted: Kpi):
    answer = world.client("lead").post(f"/kpis/{wanted.pk}/target", EARLY)
    assert answer.status_code == 422
    assert 'id="f-why-err"' in html_of(answer)
    assert Target.objects.count() == 1


def test_the_page_says_until_when_a_target_holds_before_another(world: World, wanted: Kpi):
    client = world.client("lead")
    sent = EARLY | {"why": "It was asked then."}
    page = text_of(client.post(f"/kpis/{wanted.pk}/target", sent, follow=True))
    assert (
        "At least 80 % holds from Feb 2025 (1 Feb 2025) until 31 May 2025 only: "
        "at least 90 % follows then." in page
    )


def test_the_page_says_when_a_target_before_another_that_ends_it_ends(world: World, wanted: Kpi):
    client = world.client("lead")
    set_target(world.system, wanted.pk, kind="at_least", effective_on=month(6), why="Enough.")
    sent = EARLY | {"effective_on": "2025-06-10", "why": "Too easy.", "low": "91"}
    page = text_of(client.post(f"/kpis/{wanted.pk}/target", sent, follow=True))
    assert (
        "At least 91 % holds from Jun 2025 (1 Jun 2025) until 30 Jun 2025 only: "
        "nothing is wanted then." in page
    )


def test_a_target_that_holds_on_says_since_when(world: World, kpi: Kpi):
    client = world.client("lead")
    sent = EARLY | {"effective_on": "2026-11-24"}
    page = text_of(client.post(f"/kpis/{kpi.pk}/target", sent, follow=True))
    assert "At least 80 % holds from Nov 2026 (1 Nov 2026) on." in page


def test_one_sees_the_last_value_the_limits_and_the_targets_so_far(world: World, wanted: Kpi):
    page = text_of(world.client("lead").get(f"/kpis/{wanted.pk}/target"))
    assert "Last value 94.7 %" in page
    assert "Dec 2025" in page
    assert "Limits 93.4 to 95.9" in page
    assert "At least 90 %" in page


def test_without_any_value_there_is_nothing_to_show(world: World):
    made = first_pass_yield(world)
    page = text_of(world.client("lead").get(f"/kpis/{made.pk}/target"))
    assert "Last value no value yet" in page
    assert "Limits need 6 values, and there are 0." in page
    assert "Nothing is asked of it yet." in page


def test_the_form_says_which_period_a_day_means(world: World):
    made = first_pass_yield(world, frequency=Frequency.WEEKLY)
    client = world.client("lead")
    address = f"/kpis/{made.pk}/target"
    words = "24 Nov 2026 lies in wk 48: it holds from Mon 23 Nov 2026."
    assert words in text_of(client.get(address))
    asked = client.get(address, {"effective_on": "2026-11-18"}, headers={"HX-Request": "true"})
    said = text_of(asked)
    assert "18 Nov 2026 lies in wk 47: it holds from Mon 16 Nov 2026." in said
    assert "<form" not in html_of(asked)


@pytest.mark.parametrize("day", ["", "no day", "0000-01-01", "9999-12-31", "2026" * 5000])
def test_what_is_no_day_means_no_period(world: World, day: str):
    made = first_pass_yield(world, frequency=Frequency.WEEKLY)
    address = f"/kpis/{made.pk}/target"
    asked = {"effective_on": day}
    answer = world.client("lead").get(address, asked, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "it holds from" not in text_of(answer)


def test_a_refused_day_says_no_period_and_keeps_what_was_typed(world: World, kpi: Kpi):
    sent = EARLY | {"effective_on": "no day"}
    answer = world.client("lead").post(f"/kpis/{kpi.pk}/target", sent)
    assert answer.status_code == 422
    assert "it holds from" not in text_of(answer)


def test_a_target_of_a_day_means_that_day(world: World):
    made = first_pass_yield(world, frequency=Frequency.DAILY)
    page = text_of(world.client("lead").get(f"/kpis/{made.pk}/target"))
    assert "lies in" not in page
    assert date(2026, 11, 24).isoformat() in html_of(
        world.client("lead").get(f"/kpis/{made.pk}/target")
    )
