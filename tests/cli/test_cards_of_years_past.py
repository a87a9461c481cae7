"""Published scorecards of years past, imported today: they are seen on their own days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from headway.exchange.tests.helpers import needs_shared_data
from headway.exchange.tests.published_cards import (
    boston,
    boston_kpis,
    boston_plan,
    boston_values,
    charlotte_plan,
    usps_kpis,
    usps_plan,
    usps_series,
)
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, on
from headway.people.access import Actor, system_actor
from headway.people.models import Organisation, Person, User
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.scorecard import Card, scorecard
from headway.strategy.queries.strategy_map import map_of
from tests.cli.conftest import Terminal

pytestmark = [needs_shared_data, pytest.mark.django_db]


class Town:
    """An organisation that brought its scorecard in through the command line, today."""

    def __init__(self, terminal: Terminal, folder: Path, slug: str, *, fiscal: int) -> None:
        self.terminal, self.folder = terminal, folder
        terminal.ok(
            "init", "--name", slug.title(), "--slug", slug, "--fiscal-year-start", fiscal,
            "--admin-email", "ada@aster.example",
        )  # fmt: skip
        self.organisation = Organisation.objects.get(slug=slug)
        self.token = ""

    def bring(self, files: Mapping[str, bytes], *more: str) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.write_bytes(content)
            told = self.terminal.json(
                "import", path, "--organisation", self.organisation.slug, *more
            )
            assert told["rejected"] == []

    @property
    def actor(self) -> Actor:
        return system_actor(self.organisation)

    def card(self, day: date, **how: Any) -> Card:
        return scorecard(self.actor, day, today=TODAY, **how)

    def page(self, address: str, **query: str) -> str:
        person = Person.objects.get(email="ada@aster.example")
        if person.user is None:
            person.user = User.objects.create_user(person.email, "correct horse battery")
            person.save(update_fields=["user"])
        client = Client()
        client.force_login(person.user)
        answer = client.get(address, query)
        assert answer.status_code == 200
        return text_of(answer)

    def api(self, address: str) -> str:
        """What a token of the administrator reads there."""
        if not self.token:
            self.token = self.terminal.ok(
                "token", "create", "--person", "ada@aster.example", "--name", "t",
                "--organisation", self.organisation.slug, "--scope", "read",
            ).strip()  # fmt: skip
        sent = {"Authorization": f"Bearer {self.token}"}
        answer = Client().get(f"/api/v1/{address}", headers=sent)
        assert answer.status_code == 200
        return answer.content.decode()

    def assert_seen_on_its_days_only(self, day: date, title: str) -> None:
        """On the pages of a day of its time, but not as it was known then, and not today."""
        asked = day.isoformat()
        for page in ("/strategy/map", "/scorecard", "/strategy"):
            assert title in self.page(page, as_of=asked), page
            assert title not in self.page(page), page
            assert "written down later, on 24 Nov 2026" in self.page(page, as_of=asked)
        for page in ("/strategy/map", "/scorecard"):
            assert title not in self.page(page, as_of=asked, known="then"), page
        for what in ("scorecard", "mid-term-goals", "cause-effect-links"):
            now = self.api(f"{what}?as_of={asked}&limit=100")
            assert "2026-11-24" in now or what == "cause-effect-links"
            assert title not in self.api(f"{what}?as_of={asked}&limit=100&as_known=true")
        assert title in self.api(f"scorecard?as_of={asked}")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


@pytest.fixture
def postal(terminal: Terminal, tmp_path: Path) -> Town:
    town = Town(terminal, tmp_path, "usps", fiscal=10)
    town.bring({"kpis.csv": usps_kpis()})
    for kpi, series in usps_series().items():
        town.bring({f"{kpi}.csv": series}, "--kpi", kpi)
    town.bring({"usps.yaml": usps_plan()})
    return town


class TestPostalService:
    DAY = date(2013, 12, 16)

    def test_it_is_seen_on_a_day_of_its_time(self, postal: Town) -> None:
        postal.assert_seen_on_its_days_only(self.DAY, "Deliver presort First-Class Mail on time")

    def test_the_scores_are_those_by_hand(self, postal: Town) -> None:
        """As ``exchange.tests.test_real_cards`` reckons them, where the import was in its time."""
        kpis = {one.row.name: one.score for one in postal.card(self.DAY).kpis}
        assert len(kpis) == 14
        assert kpis["Single-piece First-Class, two-day"] == 100.0
        assert kpis["Deliveries per work hour"] == pytest.approx(100 * 1.1 / 2.3)
        by_name = {one.name: one.score.score for one in postal.card(self.DAY).perspectives}
        assert by_name["High-Quality Service"] == pytest.approx((100 / 3 + 100) / 2)
        assert postal.card(self.DAY, as_known=True).goals == []

    def test_a_day_before_the_goals_and_one_after_show_none(self, postal: Town) -> None:
        assert postal.card(date(2012, 9, 30)).goals == []
        assert postal.card(date(2014, 10, 1)).goals == []
        assert len(postal.card(date(2012, 10, 1)).kpis) == 14

    def test_one_gets_there_by_clicks(self, postal: Town) -> None:
        for page in ("/strategy/map", "/scorecard"):
            told = postal.page(page)
            assert "6 goals are of other times" in told
            assert "Look at 30 Sep 2014" in told
        assert "30 Sep 2014" in postal.page("/scorecard", as_of="2014-06-30")
        assert "31 Dec 2012" in postal.page("/scorecard", as_of="2014-06-30")


class TestCharlotte:
    def test_the_map_has_its_arrows(self, terminal: Terminal, tmp_path: Path) -> None:
        city = Town(terminal, tmp_path, "charlotte", fiscal=7)
        city.bring({"charlotte.yaml": charlotte_plan()})
        day = date(2014, 6, 30)
        city.assert_seen_on_its_days_only(day, "Reduce Crime")
        found = map_of(city.actor, day, today=TODAY)
        assert (len(found.card.goals), len(found.links)) == (16, 10)
        assert map_of(city.actor, day, today=TODAY, as_known=True).links == ()


class TestBoston:
    @pytest.mark.once
    def test_hundreds_of_goals_are_seen(self, terminal: Terminal, tmp_path: Path) -> None:
        city = Town(terminal, tmp_path, "boston", fiscal=7)
        city.bring({"kpis.csv": boston_kpis(), "values.csv": boston_values()})
        city.bring({"boston.yaml": boston_plan()})
        card = city.card(date(2017, 12, 18))
        assert len(card.goals) == MidTermGoal.objects.count() > 200
        assert len(card.kpis) == 531
        city.assert_seen_on_its_days_only(date(2017, 12, 18), boston()[0]["goal"])
