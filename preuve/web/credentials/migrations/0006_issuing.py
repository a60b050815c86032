"""What a publication grants, written before the first certificate: issued from it, exactly once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION credentials_refuse_step_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.done_at IS NOT NULL
        OR to_jsonb(NEW) - 'done_at' <> to_jsonb(OLD) - 'done_at' THEN
        RAISE EXCEPTION 'what a publication grants never changes: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuing_step_immutable BEFORE UPDATE OR DELETE ON credentials_issuingstep
    FOR EACH ROW EXECUTE FUNCTION credentials_refuse_step_change();
"""
REVERSE = """
DROP TRIGGER issuing_step_immutable ON credentials_issuingstep;
DROP FUNCTION credentials_refuse_step_change();
"""
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("credentials", "0005_keys_and_files"),
        ("juries", "0004_judgement_report"),
        ("exam_sessions", "0003_timetables"),
    ]
    operations = [
        migrations.CreateModel(
            name="IssuingRun",
            fields=[
                ("id", ID),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "minutes",
                    models.OneToOneField(on_delete=PROTECT, related_name="issuing", to="juries.minutes"),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="IssuingStep",
            fields=[
                ("id", ID),
                ("grants", models.JSONField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="issuing_steps", to="exam_sessions.enrolment"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(on_delete=PROTECT, related_name="steps", to="credentials.issuingrun"),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="issuingstep",
            constraint=models.UniqueConstraint(fields=("run", "enrolment"), name="one_step_per_decision"),
        ),
        migrations.AddIndex(
            model_name="issuingstep",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["run"], name="issuing_steps_left"
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
