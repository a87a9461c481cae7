"""Mid-term goals of units: whose they are, which goal above they serve, and which they copy."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_focus_and_goal_post_settings'),
        ('strategy', '0006_reviews_of_goals'),
    ]

    operations = [
        migrations.AddField(
            model_name='midtermgoal',
            name='copy_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='strategy.midtermgoal'),
        ),
        migrations.AddField(
            model_name='midtermgoal',
            name='serves',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='served_by', to='strategy.midtermgoal'),
        ),
        migrations.AddField(
            model_name='midtermgoal',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='people.unit'),
        ),
        migrations.AddConstraint(
            model_name='midtermgoal',
            constraint=models.UniqueConstraint(condition=models.Q(('archived_at__isnull', True), ('copy_of__isnull', False)), fields=('unit', 'copy_of'), name='goal_copied_once_into_a_unit'),
        ),
    ]
