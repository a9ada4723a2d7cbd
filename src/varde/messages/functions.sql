-- The patients of one GP practice who are followed at home now.
-- Gives ids only; the caller then narrows its focus to them, so that everything shown is read under row-level security.
CREATE OR REPLACE FUNCTION varde.practice_ids(practice uuid, at timestamptz)
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
WITH reader AS (
    SELECT r.code, r.practitioner_id, r.organization_id, varde_private.blocked_with(r.organization_id) AS blocked_with
    FROM public.identity_practitionerrole r
    WHERE varde.may_list_organization(practice) AND r.id = (SELECT a.id FROM varde.actor() a)
      AND r.organization_id = practice
)
SELECT DISTINCT gp.patient_id
FROM reader
JOIN public.care_teams_carerelation gp ON gp.organization_id = reader.organization_id AND gp.kind = 'gp'
    AND gp.valid_from <= at AND (gp.valid_to IS NULL OR gp.valid_to > at)
WHERE EXISTS (
    SELECT FROM public.care_teams_carerelation lead
    WHERE lead.patient_id = gp.patient_id AND lead.kind = 'follow_up'
      AND lead.valid_from <= at AND (lead.valid_to IS NULL OR lead.valid_to > at))
  AND NOT EXISTS (
    SELECT FROM public.care_teams_block b
    WHERE b.patient_id = gp.patient_id AND b.valid_from <= at AND (b.valid_to IS NULL OR b.valid_to > at)
      AND (b.organization_id = ANY (reader.blocked_with) OR b.role = reader.code
           OR b.practitioner_id = reader.practitioner_id))
$$;
