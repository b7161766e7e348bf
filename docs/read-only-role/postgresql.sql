-- A role that may only read the schema `public` of the database that this runs in.
-- Run it as the owner of the database; then give the role a password: ALTER ROLE analyst PASSWORD '...'.
CREATE ROLE analyst LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 20;
ALTER ROLE analyst SET default_transaction_read_only = on;
ALTER ROLE analyst SET statement_timeout = '60s';
ALTER ROLE analyst SET idle_in_transaction_session_timeout = '5min';

DO $$ BEGIN
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO analyst', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO analyst;
-- Functions run with the rights of the caller, except those marked SECURITY DEFINER: nobody calls them unasked.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON ALL PROCEDURES IN SCHEMA public FROM PUBLIC;
-- What even a read-only transaction may do: lock by number, wake listeners, write to the log, make large objects.
REVOKE EXECUTE ON FUNCTION
  pg_advisory_lock(bigint), pg_advisory_lock(int, int),
  pg_advisory_lock_shared(bigint), pg_advisory_lock_shared(int, int),
  pg_try_advisory_lock(bigint), pg_try_advisory_lock(int, int),
  pg_try_advisory_lock_shared(bigint), pg_try_advisory_lock_shared(int, int),
  pg_notify(text, text), lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea), lo_unlink(oid)
FROM PUBLIC;
