-- Disposal of entries whose time is over. How long they are kept is said by whoever looks after the
-- database (provbank log database, with its option keep-days), never by those who write the log. Until
-- it is said, nothing is disposed of.

CREATE TABLE provbank_log.disposal (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  keep interval CHECK (keep > interval '0'),
  disposed_to bigint NOT NULL
);
INSERT INTO provbank_log.disposal (keep, disposed_to) VALUES (NULL, 0);
CREATE TRIGGER disposal_stays BEFORE DELETE ON provbank_log.disposal
  FOR EACH ROW EXECUTE FUNCTION provbank_log.refuse();
CREATE TRIGGER disposal_never_emptied BEFORE TRUNCATE ON provbank_log.disposal
  FOR EACH STATEMENT EXECUTE FUNCTION provbank_log.refuse();

-- An entry goes when it has been disposed of, and in no other way.
CREATE FUNCTION provbank_log.refuse_unless_disposed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF old.seq > (SELECT disposed_to FROM provbank_log.disposal) THEN
    RAISE EXCEPTION 'the event log is added to and never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN old;
END $$;
DROP TRIGGER never_changed ON provbank_log.entry;
CREATE TRIGGER never_changed BEFORE UPDATE ON provbank_log.entry
  FOR EACH ROW EXECUTE FUNCTION provbank_log.refuse();
CREATE TRIGGER never_removed BEFORE DELETE ON provbank_log.entry
  FOR EACH ROW EXECUTE FUNCTION provbank_log.refuse_unless_disposed();

CREATE FUNCTION provbank_log.keep_for(days integer) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  UPDATE provbank_log.disposal SET keep = make_interval(days => keep_for.days)
$$;

-- Disposes of the oldest entries, up to the last checkpoint before the first one that is still to be
-- kept, and says which they were. Age is counted from the newest entry, yet never from a later time
-- than the clock of the database, so that no writer can hurry it. At most so many at a time; the rest
-- follows at the next checkpoint.
CREATE FUNCTION provbank_log.dispose() RETURNS TABLE (first_seq bigint, last_seq bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at_most constant integer = 100000;
  how_long interval;
  newest json;
  too_old timestamptz;
  seen integer = 0;
  one record;
BEGIN
  SELECT keep INTO how_long FROM provbank_log.disposal;
  IF how_long IS NULL THEN
    RETURN;
  END IF;
  PERFORM FROM provbank_log.head FOR UPDATE;
  SELECT CAST(line AS json) INTO newest FROM provbank_log.entry ORDER BY seq DESC LIMIT 1;
  too_old = least(CAST(newest ->> 'time' AS timestamptz), now()) - how_long;
  FOR one IN SELECT seq, CAST(line AS json) AS event FROM provbank_log.entry ORDER BY seq LOOP
    seen = seen + 1;
    EXIT WHEN seen > at_most OR (CAST(one.event ->> 'time' AS timestamptz) < too_old) IS NOT TRUE;
    IF first_seq IS NULL THEN
      first_seq = one.seq;
    END IF;
    IF one.event ->> 'event' = 'checkpoint' THEN
      last_seq = one.seq;
    END IF;
  END LOOP;
  IF last_seq IS NULL THEN
    RETURN;
  END IF;
  UPDATE provbank_log.disposal SET disposed_to = last_seq;
  DELETE FROM provbank_log.entry WHERE seq <= last_seq;
  RETURN NEXT;
END $$;

DO $$
DECLARE
  name text;
BEGIN
  EXECUTE 'ALTER TABLE provbank_log.disposal OWNER TO provbank_log_owner';
  FOREACH name IN ARRAY ARRAY['refuse_unless_disposed()', 'keep_for(integer)', 'dispose()'] LOOP
    EXECUTE format('ALTER FUNCTION provbank_log.%s OWNER TO provbank_log_owner', name);
    EXECUTE format('REVOKE ALL ON FUNCTION provbank_log.%s FROM PUBLIC', name);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION provbank_log.dispose() TO provbank_log_write;
