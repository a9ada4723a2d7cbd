-- A published edition and its sections are never changed, and steps are only added. Applied by owner after every migrate.
CREATE OR REPLACE FUNCTION varde_private.refuse_change_of_published() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    editions uuid[];
BEGIN
    IF TG_TABLE_NAME = 'reports_edition' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'a published edition is never changed: make a new one with a reason' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSE
        editions := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.edition_id] WHEN 'DELETE' THEN ARRAY[OLD.edition_id]
            ELSE ARRAY[OLD.edition_id, NEW.edition_id] END;
        IF EXISTS (SELECT FROM public.reports_edition e WHERE e.id = ANY(editions) AND e.published_at IS NOT NULL) THEN
            RAISE EXCEPTION 'a section of a published edition is never changed' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION varde_private.refuse_change_of_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what happened to a report is never rewritten' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER published BEFORE UPDATE OR DELETE ON reports_edition
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change_of_published();
CREATE OR REPLACE TRIGGER published BEFORE INSERT OR UPDATE OR DELETE ON reports_section
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change_of_published();
CREATE OR REPLACE TRIGGER appended BEFORE UPDATE OR DELETE ON reports_step
    FOR EACH ROW EXECUTE FUNCTION varde_private.refuse_change_of_step();
