"""The pages of KPIs: what they say, what they keep, what they cost."""

from __future__ import annotations

import re
from datetime import date

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.remarks import annotate
from headway.kpis.actions.responses import (
    acknowledge,
    close_response,
    record_action,
    record_cause,
)
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Measurement, Response
from headway.kpis.tests.days import on
from headway.kpis.tests.values import (
    STEADY,
    first_pass_yield,
    measure,
    month,
    raised,
)

pytestmark = pytest.mark.django_db

LOWER = [92.0, 91.8, 92.1, 91.9, 92.2, 91.7, 92.0, 92.1]


class TestPage:
    def test_the_heading_answers_from_the_data(self, world, kpi):
        client = world.client("owner")

        def heading() -> str:
            page = html_of(client.get(f"/kpis/{kpi.pk}"))
            said, _gap, _since = page.split("<h1>")[1].partition(" Nothing has come in since")
            return said.partition("</h1>")[0].strip()

        assert heading() == "It is steady. No target says whether that is good enough."
        set_target(world.system, kpi.pk, kind="at_least", low=90.0, effective_on=month(0))
        assert heading() == "Yes. It is steady, and always meets its target."
        low = Kpi.objects.get(pk=kpi.pk).state.lower + 0.01
        set_target(world.system, kpi.pk, kind="at_least", low=low, effective_on=month(0),
                   why="Higher.")  # fmt: skip
        assert heading() == (
            "Steady, and nearly always on target: the target lies just inside the limits, by "
            "chance alone less than 1\u00a0% of all months miss it."
        )
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert "Nearly always less than 1 % of all months" in page
        assert " miss it by chance " in page
        set_target(world.system, kpi.pk, kind="at_least", low=99.0, effective_on=month(0),
                   why="More.")  # fmt: skip
        assert heading() == "No. It is steady, and never meets its target."
        measure(world, kpi, STEADY[:8], first=-8)  # locks the limits
        measure(world, kpi, LOWER, first=12)
        assert heading() == (
            "No. It has been below its usual level for 8 months and left its limits downwards "
            "in Aug 2026."
        )

    def test_it_says_since_when_nothing_has_come_in(self, world, kpi):
        """Values that ended a year ago read as if they were of today."""
        said = "It is steady. No target says whether that is good enough."
        for day, more in (
            ((2026, 2, 20), ""),
            ((2026, 3, 20), " Nothing has come in since Dec 2025."),
        ):
            with on(*day):
                page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
                assert f"<h1>{said}{more}</h1>" in page
        archive_kpi(world.system, kpi.pk)
        assert "Nothing has come in" not in html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))

    def test_what_is_answered_while_its_last_value_signals_says_so(self, world, kpi):
        """The page said that it got worse, and beside it that no signal asks for an answer."""
        response = raised(world, kpi, [91.0], first=12)
        owner, client = world.actor("owner"), world.client("owner")
        acknowledge(owner, response.pk)
        record_cause(owner, response.pk, cause="The jig.")
        record_action(owner, response.pk, action="A new jig.", owner_id=owner.person_id,
                      ends_on=date(2026, 11, 30))  # fmt: skip
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert (
            "The value of Jan 2026 still signals, and resolved means that the values are back"
            in page
        )
        close_response(
            owner,
            response.pk,
            outcome="resolved",
            closing_word="Done.",
            held_because="This week is well.",
        )
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert "Signal 1 is answered, and the last value still shows it." in page
        assert "No signal asks for an answer" not in page
        measure(world, kpi, [94.5], first=13)
        assert "No signal asks for an answer" in text_of(client.get(f"/kpis/{kpi.pk}"))

    def test_what_it_leads_is_said_in_its_own_periods(self, world, kpi):
        other = first_pass_yield(world, name="Claims")
        client = world.client("viewer")
        for lag, words in ((12, "Claims, 12 months later"), (1, "Claims, 1 month later")):
            update_kpi(world.system, kpi.pk, leads_id=other.pk, leads_lag=lag)
            assert words in text_of(client.get(f"/kpis/{kpi.pk}"))

    def test_days_for_a_signal_are_no_plan_of_what_to_do(self, world, kpi):
        """It said until when, and below that there is no plan for when it signals."""
        page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
        assert "Cause within 5 working days" in page
        assert "Still open: does not say what it is for, what is done when it signals" in page
        assert "no plan for when it signals" not in page

    def test_remarks_have_a_headline_where_there_is_one_or_may_be(self, world, kpi):
        address, headline = f"/kpis/{kpi.pk}", re.compile(r"<h2>\s*Remarks")
        assert headline.search(html_of(world.client("owner").get(address)))
        assert not headline.search(html_of(world.client("viewer").get(address)))
        annotate(world.system, kpi.pk, on=month(3), text="Plant closed")
        assert headline.search(html_of(world.client("viewer").get(address)))

    def test_of_neighbours_outside_a_limit_the_last_is_named_in_the_chart(self, world, kpi):
        measure(world, kpi, STEADY[:8], first=-8)  # locks the limits
        measure(world, kpi, [91.5, 91.0, 91.2], first=12)
        page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
        named = re.findall(r"(\d+\.\d) below the lower limit, [A-Z]", page)
        assert set(named) == {"91.2"}
        assert page.count("%, below the lower limit") >= 3  # each says it when it is pointed at

    def test_a_long_measure_goes_below_its_number_and_a_short_one_stays(self, world):
        for measure_of, written in (("conversations", "94 conversations"), ("%", "94\u00a0%")):
            kpi = first_pass_yield(world, name=measure_of, measure=measure_of, decimals=0)
            measure(world, kpi, [94.0])
            page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
            assert f'<dd class="big">{written} <small class="under">' in page

    def test_it_says_in_plain_words_what_counts_as_a_signal(self, world, kpi):
        client = world.client("owner")
        usual = "a value outside a limit, 8 in a row on one side of the centre"
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert f"around one level; a signal is {usual} (LIM + RUN8)" in page
        update_kpi(world.system, kpi.pk, rules=["TREND6", "THREE4"])
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert "6 in a row, each higher or each lower, 3 of 4 nearer to a limit than to" in page
        assert f"LIM + RUN8: {usual}" in text_of(world.client("lead").get("/kpis/new"))

    def test_too_few_values_and_none_are_said(self, world):
        kpi = first_pass_yield(world)
        client = world.client("owner")
        assert "Nobody has entered a value yet." in html_of(client.get(f"/kpis/{kpi.pk}"))
        measure(world, kpi, STEADY[:4])
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "Too early to tell. Limits need 6 values, and there are 4." in page
        measure(world, kpi, STEADY[4:8], first=4)
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "The limits rest on 8 months and are a trial." in page

    def test_the_picture_says_its_signals_in_words_and_numbers_open(self, world, kpi):
        set_target(world.system, kpi.pk, kind="at_least", low=94.5, effective_on=month(0))
        set_target(world.system, kpi.pk, kind="at_least", low=95.0, red=94.5,
                   effective_on=month(6), why="The customer asked.")  # fmt: skip
        annotate(world.system, kpi.pk, on=month(3), text="Plant closed")
        measure(world, kpi, [92.0], first=12)
        page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
        assert "92.0 below the lower limit, Jan 2026" in page
        assert "Baseline so far, 13 months" in page
        assert "Plant closed" in page
        assert "Target at least 94.5" in page
        assert "Average moving range" in page  # limits
        assert "Distance from the centre, in sigma" in page  # misses
        assert "from the signal at the last value" in page  # state
        assert "an unchanged process is beyond it" in page  # the red threshold
        assert "Table behind this chart" in page

    def test_a_rebase_is_drawn_and_undone_on_the_page(self, world, kpi):
        measure(world, kpi, STEADY[:8], first=12)
        Measurement.objects.filter(starts_on__gt=date(2026, 11, 1)).delete()
        kpi = Kpi.objects.get(pk=kpi.pk)
        measure(world, kpi, [90.0, 90.1, 90.2], first=20)
        rebase(world.system, kpi.pk, starts_on=month(20), different="All below.",
               reason="The new jig.", wanted="Yes.", lasting="It is sold.")  # fmt: skip
        client = world.client("lead")
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "New limits: The new jig." in page
        made = kpi.rebases.get()
        client.post(
            f"/kpis/{kpi.pk}/step", {"do": "undo_rebase", "rebase_id": made.pk, "why": "A slip."}
        )
        assert "New limits: The new jig." not in html_of(client.get(f"/kpis/{kpi.pk}"))

    def test_it_costs_the_same_however_long_its_history(self, world, kpi):
        client = world.client("owner")

        def lengthen(count: int) -> None:
            have = Measurement.objects.filter(series__kpi=kpi).count()
            measure(world, kpi, [94.0 + at % 3 for at in range(have, count)], first=have)
            while kpi.annotations.count() < count:
                annotate(world.system, kpi.pk, on=month(0), text="Something")

        measure(world, kpi, [92.0], first=12)
        path = f"/kpis/{kpi.pk}"
        assert_no_growth(lengthen, lambda: client.get(path), sizes=(14, 22))
        assert_budget("one KPI", lambda: client.get(path))


