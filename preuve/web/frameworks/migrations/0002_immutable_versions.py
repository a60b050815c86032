"""A sealed version of a framework, and all it is made of, can't be changed by anyone."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION frameworks_refuse_sealed_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sealed THEN
        RAISE EXCEPTION 'version % of the framework is published: % refused', OLD.number, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER version_immutable BEFORE UPDATE OR DELETE ON frameworks_frameworkversion
    FOR EACH ROW EXECUTE FUNCTION frameworks_refuse_sealed_version();

CREATE FUNCTION frameworks_refuse_sealed_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    is_sealed boolean;
BEGIN
    part := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    IF TG_TABLE_NAME = 'frameworks_block' THEN
        SELECT v.sealed INTO is_sealed FROM frameworks_frameworkversion v WHERE v.id = part.version_id;
    ELSIF TG_TABLE_NAME = 'frameworks_criterion' THEN
        SELECT v.sealed INTO is_sealed FROM frameworks_frameworkversion v
            JOIN frameworks_block b ON b.version_id = v.id
            JOIN frameworks_competence c ON c.block_id = b.id WHERE c.id = part.competence_id;
    ELSE
        SELECT v.sealed INTO is_sealed FROM frameworks_frameworkversion v
            JOIN frameworks_block b ON b.version_id = v.id WHERE b.id = part.block_id;
    END IF;
    IF is_sealed THEN
        RAISE EXCEPTION 'the framework is published: % refused on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN part;
END $$;
CREATE TRIGGER block_immutable BEFORE INSERT OR UPDATE OR DELETE ON frameworks_block
    FOR EACH ROW EXECUTE FUNCTION frameworks_refuse_sealed_part();
CREATE TRIGGER activity_immutable BEFORE INSERT OR UPDATE OR DELETE ON frameworks_activity
    FOR EACH ROW EXECUTE FUNCTION frameworks_refuse_sealed_part();
CREATE TRIGGER competence_immutable BEFORE INSERT OR UPDATE OR DELETE ON frameworks_competence
    FOR EACH ROW EXECUTE FUNCTION frameworks_refuse_sealed_part();
CREATE TRIGGER criterion_immutable BEFORE INSERT OR UPDATE OR DELETE ON frameworks_criterion
    FOR EACH ROW EXECUTE FUNCTION frameworks_refuse_sealed_part();
"""
REVERSE = """
DROP TRIGGER criterion_immutable ON frameworks_criterion;
DROP TRIGGER competence_immutable ON frameworks_competence;
DROP TRIGGER activity_immutable ON frameworks_activity;
DROP TRIGGER block_immutable ON frameworks_block;
DROP TRIGGER version_immutable ON frameworks_frameworkversion;
DROP FUNCTION frameworks_refuse_sealed_part();
DROP FUNCTION frameworks_refuse_sealed_version();
"""


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
