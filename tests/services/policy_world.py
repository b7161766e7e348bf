"""A Supabase project on plain PostgreSQL: the migrations, a few people, and a row of everything.

`team` belongs to owner, editor and viewer; `foreign` owns `rival`, where editor is a viewer; owner has
a second
workspace `spare`; `pair` has two owners. Removed was an editor of `team`.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import iopsdata_jupyter.store.supabase as migrations_folder

FOLDER = Path(migrations_folder.__path__[0])
SHIM = Path(__file__).with_name("supabase_shim.sql").read_text()

PEOPLE = (
    "owner", "editor", "viewer", "removed", "foreign", "stranger", "invited", "unconfirmed", "late", "second",
)  # fmt: skip
USERS = {name: str(UUID(int=number + 1)) for number, name in enumerate(PEOPLE)}
TEAM, RIVAL, SPARE, PAIR = (str(UUID(int=0xA0 + number)) for number in range(4))
SEALED = f"v1.{'0' * 16}.{'A' * 80}=="
HASH = "0" * 64
EVENT, INVITATION, LATE_INVITATION, UNCONFIRMED_INVITATION = (str(UUID(int=0xE0 + n)) for n in range(4))


def migrations() -> list[str]:
    """The texts of the migrations, in order."""
    return [path.read_text() for path in sorted(FOLDER.glob("*.sql"))]


def _people() -> str:
    rows = ", ".join(
        f"('{user}', '{name}@example.com', {'null' if name == 'unconfirmed' else 'now()'})"
        for name, user in USERS.items()
    )
    return f"insert into auth.users (id, email, email_confirmed_at) values {rows};"


def _workspace(identity: str, name: str, members: dict[str, str]) -> str:
    rows = ", ".join(f"('{identity}', '{USERS[who]}', '{role}')" for who, role in members.items())
    return (
        f"insert into workspaces (id, name) values ('{identity}', '{name}');"
        f"insert into workspace_members (workspace_id, user_id, role) values {rows};"
    )


def _belongings(workspace: str, owner: str) -> str:
    return f"""
    insert into workspace_connections (workspace_id, name, driver, target, has_password, encrypted_config)
      values ('{workspace}', 'shop', 'postgresql', 'postgresql://ann@db.example/shop', true, '{SEALED}');
    insert into file_assets (workspace_id, name, path, size_bytes, sha256)
      values ('{workspace}', 'orders.csv', '{workspace}/orders.csv', 10, '{HASH}');
    insert into verified_queries (workspace_id, connection, question, sql, dialect)
      values ('{workspace}', 'shop', 'how many?', 'select 1', 'postgres');
    insert into metrics (workspace_id, name, expression) values ('{workspace}', 'revenue', 'sum(amount)');
    insert into user_settings (workspace_id, user_id, name, value)
      values ('{workspace}', '{USERS[owner]}', 'model', '"m"');
    insert into storage.objects (bucket_id, name) values ('iopsdata-files', '{workspace}/orders.csv');
    """


def _event(workspace: str, who: str, event: str) -> str:
    """The log stamps its author itself, so each event is written as its author."""
    return f"""
    select set_config('request.jwt.claims', '{{"sub": "{USERS[who]}"}}', false);
    insert into query_log (workspace_id, event_id, at, connection, source, text_hash, verdict, elapsed_ms)
      values ('{workspace}', '{event}', now(), 'shop', 'sql', '{HASH}', 'allowed', 1);
    select set_config('request.jwt.claims', '', false);
    """


def _invitations() -> str:
    return f"""
    insert into workspace_invitations (id, workspace_id, email, role, expires_at) values
      ('{INVITATION}', '{TEAM}', 'invited@example.com', 'editor', now() + interval '1 day'),
      ('{LATE_INVITATION}', '{TEAM}', 'late@example.com', 'editor', now() - interval '1 second'),
      ('{UNCONFIRMED_INVITATION}', '{TEAM}', 'unconfirmed@example.com', 'editor', now() + interval '1 day');
    """


def script() -> str:
    """Everything, from an empty database on."""
    parts = [SHIM, *migrations(), _people()]
    parts.append(_workspace(TEAM, "team", {"owner": "owner", "editor": "editor", "viewer": "viewer"}))
    parts.append(_workspace(RIVAL, "rival", {"foreign": "owner", "editor": "viewer"}))
    parts.append(_workspace(SPARE, "spare", {"owner": "owner"}))
    parts.append(_workspace(PAIR, "pair", {"second": "owner", "foreign": "owner"}))
    parts += [_belongings(TEAM, "owner"), _belongings(RIVAL, "foreign"), _invitations()]
    parts += [_event(TEAM, "owner", EVENT), _event(TEAM, "viewer", EVENT), _event(TEAM, "removed", EVENT)]
    parts.append(_event(RIVAL, "foreign", EVENT))
    return "\n".join(parts)
