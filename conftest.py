"""Fixtures for every test, in tests/ and beside the apps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from headway.kit.testing.trail import trail_comes_last
from headway.kit.testing.world import world

__all__ = ["records_last", "world"]


@pytest.fixture(autouse=True)
def records_last(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Whatever a test writes, its audit events are written last. Yields what came too late."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield []
        return
    with trail_comes_last() as late:
        yield late
    if late:
        pytest.fail(f"Changed after it was recorded: {late[0]}")
