-- What changes workspaces and members. Each function looks at the caller itself: it runs with its owner's rights.

create function private.caller() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  if auth.uid() is null then
    raise exception 'Sign in first.' using errcode = '42501';
  end if;
  return auth.uid();
end
$$;

create function private.caller_owns(workspace uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.caller();
  if workspace is null or workspace not in (select private.my_workspaces('owner')) then
    raise exception 'Only an owner of the workspace may do that.' using errcode = '42501';
  end if;
end
$$;

-- From auth.users, not from the token: a token outlives a changed address. Unconfirmed: null.
create function private.caller_email() returns text
language sql stable security definer set search_path = ''
as $$
  select lower(btrim(email)) from auth.users
  where id = private.caller() and email_confirmed_at is not null
$$;

create function public.create_workspace(name text) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  owner uuid := private.caller();
  made uuid;
begin
  insert into public.workspaces (name) values (create_workspace.name) returning id into made;
  insert into public.workspace_members (workspace_id, user_id, role) values (made, owner, 'owner');
  return made;
end
$$;

create function public.invite_member(workspace uuid, email text, role text) returns uuid
language plpgsql security definer set search_path = ''
as $$
#variable_conflict use_column
declare
  made uuid;
begin
  perform private.caller_owns(workspace);
  insert into public.workspace_invitations as given (workspace_id, email, role, invited_by)
    values (workspace, lower(btrim(invite_member.email)), invite_member.role, auth.uid())
    on conflict (workspace_id, email) do update
      set role = excluded.role, invited_by = excluded.invited_by, created_at = now(),
          expires_at = excluded.expires_at
    returning given.id into made;
  return made;
end
$$;

create function public.withdraw_invitation(invitation uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.caller_owns((select workspace_id from public.workspace_invitations where id = invitation));
  delete from public.workspace_invitations where id = invitation;
end
$$;

create function public.my_invitations()
returns table (invitation uuid, workspace_id uuid, workspace text, role text, expires_at timestamptz)
language sql stable security definer set search_path = ''
as $$
  select given.id, given.workspace_id, workspaces.name, given.role, given.expires_at
  from public.workspace_invitations as given
  join public.workspaces on workspaces.id = given.workspace_id
  where given.email = private.caller_email() and given.expires_at > now()
$$;

create function public.accept_invitation(invitation uuid) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  given public.workspace_invitations;
begin
  delete from public.workspace_invitations
    where id = invitation and email = private.caller_email() and expires_at > now()
    returning * into given;
  if given.id is null then
    raise exception 'There is no such invitation for your confirmed e-mail address.' using errcode = '42501';
  end if;
  -- An invitation never lowers the role of somebody who is a member already.
  insert into public.workspace_members (workspace_id, user_id, role)
    values (given.workspace_id, private.caller(), given.role)
    on conflict (workspace_id, user_id) do nothing;
  return given.workspace_id;
end
$$;

create function public.decline_invitation(invitation uuid) returns void
language sql security definer set search_path = ''
as $$
  delete from public.workspace_invitations where id = invitation and email = private.caller_email()
$$;

create function public.list_members(workspace uuid)
returns table (user_id uuid, email text, role text, joined_at timestamptz)
language sql stable security definer set search_path = ''
as $$
  select members.user_id, users.email::text, members.role, members.joined_at
  from public.workspace_members as members
  join auth.users as users on users.id = members.user_id
  where members.workspace_id = workspace and workspace in (select private.my_workspaces('viewer'))
  order by members.joined_at, members.user_id
$$;

create function public.change_role(workspace uuid, member uuid, role text) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.caller_owns(workspace);
  update public.workspace_members set role = change_role.role where workspace_id = workspace and user_id = member;
  if not found then
    raise exception 'There is no such member.' using errcode = 'P0002';
  end if;
end
$$;

create function public.remove_member(workspace uuid, member uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.caller_owns(workspace);
  delete from public.workspace_members where workspace_id = workspace and user_id = member;
  if not found then
    raise exception 'There is no such member.' using errcode = 'P0002';
  end if;
end
$$;

create function public.leave_workspace(workspace uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.workspace_members where workspace_id = workspace and user_id = private.caller();
  if not found then
    raise exception 'You are no member of the workspace.' using errcode = 'P0002';
  end if;
end
$$;

-- Workspaces without another member go too; one that others use must have another owner first.
create function public.delete_account() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  leaver uuid := private.caller();
begin
  delete from public.workspaces where id in (select private.my_workspaces('owner')) and not exists (
    select from public.workspace_members where workspace_id = workspaces.id and user_id <> leaver
  );
  delete from public.workspace_invitations where email = private.caller_email();
  delete from auth.users where id = leaver;
end
$$;

-- Lets a client tell a project without these migrations from one that refuses it.
create function public.iopsdata_schema_version() returns integer
language sql immutable set search_path = ''
as $$ select 1 $$;
