"""The helpers that count statements catch what they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from headway.kit.testing import budgets
from headway.kit.testing.budgets import assert_budget, assert_no_growth, recorded_queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A budget file of this test's own; nothing here may touch the reviewed one."""
    path = tmp_path / "query_budgets.json"
    monkeypatch.setattr(budgets, "FILE", path)
    monkeypatch.delenv("UPDATE_BUDGETS", raising=False)
    return path


def test_a_read_within_its_budget_returns_its_answer(own_file: Path) -> None:
    own_file.write_text('{"count": 1}')
    assert assert_budget("count", Session.objects.count) == 0


@pytest.mark.parametrize("budget", [0, 2])
def test_more_statements_than_the_budget_fail_and_fewer_too(own_file: Path, budget: int) -> None:
    own_file.write_text(json.dumps({"count": budget}))
    with pytest.raises(AssertionError, match="ran 1 statements"):
        assert_budget("count", Session.objects.count)


def test_a_read_without_a_budget_fails() -> None:
    with pytest.raises(AssertionError, match="No query budget"):
        assert_budget("unheard of", Session.objects.count)


def test_update_budgets_writes_what_was_seen_and_keeps_the_rest(
    own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_file.write_text('{"other": 3}')
    monkeypatch.setenv("UPDATE_BUDGETS", "1")
    assert_budget("count", Session.objects.count)
    assert json.loads(own_file.read_text()) == {"count": 1, "other": 3}


def test_where_a_transaction_begins_is_not_counted() -> None:
    """It differs between databases, and between a test and real use."""
    with recorded_queries() as statements, transaction.atomic():
        Session.objects.count()
    assert len(statements) == 1


def test_a_read_that_asks_once_per_row_is_caught() -> None:
    def once_per_row() -> None:
        for key in Session.objects.values_list("pk", flat=True):
            Session.objects.get(pk=key)

    with pytest.raises(AssertionError, match="18 more"):
        assert_no_growth(_make_sessions, once_per_row)


def test_a_read_of_one_statement_does_not_grow() -> None:
    assert assert_no_growth(_make_sessions, lambda: list(Session.objects.all())) == 1


def _make_sessions(total: int) -> None:
    for number in range(Session.objects.count(), total):
        Session.objects.create(session_key=f"s{number}", expire_date=timezone.now())
