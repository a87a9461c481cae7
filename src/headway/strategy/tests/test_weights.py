"""Weights of the scorecard: why they changed, what changed with them, and the form for them all."""

from __future__ import annotations

from datetime import date

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput, NotFound
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.tests.days import on
from headway.strategy.actions import (
    add_goal,
    add_measure,
    add_perspective,
    edit_measures,
    end_measure,
    set_mean,
    set_weight,
    update_measure,
)
from headway.strategy.actions.measures import MeasureEdit
from headway.strategy.models import GoalMeasure, MidTermGoal, Weight
from headway.strategy.tests.test_scorecard import kpi_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpis(world: World) -> list[int]:
    MidTermGoal.objects.all().delete()
    return [kpi_at(world, name, value).pk for name, value in (("A", 85.0), ("B", 100.0))]


@pytest.fixture
def paid(world: World, kpis: list[int]) -> MidTermGoal:
    """Measured by two KPIs since January."""
    with on(2026, 1, 5):
        made = add_goal(world.system, title="They pay",
                        perspective_id=add_perspective(world.system, name="Financial").pk,
                        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))  # fmt: skip
        for kpi_id in kpis:
            add_measure(world.system, made.pk, kpi_id=kpi_id)
    return made


def measures(goal: MidTermGoal) -> list[GoalMeasure]:
    return list(goal.measures.filter(until=None).order_by("kpi_id"))


def whys(verb: str) -> list[str]:
    return list(Event.objects.filter(verb=verb).order_by("sequence").values_list("why", flat=True))


class TestReasons:
    @pytest.mark.parametrize("change", [{"weight": 0.1}, {"scoring": "smoothed"}])
    def test_a_kpi_that_has_counted_is_weighed_otherwise_with_a_reason(self, world, paid, change):
        first = measures(paid)[0]
        with pytest.raises(InvalidInput) as refused:
            update_measure(world.system, paid.pk, first.pk, **change)
        assert [error.field for error in refused.value.errors] == ["why"]
        now = update_measure(world.system, paid.pk, first.pk, why=" Too noisy. ", **change)
        assert whys("measure.changed") == ["Too noisy."]
        with pytest.raises(InvalidInput):  # the KPI has counted, though this row began today
            update_measure(world.system, paid.pk, now.pk, weight=9.0)
        update_measure(world.system, paid.pk, now.pk, weight=now.weight)  # no change, no reason

    def test_a_kpi_that_has_counted_is_taken_away_with_a_reason(self, world, paid):
        first, second = measures(paid)
        for refuse in (
            lambda: end_measure(world.system, paid.pk, first.pk),
            lambda: end_measure(world.system, paid.pk, first.pk, why="  "),
            lambda: edit_measures(world.system, paid.pk, [MeasureEdit(first.pk, ends=True)]),
        ):
            with pytest.raises(InvalidInput) as refused:
                refuse()
            assert [error.field for error in refused.value.errors] == ["why"]
        assert measures(paid) == [first, second]
        assert whys("measure.ended") == []
        end_measure(world.system, paid.pk, first.pk, why=" It is gamed. ")
        assert whys("measure.ended") == ["It is gamed."]
        assert measures(paid) == [second]

    def test_one_that_counted_under_another_weight_is_too(self, world, paid):
        """Its row began today; the KPI has counted since January."""
        now = update_measure(world.system, paid.pk, measures(paid)[0].pk, weight=2.0, why="Noisy.")
        with pytest.raises(InvalidInput):
            end_measure(world.system, paid.pk, now.pk)

    def test_what_began_today_is_taken_away_freely(self, world, paid):
        made = add_measure(world.system, paid.pk, kpi_id=kpi_at(world, "C", 95.0).pk)
        end_measure(world.system, paid.pk, made.pk)
        assert whys("measure.ended") == [""]

    def test_the_page_asks_why_beside_what_was_ticked(self, world, paid):
        first = measures(paid)[0]
        client, address = world.client("admin"), f"/strategy/goals/{paid.pk}/measures"
        sent = {"do": "save", "measure": [first.pk], f"weight-{first.pk}": "1",
                f"scoring-{first.pk}": "last", f"ends-{first.pk}": "1"}  # fmt: skip
        answer = client.post(address, sent)
        assert answer.status_code == 422
        page = " ".join(html_of(answer).split())
        assert f'name="ends-{first.pk}" value="1" checked' in page
        assert 'aria-invalid="true"' in page.split('name="why"')[1].split(">")[0]
        assert "Say why: on earlier days it counted" in page
        assert client.post(address, {**sent, "why": "It is gamed."}).status_code == 302
        assert whys("measure.ended") == ["It is gamed."]

    def test_what_began_today_is_weighed_freely(self, world, paid):
        made = add_measure(world.system, paid.pk, kpi_id=kpi_at(world, "C", 95.0).pk)
        assert update_measure(world.system, paid.pk, made.pk, weight=2.0).weight == 2.0

    def test_a_goal_and_a_perspective_that_have_counted_need_one_too(self, world, paid):
        for of in ({"goal_id": paid.pk}, {"perspective_id": paid.perspective_id}):
            for since in (None, date(2026, 3, 1)):
                with pytest.raises(InvalidInput) as refused:
                    set_weight(world.system, weight=2.0, since=since, **of)
                assert [error.field for error in refused.value.errors] == ["why"]
            set_weight(world.system, weight=2.0, why="It matters more.", **of)
        assert whys("weight.set") == ["It matters more."] * 2

    def test_a_goal_that_nothing_measured_before_is_weighed_freely(self, world, paid):
        fresh = add_goal(world.system, title="They come back", starts_on=date(2026, 1, 1),
                         ends_on=date(2026, 12, 31))  # fmt: skip
        set_weight(world.system, goal_id=fresh.pk, weight=2.0)
        assert Weight.objects.get().weight == 2.0


