"""What a CASE package said of itself stays with the draft and the version made of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0002_immutable_versions")]
    operations = [
        migrations.AddField(
            model_name="frameworkdraft",
            name="case_publication",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="frameworkversion",
            name="case_publication",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
