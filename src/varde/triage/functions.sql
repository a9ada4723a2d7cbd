-- The worklist of one unit: which patients are on it now, in which class, in which order. Gives ids only; the caller
-- then narrows its focus to them, so that names and reasons are read under row-level security like everything else.
-- The class is computed against `at`: nothing here waits for a job to have run. In plpgsql, which keeps its plans.
CREATE OR REPLACE FUNCTION varde.worklist(list_unit uuid, at timestamptz)
RETURNS TABLE (patient_id uuid, klass text, place bigint, heartbeat timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, varde, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    reader record;
    written uuid[];
BEGIN
IF NOT varde.may_list_unit(list_unit) THEN
    RETURN;
END IF;
SELECT r.code, r.practitioner_id, varde_private.blocked_with(r.organization_id) AS blocked_with INTO reader
FROM identity_practitionerrole r WHERE r.id = (SELECT a.id FROM varde.actor() a);
IF NOT FOUND THEN
    RETURN;
END IF;
written := ARRAY(SELECT m.patient_id FROM care_messages_message m JOIN care_teams_unit u ON u.id = list_unit
                 WHERE m.to_organization_id = u.organization_id AND m.answered_at IS NULL AND m.read_at IS NULL);
RETURN QUERY
WITH on_list AS MATERIALIZED (
    SELECT c.* FROM triage_card c WHERE c.unit_id = list_unit AND c.state <> 'quiet'
    UNION ALL
    SELECT c.* FROM triage_card c WHERE c.unit_id = list_unit AND c.state = 'quiet' AND c.overdue_at <= at
    UNION ALL
    SELECT c.* FROM triage_card c
    WHERE c.unit_id = list_unit AND c.state = 'quiet' AND c.follow_up_at <= at
      AND (c.overdue_at IS NULL OR c.overdue_at > at)
    UNION ALL
    SELECT c.* FROM triage_card c
    WHERE c.unit_id = list_unit AND c.state = 'quiet' AND c.patient_id = ANY (written)
      AND (c.overdue_at IS NULL OR c.overdue_at > at) AND (c.follow_up_at IS NULL OR c.follow_up_at > at)
), standing AS (
    SELECT c.*,
           CASE WHEN c.stands_at <= at THEN greatest(c.zone, c.pending_zone) ELSE c.zone END AS stands
    FROM on_list c
    WHERE c.patient_id <> ALL (ARRAY(  -- by key: joined, everybody's blocks would be read
        SELECT b.patient_id FROM care_teams_block b
        WHERE b.patient_id = ANY (ARRAY(SELECT l.patient_id FROM on_list l))
          AND b.valid_from <= at AND (b.valid_to IS NULL OR b.valid_to > at)
          AND (b.organization_id = ANY (reader.blocked_with) OR b.role = reader.code
               OR b.practitioner_id = reader.practitioner_id)))
), classed AS (
    SELECT c.patient_id, c.risk, c.since, c.overdue_at, c.follow_up_at, c.promised_at,
           CASE
               WHEN c.acute AND c.state = 'new' THEN 'acute'
               WHEN c.stands = 3 AND c.state = 'new' THEN 'red'
               WHEN c.stands = 3 AND coalesce(c.follow_up_at, c.promised_at) <= at THEN 'red_late'
               WHEN c.stands = 3 THEN 'red_in_hand'
               WHEN c.pending_zone = 3 THEN 'red_waiting'
               WHEN c.wants_contact_at IS NOT NULL OR c.feels_worse_at IS NOT NULL THEN 'contact'
               WHEN greatest(c.stands, c.pending_zone) = 2 THEN 'yellow'
               WHEN c.unreadable > 0 THEN 'unreadable'
               WHEN c.patient_id = ANY (written) THEN 'message'
               WHEN c.overdue_at <= at AND c.zone_now >= 2 THEN 'overdue_worse'
               WHEN c.overdue_at <= at THEN 'overdue'
               WHEN c.follow_up_at <= at THEN 'planned'
               ELSE 'open'
           END AS klass
    FROM standing c
    OFFSET 0  -- or the class is worked out again wherever it is used
)
SELECT c.patient_id, c.klass,
       row_number() OVER (
           ORDER BY array_position(ARRAY['acute', 'red', 'red_late', 'red_in_hand', 'red_waiting', 'contact', 'yellow',
                                         'unreadable', 'message', 'overdue_worse', 'overdue', 'planned', 'open'], c.klass),
                    CASE WHEN c.klass = 'yellow' THEN -c.risk ELSE 0 END,
                    coalesce(c.since, c.overdue_at, c.follow_up_at), c.patient_id),
       (SELECT min(h.at) FROM triage_heartbeat h)
FROM classed c;
END $$;
REVOKE ALL ON FUNCTION varde.worklist(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION varde.worklist(uuid, timestamptz) TO varde_app;

-- What the loop has to look at, for the worker login alone: ids only, at most `many` of them.
CREATE OR REPLACE FUNCTION varde.patients_to_look_at(at timestamptz, expect_until timestamptz, many integer)
RETURNS TABLE (patient_id uuid, task text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, varde, public, pg_temp
AS $$
(SELECT c.patient_id, 'expect' FROM triage_card c
 WHERE c.plan_version_id IS NOT NULL AND (c.windows_until IS NULL OR c.windows_until < expect_until) LIMIT many)
UNION ALL
(SELECT c.patient_id, 'stand' FROM triage_card c WHERE c.stands_at <= at LIMIT many)
UNION ALL
(SELECT DISTINCT newest.patient_id, 'overdue' FROM (
    SELECT DISTINCT ON (w.patient_id, w.item) w.patient_id, w.id
    FROM triage_card c JOIN triage_window w USING (patient_id)
    WHERE c.overdue_at <= at AND w.state = 'open' AND w.overdue_at <= at
    ORDER BY w.patient_id, w.item, w.overdue_at DESC) newest
 WHERE NOT EXISTS (SELECT FROM triage_judgement j
                   WHERE j.patient_id = newest.patient_id AND j.subject_id = newest.id AND j.is_current) LIMIT many)
$$;
REVOKE ALL ON FUNCTION varde.patients_to_look_at(timestamptz, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION varde.patients_to_look_at(timestamptz, timestamptz, integer) TO varde_worker;

-- The unique indexes "stored once" and "judged once" stand on; a start-up or readiness check names the ones that are gone.
CREATE OR REPLACE FUNCTION varde.missing_guards() RETURNS SETOF text
LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
SELECT guard FROM unnest(ARRAY['submitted_once', 'one_current_judgement', 'one_window', 'one_baseline_a_day',
                               'triage_card_patient_id_key', 'one_active_plan', 'one_lead_unit']) guard
WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
                  WHERE c.relname = guard AND i.indisunique AND i.indisvalid)
$$;
GRANT EXECUTE ON FUNCTION varde.missing_guards() TO varde_app;
