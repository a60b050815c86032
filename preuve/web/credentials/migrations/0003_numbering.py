"""Ranks of certificates, counted by year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credentials", "0002_immutable_certificates")]
    operations = [
        migrations.CreateModel(
            name="NumberSequence",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
