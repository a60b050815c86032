from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('exam_sessions', '0005_explained_plans')]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='step_free',
            field=models.BooleanField(default=False, verbose_name='salle de plain-pied'),
        ),
    ]
