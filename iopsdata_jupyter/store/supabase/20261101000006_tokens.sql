-- Tokens of the model call that made a statement, as the local log has them.

alter table public.query_log add column tokens bigint check (tokens >= 0);

create or replace function public.iopsdata_schema_version() returns integer
language sql immutable set search_path = ''
as $$ select 2 $$;
