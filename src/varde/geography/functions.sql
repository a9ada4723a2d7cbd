-- How many people live in a place, where somebody has supplied it: for each date the file loaded last. Public facts.
CREATE OR REPLACE VIEW fact_population AS
SELECT p.place, f.counted, f.as_of, p.people, f.is_synthetic
FROM geography_population p
JOIN (
    SELECT DISTINCT ON (counted, as_of) id, counted, as_of, is_synthetic
    FROM geography_populationfile ORDER BY counted, as_of, loaded_at DESC
) f ON f.id = p.file_id;
