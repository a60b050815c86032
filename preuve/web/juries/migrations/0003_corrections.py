"""A deliberation reopened by a correction keeps which minutes it corrects, and why."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('juries', '0002_kept_for_good'),
    ]

    operations = [
        migrations.AddField(
            model_name='deliberation',
            name='correction_reason',
            field=models.TextField(blank=True, max_length=2000, verbose_name='motif de la correction'),
        ),
        migrations.AddField(
            model_name='deliberation',
            name='corrects',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reopened', to='juries.minutes'),
        ),
    ]
