-- Who may do what. A policy asks once a statement for the caller's workspaces, not once a row, and as an array,
-- which an index can be searched by: a list costs what it shows, however many rows other workspaces have.

create function private.my_workspaces(minimum text) returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select workspace_id from public.workspace_members
  where user_id = (select auth.uid())
    and role = any (case minimum
      when 'viewer' then array['viewer', 'editor', 'owner']
      when 'editor' then array['editor', 'owner']
      when 'owner' then array['owner']
    end)
$$;

-- Who wrote a row, and when, is the server's to say; a row never moves to another workspace.
create function private.stamp() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    if new.id <> old.id or to_jsonb(new) -> 'workspace_id' is distinct from to_jsonb(old) -> 'workspace_id' then
      raise exception 'A row stays in its workspace.' using errcode = '42501';
    end if;
    new.created_by := old.created_by;
    new.created_at := old.created_at;
  else
    new.created_by := auth.uid();
    new.created_at := now();
  end if;
  new.updated_by := auth.uid();
  new.updated_at := now();
  return new;
end
$$;

create function private.stamp_setting() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create function private.stamp_event() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.user_id := auth.uid();
  new.received_at := now();
  return new;
end
$$;

-- Holds for every role, also for those that no policy binds.
create function private.keep_log() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if not exists (select from public.workspaces where id = old.workspace_id) then
      return old;  -- the workspace itself is being deleted
    end if;
  end if;
  raise exception 'The query log is only added to.' using errcode = '42501';
end
$$;

create function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and (new.workspace_id <> old.workspace_id or new.user_id <> old.user_id) then
    raise exception 'A membership stays what it is.' using errcode = '42501';
  end if;
  if old.role = 'owner' and (tg_op = 'DELETE' or new.role <> 'owner') then
    -- The lock makes two owners who leave at once wait for each other.
    perform from public.workspaces where id = old.workspace_id for update;
    if found and not exists (
      select from public.workspace_members
      where workspace_id = old.workspace_id and role = 'owner' and user_id <> old.user_id
    ) then
      raise exception 'The last owner cannot leave the workspace.'
        using errcode = '42501', hint = 'Make another member an owner first, or delete the workspace.';
    end if;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;

create trigger stamp before insert or update on public.workspaces
  for each row execute function private.stamp();
create trigger stamp before insert or update on public.workspace_connections
  for each row execute function private.stamp();
create trigger stamp before insert or update on public.file_assets
  for each row execute function private.stamp();
create trigger stamp before insert or update on public.verified_queries
  for each row execute function private.stamp();
create trigger stamp before insert or update on public.metrics
  for each row execute function private.stamp();
create trigger stamp before insert or update on public.user_settings
  for each row execute function private.stamp_setting();
create trigger stamp before insert on public.query_log
  for each row execute function private.stamp_event();
create trigger keep_log before update or delete on public.query_log
  for each row execute function private.keep_log();
create trigger keep_log_whole before truncate on public.query_log
  for each statement execute function private.keep_log();
create trigger keep_an_owner before update or delete on public.workspace_members
  for each row execute function private.keep_an_owner();

alter table public.workspaces enable row level security;
alter table public.workspace_members enable row level security;
alter table public.workspace_invitations enable row level security;
alter table public.user_settings enable row level security;
alter table public.workspace_connections enable row level security;
alter table public.file_assets enable row level security;
alter table public.verified_queries enable row level security;
alter table public.metrics enable row level security;
alter table public.query_log enable row level security;

-- Workspaces are made by an RPC: a policy on INSERT .. RETURNING would look for a membership that is not there yet.
create policy read on public.workspaces for select to authenticated
  using (id = any (array(select private.my_workspaces('viewer'))));
create policy rename on public.workspaces for update to authenticated
  using (id = any (array(select private.my_workspaces('owner'))))
  with check (id = any (array(select private.my_workspaces('owner'))));
create policy remove on public.workspaces for delete to authenticated
  using (id = any (array(select private.my_workspaces('owner'))));

-- Members come and go by RPC alone: there is no policy to write them.
create policy read on public.workspace_members for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('viewer'))));
create policy read on public.workspace_invitations for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('owner'))));

create policy own on public.user_settings for all to authenticated
  using (user_id = (select auth.uid()) and workspace_id = any (array(select private.my_workspaces('viewer'))))
  with check (user_id = (select auth.uid()) and workspace_id = any (array(select private.my_workspaces('viewer'))));

create policy read on public.workspace_connections for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('viewer'))));
create policy add on public.workspace_connections for insert to authenticated
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy change on public.workspace_connections for update to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))))
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy remove on public.workspace_connections for delete to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))));

create policy read on public.file_assets for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('viewer'))));
create policy add on public.file_assets for insert to authenticated
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy change on public.file_assets for update to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))))
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy remove on public.file_assets for delete to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))));

create policy read on public.verified_queries for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('viewer'))));
create policy add on public.verified_queries for insert to authenticated
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy change on public.verified_queries for update to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))))
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy remove on public.verified_queries for delete to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))));

create policy read on public.metrics for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('viewer'))));
create policy add on public.metrics for insert to authenticated
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy change on public.metrics for update to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))))
  with check (workspace_id = any (array(select private.my_workspaces('editor'))));
create policy remove on public.metrics for delete to authenticated
  using (workspace_id = any (array(select private.my_workspaces('editor'))));

-- Every member writes what they ran; each reads their own events, an owner everybody's.
create policy read_own on public.query_log for select to authenticated
  using (user_id = (select auth.uid()) and workspace_id = any (array(select private.my_workspaces('viewer'))));
create policy read_all on public.query_log for select to authenticated
  using (workspace_id = any (array(select private.my_workspaces('owner'))));
create policy add on public.query_log for insert to authenticated
  with check (user_id = (select auth.uid()) and workspace_id = any (array(select private.my_workspaces('viewer'))));
