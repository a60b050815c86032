"""Minutes are drawn before they are signed, and each signature leaves the document as signed so far."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION juries_refuse_another_drawing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.drawn_document_id IS NOT NULL AND NEW.drawn_document_id IS DISTINCT FROM OLD.drawn_document_id THEN
        RAISE EXCEPTION 'minutes % are drawn once', OLD.number USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_drawn_once BEFORE UPDATE ON juries_minutes
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_another_drawing();
"""
REVERSE = """
DROP TRIGGER minutes_drawn_once ON juries_minutes;
DROP FUNCTION juries_refuse_another_drawing();
"""


def _document() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portfolios.artefact"
    )


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0001_initial"), ("juries", "0004_judgement_report")]
    operations = [
        migrations.AddField("minutes", "drawn_document", _document()),
        migrations.AddField("minutessignature", "document", _document()),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
