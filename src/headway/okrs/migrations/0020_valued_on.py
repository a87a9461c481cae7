"""The day of the latest check-in with a value, beside that of the latest check-in (ADR 43)."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, Max, OuterRef, Q, Subquery

HAS_VALUE = (
    Q(value__isnull=False) | Q(milestones_done__isnull=False) | Q(stated_progress__isnull=False)
)


def fill(apps: Any, schema_editor: Any) -> None:
    KeyResult = apps.get_model('okrs', 'KeyResult')
    CheckIn = apps.get_model('okrs', 'CheckIn')
    ObjectiveLink = apps.get_model('okrs', 'ObjectiveLink')
    from_below = ObjectiveLink.objects.filter(
        key_result_id=OuterRef('pk'),
        kind='contributes_value',
        child_key_result__value__isnull=False,
        child__archived_at__isnull=True,
        child__state__in=('agreed', 'running', 'closed'),
    )
    is_fed = Exists(from_below)
    KeyResult.objects.filter(is_fed).update(valued_on=models.F('read_on'))
    latest = (
        CheckIn.objects.filter(HAS_VALUE, key_result_id=OuterRef('pk'), superseded_by__isnull=True)
        .filter(
            Q(key_result__cancelled_on__isnull=True)
            | Q(effective_on__lte=models.F('key_result__cancelled_on'))
        )
        .order_by()
        .values('key_result_id')
        .annotate(latest=Max('effective_on'))
        .values('latest')
    )
    KeyResult.objects.filter(read_on__isnull=False).exclude(is_fed).update(
        valued_on=Subquery(latest)
    )


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