class TestHistory:
    def test_it_speaks_as_the_form_does(self, world, kpi):
        update_kpi(world.system, kpi.pk, better="down", nature="leading")
        set_target(world.system, kpi.pk, kind="at_most", high=5.0, effective_on=month(0))
        measure(world, kpi, [94.0], first=12)
        page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}/history"))
        assert "What is better: higher is better lower is better" in page
        assert "Leading or lagging: Lagging Leading" in page
        assert "Wanted is: at most" in page
        assert "Values: 1 Jan 2026: 94" in page
        for raw in ("In time", "Is count", "Due lag", "First:", "Effective on"):
            assert raw not in page

    def test_what_raised_a_signal_is_said_in_words(self, world, kpi):
        raised(world, kpi, [92.0], first=12)
        page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}/history"))
        assert "What it shows: a value outside a limit (LIM)" in page


class TestAnswering:
    def test_from_alert_to_closed_on_one_page(self, world, kpi):
        response = raised(world, kpi, [92.0], first=12)
        client, address = world.client("owner"), f"/kpi-responses/{response.pk}/step"
        mate = world.people["mate"].pk
        for fields in (
            {"do": "acknowledge", "note": "Not noise.", "version": 1},
            {"do": "cause", "cause": "Jig B holds the valve low.", "version": 2},
            {"do": "action", "action": "Raise it.", "owner_id": mate, "ends_on": "2026-12-01"},
        ):
            answer = client.post(address, fields)
            assert answer["Location"] == f"/kpis/{kpi.pk}#next-step"
            assert html_of(client.get(f"/kpis/{kpi.pk}")).count('id="next-step"') == 1
        answer = client.post(
            address,
            {
                "do": "close",
                "outcome": "resolved",
                "closing_word": "Back to normal.",
                "held_because": "This week is well.",
            },
        )
        assert answer["Location"] == f"/kpis/{kpi.pk}#response"
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "Signal 1 is answered, and the last value still shows it." in page
        for words in ("Not noise.", "Jig B holds the valve low.", "Raise it.", "Back to normal."):
            assert words in page

    def test_nothing_is_chosen_beforehand_while_the_last_value_still_signals(self, world, kpi):
        """Closing at once stays possible, and says itself what it was."""
        response = raised(world, kpi, [92.0], first=12)
        client, address = world.client("owner"), f"/kpi-responses/{response.pk}/step"
        mate = world.people["mate"].pk
        client.post(address, {"do": "cause", "cause": "Jig B."})
        client.post(address, {"do": "action", "action": "Raise it.", "owner_id": mate,
                              "ends_on": "2026-12-01"})  # fmt: skip
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert (
            "the action has until 1 Dec, and the value of Feb 2026 tells whether it helps" in page
        )
        assert "Close it now all the same" in page
        assert 'value="resolved"' in page
        assert " checked" not in page
        answer = client.post(address, {"do": "close", "closing_word": "Done."})
        assert answer.status_code == 422
        assert "Choose resolved or common cause." in html_of(answer)
        assert "Done.</textarea>" in html_of(answer)
        measure(world, kpi, [94.6], first=13)
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert 'value="resolved" checked' in page
        assert "Close it now all the same" not in page

    def test_a_refused_step_keeps_what_was_typed_and_offers_no_form_to_others(self, world, kpi):
        response = raised(world, kpi, [92.0], first=12)
        client, address = world.client("owner"), f"/kpi-responses/{response.pk}/step"
        client.post(address, {"do": "cause", "cause": "Jig B."})
        answer = client.post(address, {"do": "action", "action": "Raise it.", "owner_id": ""})
        assert answer.status_code == 422
        page = html_of(answer)
        assert "Raise it.</textarea>" in page
        assert "Name who does it." in page
        outdated = client.post(address, {"do": "close", "closing_word": "x", "version": 1})
        assert outdated.status_code == 412
        assert address not in html_of(world.client("stranger").get(f"/kpis/{kpi.pk}"))
        assert Response.objects.get().stage == "cause"
