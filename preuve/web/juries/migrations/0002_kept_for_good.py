"""Marks handed in, decisions closed, minutes and signatures: the database refuses to change them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION juries_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refused on %: it never changes', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER signature_immutable BEFORE UPDATE OR DELETE ON juries_minutessignature
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_change();
CREATE TRIGGER minutes_entry_immutable BEFORE UPDATE OR DELETE ON juries_minutesentry
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_change();
CREATE TRIGGER minutes_kept BEFORE DELETE ON juries_minutes
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_change();
CREATE TRIGGER incident_immutable BEFORE UPDATE OR DELETE ON juries_incident
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_change();

CREATE FUNCTION juries_refuse_minutes_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.content IS DISTINCT FROM OLD.content OR NEW.content_hash <> OLD.content_hash
        OR NEW.number <> OLD.number OR NEW.panel_id <> OLD.panel_id OR NEW.session_id <> OLD.session_id
        OR NEW.corrects_id IS DISTINCT FROM OLD.corrects_id OR NEW.drawn_up_at <> OLD.drawn_up_at
        OR (OLD.state = 'sealed' AND (NEW.state <> 'sealed' OR NEW.sealed_at IS DISTINCT FROM OLD.sealed_at))
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
        OR (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at) THEN
        RAISE EXCEPTION 'minutes % never change: correct them by new minutes', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_immutable BEFORE UPDATE ON juries_minutes
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_minutes_content();

CREATE FUNCTION juries_refuse_handed_in_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    at timestamptz;
BEGIN
    part := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    SELECT s.handed_in_at INTO at FROM juries_marksheet s WHERE s.id = part.sheet_id;
    IF at IS NOT NULL THEN
        RAISE EXCEPTION 'the marks were handed in: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN part;
END $$;
CREATE TRIGGER mark_frozen BEFORE INSERT OR UPDATE OR DELETE ON juries_mark
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_handed_in_mark();

CREATE FUNCTION juries_refuse_hand_in_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.handed_in_at IS NOT NULL AND NEW.handed_in_at IS DISTINCT FROM OLD.handed_in_at THEN
        RAISE EXCEPTION 'the marks were handed in already' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sheet_handed_in_once BEFORE UPDATE ON juries_marksheet
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_hand_in_again();

CREATE FUNCTION juries_refuse_closed_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    found_state text;
BEGIN
    part := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    SELECT d.state INTO found_state FROM juries_deliberation d WHERE d.id = part.deliberation_id;
    IF found_state = 'closed' THEN
        RAISE EXCEPTION 'the deliberation is closed: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN part;
END $$;
CREATE TRIGGER decision_frozen BEFORE INSERT OR UPDATE OR DELETE ON juries_decision
    FOR EACH ROW EXECUTE FUNCTION juries_refuse_closed_decision();
"""
REVERSE = """
DROP TRIGGER decision_frozen ON juries_decision;
DROP TRIGGER sheet_handed_in_once ON juries_marksheet;
DROP TRIGGER mark_frozen ON juries_mark;
DROP TRIGGER minutes_immutable ON juries_minutes;
DROP TRIGGER incident_immutable ON juries_incident;
DROP TRIGGER minutes_kept ON juries_minutes;
DROP TRIGGER minutes_entry_immutable ON juries_minutesentry;
DROP TRIGGER signature_immutable ON juries_minutessignature;
DROP FUNCTION juries_refuse_closed_decision();
DROP FUNCTION juries_refuse_hand_in_again();
DROP FUNCTION juries_refuse_handed_in_mark();
DROP FUNCTION juries_refuse_minutes_content();
DROP FUNCTION juries_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("juries", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
