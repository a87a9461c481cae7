"""The packs of the demo: one of the last quarter that is frozen, one that lives."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.packs.demo import add_packs
from headway.packs.queries.documents import frozen_document
from headway.packs.queries.rows import pack_row

pytestmark = pytest.mark.django_db


def test_the_board_of_the_last_quarter_is_frozen_and_talked_about(world: World):
    board, live = add_packs(world.organisation, TODAY)
    row = pack_row(world.actor("viewer"), board.pk)
    assert (row.day, row.frozen_by_name, row.comments) == (date(2026, 9, 30), "Lead Person", 1)
    assert row.frozen_at is not None
    assert row.frozen_at.isoformat().startswith("2026-10-08T08:00")
    assert frozen_document(board.pk).day == date(2026, 9, 30)
    assert not pack_row(world.actor("viewer"), live.pk).is_frozen
    page = world.client("viewer").get(f"/packs/{board.pk}")
    assert "a decision on the second test bench" in text_of(page)
