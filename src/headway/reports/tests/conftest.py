"""What several tests of these pages begin with."""

from __future__ import annotations

import pytest

from headway.people.actions import add_person, create_unit, update_organisation
from headway.reports.tests.finding import FEW


@pytest.fixture
def home(world):
    """The browser of who has two check-ins to make."""
    return world.client("owner")


@pytest.fixture
def leader(world):
    """The browser of who leads the whole organisation."""
    return world.client("lead")


@pytest.fixture
def reader(world):
    """The browser of who only reads, where goal posts move without approval."""
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    return world.client("viewer")


@pytest.fixture
def crowd(world):
    """More people and units than a list shows, and two people of one name."""
    for number in range(FEW):
        add_person(world.system, name=f"Crowd {number:02}", email=f"crowd{number}@aster.example")
        create_unit(world.system, parent_id=world.units["works"].pk, name=f"Bay {number:02}")
    for number in (1, 2):
        add_person(world.system, name="Ann Bell", email=f"ann{number}@aster.example")
    return world
