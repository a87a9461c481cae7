"""The day of the latest check-in with a value, beside that of the latest check-in (ADR 43)."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

HAS_VALUE = (
    Q(value__isnull=False) | Q(milestones_done__isnull=False) | Q(stated_progress__isnull=False)
)
COUNTING_STATES = ('agreed', 'running', 'closed')


def fill(apps: Any, schema_editor: Any) -> None:
    """By what counts as a check-in stores it: not superseded, nothing after a cancellation, and any
    check-in where others add to the value. Two statements."""
    KeyResult = apps.get_model('okrs', 'KeyResult')
    CheckIn = apps.get_model('okrs', 'CheckIn')
    ObjectiveLink = apps.get_model('okrs', 'ObjectiveLink')
    is_fed = Exists(
        ObjectiveLink.objects.filter(
            kind='contributes_value',
            key_result_id=OuterRef('pk'),
            child_key_result__value__isnull=False,
            child__archived_at__isnull=True,
            child__state__in=COUNTING_STATES,
        )
    )
    read = KeyResult.objects.filter(read_on__isnull=False)
    latest = (
        CheckIn.objects.filter(
            HAS_VALUE,
            Q(key_result__cancelled_on__isnull=True)
            | Q(effective_on__lte=F('key_result__cancelled_on')),
            key_result_id=OuterRef('pk'),
            superseded_by__isnull=True,
        )
        .order_by()
        .values('key_result_id')
        .annotate(latest=Max('effective_on'))
        .values('latest')
    )
    read.filter(is_fed).update(valued_on=F('read_on'))
    read.exclude(is_fed).update(valued_on=Subquery(latest))


class Migration(migrations.Migration):
    dependencies = [
        ('okrs', '0019_assessments'),
    ]

    operations = [
        migrations.AddField(
            model_name='keyresult',
            name='valued_on',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
