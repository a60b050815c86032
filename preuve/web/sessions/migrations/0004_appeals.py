"""Appeals: what was lodged never changes, and a decision is given once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION exam_sessions_keep_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.decision <> ''
        OR to_jsonb(NEW) - ARRAY['decision', 'reasons', 'decided_at', 'decided_by_id']
           <> to_jsonb(OLD) - ARRAY['decision', 'reasons', 'decided_at', 'decided_by_id'] THEN
        RAISE EXCEPTION 'appeal % never changes: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_immutable BEFORE UPDATE OR DELETE ON exam_sessions_appeal
    FOR EACH ROW EXECUTE FUNCTION exam_sessions_keep_appeal();
"""
REVERSE = """
DROP TRIGGER appeal_immutable ON exam_sessions_appeal;
DROP FUNCTION exam_sessions_keep_appeal();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exam_sessions', '0003_timetables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes_number', models.CharField(max_length=40)),
                ('notified_on', models.DateField()),
                ('deadline', models.DateField(verbose_name='date limite')),
                ('received_on', models.DateField(verbose_name='reçu le')),
                ('late_reason', models.CharField(blank=True, max_length=500, verbose_name='pourquoi il est examiné quoique tardif')),
                ('grounds', models.TextField(max_length=5000, verbose_name='motifs du recours')),
                ('lodged_at', models.DateTimeField()),
                ('decision', models.CharField(blank=True, choices=[('upheld', 'accueilli'), ('rejected', 'rejeté'), ('withdrawn', 'retiré')], max_length=9, verbose_name='décision')),
                ('reasons', models.TextField(blank=True, max_length=5000, verbose_name='motifs de la décision')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='exam_sessions.enrolment')),
                ('lodged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['enrolment', 'id'], name='appeal_by_enrolment')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('enrolment',), name='one_open_appeal_per_result'), models.UniqueConstraint(condition=models.Q(('decision__in', ['upheld', 'rejected'])), fields=('enrolment', 'minutes_number'), name='result_judged_once_on_appeal'), models.CheckConstraint(condition=models.Q(('received_on__lte', models.F('deadline')), models.Q(('late_reason', ''), _negated=True), _connector='OR'), name='late_appeal_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', ''), ('reasons', '')), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('reasons', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='appeal_decided_with_reasons')],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
