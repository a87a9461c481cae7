"""Where values of KPIs come from by themselves, and what each time did."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kpis', '0005_segments'),
        ('people', '0002_focus_and_goal_post_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Connector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('settings', models.JSONField(default=dict)),
                ('sealed', models.TextField(blank=True)),
                ('every', models.CharField(choices=[('hour', 'Every hour'), ('day', 'Every day'), ('week', 'Every week')], default='day', max_length=4)),
                ('at', models.TimeField()),
                ('weekday', models.PositiveSmallIntegerField(default=0)),
                ('window', models.PositiveSmallIntegerField(default=3)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
                ('running_since', models.DateTimeField(null=True)),
                ('running_for', models.CharField(blank=True, max_length=60)),
                ('last_run_at', models.DateTimeField(null=True)),
                ('last_success_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('error_code', models.CharField(blank=True, max_length=40)),
                ('error', models.TextField(blank=True)),
                ('gave_up', models.BooleanField(default=False)),
                ('kpi', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='connector', to='kpis.kpi')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ConnectorRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('by_hand', models.BooleanField(default=False)),
                ('read', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('kept', models.PositiveIntegerField(default=0)),
                ('notes', models.TextField(blank=True)),
                ('error_code', models.CharField(blank=True, max_length=40)),
                ('error', models.TextField(blank=True)),
                ('out_since', models.DateTimeField(null=True)),
                ('connector', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='kpis.connector')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='connector',
            index=models.Index(condition=models.Q(('is_active', True), ('next_at__isnull', False)), fields=['next_at'], name='connector_due'),
        ),
        migrations.AddIndex(
            model_name='connector',
            index=models.Index(condition=models.Q(('failing_since__isnull', False)), fields=['organisation'], name='connector_failing'),
        ),
        migrations.AddIndex(
            model_name='connectorrun',
            index=models.Index(fields=['connector', '-id'], name='connector_run_latest'),
        ),
    ]
