"""With each state what its last response comes to: until when the next step is due while it is open,
and whether somebody answered what the last value still shows. So lists count and tell both without
looking for responses."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Replace

BATCH = 500
SOONER = """
    ALTER TABLE kpis_kpistate
    SET (autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 100)
"""
"""Lists count states by indexes alone, for which PostgreSQL reads the rows of pages that were written
since it last tidied the table up: by itself it waits for a fifth of all rows."""
AS_USUAL = """
    ALTER TABLE kpis_kpistate RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)
"""


def fill(apps: Any, schema_editor: Any) -> None:
    responses = apps.get_model("kpis", "Response").objects
    states = apps.get_model("kpis", "KpiState").objects
    last = responses.filter(kpi_id=OuterRef("pk")).order_by("-number").values("closed_by")[:1]
    worse = states.filter(variation="worsening").annotate(answered_by=Subquery(last))
    found = list(worse.filter(answered_by__isnull=False).values_list("pk", flat=True))
    for first in range(0, len(found), BATCH):
        some = states.filter(pk__in=found[first : first + BATCH])
        some.update(is_answered=True)
        some.exclude(alike="").update(alike=Concat(F("alike"), Value("|answered")))
    _fill_due(states, responses.filter(closed_at__isnull=True, kpi__archived_at__isnull=True))


def take_back(apps: Any, schema_editor: Any) -> None:
    states = apps.get_model("kpis", "KpiState").objects
    answered = states.filter(alike__endswith="|answered")
    answered.update(alike=Replace(F("alike"), Value("|answered"), Value("")))


def _fill_due(states: Any, waiting: Any) -> None:
    """By how far each has come; of an action without a day as of one that is to be found."""
    due = {
        "cause_due_on": Q(stage__in=("raised", "acknowledged")),
        "action_due_on": Q(stage="cause") | Q(stage="action", action_ends_on__isnull=True),
        "action_ends_on": Q(stage="action", action_ends_on__isnull=False),
    }
    for field, those in due.items():
        here = waiting.filter(those, kpi_id=OuterRef("pk"))
        states.filter(Exists(here)).update(response_due_on=Subquery(here.values(field)[:1]))


def tidy_up_sooner(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SOONER)


def tidy_up_as_usual(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(AS_USUAL)


class Migration(migrations.Migration):
    dependencies = [("kpis", "0020_scale_of_words")]

    operations = [
        migrations.RunPython(tidy_up_sooner, tidy_up_as_usual),
        migrations.AddField(
            model_name="kpistate",
            name="is_answered",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="kpistate",
            name="response_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="kpistate",
            index=models.Index(
                fields=["organisation", "response_due_on"],
                condition=Q(response_due_on__isnull=False),
                name="kpi_state_by_response_due",
            ),
        ),
        # Behind the index: PostgreSQL makes none over rows that were changed just before.
        migrations.RunPython(fill, take_back, elidable=True),
    ]
