"""What scores a mid-term goal, and how much each part counts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0015_archived_spells'),
        ('people', '0002_focus_and_goal_post_settings'),
        ('strategy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mean', models.CharField(max_length=10)),
                ('since', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='GoalMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(default=1.0)),
                ('scoring', models.CharField(choices=[('last', 'The last value'), ('smoothed', 'The mean of the last four periods')], default='last', max_length=8)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='strategy.midtermgoal')),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measured_goals', to='kpis.kpi')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('goal', 'kpi'), name='goal_measured_once_by_a_kpi')],
            },
        ),
        migrations.CreateModel(
            name='Weight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField()),
                ('since', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('goal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='strategy.midtermgoal')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.organisation')),
                ('perspective', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='weights', to='strategy.perspective')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('goal__isnull', True), ('perspective__isnull', True), _connector='XOR'), name='weight_of_one_thing')],
            },
        ),
    ]
