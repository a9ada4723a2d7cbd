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

CREATE OR REPLACE VIEW fact_district AS
SELECT number, municipality_id AS municipality_number FROM geography_district;

-- Every municipality of the helsefellesskap a project covers, whether it takes part or not.
CREATE OR REPLACE VIEW fact_project_municipality AS
SELECT p.slug AS project, m.municipality_id AS municipality_number
FROM projects_coverage c JOIN projects_project p ON p.id = c.project_id
JOIN geography_helsefellesskap_municipalities m ON m.helsefellesskap_id = c.helsefellesskap_id;

CREATE OR REPLACE VIEW fact_place_name AS
SELECT 'K:' || number AS place, name FROM geography_municipality
UNION ALL SELECT 'F:' || number, name FROM geography_county
UNION ALL SELECT 'HF:' || slug, name FROM geography_helsefellesskap
UNION ALL SELECT 'B:' || number, name FROM geography_district
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
-- Counting without a nightly run. What happens leaves a mark (which patient, which month) in the same transaction, by
-- triggers that fire once a statement. A figure is what has been folded into totals, with every marked patient-month
-- taken out again and counted from its rows instead; so it is never older than the last commit, whoever folds and when.
-- No login reads these tables: they have patients' ids in them. The functions below give numbers of places, nothing else.
CREATE TABLE IF NOT EXISTS varde_private.figure_mark (
    patient_id uuid NOT NULL,
    month date NOT NULL  -- -infinity: everything about the patient
);
CREATE TABLE IF NOT EXISTS varde_private.figure_part (
    patient_id uuid NOT NULL,
    month date NOT NULL,  -- -infinity: follows from the whole history of the patient
    part text NOT NULL,
    cut text NOT NULL,
    day date NOT NULL,
    municipality text NOT NULL,
    n bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS figure_part_of ON varde_private.figure_part (patient_id, month);
CREATE TABLE IF NOT EXISTS varde_private.figure_total (
    part text NOT NULL,
    cut text NOT NULL,
    day date NOT NULL,
    municipality text NOT NULL,
    n bigint NOT NULL,
    people bigint NOT NULL,
    PRIMARY KEY (part, cut, day, municipality)
);

-- Months and days of the figures are Norwegian ones.
CREATE OR REPLACE FUNCTION varde_private.figure_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS
    $$ SELECT (at AT TIME ZONE 'Europe/Oslo')::date $$;
CREATE OR REPLACE FUNCTION varde_private.month_of(day date) RETURNS date LANGUAGE sql IMMUTABLE AS
    $$ SELECT date_trunc('month', day::timestamp)::date $$;

CREATE OR REPLACE FUNCTION varde_private.first_of(span text, day date) RETURNS date LANGUAGE sql IMMUTABLE AS
    $$ SELECT date_trunc(span, day::timestamp)::date $$;

-- Public holidays as in care_teams.hours; a test compares the two day by day.
CREATE OR REPLACE FUNCTION varde_private.is_holiday(day date) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    y integer := extract(year FROM day);
    a integer := y % 19;
    b integer := y / 100;
    c integer := y % 100;
    h integer := (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    l integer := (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    m integer := (a + 11 * h + 22 * l) / 451;
    easter date := make_date(y, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
BEGIN
    RETURN to_char(day, 'MMDD') IN ('0101', '0501', '0517', '1225', '1226')
        OR day - easter IN (-3, -2, 0, 1, 39, 49, 50);
END $$;

-- When a unit reads its list on one local day.
CREATE OR REPLACE FUNCTION varde_private.open_stretches(unit uuid, day date)
RETURNS TABLE (opens timestamptz, closes timestamptz) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (day + h.opens) AT TIME ZONE u.timezone, (day + h.closes) AT TIME ZONE u.timezone
    FROM public.care_teams_unit u
    JOIN public.care_teams_openinghours h ON h.unit_id = u.id AND h.weekday = extract(isodow FROM day) - 1
    WHERE u.id = unit AND NOT varde_private.is_holiday(day)
      AND NOT EXISTS (SELECT FROM public.care_teams_closedday c WHERE c.unit_id = u.id AND c.day = open_stretches.day)
$$;

CREATE OR REPLACE FUNCTION varde_private.unit_is_open(unit uuid, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.care_teams_unit u,
                   varde_private.open_stretches(u.id, (at AT TIME ZONE u.timezone)::date) s
                   WHERE u.id = unit AND s.opens <= at AND at < s.closes)
$$;

-- When what came at `at` is read at the latest: so many minutes of opening time later; null for a unit that never opens.
CREATE OR REPLACE FUNCTION varde_private.unit_promise(unit uuid, at timestamptz, minutes integer) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    days_left integer := 60;
    time_left interval := make_interval(mins => minutes);
    day date := (SELECT (at AT TIME ZONE u.timezone)::date FROM public.care_teams_unit u WHERE u.id = unit);
    stretch record;
BEGIN
    WHILE days_left > 0 LOOP
        FOR stretch IN SELECT greatest(s.opens, at) AS opens, s.closes FROM varde_private.open_stretches(unit, day) s
                       WHERE s.closes > at ORDER BY s.opens LOOP
            IF stretch.opens + time_left <= stretch.closes THEN
                RETURN stretch.opens + time_left;
            END IF;
            time_left := time_left - (stretch.closes - stretch.opens);
        END LOOP;
        day := day + 1;
        days_left := days_left - 1;
    END LOOP;
    RETURN NULL;
END $$;

-- The step of the distribution of waiting times that so many minutes lie in, as the minute it begins, for medians.
CREATE OR REPLACE FUNCTION varde_private.waited(since timestamptz, until timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(CASE WHEN m < 30 THEN m WHEN m < 240 THEN m - m % 5 WHEN m < 2880 THEN m - m % 60 ELSE m - m % 1440 END, 'FM000000')
    FROM (SELECT floor(extract(epoch FROM until - since) / 60)::integer) w (m)
$$;

-- What one month of some patients (all when null) adds up to: measurements, expected measurements, cards, reds.
-- `*_ahead` are what is not done but may be until that day is over; they carry their month as the cut.
CREATE OR REPLACE FUNCTION varde_private.figure_months(ids uuid[], since date, until date, today date)
RETURNS TABLE (patient_id uuid, month date, part text, cut text, day date, municipality text, n bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    -- The index of windows has the item before the time, so one month of a patient is read item by item.
    windows text := $some$(
        SELECT w.* FROM unnest($1) p (id)
        CROSS JOIN LATERAL (
            WITH RECURSIVE known (item) AS (
                (SELECT f.item FROM public.triage_window f WHERE f.patient_id = p.id ORDER BY f.item LIMIT 1)
                UNION ALL
                SELECT (SELECT f.item FROM public.triage_window f WHERE f.patient_id = p.id AND f.item > k.item
                        ORDER BY f.item LIMIT 1) FROM known k WHERE k.item IS NOT NULL)
            SELECT k.item FROM known k WHERE k.item IS NOT NULL) k
        JOIN public.triage_window w ON w.patient_id = p.id AND w.item = k.item)$some$;
BEGIN
RETURN QUERY EXECUTE replace($query$
WITH stay AS (
    SELECT e.patient_id, e.municipality_number, e.unit_id,
           CASE WHEN row_number() OVER mine = 1 THEN '-infinity' ELSE varde_private.month_of(e.started_on) END AS since,
           coalesce(varde_private.month_of(lead(e.started_on) OVER mine), 'infinity') AS until
    FROM public.pathways_episodeofcare e WHERE $1 IS NULL OR e.patient_id = ANY ($1)
    WINDOW mine AS (PARTITION BY e.patient_id ORDER BY e.started_on, e.id)
), measured AS (
    SELECT o.patient_id, varde_private.month_of(varde_private.figure_day(o.effective_at)) AS month, count(*) AS all_of_them,
           count(*) FILTER (WHERE o.received_at > o.effective_at + interval '24 hours') AS late,
           count(*) FILTER (WHERE o.zone = 0) AS unjudged
    FROM public.measurements_observation o
    WHERE ($1 IS NULL OR o.patient_id = ANY ($1)) AND o.is_current AND o.status <> 'entered-in-error'
      AND o.effective_at >= $2::timestamp AT TIME ZONE 'Europe/Oslo' AND o.effective_at < $3::timestamp AT TIME ZONE 'Europe/Oslo'
    GROUP BY 1, 2
), expected AS (
    SELECT w.patient_id, varde_private.month_of(varde_private.figure_day(w.opens_at)) AS month, w.state,
           CASE WHEN w.state = 'open' AND varde_private.figure_day(w.overdue_at) >= $4
                THEN varde_private.figure_day(w.overdue_at) END AS ahead, count(*) AS n
    FROM {windows} w
    WHERE w.state <> 'cancelled'
      AND w.opens_at >= $2::timestamp AT TIME ZONE 'Europe/Oslo' AND w.opens_at < $3::timestamp AT TIME ZONE 'Europe/Oslo'
    GROUP BY 1, 2, 3, 4
), opened AS (
    SELECT e.patient_id, varde_private.month_of(varde_private.figure_day(e.at)) AS month, count(*) AS n
    FROM public.triage_cardevent e
    WHERE ($1 IS NULL OR e.patient_id = ANY ($1)) AND e.episode > 0 AND e.kind = ANY ($5)
      AND e.at >= $2::timestamp AT TIME ZONE 'Europe/Oslo' AND e.at < $3::timestamp AT TIME ZONE 'Europe/Oslo'
      AND NOT EXISTS (SELECT FROM public.triage_cardevent f WHERE f.patient_id = e.patient_id AND f.episode = e.episode
                      AND f.kind = ANY ($5) AND (f.at, f.id) < (e.at, e.id))
    GROUP BY 1, 2
), turned_red AS (
    SELECT e.patient_id, e.episode, e.at, varde_private.month_of(varde_private.figure_day(e.at)) AS month
    FROM public.triage_cardevent e
    WHERE ($1 IS NULL OR e.patient_id = ANY ($1)) AND e.zone = 3 AND e.kind IN ('opened', 'worsened', 'stood')
      AND e.at >= $2::timestamp AT TIME ZONE 'Europe/Oslo' AND e.at < $3::timestamp AT TIME ZONE 'Europe/Oslo'
      AND NOT EXISTS (SELECT FROM public.triage_cardevent f WHERE f.patient_id = e.patient_id AND f.episode = e.episode
                      AND f.zone = 3 AND f.kind IN ('opened', 'worsened', 'stood') AND (f.at, f.id) < (e.at, e.id))
), red AS (
    SELECT r.*, step.seen_at, step.contact_at, varde_private.unit_is_open(s.unit_id, r.at) AS is_open,
           varde_private.unit_promise(s.unit_id, r.at, u.red_read_minutes) AS promised_at
    FROM turned_red r
    JOIN stay s ON s.patient_id = r.patient_id AND r.month >= s.since AND r.month < s.until
    JOIN public.care_teams_unit u ON u.id = s.unit_id
    CROSS JOIN LATERAL (
        SELECT min(e.at) FILTER (WHERE e.kind IN ('seen', 'taken', 'note', 'contact', 'contact_missed', 'closed')) AS seen_at,
               min(e.at) FILTER (WHERE e.kind IN ('contact', 'contact_missed')) AS contact_at
        FROM public.triage_cardevent e
        WHERE e.patient_id = r.patient_id AND e.episode = r.episode AND e.at >= r.at AND e.by IS NOT NULL
          AND NOT EXISTS (SELECT FROM public.triage_cardevent u WHERE u.patient_id = e.patient_id AND u.undoes = e.id)) step
), counted AS (
    SELECT m.patient_id, m.month, p.part, '' AS cut, m.month AS day, p.n FROM measured m
    CROSS JOIN LATERAL (VALUES ('values', m.all_of_them), ('late', m.late), ('unjudged', m.unjudged)) p (part, n)
    UNION ALL
    SELECT x.patient_id, x.month, CASE x.state WHEN 'filled' THEN 'met' ELSE 'unmet' END, '', x.month, x.n FROM expected x
    UNION ALL
    SELECT x.patient_id, x.month, 'unmet_ahead', x.month::text, x.ahead, x.n FROM expected x WHERE x.ahead IS NOT NULL
    UNION ALL
    SELECT o.patient_id, o.month, 'cards', '', o.month, o.n FROM opened o
    UNION ALL
    SELECT r.patient_id, r.month, p.part, p.cut, r.month, 1 FROM red r
    CROSS JOIN LATERAL (VALUES
        ('red', ''),
        (CASE WHEN NOT r.is_open THEN 'red_closed' END, ''),
        (CASE WHEN r.promised_at IS NOT NULL THEN
            CASE WHEN r.seen_at <= r.promised_at THEN 'kept' WHEN r.seen_at IS NOT NULL THEN 'broken' ELSE 'unseen' END END, ''),
        (CASE WHEN r.is_open THEN 'seen_open' ELSE 'seen_closed' END, varde_private.waited(r.at, r.seen_at)),
        (CASE WHEN r.is_open THEN 'seen_open' ELSE 'seen_closed' END, CASE WHEN r.seen_at IS NOT NULL THEN '' END),
        (CASE WHEN r.is_open THEN 'contact_open' ELSE 'contact_closed' END, varde_private.waited(r.at, r.contact_at)),
        (CASE WHEN r.is_open THEN 'contact_open' ELSE 'contact_closed' END, CASE WHEN r.contact_at IS NOT NULL THEN '' END)
    ) p (part, cut) WHERE p.part IS NOT NULL AND p.cut IS NOT NULL
    UNION ALL  -- the waiting times of the nation on their own, for its trend
    SELECT r.patient_id, r.month, p.part || CASE WHEN r.is_open THEN '_open' ELSE '_closed' END || '_nation', p.cut, r.month, 1
    FROM red r CROSS JOIN LATERAL (VALUES
        ('seen', varde_private.waited(r.at, r.seen_at)), ('seen', CASE WHEN r.seen_at IS NOT NULL THEN '' END),
        ('contact', varde_private.waited(r.at, r.contact_at)), ('contact', CASE WHEN r.contact_at IS NOT NULL THEN '' END)
    ) p (part, cut) WHERE p.cut IS NOT NULL
    UNION ALL
    SELECT r.patient_id, r.month, 'unseen_ahead', r.month::text, varde_private.figure_day(r.promised_at), 1
    FROM red r WHERE r.seen_at IS NULL AND varde_private.figure_day(r.promised_at) >= $4
)
SELECT c.patient_id, c.month, c.part, c.cut, c.day,
       CASE WHEN c.part LIKE '%\_nation' THEN '' ELSE s.municipality_number::text END, sum(c.n)::bigint
FROM counted c JOIN stay s ON s.patient_id = c.patient_id AND c.month >= s.since AND c.month < s.until
WHERE c.n > 0
GROUP BY 1, 2, 3, 4, 5, 6
$query$, '{windows}', CASE WHEN ids IS NULL THEN 'public.triage_window' ELSE windows END) USING ids, since, until, today,
    ARRAY['opened', 'awaiting', 'unplanned', 'wish_contact', 'wish_worse', 'unreadable'];
END $$;

-- What follows from the whole history of some patients (all when null): on which days they were followed, with a plan, with
-- the GP and the hospital there, as steps up and down; and how the scores of their forms have changed since the first.
CREATE OR REPLACE FUNCTION varde_private.figure_history(ids uuid[])
RETURNS TABLE (patient_id uuid, month date, part text, cut text, day date, municipality text, n bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY EXECUTE $query$
WITH stay AS (
    SELECT e.*, least(e.ended_on, lead(e.started_on) OVER (PARTITION BY e.patient_id ORDER BY e.started_on, e.id)) AS over_on
    FROM public.pathways_episodeofcare e WHERE $1 IS NULL OR e.patient_id = ANY ($1)
), pause AS (
    SELECT p.stay_id, range_agg(daterange(p.began_on, p.until_on)) AS days
    FROM public.pathways_pause p WHERE $1 IS NULL OR p.patient_id = ANY ($1) GROUP BY 1
), followed AS (
    SELECT s.patient_id, s.municipality_number::text AS municipality, s.district_number, s.started_on,
           datemultirange(daterange(s.started_on, s.over_on)) - coalesce(p.days,
               CASE WHEN s.status = 'onhold'  -- a pause that nobody wrote down when it began counts from the start
                    THEN datemultirange(daterange(s.started_on, CASE WHEN s.paused_until > s.started_on THEN s.paused_until
                                                                     WHEN s.paused_until IS NOT NULL THEN s.started_on END))
                    ELSE '{}'::datemultirange END) AS days
    FROM stay s LEFT JOIN pause p ON p.stay_id = s.id
    WHERE s.over_on IS NULL OR s.over_on > s.started_on
), planned AS (
    SELECT v.patient_id, range_agg(daterange(varde_private.figure_day(v.valid_from), varde_private.figure_day(v.valid_to))) AS days
    FROM public.plans_careplanversion v
    WHERE ($1 IS NULL OR v.patient_id = ANY ($1)) AND v.approved_at IS NOT NULL AND v.valid_from IS NOT NULL
      AND (v.valid_to IS NULL OR v.valid_to > v.valid_from)
    GROUP BY 1
), related AS (
    SELECT r.patient_id, r.kind, r.organization_id::text AS organization,
           range_agg(daterange(varde_private.figure_day(r.valid_from), varde_private.figure_day(r.valid_to))) AS days
    FROM public.care_teams_carerelation r
    WHERE ($1 IS NULL OR r.patient_id = ANY ($1)) AND r.kind IN ('gp', 'hospital')
      AND (r.valid_to IS NULL OR r.valid_to > r.valid_from)
    GROUP BY 1, 2, 3
), linked AS (
    SELECT r.patient_id, r.kind, range_agg(d) AS days FROM related r CROSS JOIN LATERAL unnest(r.days) d GROUP BY 1, 2
), spans AS (
    SELECT f.patient_id, f.municipality, 'active' AS part, c.cut, f.days
    FROM followed f JOIN public.identity_patient i ON i.patient_id = f.patient_id
    CROSS JOIN LATERAL (VALUES
        (''),
        ('alder:' || CASE WHEN f.started_on < i.birth_date + interval '50 years' THEN '0-49'
                          WHEN f.started_on < i.birth_date + interval '67 years' THEN '50-66'
                          WHEN f.started_on < i.birth_date + interval '80 years' THEN '67-79' ELSE '80+' END),
        (CASE WHEN f.district_number <> '' THEN 'bydel:' || f.district_number END)
    ) c (cut) WHERE c.cut IS NOT NULL
    UNION ALL
    SELECT f.patient_id, f.municipality, 'plan', '', f.days * p.days FROM followed f JOIN planned p USING (patient_id)
    UNION ALL
    SELECT f.patient_id, f.municipality, l.kind, '', f.days * l.days FROM followed f JOIN linked l USING (patient_id)
    UNION ALL
    SELECT f.patient_id, f.municipality, 'practice', r.organization, f.days * r.days
    FROM followed f JOIN related r ON r.patient_id = f.patient_id AND r.kind = 'gp'
), step AS (
    SELECT s.patient_id, s.part, s.cut, s.municipality, e.day, e.n
    FROM spans s CROSS JOIN LATERAL unnest(s.days) d
    CROSS JOIN LATERAL (VALUES (lower(d), 1), (upper(d), -1)) e (day, n) WHERE e.day IS NOT NULL
), answered AS (
    SELECT q.patient_id, q.form, q.effective_at, q.score,
           first_value(q.score) OVER mine AS first_score, first_value(q.effective_at) OVER mine AS first_at
    FROM public.questionnaires_questionnaireresponse q
    WHERE ($1 IS NULL OR q.patient_id = ANY ($1)) AND q.is_current AND q.score IS NOT NULL AND q.form NOT LIKE '%\_daglig'
    WINDOW mine AS (PARTITION BY q.patient_id, q.form ORDER BY q.effective_at, q.id)
), changed AS (
    SELECT a.patient_id, varde_private.month_of(varde_private.figure_day(a.effective_at)) AS month,
           round((a.score - a.first_score)::numeric * 100)::bigint AS change,
           row_number() OVER mine AS number, row_number() OVER patients AS number_of_patient,
           coalesce(lag(round((a.score - a.first_score)::numeric * 100)::bigint) OVER mine, 0) AS before
    FROM answered a WHERE a.effective_at >= a.first_at + interval '30 days'
    WINDOW mine AS (PARTITION BY a.patient_id, a.form ORDER BY a.effective_at),
           patients AS (PARTITION BY a.patient_id ORDER BY a.effective_at)
), lives AS (
    SELECT DISTINCT ON (s.patient_id) s.patient_id, s.municipality_number::text AS municipality
    FROM stay s ORDER BY s.patient_id, s.started_on DESC, s.id DESC
), counted AS (
    SELECT s.patient_id, p.part, s.cut, p.day, s.municipality, p.n FROM step s
    CROSS JOIN LATERAL (VALUES  -- sums of quarters and years keep reading short
        (s.part, varde_private.month_of(s.day), s.n),
        (s.part || '_day', s.day, s.n),
        (s.part || '_quarter', varde_private.first_of('quarter', s.day), s.n),
        (s.part || '_year', varde_private.first_of('year', s.day), s.n),
        (CASE WHEN s.part = 'active' AND s.cut = '' THEN 'active_dom' END, varde_private.month_of(s.day),
         s.n * extract(day FROM s.day)::integer)
    ) p (part, day, n) WHERE p.part IS NOT NULL
    UNION ALL
    SELECT s.patient_id, s.part || '_nation', '', varde_private.month_of(s.day), '', s.n FROM step s WHERE s.cut = ''
    UNION ALL
    SELECT c.patient_id, p.part, '', c.month, l.municipality, p.n FROM changed c JOIN lives l USING (patient_id)
    CROSS JOIN LATERAL (VALUES ('prom', c.change - c.before), ('prom_n', CASE WHEN c.number = 1 THEN 1 ELSE 0 END),
                               ('prom_people', CASE WHEN c.number_of_patient = 1 THEN 1 ELSE 0 END)) p (part, n)
)
SELECT c.patient_id, '-infinity'::date, c.part, c.cut, c.day, c.municipality, sum(c.n)::bigint
FROM counted c GROUP BY 1, 3, 4, 5, 6 HAVING sum(c.n) <> 0
$query$ USING ids;
END $$;

-- Everything about some patients: one month, or all months and the history when the month is -infinity.
CREATE OR REPLACE FUNCTION varde_private.figure_parts_of(ids uuid[], month date, today date)
RETURNS SETOF varde_private.figure_part LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF month > '-infinity' THEN
        RETURN QUERY SELECT * FROM varde_private.figure_months(ids, month, (month + interval '1 month')::date, today);
    ELSE
        RETURN QUERY SELECT * FROM varde_private.figure_months(ids, '-infinity', 'infinity', today);
        RETURN QUERY SELECT * FROM varde_private.figure_history(ids);
    END IF;
END $$;

-- What the marks change in the totals: the marked patients and months as they are now, less as they were folded.
CREATE OR REPLACE FUNCTION varde_private.figure_pending(today date)
RETURNS TABLE (part text, cut text, day date, municipality text, n bigint, people bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    whole uuid[] := ARRAY(SELECT DISTINCT m.patient_id FROM varde_private.figure_mark m WHERE m.month = '-infinity');
    marked record;
BEGIN
    FOR marked IN
        SELECT m.month, array_agg(DISTINCT m.patient_id) AS ids FROM varde_private.figure_mark m
        WHERE m.month = '-infinity' OR m.patient_id <> ALL (whole) GROUP BY m.month
    LOOP
        RETURN QUERY
        SELECT c.part, c.cut, c.day, c.municipality, sum(c.n)::bigint, sum(c.person)::bigint
        FROM (
            SELECT p.part, p.cut, p.day, p.municipality, p.n, 1 AS person
            FROM varde_private.figure_parts_of(marked.ids, marked.month, today) p
            UNION ALL
            SELECT p.part, p.cut, p.day, p.municipality, -p.n, -1 FROM varde_private.figure_part p
            WHERE p.patient_id = ANY (marked.ids) AND (marked.month = '-infinity' OR p.month = marked.month)
        ) c GROUP BY 1, 2, 3, 4 HAVING sum(c.n) <> 0 OR sum(c.person) <> 0;
    END LOOP;
END $$;

-- Everything, from the rows, as totals: what folding must equal.
CREATE OR REPLACE FUNCTION varde_private.figure_from_rows(today date)
RETURNS TABLE (part text, cut text, day date, municipality text, n bigint, people bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.part, p.cut, p.day, p.municipality, sum(p.n)::bigint, count(*)
    FROM varde_private.figure_parts_of(NULL, '-infinity', today) p GROUP BY 1, 2, 3, 4
$$;

-- Fold what so many marks change into the totals; returns how many were folded. What is left is as right as before.
CREATE OR REPLACE FUNCTION varde.figure_fold(today date, at_once integer DEFAULT 2000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    marked record;
    folded bigint := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(1718183797) THEN
        RETURN 0;  -- somebody else is folding; what is read is right all the same
    END IF;
    FOR marked IN
        WITH gone AS (
            DELETE FROM varde_private.figure_mark
            WHERE ctid = ANY (ARRAY(SELECT m.ctid FROM varde_private.figure_mark m LIMIT at_once)) RETURNING patient_id, month
        )
        SELECT month, array_agg(DISTINCT patient_id) AS ids, count(*) AS marks FROM gone GROUP BY month ORDER BY month
    LOOP
        folded := folded + marked.marks;
        PERFORM varde_private.figure_replace(marked.ids, marked.month, today);
    END LOOP;
    RETURN folded;
END $$;

CREATE OR REPLACE FUNCTION varde_private.figure_replace(ids uuid[], marked date, today date) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    WITH fresh AS MATERIALIZED (SELECT * FROM varde_private.figure_parts_of(ids, marked, today)),
    old AS (
        DELETE FROM varde_private.figure_part p WHERE p.patient_id = ANY (ids) AND (marked = '-infinity' OR p.month = marked)
        RETURNING p.*
    ),
    kept AS (INSERT INTO varde_private.figure_part SELECT * FROM fresh)
    INSERT INTO varde_private.figure_total AS t (part, cut, day, municipality, n, people)
    SELECT c.part, c.cut, c.day, c.municipality, sum(c.n), sum(c.person)
    FROM (SELECT part, cut, day, municipality, n, 1 AS person FROM fresh
          UNION ALL SELECT part, cut, day, municipality, -n, -1 FROM old) c
    GROUP BY 1, 2, 3, 4 HAVING sum(c.n) <> 0 OR sum(c.person) <> 0
    ON CONFLICT (part, cut, day, municipality) DO UPDATE SET n = t.n + excluded.n, people = t.people + excluded.people
$$;

-- All over again from the rows, for owner: after a bulk load that left no marks, or when somebody doubts the totals.
CREATE OR REPLACE FUNCTION varde_private.figure_refill(today date) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1718183797);
    DELETE FROM varde_private.figure_mark;
    TRUNCATE varde_private.figure_part, varde_private.figure_total;
    DROP INDEX varde_private.figure_part_of;
    INSERT INTO varde_private.figure_part SELECT * FROM varde_private.figure_parts_of(NULL, '-infinity', today);
    CREATE INDEX figure_part_of ON varde_private.figure_part (patient_id, month);
    INSERT INTO varde_private.figure_total (part, cut, day, municipality, n, people)
    SELECT part, cut, day, municipality, sum(n), count(*) FROM varde_private.figure_part GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4;  -- what is asked for together lies together
    ANALYZE varde_private.figure_part, varde_private.figure_total;
END $$;

-- How many totals differ from a count of the rows. Days that are over and no longer asked for are left out.
CREATE OR REPLACE FUNCTION varde_private.figure_differences(today date)
RETURNS TABLE (part text, cut text, day date, municipality text, n bigint, people bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.part, d.cut, d.day, d.municipality, sum(d.n)::bigint, sum(d.people)::bigint
    FROM (SELECT part, cut, day, municipality, n, people FROM varde_private.figure_total
          UNION ALL SELECT * FROM varde_private.figure_pending(today)
          UNION ALL SELECT part, cut, day, municipality, -n, -people FROM varde_private.figure_from_rows(today)) d
    WHERE NOT (d.part LIKE '%\_ahead' AND d.day < today)
    GROUP BY 1, 2, 3, 4 HAVING sum(d.n) <> 0 OR sum(d.people) <> 0
$$;

-- The marks. One function a table; `changed` are the rows of one statement.
CREATE OR REPLACE FUNCTION varde_private.mark_measured() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO varde_private.figure_mark
    SELECT DISTINCT c.patient_id, varde_private.month_of(varde_private.figure_day(c.effective_at)) FROM changed c;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION varde_private.mark_expected() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO varde_private.figure_mark
    SELECT DISTINCT c.patient_id, varde_private.month_of(varde_private.figure_day(c.opens_at)) FROM changed c;
    RETURN NULL;
END $$;

-- A step on a card belongs to the month in which the card was opened, and to the one in which it became red.
CREATE OR REPLACE FUNCTION varde_private.mark_card() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO varde_private.figure_mark
    SELECT c.patient_id, varde_private.month_of(varde_private.figure_day(c.at)) FROM changed c
    UNION
    SELECT c.patient_id, varde_private.month_of(varde_private.figure_day(e.at)) FROM changed c
    JOIN public.triage_cardevent e ON e.patient_id = c.patient_id AND e.episode = c.episode;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION varde_private.mark_answered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO varde_private.figure_mark
    SELECT DISTINCT c.patient_id, '-infinity'::date FROM changed c WHERE c.form NOT LIKE '%\_daglig' AND c.score IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION varde_private.mark_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO varde_private.figure_mark SELECT DISTINCT c.patient_id, '-infinity'::date FROM changed c;
    RETURN NULL;
END $$;

-- Other opening hours, other promises: whoever is followed there is counted again.
CREATE OR REPLACE FUNCTION varde_private.mark_unit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO varde_private.figure_mark
    SELECT DISTINCT e.patient_id, '-infinity'::date FROM changed c
    JOIN public.pathways_episodeofcare e ON e.unit_id::text = coalesce(to_jsonb(c) ->> 'unit_id', to_jsonb(c) ->> 'id');
    RETURN NULL;
END $$;

DO $$
DECLARE
    watched record;
BEGIN
    FOR watched IN
        SELECT t.name, t.mark, e.event, CASE e.event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END AS version
        FROM (VALUES ('measurements_observation', 'mark_measured'), ('triage_window', 'mark_expected'),
                     ('triage_cardevent', 'mark_card'), ('questionnaires_questionnaireresponse', 'mark_answered'),
                     ('pathways_episodeofcare', 'mark_history'), ('pathways_pause', 'mark_history'),
                     ('plans_careplanversion', 'mark_history'), ('care_teams_carerelation', 'mark_history'),
                     ('identity_patient', 'mark_history'), ('care_teams_openinghours', 'mark_unit'),
                     ('care_teams_closedday', 'mark_unit'), ('care_teams_unit', 'mark_unit')) t (name, mark)
        CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE')) e (event)
        WHERE e.event = 'UPDATE' OR t.name NOT IN ('identity_patient', 'care_teams_unit')
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER figures_%s AFTER %s ON public.%I REFERENCING %s TABLE AS changed'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION varde_private.%I()',
                       lower(watched.event), watched.event, watched.name, watched.version, watched.mark);
    END LOOP;
END $$;

-- Which municipalities each place is made of, at every level above them.
CREATE OR REPLACE VIEW fact_area AS
SELECT 'municipality' AS level, 'K:' || number AS place, number AS municipality FROM fact_municipality
UNION ALL SELECT 'county', 'F:' || county_number, number FROM fact_municipality
UNION ALL SELECT 'helsefellesskap', 'HF:' || helsefellesskap, number FROM fact_municipality WHERE helsefellesskap IS NOT NULL
UNION ALL SELECT 'project', 'P:' || p.slug, t.municipality_id FROM projects_participation t JOIN projects_project p ON p.id = t.project_id;

-- The parts of figures for every place of the asked levels as of a day. `standing` parts are who stood there at the end of
-- that day; `monthly` ones what happened in its month until then. Only the given cuts, or all of them when null.
-- `from_rows` counts everything again instead.
CREATE OR REPLACE FUNCTION varde.fact_figures(levels text[], standing text[], monthly text[], cuts text[], as_of date, today date,
                                              from_rows boolean DEFAULT false)
RETURNS TABLE (level text, place text, part text, cut text, n bigint, people bigint, municipalities bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    this_month date := varde_private.month_of(as_of);
    next_month date := (this_month + interval '1 month')::date;
    this_quarter date := varde_private.first_of('quarter', as_of);
    this_year date := varde_private.first_of('year', as_of);
    dom integer := extract(day FROM as_of);
BEGIN
RETURN QUERY
WITH pending AS MATERIALIZED (
    SELECT * FROM varde_private.figure_pending(today) WHERE NOT from_rows
    UNION ALL SELECT * FROM varde_private.figure_from_rows(today) WHERE from_rows
), total AS NOT MATERIALIZED (
    SELECT part, cut, day, municipality, n, people FROM varde_private.figure_total WHERE NOT from_rows
    UNION ALL SELECT part, cut, day, municipality, n, people FROM pending
), piece AS (
    SELECT part, cut, municipality, n, people FROM total WHERE part = ANY (standing) AND day <= this_month
      AND (part LIKE 'prom%' OR day >= this_quarter) AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT left(part, -8), cut, municipality, n, people FROM total
    WHERE part = ANY (ARRAY(SELECT s || '_quarter' FROM unnest(standing) s)) AND day >= this_year AND day < this_quarter
      AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT left(part, -5), cut, municipality, n, people FROM total
    WHERE part = ANY (ARRAY(SELECT s || '_year' FROM unnest(standing) s)) AND day < this_year
      AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT left(part, -4), cut, municipality, -n, -people FROM total
    WHERE part = ANY (ARRAY(SELECT s || '_day' FROM unnest(standing) s)) AND day > as_of AND day < next_month AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT part, cut, municipality, n, people FROM total WHERE part = ANY (monthly) AND day = this_month AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT left(part, -6), '', municipality, -n, -people FROM total
    WHERE part = ANY (ARRAY(SELECT m || '_ahead' FROM unnest(monthly) m)) AND cut = this_month::text AND day >= today
    UNION ALL  -- days somebody was followed this month until that day
    SELECT 'patient_days', '', municipality, n * CASE WHEN part = 'active' AND day = this_month THEN dom + 1 ELSE dom END, 0
    FROM total WHERE 'patient_days' = ANY (monthly) AND cut = ''
      AND (part = 'active' AND day BETWEEN this_quarter AND this_month
           OR part = 'active_quarter' AND day >= this_year AND day < this_quarter OR part = 'active_year' AND day < this_year)
    UNION ALL
    SELECT 'patient_days', '', municipality, -n, 0 FROM total
    WHERE 'patient_days' = ANY (monthly) AND part = 'active_dom' AND cut = '' AND day = this_month
    UNION ALL
    SELECT 'patient_days', '', municipality, n * (extract(day FROM day)::integer - dom - 1), 0 FROM total
    WHERE 'patient_days' = ANY (monthly) AND part = 'active_day' AND cut = '' AND day > as_of AND day < next_month
), local AS (
    SELECT part, cut, municipality, sum(n)::bigint AS n, sum(people)::bigint AS people FROM piece GROUP BY 1, 2, 3
)
SELECT 'nation', 'NO', l.part, l.cut, sum(l.n)::bigint, sum(l.people)::bigint, count(*) FILTER (WHERE l.n > 0)
FROM local l WHERE 'nation' = ANY (levels) GROUP BY 3, 4
UNION ALL
SELECT a.level, a.place, l.part, l.cut, sum(l.n)::bigint, sum(l.people)::bigint, count(*) FILTER (WHERE l.n > 0)
FROM local l JOIN public.fact_area a ON a.municipality = l.municipality WHERE a.level = ANY (levels) GROUP BY 1, 2, 3, 4;
END $$;
REVOKE ALL ON FUNCTION varde.fact_figures(text[], text[], text[], text[], date, date, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION varde.fact_figures(text[], text[], text[], text[], date, date, boolean) TO varde_worker;

-- The same parts month by month, for the places of one level; standing parts as changes, what came before `since` in its
-- first month. The month of today is whole, with what is planned for its last days. Of the nation, standing parts are read
-- from its own sums unless how many municipalities are behind them is asked for.
CREATE OR REPLACE FUNCTION varde.fact_trend(of_level text, of_place text, standing text[], monthly text[], cuts text[], since date, today date,
                                            by_municipality boolean)
RETURNS TABLE (place text, month date, part text, cut text, n bigint, people bigint, municipalities bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    this_month date := varde_private.month_of(today);
BEGIN
RETURN QUERY
WITH pending AS MATERIALIZED (
    SELECT * FROM varde_private.figure_pending(today)
), total AS NOT MATERIALIZED (
    SELECT part, cut, day, municipality, n, people FROM varde_private.figure_total
    UNION ALL SELECT part, cut, day, municipality, n, people FROM pending
), piece AS (
    SELECT part, cut, day, municipality, n, people FROM total
    WHERE by_municipality AND part = ANY (standing) AND day <= this_month AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT left(part, -7), cut, day, municipality, n, people FROM total
    WHERE NOT by_municipality AND part = ANY (ARRAY(SELECT s || '_nation' FROM unnest(standing) s)) AND day <= this_month
    UNION ALL
    SELECT part, cut, day, municipality, n, people FROM total
    WHERE NOT by_municipality AND part = ANY (standing) AND part LIKE 'prom%' AND day <= this_month
    UNION ALL
    SELECT CASE WHEN part LIKE '%\_nation' THEN left(part, -7) ELSE part END, cut, day, municipality, n, people FROM total
    WHERE part = ANY (CASE WHEN by_municipality OR cuts IS NOT NULL THEN monthly ELSE ARRAY(SELECT m || '_nation' FROM unnest(monthly) m) END)
      AND day BETWEEN since AND this_month AND (cuts IS NULL OR cut = ANY (cuts))
    UNION ALL
    SELECT left(part, -6), '', cut::date, municipality, -n, -people FROM total
    WHERE part = ANY (ARRAY(SELECT m || '_ahead' FROM unnest(monthly) m)) AND day >= today
), local AS (
    SELECT part, cut, day, municipality, sum(n)::bigint AS n, sum(people)::bigint AS people FROM piece GROUP BY 1, 2, 3, 4
), level_after AS (  -- what stands after each month's change, so that places with somebody are counted
    SELECT l.*, CASE WHEN l.part = ANY (standing)
                     THEN sum(l.n) OVER (PARTITION BY l.municipality, l.cut, l.part ORDER BY l.day ROWS UNBOUNDED PRECEDING) ELSE l.n END AS after
    FROM local l
), change AS (
    SELECT l.part, l.cut, l.day, l.municipality, l.n, l.people,
           (l.after > 0)::integer
               - CASE WHEN l.part = ANY (standing) AND l.after - l.n > 0 THEN 1 ELSE 0 END AS municipalities
    FROM level_after l
)
SELECT 'NO', greatest(c.day, since), c.part, c.cut, sum(c.n)::bigint, sum(c.people)::bigint, sum(c.municipalities)::bigint
FROM change c WHERE of_level = 'nation' GROUP BY 2, 3, 4
UNION ALL
SELECT a.place, greatest(c.day, since), c.part, c.cut, sum(c.n)::bigint, sum(c.people)::bigint, sum(c.municipalities)::bigint
FROM change c JOIN public.fact_area a ON a.municipality = c.municipality
WHERE a.level = of_level AND (of_place IS NULL OR a.place = of_place) GROUP BY 1, 2, 3, 4;
END $$;
REVOKE ALL ON FUNCTION varde.fact_trend(text, text, text[], text[], text[], date, date, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION varde.fact_trend(text, text, text[], text[], text[], date, date, boolean) TO varde_worker;

-- Marks that wait to be folded: when they are many, reading is slow until somebody folds them.
CREATE OR REPLACE FUNCTION varde.fact_waiting(up_to integer) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM (SELECT FROM varde_private.figure_mark LIMIT up_to) m
$$;
REVOKE ALL ON FUNCTION varde.fact_waiting(integer), varde.figure_fold(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION varde.fact_waiting(integer), varde.figure_fold(date, integer) TO varde_worker;

-- Personnel behind the figures, counted.
CREATE OR REPLACE VIEW fact_nurses AS
SELECT count(DISTINCT r.practitioner_id) AS nurses FROM identity_practitionerrole r
JOIN care_teams_unit u ON u.organization_id = r.organization_id
WHERE r.code = 'follow_up_nurse' AND r.valid_from <= now() AND (r.valid_to IS NULL OR r.valid_to > now())
  AND EXISTS (SELECT FROM pathways_episodeofcare e WHERE e.unit_id = u.id AND e.status = 'active');

-- When the way of counting has changed since the totals were made, everything is counted again now.
DO $$
DECLARE
    shape text := (SELECT md5(string_agg(p.prosrc, '' ORDER BY p.proname)) FROM pg_proc p
                   WHERE p.pronamespace = 'varde_private'::regnamespace AND p.proname IN (
                       'figure_months', 'figure_history', 'figure_day', 'month_of', 'first_of', 'is_holiday', 'open_stretches',
                       'unit_is_open', 'unit_promise', 'waited'));
BEGIN
    IF obj_description('varde_private.figure_total'::regclass) IS DISTINCT FROM shape THEN
        PERFORM varde_private.figure_refill(current_date);
        EXECUTE format('COMMENT ON TABLE varde_private.figure_total IS %L', shape);
    END IF;
END $$;
