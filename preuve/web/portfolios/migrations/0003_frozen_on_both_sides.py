"""Parts can't leave a submitted portfolio for another one either, and a case's activities freeze with it."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION portfolios_refuse_submitted_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
    rows jsonb;
BEGIN
    rows := jsonb_build_array(
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
    );
    IF TG_TABLE_NAME = 'portfolios_claim' THEN
        SELECT array_agg(e.portfolio_id) INTO touched FROM portfolios_evidence e
            WHERE e.id IN ((rows->0->>'evidence_id')::bigint, (rows->1->>'evidence_id')::bigint);
    ELSIF TG_TABLE_NAME = 'portfolios_case_activities' THEN
        SELECT array_agg(c.portfolio_id) INTO touched FROM portfolios_case c
            WHERE c.id IN ((rows->0->>'case_id')::bigint, (rows->1->>'case_id')::bigint);
    ELSE
        touched := ARRAY[(rows->0->>'portfolio_id')::bigint, (rows->1->>'portfolio_id')::bigint];
    END IF;
    IF EXISTS (SELECT 1 FROM portfolios_portfolio p WHERE p.id = ANY(touched) AND p.state = 'submitted') THEN
        RAISE EXCEPTION 'the portfolio is submitted: % refused on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_activities_frozen BEFORE INSERT OR UPDATE OR DELETE ON portfolios_case_activities
    FOR EACH ROW EXECUTE FUNCTION portfolios_refuse_submitted_part();
"""
REVERSE = """
DROP TRIGGER case_activities_frozen ON portfolios_case_activities;
CREATE OR REPLACE FUNCTION portfolios_refuse_submitted_part() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0002_frozen_submissions")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
