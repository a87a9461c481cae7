"""Killed in the middle of a write that is made of many: all of it is there afterwards, or nothing.

SQLite; on PostgreSQL the server, which goes on living, takes an unfinished transaction back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.test_kill import environment, run

pytestmark = [pytest.mark.crash, pytest.mark.slow]

SCRIPT = """
import json, os, signal
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connections
call_command("migrate", verbosity=0)
from headway.activity.actions import trail
from headway.activity.queries import verify_chain
from headway.exchange.actions import commit_import
from headway.exchange.seed import seed_organisation
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.closing_rest import close_rest
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, KeyResult
from headway.people.access import actor_for
from headway.people.models import Organisation, Person

seed_organisation(people=20, cycles=1)
organisation = Organisation.objects.get()
admin = actor_for(Person.objects.select_related("organisation").get(role="admin"))
cycle = Cycle.objects.get()
Cycle.objects.update(plan_lock_on=cycle.starts_on)
moved = KeyResult.objects.filter(kind="increase").exclude(owner_id=admin.person_id).first()
owner = actor_for(Person.objects.select_related("organisation").get(pk=moved.objective.owner_id))
asked = update_key_result(owner, moved.pk, target=moved.target + 7, reason="Under fire.")
FILE = f'''
schema: okr-research/1
organisation: {{id: {organisation.slug}, name: Seeded}}
cycles: [{{id: Winter, start: {cycle.starts_on}, end: {cycle.ends_on}}}]
objectives:
- {{id: O1, cycle: Winter, level: company, title: One, owner_role: Skipper, key_results: [
    {{id: K1, title: A, owner_role: Skipper,
      metric: {{metric_type: count, start: 0, target: 9}}}}]}}
'''
WRITES = {
    "an approval": lambda: approve_goal_post(admin, asked.pk),
    "an import": lambda: commit_import(admin, FILE.encode(), "f.yaml"),
    "closing the rest": lambda: close_rest(admin, cycle.pk),
}
MOMENTS = ("_append", "_move_head")  # all rows are there but no event; all but the commit

def stored():
    return {m._meta.label: list(m._default_manager.order_by("pk").values())
            for m in apps.get_models() if m._meta.app_label in ("okrs", "activity", "exchange")}

def forked(act, moment):
    connections.close_all()
    child = os.fork()
    if child == 0:
        if moment:
            real = getattr(trail, moment)
            def dying(*given):
                if moment == "_move_head":
                    real(*given)
                os.kill(os.getpid(), signal.SIGKILL)
            setattr(trail, moment, dying)
        act()
        os._exit(0)
    return os.waitpid(child, 0)[1]

found = {}
for name, act in WRITES.items():
    before = stored()
    died = [forked(act, moment) for moment in MOMENTS]
    is_kept = stored() == before
    done = forked(act, "")
    found[name] = {
        "died": died == [signal.SIGKILL] * 2,
        "nothing of it": is_kept,
        "then it is done": done == 0 and stored() != before,
        "whole": verify_chain(organisation.pk).intact,
        "differences": len(recompute(organisation.pk, write=False)[1]),
    }
print(json.dumps(found))
"""


def test_a_killed_approval_import_or_closing_leaves_nothing_of_itself(tmp_path: Path) -> None:
    found = run(SCRIPT, environment(tmp_path, ""))
    assert set(found) == {"an approval", "an import", "closing the rest"}
    for name, told in found.items():
        assert told == {
            "died": True, "nothing of it": True, "then it is done": True, "whole": True,
            "differences": 0,
        }, name  # fmt: skip
