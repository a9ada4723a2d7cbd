-- Facts for the counting of coverage. Applied by owner after every migrate; the report login reads nothing else of projects.
CREATE OR REPLACE VIEW fact_project_area AS
SELECT p.slug AS project, c.helsefellesskap_id AS helsefellesskap
FROM projects_coverage c JOIN projects_project p ON p.id = c.project_id;

-- `is_synthetic`: drawn by lot for a demo, so that a project has an area; never counted among those the sources name.
CREATE OR REPLACE VIEW fact_project_participation AS
SELECT p.slug AS project, t.municipality_id AS municipality_number, t.role, t.source_id = 'syntetisk-demo' AS is_synthetic
FROM projects_participation t JOIN projects_project p ON p.id = t.project_id;
