-- Facts for the counting of coverage. Applied by owner after every migrate; the report login reads nothing else of projects.
-- `awarded_year` is the first year somebody has said that the project was awarded money.
CREATE OR REPLACE VIEW fact_project_area AS
SELECT p.slug AS project, c.helsefellesskap_id AS helsefellesskap,
    (SELECT min(e.year) FROM projects_entry e
     WHERE e.project_id = p.id AND e.register = 'award' AND e.withdrawn_at IS NULL
       AND NOT EXISTS (SELECT FROM projects_entry newer WHERE newer.replaces_id = e.id)) AS awarded_year
FROM projects_coverage c JOIN projects_project p ON p.id = c.project_id;

-- `is_synthetic`: drawn by lot for a demo, so that a project has an area; never counted among those the sources name.
CREATE OR REPLACE VIEW fact_project_participation AS
SELECT p.slug AS project, t.municipality_id AS municipality_number, t.role, t.source_id = 'syntetisk-demo' AS is_synthetic
FROM projects_participation t JOIN projects_project p ON p.id = t.project_id;

-- Exactly one municipality owns a project: the index refuses a second, this refuses none when the transaction ends.
CREATE OR REPLACE FUNCTION varde_private.refuse_project_without_owner() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    concerned uuid[];
BEGIN
    IF TG_TABLE_NAME = 'projects_project' THEN
        concerned := ARRAY[NEW.id];
    ELSE
        concerned := ARRAY[OLD.project_id];
    END IF;
    IF EXISTS (
        SELECT 1 FROM projects_project p
        WHERE p.id = ANY(concerned)
          AND NOT EXISTS (SELECT 1 FROM projects_participation t WHERE t.project_id = p.id AND t.role = 'owner')
    ) THEN
        RAISE EXCEPTION 'a project has exactly one owner municipality' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS owned ON projects_project;
CREATE CONSTRAINT TRIGGER owned AFTER INSERT ON projects_project
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_project_without_owner();
DROP TRIGGER IF EXISTS owned ON projects_participation;
CREATE CONSTRAINT TRIGGER owned AFTER UPDATE OR DELETE ON projects_participation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_project_without_owner();
