import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('okrs', '0003_agreements'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoalPostRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField()),
                ('before', models.JSONField()),
                ('reason', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('key_result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='goal_post_requests', to='okrs.keyresult')),
                ('objective', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_post_requests', to='okrs.objective')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='people.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state', 'objective'], name='goal_post_asked')],
            },
        ),
        migrations.AddField(
            model_name='goalpostchange',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='goalpostchange',
            name='approved_on',
            field=models.DateField(null=True),
        ),
    ]
