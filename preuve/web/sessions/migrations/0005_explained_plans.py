from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('exam_sessions', '0004_appeals')]

    operations = [
        migrations.AddField(
            model_name='planrun',
            name='explanation',
            field=models.JSONField(null=True),
        ),
    ]
