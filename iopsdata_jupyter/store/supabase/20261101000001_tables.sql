-- Workspaces and what belongs to them. No secret is stored in plain text: CHECKs refuse it.

create schema if not exists private;

create table public.workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(btrim(name)) between 1 and 100),
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_by uuid default auth.uid(),
  updated_at timestamptz not null default now()
);

create table public.workspace_members (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  joined_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
-- Every policy asks for the workspaces of one user.
create index workspace_members_of_user on public.workspace_members (user_id, workspace_id) include (role);

create table public.workspace_invitations (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  email text not null check (email = lower(btrim(email)) and email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 320),
  role text not null check (role in ('owner', 'editor', 'viewer')),
  invited_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  unique (workspace_id, email)
);
create index workspace_invitations_of_email on public.workspace_invitations (email);

create table public.user_settings (
  workspace_id uuid not null,
  user_id uuid not null default auth.uid(),
  name text not null check (name ~ '^[a-z][a-z0-9_.]{0,63}$'),
  value jsonb not null check (length(value::text) <= 10000),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, user_id, name),
  -- Whoever leaves a workspace leaves no settings in it.
  foreign key (workspace_id, user_id)
    references public.workspace_members (workspace_id, user_id) on delete cascade,
  constraint user_settings_no_plain_secret check (
    name !~ '(api_?key|token|secret|password)'
    or coalesce(value #>> '{}', '') ~ '^v1\.[0-9a-f]{16}\.[A-Za-z0-9_-]{60,}={0,2}$'
  )
);

create table public.workspace_connections (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (name ~ '^[[:alpha:]_][[:alnum:]_-]{0,63}$'),
  driver text not null check (driver ~ '^[a-z][a-z0-9_]{0,31}$'),
  target text not null check (length(target) between 1 and 2000),
  access text not null default 'read_only' check (access in ('read_only', 'read_write')),
  has_password boolean not null default false,
  encrypted_config text,
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_by uuid default auth.uid(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, name),
  constraint workspace_connections_encrypted check (
    encrypted_config is null or (
      encrypted_config ~ '^v1\.[0-9a-f]{16}\.[A-Za-z0-9_-]{60,}={0,2}$' and length(encrypted_config) <= 20000
    )
  ),
  constraint workspace_connections_password_is_encrypted check (not has_password or encrypted_config is not null),
  constraint workspace_connections_target_has_no_secret check (
    -- A colon before an at sign is a password, unless it is a port.
    target !~ '^[^/?#]*//[^@/?#:]*:(?!\d{1,5}([/?;#,]|$))[^@]*@'
    and target !~* ('[?&;[:space:]](password|passwd|pwd|sslpassword|token|access_token|secret|client_secret|'
      'api_?key|private_key[a-z_]*|credentials_base64|aws_secret_access_key)=')
  )
);

create table public.file_assets (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (length(name) between 1 and 255 and name !~ '[/\\[:cntrl:]]'),
  path text not null unique,
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null default '' check (length(media_type) <= 255),
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_by uuid default auth.uid(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, name),
  constraint file_assets_path_in_workspace check (
    starts_with(path, workspace_id::text || '/') and path !~ '(^|/)\.{0,2}(/|$)' and length(path) <= 1000
  )
);

create table public.verified_queries (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  connection text not null check (length(connection) <= 64),
  question text not null check (length(question) between 1 and 2000),
  sql text not null check (length(sql) between 1 and 100000),
  dialect text not null check (length(dialect) <= 32),
  parameters jsonb not null default '{}' check (jsonb_typeof(parameters) = 'object'),
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_by uuid default auth.uid(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, connection, question)
);

create table public.metrics (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  expression text not null check (length(expression) between 1 and 10000),
  description text not null default '' check (length(description) <= 10000),
  grain text not null default '' check (length(grain) <= 1000),
  filters jsonb not null default '[]' check (jsonb_typeof(filters) = 'array'),
  synonyms jsonb not null default '[]' check (jsonb_typeof(synonyms) = 'array'),
  created_by uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_by uuid default auth.uid(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, name)
);

-- What was run and refused: no text of a statement, no data. Rows are added and never changed.
create table public.query_log (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  -- No foreign key: the log outlives an account, of which only this number remains in it.
  user_id uuid default auth.uid(),
  -- Made by the client, so that an event sent twice arrives once.
  event_id uuid not null,
  received_at timestamptz not null default now(),
  at timestamptz not null,
  connection text not null check (length(connection) <= 64),
  source text not null check (source in ('sql', 'ask', 'profile')),
  text_hash text not null check (text_hash ~ '^[0-9a-f]{64}$'),
  verdict text not null check (verdict in ('allowed', 'refused', 'failed')),
  rule text not null default '' check (length(rule) <= 200),
  rows bigint check (rows >= 0),
  elapsed_ms double precision not null check (elapsed_ms >= 0),
  translator text not null default '' check (length(translator) <= 200),
  unique (workspace_id, user_id, event_id)
);
create index query_log_newest on public.query_log (workspace_id, id desc);
