-- The event log in a database that several aggregators share. Applied by provbank log database,
-- each file once, in the order of their numbers, and never changed afterwards.
--
-- Three roles without a login, to be granted to those who have one
--   provbank_log_owner   owns everything below, is granted to nobody
--   provbank_log_write   the aggregators, may add entries and see where the log stands, not read
--   provbank_log_read    reviewers, may read once they have added an entry that says so
-- Nobody has a right on a table. All goes through the functions, which hold the log to its chain.
-- (No colon may stand anywhere, nor an apostrophe in a comment, since the library that brings these
-- statements to the database looks for its own parameters.)

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['provbank_log_owner', 'provbank_log_write', 'provbank_log_read'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
END $$;

CREATE TABLE provbank_log.entry (
  seq bigint PRIMARY KEY CHECK (seq > 0),
  line text NOT NULL
);

-- Where the log stands. The row is the lock of the log.
CREATE TABLE provbank_log.head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  seq bigint NOT NULL,
  hash text NOT NULL,
  state text NOT NULL
);
INSERT INTO provbank_log.head (seq, hash, state) VALUES (0, repeat('0', 64), '');

-- The statement of where the log stood, kept beside it.
CREATE TABLE provbank_log.stated (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  seq bigint NOT NULL,
  record text NOT NULL
);
INSERT INTO provbank_log.stated (seq, record) VALUES (0, '');

-- Sessions that have said in the log that they read it.
CREATE UNLOGGED TABLE provbank_log.reader (
  pid integer PRIMARY KEY,
  began timestamptz NOT NULL,
  said_by xid8 NOT NULL
);

CREATE FUNCTION provbank_log.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the event log is added to and never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON provbank_log.entry
  FOR EACH ROW EXECUTE FUNCTION provbank_log.refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON provbank_log.entry
  FOR EACH STATEMENT EXECUTE FUNCTION provbank_log.refuse();
CREATE TRIGGER head_stays BEFORE DELETE ON provbank_log.head
  FOR EACH ROW EXECUTE FUNCTION provbank_log.refuse();
CREATE TRIGGER head_never_emptied BEFORE TRUNCATE ON provbank_log.head
  FOR EACH STATEMENT EXECUTE FUNCTION provbank_log.refuse();

