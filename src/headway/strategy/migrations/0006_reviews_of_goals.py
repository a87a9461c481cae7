"""Reviews of mid-term goals."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_focus_and_goal_post_settings'),
        ('strategy', '0005_what_a_perspective_is_about'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoalReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('outcome', models.CharField(choices=[('kept', 'Kept'), ('changed', 'Changed'), ('dropped', 'Dropped')], max_length=7)),
                ('why', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='strategy.midtermgoal')),
            ],
            options={
                'indexes': [models.Index(fields=['goal', '-day'], name='reviews_of_goal')],
            },
        ),
    ]