class TestOneFormForAll:
    def test_all_are_changed_at_once_or_none(self, world, paid):
        first, second = measures(paid)
        edits = [MeasureEdit(first.pk, 3.0), MeasureEdit(second.pk, -1.0)]
        with pytest.raises(InvalidInput) as refused:
            edit_measures(world.system, paid.pk, edits, why="Noisy.")
        assert [error.field for error in refused.value.errors] == [f"weight-{second.pk}"]
        assert measures(paid) == [first, second]
        assert whys("measure.changed") == []
        edits = [MeasureEdit(first.pk, 3.0), MeasureEdit(second.pk, ends=True)]
        edit_measures(world.system, paid.pk, edits, why="Noisy.")
        assert [(one.kpi_id, one.weight) for one in measures(paid)] == [(first.kpi_id, 3.0)]
        assert whys("measure.changed") + whys("measure.ended") == ["Noisy.", "Noisy."]
        with pytest.raises(NotFound):
            edit_measures(world.system, paid.pk, [MeasureEdit(second.pk, 1.0)])

    def test_what_is_wrong_stands_in_its_row_and_what_was_typed_stays(self, world, paid):
        first, second = measures(paid)
        client, address = world.client("admin"), f"/strategy/goals/{paid.pk}/measures"
        sent = {"do": "save", "measure": [first.pk, second.pk], "why": "Noisy.",
                f"weight-{first.pk}": "2.5", f"scoring-{first.pk}": "smoothed",
                f"weight-{second.pk}": "many", f"scoring-{second.pk}": "last"}  # fmt: skip
        page = html_of(client.post(address, sent))
        rows, adding = page.split("Measure it by another KPI")
        assert 'value="2.5"' in rows
        assert 'value="many" aria-invalid="true"' in " ".join(rows.split())
        assert '<option value="smoothed" selected' in rows
        assert "Noisy." in rows
        assert "aria-invalid" not in adding
        assert 'name="weight"' in adding
        assert 'value="1"' in adding.split('name="weight"')[1].split(">")[0]
        page = html_of(client.post(address, {"do": "add", "kpi_id": "", "weight": "heavy"}))
        rows, adding = page.split("Measure it by another KPI")
        assert "aria-invalid" not in rows
        assert 'value="heavy"' in adding

    def test_a_kpi_that_is_weighed_otherwise_keeps_its_place(self, world, paid):
        client, address = world.client("admin"), f"/strategy/goals/{paid.pk}/measures"
        update_measure(world.system, paid.pk, measures(paid)[0].pk, weight=2.0, why="Noisy.")
        page = text_of(client.get(address))
        assert page.index("A: 50.0 of 100") < page.index("B: 100.0 of 100")

    def test_each_row_tells_value_score_and_share(self, world, paid):
        page = text_of(world.client("viewer").get(f"/strategy/goals/{paid.pk}/measures"))
        for words in ("85.0 %", "100 %", "A: 50.0 of 100", "B: 100.0 of 100", "50 %"):
            assert words in page

    def test_a_kpi_that_measures_it_is_not_offered_again(self, world, paid, kpis):
        free = kpi_at(world, "Free", 95.0).pk
        client = world.client("admin")
        page = html_of(client.get(f"/strategy/goals/{paid.pk}/measures"))
        assert f'<option value="{free}"' in page
        assert f'<option value="{kpis[0]}"' not in page
        found = html_of(client.get(f"/find/kpis-for-goal-{paid.pk}?q=A"))
        assert f'data-value="{kpis[0]}"' not in found
        found = html_of(client.get(f"/find/kpis-for-goal-{paid.pk}?q=Free"))
        assert f'data-value="{free}"' in found
        assert client.get("/find/kpis-for-goal-?q=A").status_code == 404
        end_measure(world.system, paid.pk, measures(paid)[0].pk, why="It is gamed.")
        page = html_of(client.get(f"/strategy/goals/{paid.pk}/measures"))
        assert f'<option value="{kpis[0]}"' in page


