"""A worker asks a real PostgreSQL and a real Prometheus, which are killed: KPIs say why, nothing is
invented, and it recovers by itself."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from headway.kit.testing.postgres import Cluster
from headway.kit.testing.prometheus import Prometheus, free_port
from headway.kit.testing.served import Answer, Served
from tests.crash.test_kill import Server, environment, run
from tests.crash.test_worker_killed import wait_for

pytestmark = [pytest.mark.crash, pytest.mark.slow]

PREPARE = """
import json
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from headway.kpis.actions.connectors.definition import set_connector
from headway.kpis.actions.definitions import create_kpi
from headway.people.access import actor_for, system_actor
from headway.people.actions import create_organisation, create_token
from headway.people.models import Person, Unit
made = create_organisation(name="Acme", slug="acme", admin_name="Ada", admin_email="a@acme.example")
system, admin = system_actor(made), Person.objects.select_related("organisation").get()
unit = Unit.objects.get()
ids = []
for given in json.loads({sources!r}):
    kpi = create_kpi(system, unit_id=unit.pk, name=given.pop("name"), owner_id=admin.pk,
                     frequency=given.pop("frequency"))
    set_connector(system, kpi.pk, every="day", **given)
    ids.append(kpi.pk)
_token, secret = create_token(system, name="crash", scopes=["admin"], person_id=admin.pk)
print(json.dumps({{"secret": secret, "ids": ids}}))
"""
A_MINUTE_LATER = """
import json
import django
django.setup()
from headway.kit import clock
from headway.kpis.models import Connector
Connector.objects.filter(next_at__isnull=False).update(next_at=clock.now())
print(json.dumps({}))
"""
TABLE = """
CREATE TABLE orders (day date, total float);
INSERT INTO orders SELECT date_trunc('month', now() - interval '1 month' * n), 100 + n
FROM generate_series(0, 5) AS n;
"""
QUERY = "SELECT day AS date, total AS value FROM orders WHERE day BETWEEN :since AND :until"
OPENED = {
    "HEADWAY_SOURCE_HOSTS": "127.0.0.1",
    "HEADWAY_SOURCE_NETWORKS": "127.0.0.1/32",
    "HEADWAY_SOURCE_PLAIN": "true",
}


class Script:
    """A script that reads a running server by its API."""

    def __init__(self, server: Server, secret: str) -> None:
        self._root = f"http://127.0.0.1:{server.port}/api/v1/"
        self._headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str) -> Any:
        request = urllib.request.Request(self._root + path, headers=self._headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def state(self, kpi_id: int) -> str:
        return str(self.get(f"kpis/{kpi_id}/connector")["state"])

    def values(self, kpi_id: int) -> list[tuple[str, float, str, int]]:
        names = ("starts_on", "value", "origin", "revision")
        found = self.get(f"kpis/{kpi_id}/measurements")["items"]
        return [tuple(one[name] for name in names) for one in found]

    def runs(self, kpi_id: int) -> list[dict[str, Any]]:
        return list(self.get(f"kpis/{kpi_id}/connector/runs")["items"])


@contextmanager
def serving(tmp_path: Path, sources: list[dict[str, Any]]) -> Iterator[tuple[Server, Script, Any]]:
    env = environment(tmp_path, "") | OPENED
    made = run(PREPARE.format(sources=json.dumps(sources)), env)
    server = Server(env)
    try:
        yield server, Script(server, str(made["secret"])), (list(made["ids"]), env)
    finally:
        server.kill()


def sql(cluster: Cluster, query: str = QUERY) -> dict[str, Any]:
    address = f"postgresql://reader@127.0.0.1:{cluster.port}/postgres?sslmode=disable"
    return {
        "name": "Orders", "frequency": "monthly", "kind": "sql", "settings": {"query": query},
        "secrets": {"address": address}, "window": 3,
    }  # fmt: skip


def execute(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(statement)


def knows(prometheus: Prometheus, metric: str) -> bool:
    """Whether it has scraped a metric."""
    address = f"{prometheus.url}/api/v1/query?query={metric}"
    with urllib.request.urlopen(address, timeout=20) as answer:
        return bool(json.loads(answer.read())["data"]["result"])


def test_sources_that_are_killed_are_told_invent_nothing_and_recover(tmp_path: Path) -> None:
    metrics = Answer(
        b"# TYPE visitors gauge\nvisitors 42\n", headers={"Content-Type": "text/plain"}
    )
    with (
        Cluster(port=free_port()) as cluster,
        Served() as served,
        Prometheus(scraping=[served.port]) as prometheus,
    ):
        served.answers["/metrics"] = metrics
        execute(cluster, TABLE)
        execute(cluster, "CREATE ROLE reader LOGIN; GRANT SELECT ON orders TO reader")
        asked = {"url": prometheus.url, "query": "max_over_time(visitors[1d])"}
        wait_for(lambda: knows(prometheus, "visitors"))
        visitors = {"name": "Visitors", "frequency": "daily", "kind": "prometheus",
                    "settings": asked, "window": 1}  # fmt: skip
        with serving(tmp_path, [sql(cluster), visitors]) as (_server, script, (ids, env)):
            wait_for(lambda: [script.state(one) for one in ids] == ["ok", "ok"])
            before = [script.values(one) for one in ids]
            assert [value for _day, value, *_rest in before[0]] == [102, 101, 100]
            assert [value for _day, value, *_rest in before[1]] == [42]

            cluster.kill()
            prometheus.kill()
            run(A_MINUTE_LATER, env)
            wait_for(lambda: [script.state(one) for one in ids] == ["failing", "failing"])
            for kpi_id in ids:
                told = script.get(f"kpis/{kpi_id}/connector")
                assert told["error"], "the KPI says why"
                assert told["next_at"] is not None
                assert told["failing_since"] is not None
                assert "reader@" not in json.dumps(told)
            assert [script.values(one) for one in ids] == before, "nothing is invented"

            cluster.start()
            execute(cluster, "UPDATE orders SET total = 200 WHERE total = 101")
            prometheus.start()
            run(A_MINUTE_LATER, env)
            wait_for(lambda: [script.state(one) for one in ids] == ["ok", "ok"])
            assert [value for _day, value, *_rest in script.values(ids[0])] == [102, 200, 100]
            for kpi_id in ids:
                last, failed = script.runs(kpi_id)[:2]
                assert (last["error"], bool(failed["error"])) == ("", True)
                assert last["out_since"] is not None


def test_a_worker_killed_while_it_asks_is_replaced_and_stores_once(tmp_path: Path) -> None:
    slowly = f"{QUERY} AND (SELECT pg_sleep(4)) IS NOT NULL"
    with Cluster(port=free_port()) as cluster:
        execute(cluster, TABLE)
        execute(cluster, "CREATE ROLE reader LOGIN; GRANT SELECT ON orders TO reader")
        with serving(tmp_path, [sql(cluster, slowly)]) as (server, script, ([kpi_id], _env)):
            wait_for(lambda: script.state(kpi_id) == "running")
            main = psutil.Process(server.process.pid)
            [worker] = [one for one in main.children(recursive=True) if one.ppid() != main.pid]
            os.kill(worker.pid, signal.SIGKILL)
            wait_for(lambda: script.state(kpi_id) == "ok")
            assert [row[3] for row in script.values(kpi_id)] == [1, 1, 1]
            assert [(one["created"], one["error"]) for one in script.runs(kpi_id)] == [(3, "")]
