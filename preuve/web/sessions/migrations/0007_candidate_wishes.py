import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('exam_sessions', '0006_step_free_need')]

    operations = [
        migrations.CreateModel(
            name='CandidateWishes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unwanted', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='demi-journées à éviter')),
                ('not_before', models.TimeField(blank=True, null=True, verbose_name='pas avant')),
                ('not_after', models.TimeField(blank=True, null=True, verbose_name='fini à')),
                ('said_at', models.DateTimeField()),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exam_sessions.enrolment')),
            ],
            options={
                'verbose_name_plural': 'candidate wishes',
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(
                            ('not_before__isnull', True),
                            ('not_after__isnull', True),
                            ('not_after__gt', models.F('not_before')),
                            _connector='OR',
                        ),
                        name='wished_hours_in_order',
                    ),
                ],
            },
        ),
    ]
