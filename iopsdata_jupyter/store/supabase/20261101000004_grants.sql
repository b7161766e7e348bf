-- Everything is taken away first, so that this file can be run again after anything that grants too much.

revoke all on schema private from public, anon, authenticated;
revoke all on all functions in schema private from public, anon, authenticated;
grant usage on schema private to authenticated, service_role;
grant execute on function private.my_workspaces(text) to authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

revoke all on public.workspaces, public.workspace_members, public.workspace_invitations, public.user_settings,
  public.workspace_connections, public.file_assets, public.verified_queries, public.metrics, public.query_log
  from public, anon, authenticated, service_role;
-- A column that a client may not write is stamped by the server. An upsert also sets the columns of its key,
-- so they may be named in an UPDATE; the trigger `stamp` refuses another value.

grant select, delete on public.workspaces to authenticated;
grant update (name) on public.workspaces to authenticated;
grant select on public.workspace_members, public.workspace_invitations to authenticated;

grant select, delete on public.user_settings to authenticated;
grant insert (workspace_id, user_id, name, value), update (workspace_id, user_id, name, value)
  on public.user_settings to authenticated;

grant select, delete on public.workspace_connections to authenticated;
grant insert (id, workspace_id, name, driver, target, access, has_password, encrypted_config),
  update (workspace_id, name, driver, target, access, has_password, encrypted_config)
  on public.workspace_connections to authenticated;

grant select, delete on public.file_assets to authenticated;
grant insert (id, workspace_id, name, path, size_bytes, sha256, media_type),
  update (workspace_id, name, path, size_bytes, sha256, media_type) on public.file_assets to authenticated;

grant select, delete on public.verified_queries to authenticated;
grant insert (id, workspace_id, connection, question, sql, dialect, parameters),
  update (workspace_id, connection, question, sql, dialect, parameters) on public.verified_queries to authenticated;

grant select, delete on public.metrics to authenticated;
grant insert (id, workspace_id, name, expression, description, grain, filters, synonyms),
  update (workspace_id, name, expression, description, grain, filters, synonyms) on public.metrics to authenticated;

grant select on public.query_log to authenticated;
grant insert (workspace_id, event_id, at, connection, source, text_hash, verdict, rule, rows, elapsed_ms, translator)
  on public.query_log to authenticated;

grant select, insert, update, delete on public.workspaces, public.workspace_members, public.workspace_invitations,
  public.user_settings, public.workspace_connections, public.file_assets, public.verified_queries, public.metrics
  to service_role;
grant select, insert on public.query_log to service_role;

revoke all on function public.create_workspace(text), public.invite_member(uuid, text, text),
  public.withdraw_invitation(uuid), public.my_invitations(), public.accept_invitation(uuid),
  public.decline_invitation(uuid), public.list_members(uuid), public.change_role(uuid, uuid, text),
  public.remove_member(uuid, uuid), public.leave_workspace(uuid), public.delete_account(),
  public.iopsdata_schema_version()
  from public, anon, authenticated, service_role;
grant execute on function public.create_workspace(text), public.invite_member(uuid, text, text),
  public.withdraw_invitation(uuid), public.my_invitations(), public.accept_invitation(uuid),
  public.decline_invitation(uuid), public.list_members(uuid), public.change_role(uuid, uuid, text),
  public.remove_member(uuid, uuid), public.leave_workspace(uuid), public.delete_account(),
  public.iopsdata_schema_version()
  to authenticated;
grant execute on function public.iopsdata_schema_version() to service_role;
