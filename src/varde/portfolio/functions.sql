-- What was said is kept as it was said. Applied by owner after every migrate.
CREATE SCHEMA IF NOT EXISTS varde_private;

CREATE OR REPLACE FUNCTION varde_private.refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a status report, a change, an explanation and an escalation are kept as written: write a new one' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE OR DELETE ON portfolio_statusreport
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_rewriting();
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE OR DELETE ON portfolio_change
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_rewriting();
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE OR DELETE ON portfolio_explanation
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_rewriting();
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE OR DELETE ON portfolio_escalation
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_rewriting();
