-- Grants on columns that came later; run after the other file that ends in `_grants.sql`.

grant insert (tokens) on public.query_log to authenticated;
grant insert (samples), update (samples) on public.workspace_connections to authenticated;