class TestMarks:
    """Changes that come with other weights say so on the scorecard."""

    def marks(self, world: World, ask: str = "") -> str:
        return text_of(world.client("viewer").get(f"/scorecard{ask}"))

    def test_without_other_weights_there_is_no_mark(self, world, paid):
        page = self.marks(world)
        assert "weights changed" not in page
        assert "scored otherwise" not in page

    def test_another_weight_marks_the_goal_and_what_it_is_part_of(self, world, paid):
        update_measure(world.system, paid.pk, measures(paid)[0].pk, weight=0.1, why="Noisy.")
        assert self.marks(world).count("weights changed") == 4  # goal, perspective twice, whole
        past = self.marks(world, "?as_of=2026-09-30")
        assert "weights changed" not in past

    def test_twice_every_weight_is_none(self, world, paid):
        for one in measures(paid):
            update_measure(world.system, paid.pk, one.pk, weight=2.0, why="Rounder.")
        assert "weights changed" not in self.marks(world)

    def test_a_kpi_taken_away_marks_its_goal_and_what_that_is_part_of(self, world, paid):
        end_measure(world.system, paid.pk, measures(paid)[0].pk, why="It is gamed.")
        page = self.marks(world)
        assert page.count("KPIs changed") == 4  # goal, perspective twice, whole
        assert "weights changed" not in page
        assert "KPIs changed" not in self.marks(world, "?as_of=2026-09-30")

    def test_a_further_kpi_does_too(self, world, paid):
        add_measure(world.system, paid.pk, kpi_id=kpi_at(world, "C", 95.0).pk)
        page = self.marks(world)
        assert page.count("KPIs changed") == 4
        assert "weights changed" not in page

    def test_a_further_kpi_without_weight_changes_nothing(self, world, paid):
        add_measure(world.system, paid.pk, kpi_id=kpi_at(world, "C", 95.0).pk, weight=0.0)
        page = self.marks(world)
        assert "KPIs changed" not in page
        assert "weights changed" not in page

    def test_other_kpis_and_other_weights_are_both_said(self, world, paid):
        first, second = measures(paid)
        add_measure(world.system, paid.pk, kpi_id=kpi_at(world, "C", 95.0).pk)
        update_measure(world.system, paid.pk, first.pk, weight=4.0, why="Noisy.")
        assert self.marks(world).count("KPIs and weights changed") == 4
        assert second.pk

    def test_weights_of_perspectives_are_no_change_of_kpis(self, world, paid):
        kpi = kpi_at(world, "C", 95.0)
        with on(2026, 1, 6):
            other = add_perspective(world.system, name="People").pk
            grown = add_goal(world.system, title="They grow", perspective_id=other,
                             starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))  # fmt: skip
            add_measure(world.system, grown.pk, kpi_id=kpi.pk)
        set_weight(world.system, perspective_id=other, weight=3.0, why="It matters more.")
        end_measure(world.system, paid.pk, measures(paid)[0].pk, why="It is gamed.")
        page = self.marks(world)
        assert page.count("KPIs and weights changed") == 1  # the whole
        assert page.count("KPIs changed") == 3  # goal and its perspective twice

    def test_a_mean_of_four_periods_marks_the_kpi(self, world, paid):
        first = measures(paid)[0]
        update_measure(world.system, paid.pk, first.pk, scoring="smoothed", why="Noisy.")
        assert self.marks(world).count("scored otherwise") == 1

    def test_another_mean_marks_all(self, world, paid):
        set_mean(world.system, mean="geometric")
        page = self.marks(world)
        assert page.count("scored otherwise") == 0
        assert page.count("weights changed") == 0
        assert page.count("put together otherwise") == 4

    def test_a_weight_is_refused_where_it_was_typed(self, world, paid):
        client = world.client("admin")
        sent = {"do": "weight", "goal_id": str(paid.pk), "weight": "4"}
        page = html_of(client.post("/scorecard/step", sent))
        assert "Say why: on earlier days it counted otherwise" in page
        opened = page.split('<details class="behind" open>')
        assert len(opened) == 2
        assert 'value="4"' in opened[1].split("</details>")[0]
        assert client.post("/scorecard/step", {**sent, "why": "More."}).status_code == 302
        assert whys("weight.set") == ["More."]
