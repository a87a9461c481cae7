# Files of packs, kept until nobody asks for them

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('packs', '0001_board_packs'),
        ('people', '0002_focus_and_goal_post_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='PackFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_of_frozen', models.BooleanField()),
                ('kind', models.CharField(max_length=4)),
                ('language', models.CharField(max_length=10)),
                ('time_zone', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=250)),
                ('day', models.DateField()),
                ('content', models.TextField()),
                ('asked_at', models.DateTimeField(db_index=True)),
                ('queued_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('size', models.PositiveIntegerField(default=0)),
                ('body', models.BinaryField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='packs.pack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pack', 'key'), name='pack_file_made_once'), models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', True), ('made_at__isnull', True)), models.Q(('body__isnull', False), ('made_at__isnull', False)), _connector='OR'), name='pack_file_made_with_body')],
            },
        ),
    ]