-- Adds lines (apart by line feeds) that follow on the head, whose new state the caller has worked out.
-- A line ends with the members prev and hash, 64 digits each, and its hash is of all before ,"hash"
CREATE FUNCTION provbank_log.add_lines(lines text, new_state text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  colon text = chr(58);
  at provbank_log.head;
  line text;
BEGIN
  SELECT * INTO at FROM provbank_log.head FOR UPDATE;
  FOREACH line IN ARRAY string_to_array(lines, chr(10)) LOOP
    IF NOT starts_with(line, replace(format('{"v"=2,"seq"=%s,', at.seq + 1), '=', colon))
        OR left(right(line, 149), 9) <> ',"prev"' || colon || '"'
        OR left(right(line, 140), 64) <> at.hash
        OR left(right(line, 75), 9) <> ',"hash"' || colon || '"'
        OR right(line, 66) <> encode(sha256(convert_to(left(line, -75), 'UTF8')), 'hex') || '"}' THEN
      RAISE EXCEPTION 'what is to be entry % does not follow on the log', at.seq + 1
        USING ERRCODE = 'check_violation';
    END IF;
    at.seq = at.seq + 1;
    at.hash = left(right(line, 66), 64);
    INSERT INTO provbank_log.entry (seq, line) VALUES (at.seq, line);
  END LOOP;
  IF (CAST(new_state AS json) ->> 'seq') IS DISTINCT FROM CAST(at.seq AS text)
      OR (CAST(new_state AS json) ->> 'hash') IS DISTINCT FROM at.hash THEN
    RAISE EXCEPTION 'the state is not that of entry %', at.seq USING ERRCODE = 'check_violation';
  END IF;
  UPDATE provbank_log.head SET seq = at.seq, hash = at.hash, state = new_state;
  RETURN at.seq;
END $$;

-- Where the log stands, and the lock of the log until the transaction ends.
CREATE FUNCTION provbank_log.take_head() RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT state FROM provbank_log.head FOR UPDATE
$$;

-- The same without the lock.
CREATE FUNCTION provbank_log.see_head() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT state FROM provbank_log.head
$$;

CREATE FUNCTION provbank_log.append(lines text, new_state text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT provbank_log.add_lines(lines, new_state)
$$;

-- Whether entry so-and-so is the one with that hash, for a writer who lost the connection.
CREATE FUNCTION provbank_log.holds(entry_seq bigint, entry_hash text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM provbank_log.entry
                 WHERE seq = entry_seq AND right(line, 66) = entry_hash || '"}')
$$;

CREATE FUNCTION provbank_log.stated_record() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT record FROM provbank_log.stated
$$;

-- Of several processes the one that got furthest has the last word.
CREATE FUNCTION provbank_log.state_record(entry_seq bigint, new_record text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE provbank_log.stated SET seq = entry_seq, record = new_record WHERE seq <= entry_seq
$$;

-- Adds the entry that says who reads, and lets this session read once it is committed.
CREATE FUNCTION provbank_log.begin_reading(line text, new_state text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF strpos(line, chr(10)) > 0
      OR CAST(line AS json) ->> 'event' IS DISTINCT FROM 'reading'
      OR NOT right(CAST(line AS json) ->> 'reader', length(session_user) + 1) = '/' || session_user THEN
    RAISE EXCEPTION 'a reader adds the entry that says who reads, as %, and no other', session_user
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM provbank_log.add_lines(line, new_state);
  INSERT INTO provbank_log.reader (pid, began, said_by)
    SELECT pid, backend_start, pg_current_xact_id() FROM pg_stat_activity WHERE pid = pg_backend_pid()
    ON CONFLICT (pid) DO UPDATE SET began = excluded.began, said_by = excluded.said_by;
END $$;

-- Entries from a number on, for a session that has said so in an earlier, committed transaction.
CREATE FUNCTION provbank_log.entries(from_seq bigint, at_most integer)
RETURNS TABLE (entry_seq bigint, entry_line text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM provbank_log.reader r JOIN pg_stat_activity a
                   ON a.pid = r.pid AND a.backend_start = r.began
                 WHERE r.pid = pg_backend_pid()
                   AND r.said_by IS DISTINCT FROM pg_current_xact_id_if_assigned()) THEN
    RAISE EXCEPTION 'nobody reads the log without an entry that says so' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY SELECT seq, line FROM provbank_log.entry
    WHERE seq >= from_seq ORDER BY seq LIMIT at_most;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  EXECUTE 'ALTER SCHEMA provbank_log OWNER TO provbank_log_owner';
  FOREACH name IN ARRAY ARRAY['entry', 'head', 'stated', 'reader'] LOOP
    EXECUTE format('ALTER TABLE provbank_log.%I OWNER TO provbank_log_owner', name);
  END LOOP;
  FOR name IN SELECT CAST(CAST(oid AS regprocedure) AS text) FROM pg_proc
      WHERE pronamespace = CAST('provbank_log' AS regnamespace) LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO provbank_log_owner', name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
  END LOOP;
END $$;
-- Whose sessions there are is seen by their owners alone, and the functions run as the owner of the log.
GRANT pg_read_all_stats TO provbank_log_owner;

REVOKE ALL ON SCHEMA provbank_log FROM PUBLIC;
GRANT USAGE ON SCHEMA provbank_log TO provbank_log_write, provbank_log_read;
GRANT EXECUTE ON FUNCTION provbank_log.take_head(), provbank_log.see_head(),
  provbank_log.stated_record() TO provbank_log_write, provbank_log_read;
GRANT EXECUTE ON FUNCTION provbank_log.append(text, text), provbank_log.holds(bigint, text),
  provbank_log.state_record(bigint, text) TO provbank_log_write;
GRANT EXECUTE ON FUNCTION provbank_log.begin_reading(text, text), provbank_log.entries(bigint, integer)
  TO provbank_log_read;
