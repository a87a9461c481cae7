"""`headway init`, `invite` and `token` on a database that is there."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Terminal


def test_a_second_organisation_of_the_same_name_is_refused(terminal: Terminal) -> None:
    terminal.ok("init", "--name", "Acme", "--admin-email", "ada@acme.example")
    refusal = terminal.refused("init", "--name", "Acme", "--admin-email", "bob@acme.example")
    assert "organisation acme already" in refusal


def test_a_mistyped_address_founds_nothing(terminal: Terminal) -> None:
    """The link of a wrong address would lock everybody out."""
    refusal = terminal.refused("init", "--name", "Acme", "--admin-email", "ada.example", code=2)
    assert "no e-mail address" in refusal
    assert "There is no organisation yet" in terminal.refused("token", "list")


def test_with_several_organisations_a_command_asks_which(terminal: Terminal) -> None:
    for name in ("Acme", "Bolt"):
        terminal.ok("init", "--name", name, "--admin-email", f"a@{name.lower()}.example")
    asked = terminal.refused("token", "list", code=2)
    assert "--organisation SLUG" in asked
    assert "acme, bolt" in asked
    assert terminal.json("token", "list", "--organisation", "bolt") == []
    assert "There is no organisation nut" in terminal.refused(
        "token", "list", "--organisation", "nut", code=2
    )


def test_a_link_says_where_it_leads_until_the_address_of_the_server_is_known(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEADWAY_BASE_URL", raising=False)
    founded = terminal.run("init", "--name", "Acme", "--admin-email", "ada@acme.example")
    assert "Set HEADWAY_BASE_URL" in founded.stderr
    monkeypatch.setenv("HEADWAY_BASE_URL", "https://okr.acme.example")
    again = terminal.run("invite", "ada@acme.example")
    assert "HEADWAY_BASE_URL" not in again.stderr


def test_an_administrator_who_lost_the_link_gets_another(terminal: Terminal) -> None:
    """The command that an import recommends was refused for the administrator there is."""
    terminal.ok("init", "--name", "Acme", "--admin-email", "ada@acme.example")
    anew = terminal.ok("invite", "Ada@acme.example", "--administrator", "Ada")
    assert "/invitation/" in anew


def test_a_token_cannot_end_before_it_begins(terminal: Terminal) -> None:
    terminal.ok("init", "--name", "Acme", "--admin-email", "ada@acme.example")
    wanted = ("token", "create", "--person", "ada@acme.example", "--name", "x", "--scope", "read")
    assert "Enter 1 to 3650 days" in terminal.refused(*wanted, "--days", "0", code=2)
