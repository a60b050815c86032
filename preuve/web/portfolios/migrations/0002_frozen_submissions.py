"""What was handed in can't be changed: neither the frozen copy, nor the portfolio it was made from."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION portfolios_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refused on %: it never changes', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER submission_immutable BEFORE UPDATE OR DELETE ON portfolios_submission
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_change();
CREATE TRIGGER artefact_immutable BEFORE UPDATE ON portfolios_artefact
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_change();

CREATE FUNCTION portfolios_refuse_submitted_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part record;
    found_state text;
BEGIN
    part := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    IF TG_TABLE_NAME = 'portfolios_claim' THEN
        SELECT p.state INTO found_state FROM portfolios_portfolio p
            JOIN portfolios_evidence e ON e.portfolio_id = p.id WHERE e.id = part.evidence_id;
    ELSE
        SELECT p.state INTO found_state FROM portfolios_portfolio p WHERE p.id = part.portfolio_id;
    END IF;
    IF found_state = 'submitted' THEN
        RAISE EXCEPTION 'the portfolio is submitted: % refused on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN part;
END $$;
CREATE TRIGGER case_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_case
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();
CREATE TRIGGER evidence_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_evidence
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();
CREATE TRIGGER claim_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_claim
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();
CREATE TRIGGER self_assessment_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_selfassessment
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();

CREATE FUNCTION portfolios_refuse_submitted_portfolio() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'submitted' AND NEW.state = 'submitted' AND (
        NEW.presentation_id IS DISTINCT FROM OLD.presentation_id
        OR NEW.presentation_name IS DISTINCT FROM OLD.presentation_name
        OR NEW.framework_version_id <> OLD.framework_version_id
        OR NEW.candidate_id <> OLD.candidate_id
        OR NEW.block_codes <> OLD.block_codes
    ) THEN
        RAISE EXCEPTION 'the portfolio is submitted: UPDATE refused'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portfolio_frozen BEFORE UPDATE ON portfolios_portfolio
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_portfolio();
"""
REVERSE = """
DROP TRIGGER portfolio_frozen ON portfolios_portfolio;
DROP TRIGGER self_assessment_frozen ON portfolios_selfassessment;
DROP TRIGGER claim_frozen ON portfolios_claim;
DROP TRIGGER evidence_frozen ON portfolios_evidence;
DROP TRIGGER case_frozen ON portfolios_case;
DROP TRIGGER artefact_immutable ON portfolios_artefact;
DROP TRIGGER submission_immutable ON portfolios_submission;
DROP FUNCTION portfolios_refuse_submitted_portfolio();
DROP FUNCTION portfolios_refuse_submitted_part();
DROP FUNCTION portfolios_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
