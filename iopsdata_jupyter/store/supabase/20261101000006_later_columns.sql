-- What the local store has come to keep: tokens of the model call that made a statement, and whether values of a
-- connection's data may be told to a model.

alter table public.query_log add column tokens bigint check (tokens >= 0);
alter table public.workspace_connections add column samples boolean not null default false;

create or replace function public.iopsdata_schema_version() returns integer
language sql immutable set search_path = ''
as $$ select 2 $$;
