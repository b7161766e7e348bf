-- A grant on a column that came later; run after the other file that ends in `_grants.sql`.

grant insert (tokens) on public.query_log to authenticated;
