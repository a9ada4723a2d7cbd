-- What the report login may read about stays, and the lock on frozen figures. Applied by owner after every migrate.
-- The view runs with its owner's rights, sees every row, and gives counts only: no names, no ids, no dates.
-- A patient has at most one stay without an end (constraint one_open_stay), so stays are patients.
CREATE OR REPLACE VIEW fact_active_by_municipality AS
SELECT municipality_number, programme, count(*) AS active
FROM pathways_episodeofcare
WHERE status = 'active' AND ended_on IS NULL
GROUP BY municipality_number, programme;

CREATE SCHEMA IF NOT EXISTS varde_private;

CREATE OR REPLACE FUNCTION varde_private.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a frozen figure is never changed: import a new report instead' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON indicators_measurereport
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON indicators_figure
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change();
