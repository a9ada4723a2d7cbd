-- Who may see which patient: functions, row-level-security policies and grants.
-- Applied by the owner after every migrate; running it again changes nothing. PostgreSQL 15 to 18.
-- Logins that must exist: varde_app, varde_worker, varde_report, varde_auditor. The owner is whoever applies this file.

CREATE SCHEMA IF NOT EXISTS varde;
CREATE SCHEMA IF NOT EXISTS varde_private;
REVOKE ALL ON SCHEMA varde, varde_private FROM PUBLIC;
GRANT USAGE ON SCHEMA varde TO varde_app, varde_worker, varde_report;

-- 1. The key -------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS varde_private.context_key (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key text NOT NULL,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);

-- HMAC-SHA-256 (RFC 2104) needs the key in two masked forms; made once, here, so that a check is two core sha256() calls.
CREATE OR REPLACE FUNCTION varde_private.mask_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    padded bytea := convert_to(NEW.key, 'UTF8');
BEGIN
    IF length(padded) > 64 THEN
        padded := sha256(padded);
    END IF;
    padded := padded || decode(repeat('00', 64 - length(padded)), 'hex');
    NEW.inner_pad := padded;
    NEW.outer_pad := padded;
    FOR i IN 0..63 LOOP
        NEW.inner_pad := set_byte(NEW.inner_pad, i, get_byte(padded, i) # 54);
        NEW.outer_pad := set_byte(NEW.outer_pad, i, get_byte(padded, i) # 92);
    END LOOP;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER mask_key BEFORE INSERT OR UPDATE ON varde_private.context_key
    FOR EACH ROW EXECUTE FUNCTION varde_private.mask_key();

CREATE OR REPLACE FUNCTION varde_private.set_context_key(new_key text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO varde_private.context_key (key) VALUES (new_key)
    ON CONFLICT (only_row) DO UPDATE SET key = excluded.key WHERE context_key.key <> excluded.key
$$;

-- 2. The context of a transaction ----------------------------------------------------------------------------------
-- The setting varde.context holds 64 hex digits of seal, then `kind|id|patient,patient…`. The seal also covers the
-- start of the transaction and the backend, so a copied setting is worth nothing anywhere else.

CREATE OR REPLACE FUNCTION varde_private.keep(body text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('varde.context', encode(sha256(k.outer_pad || sha256(
        k.inner_pad || timestamptz_send(transaction_timestamp()) || int4send(pg_backend_pid()) || convert_to(body, 'UTF8')
    )), 'hex') || body, true) FROM varde_private.context_key k;
END $$;

CREATE OR REPLACE FUNCTION varde_private.kept() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sealed text := current_setting('varde.context', true);
BEGIN
    IF sealed IS NULL OR sealed = '' THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM varde_private.context_key k WHERE left(sealed, 64) = encode(sha256(k.outer_pad || sha256(
        k.inner_pad || timestamptz_send(transaction_timestamp()) || int4send(pg_backend_pid())
        || convert_to(substr(sealed, 65), 'UTF8'))), 'hex');
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'The access context is not genuine.';
    END IF;
    RETURN substr(sealed, 65);
END $$;

-- The patients this transaction may touch. Policies call it once per statement; no context gives none, a forged one an error.
-- The hottest function of the database, so it repeats kept(), and cuts bytes: substr() of text counts characters.
CREATE OR REPLACE FUNCTION varde.allowed() RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sealed text := current_setting('varde.context', true);
    bytes bytea := convert_to(sealed, 'UTF8');
BEGIN
    IF sealed IS NULL OR sealed = '' THEN
        RETURN '{}';
    END IF;
    PERFORM 1 FROM varde_private.context_key k WHERE left(sealed, 64) = encode(sha256(k.outer_pad || sha256(
        k.inner_pad || timestamptz_send(transaction_timestamp()) || int4send(pg_backend_pid()) || substr(bytes, 65))), 'hex');
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'The access context is not genuine.';
    END IF;
    -- After the first bar come 36 characters of id and another bar.
    RETURN string_to_array(convert_from(substr(bytes, strpos(sealed, '|') + 38), 'UTF8'), ',')::uuid[];
END $$;

-- Who the signed context says is asking; no row without a context.
CREATE OR REPLACE FUNCTION varde.actor() RETURNS TABLE (kind text, id uuid)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body text := varde_private.kept();
BEGIN
    IF body IS NOT NULL THEN
        RETURN QUERY SELECT split_part(body, '|', 1), split_part(body, '|', 2)::uuid;
    END IF;
END $$;

-- 3. Rights ----------------------------------------------------------------------------------------------------------
-- Each takes the focus and gives the part of it the actor has a right to now, by index.

-- An organisation and the (at most two) it is part of: a block against the whole is a block against the part.
-- A relation is never inherited in either direction.
CREATE OR REPLACE FUNCTION varde_private.blocked_with(organization uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT ARRAY[o.id, o.part_of_id, p.part_of_id] FROM public.identity_organization o
        LEFT JOIN public.identity_organization p ON p.id = o.part_of_id WHERE o.id = organization);
END $$;

CREATE OR REPLACE FUNCTION varde_private.related_to(the_organization uuid, focus uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT r.patient_id FROM public.care_teams_carerelation r
        WHERE r.organization_id = the_organization AND r.patient_id = ANY (focus)
        AND r.valid_from <= statement_timestamp() AND (r.valid_to IS NULL OR r.valid_to > statement_timestamp()));
END $$;

CREATE OR REPLACE FUNCTION varde_private.rights_of_personnel(role_id uuid, focus uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    role record;
    blocked uuid[];
BEGIN
    SELECT r.practitioner_id, r.organization_id, r.code INTO role FROM public.identity_practitionerrole r
    WHERE r.id = role_id AND r.code NOT IN ('programme_lead', 'county_coordinator', 'project_lead') AND r.valid_from <= statement_timestamp()
        AND (r.valid_to IS NULL OR r.valid_to > statement_timestamp());
    IF NOT FOUND THEN
        RETURN '{}';
    END IF;
    blocked := ARRAY(SELECT b.patient_id FROM public.care_teams_block b
        WHERE b.patient_id = ANY (focus)
        AND b.valid_from <= statement_timestamp() AND (b.valid_to IS NULL OR b.valid_to > statement_timestamp())
        AND (b.organization_id = ANY (varde_private.blocked_with(role.organization_id))
            OR b.role = role.code OR b.practitioner_id = role.practitioner_id));
    RETURN ARRAY(
        SELECT p FROM unnest(varde_private.related_to(role.organization_id, focus)) p WHERE p <> ALL (blocked)
        UNION
        SELECT e.patient_id FROM public.care_teams_emergencyaccess e
        WHERE e.patient_id = ANY (focus) AND e.practitioner_id = role.practitioner_id
            AND e.valid_from <= statement_timestamp() AND e.valid_to > statement_timestamp()
            AND (e.despite_block OR e.patient_id <> ALL (blocked)));
END $$;

-- One query, since every value a machine sends passes here: its organisation's relations, less those blocked with it.
CREATE OR REPLACE FUNCTION varde_private.rights_of_client(client_id uuid, focus uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT r.patient_id
        FROM public.identity_systemclient c
        JOIN public.identity_organization o ON o.id = c.organization_id
        LEFT JOIN public.identity_organization whole ON whole.id = o.part_of_id
        JOIN public.care_teams_carerelation r ON r.organization_id = c.organization_id AND r.patient_id = ANY (focus)
        WHERE c.id = client_id AND c.is_active
        AND r.valid_from <= statement_timestamp() AND (r.valid_to IS NULL OR r.valid_to > statement_timestamp())
        AND NOT EXISTS (
            SELECT FROM public.care_teams_block b
            WHERE b.patient_id = r.patient_id AND b.organization_id IN (o.id, o.part_of_id, whole.part_of_id)
            AND b.valid_from <= statement_timestamp() AND (b.valid_to IS NULL OR b.valid_to > statement_timestamp())));
END $$;

CREATE OR REPLACE FUNCTION varde_private.rights(kind text, actor_id uuid, focus uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE kind
    WHEN 'patient' THEN
        RETURN CASE WHEN actor_id = ANY (focus) THEN ARRAY[actor_id] ELSE '{}' END;
    WHEN 'related' THEN
        RETURN ARRAY(SELECT r.patient_id FROM public.identity_relatedperson r
            WHERE r.id = actor_id AND r.may_see AND r.patient_id = ANY (focus));
    WHEN 'personnel' THEN
        RETURN CASE WHEN focus = '{}' THEN focus ELSE varde_private.rights_of_personnel(actor_id, focus) END;
    WHEN 'client' THEN
        RETURN CASE WHEN focus = '{}' THEN focus ELSE varde_private.rights_of_client(actor_id, focus) END;
    WHEN 'worker' THEN
        -- current_user is the owner here (the caller is a definer function): a stolen app login is never the worker.
        IF session_user = 'varde_worker' OR session_user = current_user THEN
            RETURN focus;
        END IF;
        RAISE insufficient_privilege USING MESSAGE = 'This login is not the worker.';
    ELSE
        RAISE insufficient_privilege USING MESSAGE = 'Unknown kind of actor.';
    END CASE;
END $$;

-- Verify `kind|id|expires|patient,patient…` and its HMAC-SHA-256 (hex), and keep focus ∩ rights for this transaction.
CREATE OR REPLACE FUNCTION varde.open_context(context text, signature text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k record;
    parts text[] := string_to_array(context, '|');
    seconds_left double precision;
BEGIN
    SELECT inner_pad, outer_pad INTO STRICT k FROM varde_private.context_key;
    -- Both sides are hashed once more so that the time of the comparison tells nothing.
    IF (sha256(k.outer_pad || convert_to(signature, 'UTF8')) = sha256(k.outer_pad || convert_to(encode(sha256(
        k.outer_pad || sha256(k.inner_pad || convert_to(context, 'UTF8'))), 'hex'), 'UTF8'))) IS NOT TRUE
        OR cardinality(parts) <> 4 THEN
        RAISE insufficient_privilege USING MESSAGE = 'The access context is not signed.';
    END IF;
    seconds_left := parts[3]::bigint - extract(epoch FROM clock_timestamp());
    IF seconds_left < 0 OR seconds_left > 120 THEN
        RAISE insufficient_privilege USING MESSAGE = 'The access context has expired.';
    END IF;
    PERFORM varde_private.keep(parts[1] || '|' || parts[2]::uuid || '|' || array_to_string(
        varde_private.rights(parts[1], parts[2]::uuid, string_to_array(parts[4], ',')::uuid[]), ','));
END $$;

-- Let the actor write a patient that does not exist yet, in this transaction only. False when the id is taken.
CREATE OR REPLACE FUNCTION varde.open_registration(new_patient uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    actor record;
BEGIN
    SELECT * INTO actor FROM varde.actor();
    IF NOT FOUND OR actor.kind NOT IN ('personnel', 'client', 'worker')
        OR EXISTS (SELECT FROM public.identity_patient p WHERE p.patient_id = new_patient) THEN
        RETURN false;
    END IF;
    PERFORM varde_private.keep(actor.kind || '|' || actor.id || '|' || array_to_string(array_append(varde.allowed(), new_patient), ','));
    RETURN true;
END $$;

-- 4. Questions that must be answered without a patient in focus -----------------------------------------------------

-- May the signed actor see lists of this organisation's patients? (The list then says which; blocks are its own duty.)
CREATE OR REPLACE FUNCTION varde.may_list_organization(organization uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    actor record;
BEGIN
    SELECT * INTO actor FROM varde.actor();
    RETURN CASE actor.kind
        WHEN 'personnel' THEN EXISTS (SELECT FROM public.identity_practitionerrole r
            WHERE r.id = actor.id AND r.organization_id = organization AND r.code NOT IN ('programme_lead', 'county_coordinator', 'project_lead')
            AND r.valid_from <= statement_timestamp() AND (r.valid_to IS NULL OR r.valid_to > statement_timestamp()))
        WHEN 'client' THEN EXISTS (SELECT FROM public.identity_systemclient c
            WHERE c.id = actor.id AND c.organization_id = organization AND c.is_active)
        WHEN 'worker' THEN session_user = 'varde_worker' OR session_user = current_user
        ELSE false END;
END $$;

CREATE OR REPLACE FUNCTION varde.may_list_unit(unit uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT varde.may_list_organization(u.organization_id) FROM public.care_teams_unit u WHERE u.id = unit), false)
$$;

-- The patient with this blind index. Somebody unknown gets an id too, always the same one, that no row has:
-- the answer never tells whether the number is known here.
CREATE OR REPLACE FUNCTION varde.patient_by_index(number_system text, number_index bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (SELECT i.patient_id FROM public.identity_patientidentifier i
         WHERE i.system = number_system AND i.blind_index = number_index),
        (SELECT encode(substr(sha256(k.outer_pad || number_index), 1, 16), 'hex')::uuid FROM varde_private.context_key k))
$$;

-- Emergency access is asked for by somebody who does not see the patient, so the row is written here. Sixty minutes.
-- True also when there is no such patient: the door then meets "not found" like everybody else.
CREATE OR REPLACE FUNCTION varde.grant_emergency_access(
    new_id uuid, the_patient uuid, the_reason text, against_block boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    actor record;
BEGIN
    SELECT * INTO actor FROM varde.actor();
    IF actor.kind IS DISTINCT FROM 'personnel' OR length(trim(the_reason)) < 10 THEN
        RETURN false;
    END IF;
    INSERT INTO public.care_teams_emergencyaccess
        (id, patient_id, practitioner_id, reason, despite_block, valid_from, valid_to, reviewed_by)
    SELECT new_id, p.patient_id, r.practitioner_id, the_reason, against_block,
        statement_timestamp(), statement_timestamp() + interval '60 minutes', ''
    FROM public.identity_practitionerrole r JOIN public.identity_patient p ON p.patient_id = the_patient
    WHERE r.id = actor.id AND r.code NOT IN ('programme_lead', 'county_coordinator', 'project_lead') AND r.valid_from <= statement_timestamp()
        AND (r.valid_to IS NULL OR r.valid_to > statement_timestamp());
    RETURN true;
END $$;

GRANT EXECUTE ON FUNCTION varde.allowed(), varde.actor(), varde.open_context(text, text), varde.may_list_organization(uuid),
    varde.may_list_unit(uuid) TO varde_app, varde_worker;

-- 5. Policies and grants ---------------------------------------------------------------------------------------------

-- What the policy must look like as this server prints it: unprotected_tables() compares with this table's.
CREATE TABLE IF NOT EXISTS varde_private.pattern (patient_id uuid);

CREATE OR REPLACE FUNCTION varde_private.patient_tables() RETURNS TABLE (oid oid, name text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.oid, c.relname::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'f')
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'patient_id' AND NOT a.attisdropped)
    ORDER BY c.relname
$$;

CREATE OR REPLACE FUNCTION varde_private.guard(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    policy name;
BEGIN
    FOR policy IN SELECT p.polname FROM pg_policy p WHERE p.polrelid = target LOOP
        EXECUTE format('DROP POLICY %I ON %s', policy, target);
    END LOOP;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY focus ON %s TO varde_app, varde_worker USING (patient_id = ANY ((SELECT varde.allowed())::uuid[]))
        WITH CHECK (patient_id = ANY ((SELECT varde.allowed())::uuid[]))', target);
    EXECUTE format('CREATE POLICY owner ON %s TO %I USING (true) WITH CHECK (true)', target, current_user);
END $$;

-- Tables and views with patient rows that are not guarded as they must be; start-up refuses when there are any.
CREATE OR REPLACE FUNCTION varde.unprotected_tables() RETURNS TABLE (table_name text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH printed AS (
        SELECT p.polrelid, p.polname, p.polcmd, p.polpermissive, p.polroles,
            pg_get_expr(p.polqual, p.polrelid) AS using_text, pg_get_expr(p.polwithcheck, p.polrelid) AS check_text
        FROM pg_policy p),
    wanted AS (SELECT * FROM printed WHERE polrelid = 'varde_private.pattern'::regclass)
    SELECT t.name, 'row-level security is not both on and forced' FROM varde_private.patient_tables() t
    JOIN pg_class c ON c.oid = t.oid WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)
    UNION ALL
    SELECT t.name, 'policy ' || w.polname || ' is missing or changed' FROM varde_private.patient_tables() t CROSS JOIN wanted w
    WHERE NOT EXISTS (SELECT FROM printed p WHERE p.polrelid = t.oid AND p.polname = w.polname AND p.polcmd = w.polcmd
        AND p.polpermissive = w.polpermissive AND p.polroles = w.polroles
        AND p.using_text = w.using_text AND p.check_text = w.check_text)
    UNION ALL
    SELECT t.name, 'policy ' || p.polname || ' should not be there' FROM varde_private.patient_tables() t
    JOIN printed p ON p.polrelid = t.oid WHERE p.polname NOT IN (SELECT w.polname FROM wanted w)
        AND NOT (t.name = 'audit_auditsubject' AND p.polcmd = 'r' AND p.polroles = ARRAY['varde_auditor'::regrole::oid])
    UNION ALL
    SELECT t.name, 'patient_id is not uuid' FROM varde_private.patient_tables() t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'patient_id' WHERE a.atttypid <> 'uuid'::regtype
    UNION ALL
    SELECT 'varde_private.pattern', 'the pattern policies are missing' WHERE (SELECT count(*) FROM wanted) <> 2
    UNION ALL
    SELECT 'varde_private.context_key', 'no key is set' WHERE NOT EXISTS (SELECT FROM varde_private.context_key)
    UNION ALL
    SELECT c.relname::text, 'a view that runs with the owner''s rights is readable by the app or the worker' FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')
        AND NOT coalesce('security_invoker=true' = ANY (c.reloptions) OR 'security_invoker=on' = ANY (c.reloptions), false)
        AND (has_table_privilege('varde_app', c.oid, 'SELECT') OR has_table_privilege('varde_worker', c.oid, 'SELECT'))
    UNION ALL
    SELECT r.rolname::text, 'this login goes round row-level security' FROM pg_roles r
    WHERE r.rolname IN ('varde_app', 'varde_worker', 'varde_report', 'varde_auditor') AND (r.rolsuper OR r.rolbypassrls)
    UNION ALL
    SELECT c.relname::text, 'owned by a run-time login' FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
    WHERE r.rolname IN ('varde_app', 'varde_worker', 'varde_report', 'varde_auditor')
        AND c.relnamespace IN ('public'::regnamespace, 'varde'::regnamespace, 'varde_private'::regnamespace)
$$;

CREATE OR REPLACE FUNCTION varde_private.grant_app() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target record;
    -- Nothing in these is ever changed.
    appended text[] := ARRAY['audit_auditevent', 'audit_auditsubject', 'triage_cardevent', 'triage_submissionkey'];
    -- In these only the named columns change; everything else is a new row.
    changing jsonb := jsonb_build_object(
        'measurements_observation', 'is_current, zone, flag',
        'questionnaires_questionnaireresponse', 'is_current, zone, score',
        'triage_judgement', 'is_current',
        'triage_refusedsubmission', 'resolved_at, resolved_by',
        'care_messages_message', 'read_at, answered_at',
        'care_teams_carerelation', 'valid_to, is_lead',
        'care_teams_block', 'valid_to',
        'care_teams_emergencyaccess', 'reviewed_at, reviewed_by');
    -- Only here may the app remove rows: log-in state, opening hours, and what can be computed again.
    removable text[] := ARRAY['django_session', 'auth_user', 'auth_group', 'auth_user_groups', 'auth_group_permissions',
        'auth_user_user_permissions', 'identity_account', 'care_teams_openinghours', 'care_teams_closedday',
        'measurements_baseline'];
BEGIN
    FOR target IN SELECT c.oid::regclass AS name, c.relname::text AS plain FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') LOOP
        EXECUTE format('GRANT SELECT, INSERT ON %s TO varde_app', target.name);
        IF changing ? target.plain THEN
            EXECUTE format('GRANT UPDATE (%s) ON %s TO varde_app', changing ->> target.plain, target.name);
        ELSIF target.plain <> ALL (appended) AND target.plain <> 'django_migrations' THEN
            EXECUTE format('GRANT UPDATE ON %s TO varde_app', target.name);
        END IF;
        IF target.plain = ANY (removable) THEN
            EXECUTE format('GRANT DELETE ON %s TO varde_app', target.name);
        END IF;
    END LOOP;
    -- The log of others is not the app's to read: a patient reads her own from audit_auditsubject.
    REVOKE SELECT ON public.audit_auditevent FROM varde_app;
    REVOKE INSERT ON public.django_migrations FROM varde_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO varde_app;
END $$;

CREATE OR REPLACE FUNCTION varde_private.grant_others() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target record;
BEGIN
    FOR target IN SELECT c.oid::regclass AS name, c.relname::text AS plain, c.relkind FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') LOOP
        IF target.relkind IN ('v', 'm') THEN
            IF target.plain LIKE 'fact\_%' THEN
                EXECUTE format('GRANT SELECT ON %s TO varde_report', target.name);
            END IF;
        ELSIF target.plain LIKE 'audit\_%' THEN
            EXECUTE format('GRANT SELECT ON %s TO varde_auditor', target.name);
            EXECUTE format('GRANT INSERT ON %s TO varde_worker', target.name);
        ELSIF target.plain NOT LIKE 'auth\_%' AND target.plain NOT LIKE 'django\_%' AND target.plain <> ALL (
            ARRAY['identity_patientidentifier', 'identity_systemclient', 'identity_account']) THEN
            EXECUTE format('GRANT SELECT ON %s TO varde_worker', target.name);
        END IF;
    END LOOP;
    GRANT INSERT ON public.triage_judgement, public.triage_cardevent TO varde_worker;
    GRANT UPDATE (is_current) ON public.triage_judgement TO varde_worker;
    GRANT INSERT, UPDATE ON public.triage_window, public.triage_card, public.triage_heartbeat TO varde_worker;
    GRANT INSERT, UPDATE, DELETE ON public.measurements_baseline TO varde_worker;
    GRANT SELECT ON public.django_migrations TO varde_worker, varde_report, varde_auditor;
END $$;

-- Everything a new table, view or function needs; called again after other rooms' SQL has been applied.
CREATE OR REPLACE FUNCTION varde_private.protect() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target record;
BEGIN
    PERFORM varde_private.guard('varde_private.pattern');
    FOR target IN SELECT t.oid::regclass AS name FROM varde_private.patient_tables() t LOOP
        PERFORM varde_private.guard(target.name);
    END LOOP;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, varde_app, varde_worker, varde_report, varde_auditor;
    REVOKE ALL ON ALL TABLES IN SCHEMA varde_private FROM PUBLIC, varde_app, varde_worker, varde_report, varde_auditor;
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, varde_app, varde_worker, varde_report, varde_auditor;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA varde_private FROM PUBLIC, varde_app, varde_worker, varde_report, varde_auditor;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA varde FROM PUBLIC, varde_report, varde_auditor;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO varde_app, varde_worker, varde_report, varde_auditor;
    -- A room's function is the app's to call, unless the room itself says whose it is.
    FOR target IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'varde'::regnamespace
        AND NOT EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee IN ('varde_app'::regrole, 'varde_worker'::regrole)) LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO varde_app', target.name);
    END LOOP;
    -- Facts are numbers of places, without ids: what the report login may ask for, and nobody else in a door.
    FOR target IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'varde'::regnamespace AND p.proname LIKE 'fact\_%' LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO varde_report', target.name);
    END LOOP;
    PERFORM varde_private.grant_app();
    PERFORM varde_private.grant_others();
    -- The log is read across patients by the auditor, and by nobody else.
    CREATE POLICY auditor ON public.audit_auditsubject FOR SELECT TO varde_auditor USING (true);
END $$;

SELECT varde_private.protect();
