-- Which patient an observation is about, so that a door can put that patient in focus and ask the scope.
-- An observation that is not there, or is about somebody the signed actor has no right to, gives its own id back,
-- which no patient has: the answer never tells which of the two it is.
CREATE OR REPLACE FUNCTION varde.patient_of_observation(observation uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (SELECT (varde_private.rights(a.kind, a.id, ARRAY[o.patient_id]))[1]
         FROM public.measurements_observation o, varde.actor() a WHERE o.id = observation),
        observation)
$$;
