-- How many people live in a place, where somebody has supplied it. Applied by owner after every migrate; public facts.
CREATE OR REPLACE VIEW fact_population AS
SELECT p.place, f.counted, f.as_of, p.people, f.is_synthetic
FROM geography_population p JOIN geography_populationfile f ON f.id = p.file_id;
