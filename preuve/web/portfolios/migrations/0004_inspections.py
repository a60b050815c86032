"""What inspectors say of evidence, and what candidates answer: the answers freeze with the portfolio."""

import django.db.models.deletion
from django.db import migrations, models


FORWARD = """
CREATE TRIGGER fact_review_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_factreview
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();
CREATE TRIGGER finding_answer_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_findinganswer
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();
"""
REVERSE = """
DROP TRIGGER finding_answer_frozen ON portfolios_findinganswer;
DROP TRIGGER fact_review_frozen ON portfolios_factreview;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('portfolios', '0003_frozen_on_both_sides'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='guard',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='evidence',
            name='is_held_back',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='InspectionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'en attente'), ('reading', 'lecture en cours'), ('read', 'lu'), ('unreadable', 'illisible'), ('unknown', 'non reconnu')], default='waiting', max_length=10)),
                ('kind', models.CharField(blank=True, max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('kinds', models.JSONField(default=list)),
                ('described', models.JSONField(default=list)),
                ('unreadable', models.JSONField(default=list)),
                ('report', models.JSONField(null=True)),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='later_runs', to='portfolios.evidence')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='portfolios.evidence')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Join',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=120)),
                ('fr', models.TextField()),
                ('en', models.TextField()),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joins', to='portfolios.portfolio')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nature', models.CharField(choices=[('fact', 'fait'), ('finding', 'constat'), ('limit', 'limite')], max_length=7)),
                ('inspector', models.CharField(max_length=120)),
                ('version', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=64)),
                ('rank', models.PositiveIntegerField()),
                ('value', models.JSONField(null=True)),
                ('unit', models.CharField(blank=True, max_length=60)),
                ('strength', models.PositiveSmallIntegerField(default=0)),
                ('fr', models.TextField()),
                ('en', models.TextField()),
                ('places', models.JSONField(default=list)),
                ('links', models.JSONField(default=dict)),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='portfolios.evidence')),
                ('join', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='portfolios.join')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='portfolios.portfolio')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='portfolios.inspectionrun')),
            ],
            options={
                'ordering': ['rank'],
            },
        ),
        migrations.CreateModel(
            name='FactReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('verdict', models.CharField(blank=True, choices=[('', 'suggéré'), ('accepted', 'accepté'), ('rejected', 'écarté')], max_length=8)),
                ('comment', models.TextField(blank=True, max_length=2000)),
                ('reviewed_at', models.DateTimeField()),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fact_reviews', to='portfolios.portfolio')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'key'), name='fact_reviewed_once')],
            },
        ),
        migrations.CreateModel(
            name='FindingAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('answer', models.CharField(choices=[('explained', 'expliqué'), ('corrected', 'corrigé par un autre fichier'), ('left', 'laissé tel quel')], max_length=9)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField()),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='portfolios.evidence')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finding_answers', to='portfolios.portfolio')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('portfolio', 'key'), name='finding_answered_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='inspectionrun',
            constraint=models.UniqueConstraint(condition=models.Q(('before', None)), fields=('evidence',), name='one_reading_per_piece'),
        ),
        migrations.AddConstraint(
            model_name='inspectionrun',
            constraint=models.UniqueConstraint(fields=('evidence', 'before'), name='one_comparison_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='inspectionrun',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('evidence')), _negated=True), name='compared_with_another'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('join__isnull', False), ('run', None)), models.Q(('join', None), ('run__isnull', False)), _connector='OR'), name='statement_of_a_run_or_a_join'),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
