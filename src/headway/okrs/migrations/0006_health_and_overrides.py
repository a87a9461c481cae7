import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('okrs', '0005_link_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatusOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(max_length=9)),
                ('computed', models.CharField(max_length=12)),
                ('reason', models.TextField()),
                ('set_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('key_result', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='okrs.keyresult')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('key_result',), name='override_one_in_force')],
            },
        ),
        migrations.AddField(
            model_name='keyresult',
            name='is_health',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='keyresult',
            name='override',
            field=models.CharField(blank=True, db_default='', default='', max_length=9),
        ),
        migrations.AddField(
            model_name='keyresult',
            name='paired_with',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='health', to='okrs.keyresult'),
        ),
        migrations.AddField(
            model_name='keyresult',
            name='probability',
            field=models.FloatField(null=True),
        ),
    ]
