"""Arrows of the strategy map, and what data said of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0015_archived_spells'),
        ('people', '0002_focus_and_goal_post_settings'),
        ('strategy', '0003_a_measured_kpi_stays'),
    ]

    operations = [
        migrations.CreateModel(
            name='CauseEffectLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sign', models.SmallIntegerField(default=1)),
                ('lag', models.PositiveSmallIntegerField(default=1)),
                ('per', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly'), ('monthly', 'Monthly'), ('quarterly', 'Quarterly'), ('yearly', 'Yearly')], default='monthly', max_length=9)),
                ('strength', models.CharField(choices=[('small', 'Small'), ('medium', 'Medium'), ('large', 'Large')], default='medium', max_length=6)),
                ('rationale', models.TextField(blank=True)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('cause', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_up', to='strategy.midtermgoal')),
                ('cause_kpi', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='kpis.kpi')),
                ('effect', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_down', to='strategy.midtermgoal')),
                ('effect_kpi', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='kpis.kpi')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='LinkTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(max_length=12)),
                ('lack', models.CharField(blank=True, choices=[('no_kpi', 'A goal of it is measured by no KPI.'), ('direction', 'A KPI of it has no better direction.'), ('too_long', 'A KPI of it has values of longer periods: tell the lag in those.'), ('too_few', 'Too few periods in a row have values of both.'), ('flat', 'A KPI of it does not move.')], max_length=9)),
                ('first_on', models.DateField(null=True)),
                ('last_on', models.DateField(null=True)),
                ('n', models.PositiveIntegerField(default=0)),
                ('pairs', models.PositiveIntegerField(default=0)),
                ('r', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('p_value', models.FloatField(null=True)),
                ('power', models.FloatField(null=True)),
                ('without_season', models.BooleanField(default=False)),
                ('together', models.PositiveSmallIntegerField(default=1)),
                ('tested_at', models.DateTimeField()),
                ('cause_kpi', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kpis.kpi')),
                ('effect_kpi', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kpis.kpi')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials', to='strategy.causeeffectlink')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddConstraint(
            model_name='causeeffectlink',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('cause', 'effect'), name='goals_linked_once'),
        ),
        migrations.AddConstraint(
            model_name='causeeffectlink',
            constraint=models.CheckConstraint(condition=models.Q(('cause', models.F('effect')), _negated=True), name='link_between_two_goals'),
        ),
        migrations.AddIndex(
            model_name='linktrial',
            index=models.Index(fields=['link', '-tested_at'], name='trials_of_link'),
        ),
    ]
