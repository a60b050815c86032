"""What was computed of the judgement of a session is kept beside the session."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exam_sessions', '0002_roster_uploads_and_letters'),
        ('juries', '0003_corrections'),
    ]

    operations = [
        migrations.CreateModel(
            name='JudgementReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marks_digest', models.CharField(blank=True, max_length=64)),
                ('content', models.JSONField(null=True)),
                ('computed_at', models.DateTimeField(null=True)),
                ('asked_digest', models.CharField(blank=True, max_length=64)),
                ('asked_at', models.DateTimeField(null=True)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='judgement_report', to='exam_sessions.examsession')),
            ],
        ),
    ]
