"""Secrets of sources: sealed at rest, told to nobody, and keys that can be changed."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from headway.activity.models import Event
from headway.kit.configuration import ConfigurationError, read_settings
from headway.kit.sealed import Unreadable, seal, unseal
from headway.kit.testing.world import World
from headway.kpis.actions.connectors.running import run_connector, run_due
from headway.kpis.actions.connectors.secrets import seal_all_again
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.models import Connector
from headway.kpis.sources import SourceError
from headway.kpis.tests.stand_in import DOWN, PASSWORD, SETTINGS, Scripted, connect
from headway.kpis.tests.values import first_pass_yield

KEY, NEXT = "an encryption key of 32 letters A", "an encryption key of 32 letters B"


def test_what_is_sealed_can_be_read_by_its_key_alone(settings: Any) -> None:
    sealed = seal({"password": PASSWORD, "token": "gelöscht"})
    assert PASSWORD not in sealed
    assert unseal(sealed) == {"password": PASSWORD, "token": "gelöscht"}
    assert seal({"password": PASSWORD}) != seal({"password": PASSWORD}), "the same never twice"
    assert (seal({}), unseal("")) == ("", {})
    settings.SECRET_KEY = "another server's"
    with pytest.raises(Unreadable):
        unseal(sealed)
    for damaged in (sealed[:-4], "x" + sealed[1:], "nonsense", "ünsense"):
        with pytest.raises(Unreadable):
            unseal(damaged)
    settings.ENCRYPTION_KEYS = []
    with pytest.raises(Unreadable):
        unseal(Fernet(Fernet.generate_key()).encrypt(b"{}").decode())


@pytest.mark.django_db
def test_a_key_is_replaced_without_entering_secrets_again(
    world: World, source: Scripted, settings: Any
) -> None:
    connect(world, first_pass_yield(world))  # by the key that follows from the secret key
    settings.ENCRYPTION_KEYS = [KEY]
    assert seal_all_again() == (1, [])
    settings.SECRET_KEY = "renewed"
    settings.ENCRYPTION_KEYS = [NEXT, KEY]
    assert seal_all_again() == (1, [])
    settings.ENCRYPTION_KEYS = [NEXT]
    assert unseal(Connector.objects.get().sealed) == {"password": PASSWORD}
    settings.ENCRYPTION_KEYS = []
    kpi_id = Connector.objects.get().kpi_id
    assert seal_all_again() == (0, [kpi_id])


def test_a_short_key_is_refused() -> None:
    assert read_settings({})["HEADWAY_ENCRYPTION_KEYS"] == []
    given = {"HEADWAY_ENCRYPTION_KEYS": f"{KEY}, {NEXT}"}
    assert read_settings(given)["HEADWAY_ENCRYPTION_KEYS"] == [KEY, NEXT]
    with pytest.raises(ConfigurationError, match="32 characters"):
        read_settings({"HEADWAY_ENCRYPTION_KEYS": "short"})


@pytest.mark.django_db
def test_a_secret_is_nowhere_but_in_the_hands_of_its_source(
    world: World,
    source: Scripted,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither in any table, nor the audit trail, the log, a page, the API or a message, whatever
    goes wrong: a source may repeat what it was told."""
    caplog.set_level(logging.DEBUG)
    kpi, owner = first_pass_yield(world), world.actor("owner")
    connector = connect(world, kpi)
    wrong = SourceError("odd", "No.", is_lasting=True)
    answers: list[Any] = [DOWN, wrong, LookupError(PASSWORD), []]
    for says in answers:
        source.says = says
        run_due(connector.pk, job="1")
        run_connector(owner, kpi.pk)
        try_connector(owner, kpi.pk, kind="scripted", settings=SETTINGS)
    assert all(asked["secrets"] == {"password": PASSWORD} for asked in source.asked)
    client = world.client("admin")
    pages = [f"/kpis/{kpi.pk}", f"/kpis/{kpi.pk}/connector", f"/kpis/{kpi.pk}/history",
             "/connectors", "/settings/audit", "/"]  # fmt: skip
    shown = [client.get(page).content.decode() for page in pages]
    call_command("dumpdata", exclude=["contenttypes", "kpis.measurement"])
    dump = capsys.readouterr()
    events = json.dumps(list(Event.objects.values("before", "after", "why")), default=str)
    for text in (*shown, dump.out, dump.err, events, caplog.text, _everything_stored()):
        assert PASSWORD not in text
    assert '"secrets": ["password"]' in str(Event.objects.get(verb="connector.set").after)


def _everything_stored() -> str:
    """All values of all tables, as the database has them."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)
