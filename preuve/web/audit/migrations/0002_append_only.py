"""The database itself refuses to change, delete or empty the audit record."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit record is append-only: % refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_record_append_only BEFORE UPDATE OR DELETE ON audit_auditrecord
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_record_never_emptied BEFORE TRUNCATE ON audit_auditrecord
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_audithead
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_head_never_emptied BEFORE TRUNCATE ON audit_audithead
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
INSERT INTO audit_audithead (id, position, hash) VALUES (1, 0, repeat('0', 64));
"""
REVERSE = """
DROP TRIGGER audit_head_never_emptied ON audit_audithead;
DROP TRIGGER audit_head_kept ON audit_audithead;
DROP TRIGGER audit_record_never_emptied ON audit_auditrecord;
DROP TRIGGER audit_record_append_only ON audit_auditrecord;
DROP FUNCTION audit_refuse_change();
DELETE FROM audit_audithead;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
