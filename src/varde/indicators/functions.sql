-- What the report login may read about stays, and the lock on frozen figures. Applied by owner after every migrate.
-- The view runs with its owner's rights, sees every row, and gives counts only: no names, no ids, no dates.
-- A patient has at most one stay without an end (constraint one_open_stay), so stays are patients.
CREATE OR REPLACE VIEW fact_active_by_municipality AS
SELECT municipality_number, programme, count(*) AS active
FROM pathways_episodeofcare
WHERE status = 'active' AND ended_on IS NULL
GROUP BY municipality_number, programme;

-- Which municipality lies where. A municipality is in one county and one helsefellesskap.
CREATE OR REPLACE VIEW fact_municipality AS
SELECT m.number, m.county_id AS county_number, h.slug AS helsefellesskap
FROM geography_municipality m
LEFT JOIN geography_helsefellesskap_municipalities p ON p.municipality_id = m.number
LEFT JOIN geography_helsefellesskap h ON h.name = p.helsefellesskap_id
WHERE m.valid_to IS NULL OR m.valid_to > current_date;

CREATE OR REPLACE VIEW fact_place_name AS
SELECT 'K:' || number AS place, name FROM geography_municipality
UNION ALL SELECT 'F:' || number, name FROM geography_county
UNION ALL SELECT 'HF:' || slug, name FROM geography_helsefellesskap
UNION ALL SELECT 'P:' || slug, name FROM projects_project;

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

-- What was published stays as it was: a report is withdrawn by a new row, never by changing or removing one.
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON indicators_frozentable
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON indicators_publicationstep
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON indicators_externalfile
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON indicators_externalfigure
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change();
