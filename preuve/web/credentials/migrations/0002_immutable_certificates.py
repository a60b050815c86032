"""A certificate never changes; it can only receive its document once, and be revoked once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION credentials_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - ARRAY['document_id', 'revoked_at', 'revocation_reason']
           <> to_jsonb(OLD) - ARRAY['document_id', 'revoked_at', 'revocation_reason']
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
        OR (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at
            OR NEW.revocation_reason <> OLD.revocation_reason)) THEN
        RAISE EXCEPTION 'certificate % never changes: % refused', OLD.number, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certificate_immutable BEFORE UPDATE OR DELETE ON credentials_certificate
    FOR EACH ROW EXECUTE FUNCTION credentials_refuse_change();
"""
REVERSE = """
DROP TRIGGER certificate_immutable ON credentials_certificate;
DROP FUNCTION credentials_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
