"""`headway seed`: an organisation of any size that is as sound as a grown one."""

from __future__ import annotations

from django.test import Client

from headway.kpis.models import Kpi
from headway.people.models import Person, User
from tests.cli.conftest import Terminal


def test_a_seeded_organisation_is_counted_and_sound(terminal: Terminal) -> None:
    made = terminal.json("seed", "--people", 25, "--cycles", 2, "--kpis", 3, "--periods", 30)
    assert (made["people"], made["cycles"]) == (25, 2)
    assert (made["kpis"], made["measurements"]) == (3, 90)
    assert made["key_results"] == 4 * made["objectives"] > 100
    checks = terminal.doctor()
    for name in ("Scores", "KPIs", "Audit trail"):
        assert checks[name]["state"] == "ok", checks[name]


def test_pages_of_what_was_seeded_can_be_read(terminal: Terminal, client: Client) -> None:
    terminal.ok("seed", "--people", 10, "--cycles", 1, "--kpis", 2, "--periods", 30)
    kpi = Kpi.objects.order_by("id")[0]
    owner = Person.objects.get(kpis=kpi)
    owner.user = User.objects.create_user(owner.email)
    owner.save()
    client.force_login(owner.user)
    for path in ("/", "/kpis", f"/kpis/{kpi.pk}"):
        assert client.get(path, headers={"host": "localhost"}).status_code == 200, path


def test_people_get_a_sentence(terminal: Terminal) -> None:
    assert "10 people" in terminal.ok("seed", "--people", 10, "--cycles", 1)


def test_a_size_must_make_sense(terminal: Terminal) -> None:
    assert "--people" in terminal.refused("seed", "--people", 0, code=2)
