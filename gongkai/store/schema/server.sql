-- What only a server needs: who may log in as what, and a journal that nobody can falsify.
-- Applied anew by every `gongkai server init`, so each statement can be repeated.

CREATE TABLE IF NOT EXISTS about (
    version INTEGER NOT NULL,
    prefix  TEXT NOT NULL,          -- the group roles are <prefix>_office, <prefix>_unit, <prefix>_reader
    copying TEXT                    -- a copy into this database has begun and not ended: what its copier calls itself
);

CREATE TABLE IF NOT EXISTS account (
    login TEXT COLLATE "C" PRIMARY KEY,
    role  TEXT COLLATE "C" NOT NULL CHECK (role IN ('office', 'unit', 'reader')),
    unit  TEXT COLLATE "C" CHECK ((role = 'unit') = (unit IS NOT NULL)),
    made  INTEGER NOT NULL,         -- 1: we made the role; 0: it was there before
    added TEXT COLLATE "C" NOT NULL
);

-- The marks of the latest transactions: each commits its own with the rest, and a program whose connection is lost
-- while committing looks for it afterwards. A day's worth is kept.
CREATE TABLE IF NOT EXISTS mark (
    token TEXT COLLATE "C" PRIMARY KEY,
    at    TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS mark_at ON mark (at);

-- Writers wait for each other, as in SQLite: each builds on what the one before has written. Whose turn it is holds the
-- lock on this table, which is always empty and which only the functions below reach. (Advisory locks anybody can take.)
CREATE TABLE IF NOT EXISTS turn (nothing BOOLEAN);

-- The role of whoever is connected. `session_user` is the login itself, whatever SET ROLE says.
CREATE OR REPLACE FUNCTION own_role() RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(
        (SELECT role FROM gongkai.account WHERE login = session_user),
        (SELECT 'owner' FROM pg_namespace
         WHERE nspname = 'gongkai' AND pg_has_role(session_user, nspowner, 'USAGE')))
$$;

CREATE OR REPLACE FUNCTION own_unit() RETURNS TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT unit FROM gongkai.account WHERE login = session_user
$$;

-- The same for the policies, said to be immutable: then a question is planned with the unit's name in it, and no part of
-- its plan runs, or doesn't, by what stands in the rows of others. In a session it is what it is: whoever is removed loses
-- every right, and so whatever was planned.
CREATE OR REPLACE FUNCTION walled_in() RETURNS TEXT
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT gongkai.own_unit()
$$;

-- What a program asks first.
CREATE OR REPLACE FUNCTION hello() RETURNS TABLE (version INTEGER, copying TEXT, role TEXT, unit TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.version, a.copying, gongkai.own_role(), gongkai.own_unit() FROM gongkai.about a
$$;

-- Is it a copy that goes on, by one who may copy? A copier calls itself what `about.copying` says.
CREATE OR REPLACE FUNCTION copier_lives(copier TEXT) RETURNS BOOLEAN
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM pg_stat_activity a JOIN pg_namespace n ON n.nspname = 'gongkai'
        WHERE a.datname = current_database() AND a.application_name = copier
          AND pg_has_role(a.usesysid, n.nspowner, 'USAGE'))
$$;

-- Wait for one's turn to write, and leave a mark of one's own that is there if, and only if, the transaction commits.
-- While a copy into this record is under way, or was broken off, only a copier has a turn: one after the other.
CREATE OR REPLACE FUNCTION take_turn(mine TEXT) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    copier TEXT;
    me TEXT := current_setting('application_name');
BEGIN
    LOCK TABLE gongkai.turn IN EXCLUSIVE MODE;
    PERFORM set_config('idle_in_transaction_session_timeout', '20s', true);
    SELECT copying INTO copier FROM gongkai.about;
    IF copier IS NOT NULL THEN
        IF me NOT LIKE 'gongkai copy %' OR gongkai.own_role() IS DISTINCT FROM 'owner' THEN
            RAISE EXCEPTION 'a copy is under way' USING ERRCODE = 'GK001';
        ELSIF copier <> me AND gongkai.copier_lives(copier) THEN
            RAISE EXCEPTION 'another copy is under way' USING ERRCODE = 'GK002';
        ELSIF copier <> me THEN
            UPDATE gongkai.about SET copying = me;
        END IF;
    END IF;
    DELETE FROM gongkai.mark WHERE at < now() - INTERVAL '1 day';
    INSERT INTO gongkai.mark (token) VALUES (mine);
END
$$;

-- Was the transaction that left this mark committed? On the server it may still be going on: its end is waited for.
CREATE OR REPLACE FUNCTION has_mark(mine TEXT) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE gongkai.turn IN EXCLUSIVE MODE;
    PERFORM set_config('idle_in_transaction_session_timeout', '20s', true);
    RETURN EXISTS (SELECT 1 FROM gongkai.mark WHERE token = mine);
END
$$;

DROP FUNCTION IF EXISTS leave_mark(TEXT);

-- Let the server look at how much there is in each table; before that, it plans long questions badly. Only a table's
-- owner may ask for it, and the office loads plans.
CREATE OR REPLACE FUNCTION measure() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    each RECORD;
BEGIN
    FOR each IN
        SELECT oid::regclass AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'gongkai'::regnamespace AND relname <> 'turn'
    LOOP
        EXECUTE format('ANALYZE %s', each.name);
    END LOOP;
END
$$;

-- Delete the rows of the unit that is connected which have these values. No unit may DELETE by itself: whoever may that
-- may also lock the whole table, against those who only read.
CREATE OR REPLACE FUNCTION remove_own(place TEXT, wanted JSONB) RETURNS BIGINT
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own TEXT := gongkai.own_unit();
    name TEXT := format('gongkai.%I', place);
    gone BIGINT;
BEGIN
    IF own IS NULL OR to_regclass(name) IS NULL OR place = 'journal'
       OR NOT has_any_column_privilege(session_user, name, 'INSERT') THEN
        RAISE EXCEPTION 'not a record of one''s own' USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('DELETE FROM %s WHERE unit = %L', name, own)
        || COALESCE((SELECT string_agg(format(' AND %I = %L', w.key, w.value), '') FROM jsonb_each_text(wanted) w), '');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

-- The last number given out in a table; 0: none yet.
CREATE OR REPLACE FUNCTION given_out(place TEXT) RETURNS BIGINT
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last BIGINT;
BEGIN
    EXECUTE format('SELECT last_value - (NOT is_called)::int FROM %s',
                   pg_get_serial_sequence(format('gongkai.%I', place), 'id')) INTO last;
    RETURN last;
END
$$;

-- The same of every table that has numbers: a copy counts on from there.
CREATE OR REPLACE FUNCTION counters() RETURNS TABLE (name TEXT, last BIGINT)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.relname::text, gongkai.given_out(c.relname::text)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND a.attidentity <> ''
    WHERE c.relkind = 'r' AND c.relnamespace = 'gongkai'::regnamespace
$$;

-- Who and when are the server's word, not the client's.
CREATE OR REPLACE FUNCTION sign_journal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.actor := session_user;
    NEW.at := to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM');
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION keep_journal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END
$$;

DROP TRIGGER IF EXISTS journal_is_signed ON journal;
CREATE TRIGGER journal_is_signed BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION sign_journal();
DROP TRIGGER IF EXISTS journal_is_kept ON journal;
CREATE TRIGGER journal_is_kept BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION keep_journal();
DROP TRIGGER IF EXISTS journal_is_whole ON journal;
CREATE TRIGGER journal_is_whole BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION keep_journal();
