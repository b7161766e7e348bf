"""What each person may and may not do in a workspace, as statements with the outcome that is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.services.policy_world import (
    EVENT,
    HASH,
    INVITATION,
    LATE_INVITATION,
    PAIR,
    RIVAL,
    SEALED,
    SPARE,
    TEAM,
    UNCONFIRMED_INVITATION,
    USERS,
)

DENIED, REFUSED_VALUE, DUPLICATE, MISSING = "42501", "23514", "23505", "P0002"

SHARED = ("workspace_connections", "file_assets", "verified_queries", "metrics")
TEAM_ROWS = {
    "workspaces": 1,
    "workspace_members": 3,
    "workspace_connections": 1,
    "file_assets": 1,
    "verified_queries": 1,
    "metrics": 1,
}
INSERTS = {
    "workspace_connections": "(workspace_id, name, driver, target) values ('{}', 'new', 'mysql', 'mysql://db/x')",
    "file_assets": "(workspace_id, name, path, size_bytes, sha256) "
    f"values ('{{0}}', 'n', '{{0}}/n', 1, '{HASH}')",
    "verified_queries": "(workspace_id, connection, question, sql, dialect) "
    "values ('{}', 'shop', 'new?', 'select 2', 'postgres')",
    "metrics": "(workspace_id, name, expression) values ('{}', 'new', 'count(*)')",
}
CHANGES = {
    "workspace_connections": "name = 'changed'",
    "file_assets": "size_bytes = 11",
    "verified_queries": "sql = 'select 3'",
    "metrics": "expression = 'max(x)'",
}
LOG_COLUMNS = "workspace_id, event_id, at, connection, source, text_hash, verdict, elapsed_ms"
LOG = f"insert into query_log ({LOG_COLUMNS}{{}}) "
LOG_VALUES = f"gen_random_uuid(), now(), 'shop', 'ask', '{HASH}', 'allowed', 1"


@dataclass(frozen=True)
class Check:
    """`actor` runs `steps` in one transaction; the last one's rows, or its error's SQLSTATE, is `right`."""

    name: str
    actor: str
    steps: tuple[str, ...]
    right: int | str


def all_checks() -> list[Check]:
    """Every check, with a name of its own."""
    found = [*_reads(), *_writes(), *_moves(), *_members(), *_invitations(), *_owners()]
    found += [*_log(), *_secrets(), *_settings(), *_storage(), *_workspaces(), *_accounts()]
    assert len({check.name for check in found}) == len(found)
    return found


def _check(actor: str, name: str, right: int | str, *steps: str) -> Check:
    return Check(f"{actor}: {name}", actor, steps, right)


def _reads() -> Iterator[Check]:
    for table, count in TEAM_ROWS.items():
        where = f"where {'id' if table == 'workspaces' else 'workspace_id'} = '{TEAM}'"
        yield _check("anon", f"reads {table}", DENIED, f"select * from {table}")
        for actor in ("stranger", "removed", "foreign", "invited"):
            yield _check(actor, f"reads {table} of the team", 0, f"select * from {table} {where}")
        for actor in ("viewer", "editor", "owner"):
            yield _check(actor, f"reads {table} of the team", count, f"select * from {table} {where}")
    for table in ("workspace_invitations", "user_settings", "query_log"):
        yield _check("anon", f"reads {table}", DENIED, f"select * from {table}")
        yield _check("stranger", f"reads {table}", 0, f"select * from {table}")
    yield _check(
        "owner",
        "reads nothing of the rival",
        0,
        f"select from workspace_connections where workspace_id = '{RIVAL}'",
    )
    yield _check("anon", "reads accounts", DENIED, "select * from auth.users")
    yield _check("owner", "reads accounts", DENIED, "select * from auth.users")


def _writes() -> Iterator[Check]:
    for table in SHARED:
        add = f"insert into {table} {INSERTS[table]}".format(TEAM)
        change = f"update {table} set {CHANGES[table]} where workspace_id = '{TEAM}'"
        remove = f"delete from {table} where workspace_id = '{TEAM}'"
        for actor in ("anon", "stranger", "removed", "foreign", "viewer"):
            yield _check(actor, f"adds to {table}", DENIED, add)
            if actor == "anon":
                yield _check(actor, f"changes {table}", DENIED, change)
                yield _check(actor, f"deletes from {table}", DENIED, remove)
            else:
                yield _check(actor, f"changes {table}", 0, change)
                yield _check(actor, f"deletes from {table}", 0, remove)
        for actor in ("editor", "owner"):
            yield _check(actor, f"adds to {table}", 1, add)
            yield _check(actor, f"changes {table}", 1, change)
            yield _check(actor, f"deletes from {table}", 1, remove)
        yield _check("editor", f"empties {table}", DENIED, f"truncate {table}")
        forged = f"insert into {table} {INSERTS[table]}".format(TEAM)
        forged = forged.replace("(workspace_id,", "(created_by, workspace_id,", 1)
        forged = forged.replace("values (", f"values ('{USERS['owner']}', ", 1)
        yield _check("editor", f"adds to {table} in another's name", DENIED, forged)
        yield _check(
            "editor",
            f"is stamped on {table}",
            1,
            change,
            f"select from {table} where updated_by = '{USERS['editor']}' and workspace_id = '{TEAM}' "
            "and updated_at = now()",
        )


def _moves() -> Iterator[Check]:
    for table in SHARED:
        own = f"workspace_id = '{TEAM}'" + (f", path = '{SPARE}/x'" if table == "file_assets" else "")
        to_spare = own.replace(TEAM, SPARE)
        yield _check(
            "owner",
            f"moves {table} to another workspace of theirs",
            DENIED,
            f"update {table} set {to_spare} where workspace_id = '{TEAM}'",
        )
        yield _check(
            "editor",
            f"moves {table} to a workspace they only view",
            DENIED,
            f"update {table} set {to_spare.replace(SPARE, RIVAL)} where workspace_id = '{TEAM}'",
        )
        yield _check(
            "foreign",
            f"takes {table} over",
            0,
            f"update {table} set {to_spare.replace(SPARE, RIVAL)} where workspace_id = '{TEAM}'",
        )
    yield _check(
        "editor",
        "upserts a connection",
        1,
        "insert into workspace_connections (workspace_id, name, driver, target) "
        f"values ('{TEAM}', 'shop', 'mysql', 'mysql://x/y') on conflict (workspace_id, name) do update "
        "set workspace_id = excluded.workspace_id, name = excluded.name, target = excluded.target",
    )


def _members() -> Iterator[Check]:
    add = "insert into workspace_members (workspace_id, user_id, role) values ('{}', '{}', '{}')"
    for actor in ("stranger", "removed", "invited"):
        yield _check(actor, "makes themselves a member", DENIED, add.format(TEAM, USERS[actor], "viewer"))
    yield _check("foreign", "makes themselves an owner", DENIED, add.format(TEAM, USERS["foreign"], "owner"))
    yield _check(
        "owner", "adds a member behind the RPC", DENIED, add.format(TEAM, USERS["stranger"], "viewer")
    )
    for actor in ("viewer", "editor"):
        yield _check(
            actor,
            "promotes themselves",
            DENIED,
            f"update workspace_members set role = 'owner' where user_id = '{USERS[actor]}'",
        )
        promote = f"select change_role('{TEAM}', '{USERS[actor]}', 'owner')"
        yield _check(actor, "promotes themselves by RPC", DENIED, promote)
        yield _check(
            actor, "removes the owner by RPC", DENIED, f"select remove_member('{TEAM}', '{USERS['owner']}')"
        )
        yield _check(
            actor, "removes a member", DENIED, f"delete from workspace_members where workspace_id = '{TEAM}'"
        )
    yield _check(
        "foreign",
        "changes a role of the team by RPC",
        DENIED,
        f"select change_role('{TEAM}', '{USERS['viewer']}', 'owner')",
    )
    yield _check(
        "foreign",
        "removes a member of the team by RPC",
        DENIED,
        f"select remove_member('{TEAM}', '{USERS['viewer']}')",
    )
    yield _check("foreign", "lists members of the team", 0, f"select * from list_members('{TEAM}')")
    yield _check("viewer", "lists members", 3, f"select * from list_members('{TEAM}')")
    yield _check("anon", "lists members", DENIED, f"select * from list_members('{TEAM}')")
    yield _check(
        "owner",
        "makes a viewer an editor",
        1,
        f"select change_role('{TEAM}', '{USERS['viewer']}', 'editor')",
        f"select from workspace_members where user_id = '{USERS['viewer']}' and role = 'editor'",
    )
    yield _check(
        "owner",
        "gives a role that there is not",
        REFUSED_VALUE,
        f"select change_role('{TEAM}', '{USERS['viewer']}', 'admin')",
    )
    yield _check(
        "owner",
        "changes the role of nobody",
        MISSING,
        f"select change_role('{TEAM}', '{USERS['stranger']}', 'editor')",
    )
    yield _check(
        "owner",
        "removes a member",
        0,
        f"select remove_member('{TEAM}', '{USERS['viewer']}')",
        f"select from workspace_members where user_id = '{USERS['viewer']}'",
    )
    yield _check("viewer", "leaves", 0, f"select leave_workspace('{TEAM}')", "select from workspaces")
    yield _check("stranger", "leaves what they are not in", MISSING, f"select leave_workspace('{TEAM}')")
    for helper in ("caller_email()", f"caller_owns('{TEAM}')", "caller()"):
        yield _check("owner", f"calls private.{helper.split('(')[0]}", DENIED, f"select private.{helper}")


def _invitations() -> Iterator[Check]:
    for actor in ("anon", "stranger", "viewer", "editor", "removed", "foreign"):
        yield _check(actor, "invites", DENIED, f"select invite_member('{TEAM}', 'x@example.com', 'owner')")
    yield _check(
        "owner",
        "invites",
        1,
        f"select invite_member('{TEAM}', ' X@Example.com', 'viewer')",
        "select from workspace_invitations where email = 'x@example.com' and role = 'viewer'",
    )
    yield _check(
        "owner", "invites without an address", REFUSED_VALUE, f"select invite_member('{TEAM}', 'x', 'viewer')"
    )
    yield _check("owner", "sees invitations", 3, "select * from workspace_invitations")
    yield _check("editor", "sees invitations", 0, "select * from workspace_invitations")
    yield _check("invited", "sees their own", 1, "select * from my_invitations()")
    yield _check("stranger", "sees others' invitations", 0, "select * from my_invitations()")
    yield _check("late", "sees one that has expired", 0, "select * from my_invitations()")
    accept = "select accept_invitation('{}')"
    yield _check(
        "invited",
        "accepts",
        1,
        accept.format(INVITATION),
        f"select from workspace_members where user_id = '{USERS['invited']}' and role = 'editor'",
    )
    yield _check("invited", "accepts twice", DENIED, accept.format(INVITATION), accept.format(INVITATION))
    for actor in ("anon", "stranger", "removed", "foreign"):
        yield _check(actor, "accepts another's invitation", DENIED, accept.format(INVITATION))
    yield _check(
        "unconfirmed", "accepts with an address not confirmed", DENIED, accept.format(UNCONFIRMED_INVITATION)
    )
    yield _check("late", "accepts after the last day", DENIED, accept.format(LATE_INVITATION))
    yield _check(
        "invited", "declines", 0, f"select decline_invitation('{INVITATION}')", "select from my_invitations()"
    )
    yield _check("editor", "withdraws an invitation", DENIED, f"select withdraw_invitation('{INVITATION}')")
    yield _check("foreign", "withdraws an invitation", DENIED, f"select withdraw_invitation('{INVITATION}')")
    yield _check(
        "owner",
        "withdraws an invitation",
        2,
        f"select withdraw_invitation('{INVITATION}')",
        "select from workspace_invitations",
    )
    yield _check(
        "editor",
        "writes an invitation",
        DENIED,
        "insert into workspace_invitations (workspace_id, email, role) "
        f"values ('{TEAM}', 'e@example.com', 'owner')",
    )


def _owners() -> Iterator[Check]:
    yield _check("owner", "leaves as the last one", DENIED, f"select leave_workspace('{TEAM}')")
    yield _check(
        "owner",
        "removes themselves as the last one",
        DENIED,
        f"select remove_member('{TEAM}', '{USERS['owner']}')",
    )
    yield _check(
        "owner",
        "steps down as the last one",
        DENIED,
        f"select change_role('{TEAM}', '{USERS['owner']}', 'viewer')",
    )
    yield _check(
        "second",
        "leaves while another owner stays",
        0,
        f"select leave_workspace('{PAIR}')",
        "select from workspaces",
    )
    yield _check(
        "owner",
        "leaves after handing over",
        0,
        f"select change_role('{TEAM}', '{USERS['viewer']}', 'owner')",
        f"select leave_workspace('{TEAM}')",
        f"select from workspaces where id = '{TEAM}'",
    )
    yield _check(
        "admin",
        "removes the last owner without the RPC",
        DENIED,
        f"delete from workspace_members where workspace_id = '{TEAM}' and role = 'owner'",
    )
    yield _check(
        "admin",
        "gives a membership to another",
        DENIED,
        f"update workspace_members set user_id = '{USERS['stranger']}' "
        f"where workspace_id = '{TEAM}' and role = 'viewer'",
    )


def _log() -> Iterator[Check]:
    add = LOG.format("") + f"values ('{TEAM}', {LOG_VALUES})"
    yield _check("owner", "reads everybody's events", 3, "select * from query_log")
    yield _check("viewer", "reads their own events", 1, "select * from query_log")
    yield _check("editor", "reads others' events", 0, "select * from query_log")
    yield _check("removed", "reads what they once ran", 0, "select * from query_log")
    yield _check("viewer", "logs what they ran", 1, add)
    yield _check(
        "viewer",
        "is stamped as the author",
        2,
        add,
        f"select from query_log where user_id = '{USERS['viewer']}'",
    )
    for actor in ("anon", "stranger", "removed", "foreign"):
        yield _check(actor, "logs into the team", DENIED, add)
    forged = LOG.format(", user_id") + f"values ('{TEAM}', {LOG_VALUES}, '{USERS['owner']}')"
    yield _check("viewer", "logs in another's name", DENIED, forged)
    dated = LOG.format(", received_at") + f"values ('{TEAM}', {LOG_VALUES}, '2020-01-01')"
    yield _check("viewer", "says when it arrived", DENIED, dated)
    again = (
        add.replace("gen_random_uuid()", f"'{EVENT}'")
        + " on conflict (workspace_id, user_id, event_id) do nothing"
    )
    yield _check("viewer", "sends an event twice", 0, again)
    yield _check("editor", "sends an event with the number of another's", 1, again)
    yield _check("viewer", "logs something that is no hash", REFUSED_VALUE, add.replace(HASH, "select 1"))
    for actor in ("viewer", "owner", "anon", "service_role", "admin"):
        yield _check(actor, "changes an event", DENIED, "update query_log set verdict = 'refused'")
        yield _check(actor, "deletes events", DENIED, f"delete from query_log where workspace_id = '{TEAM}'")
        yield _check(actor, "empties the log", DENIED, "truncate query_log")


def _secrets() -> Iterator[Check]:
    change = "update workspace_connections set {} where workspace_id = '" + TEAM + "'"
    for text in ("hunter2", '{"password": "hunter2"}', "v1.x.y", f"v1.{'0' * 16}.short", SEALED + "\nplain"):
        yield _check(
            "editor",
            f"stores {text!r} as encrypted".replace("A" * 80, ".."),
            REFUSED_VALUE,
            change.format(f"encrypted_config = '{text}'"),
        )
    for target in (
        "postgresql://ann:hunter2@db/x",
        "mysql://:hunter2@db/x",
        "mysql://db/x?password=hunter2",
        "postgresql://ann:pa/ss?w#d@db/x",
        "mysql+pymysql://ann:12@db/x",
        "s3://b?aws_secret_access_key=x",
        "sc://host:15002/;token=abc",
        "host=db password=hunter2",
        "snowflake://a@b/?Private_Key_Pwd=x",
    ):
        yield _check(
            "editor", f"stores the target {target!r}", REFUSED_VALUE, change.format(f"target = '{target}'")
        )
    for target in (
        "postgresql://ann@db:5432/x?sslmode=require",
        "data/orders.csv",
        "postgresql://[::1]:5432/x",
        "sc://host:15002/;user_id=ann@example.com",
    ):
        yield _check("editor", f"stores the target {target!r}", 1, change.format(f"target = '{target}'"))
    yield _check(
        "editor",
        "claims a password that is not there",
        REFUSED_VALUE,
        change.format("encrypted_config = null"),
    )
    yield _check("editor", "stores a sealed text", 1, change.format(f"encrypted_config = '{SEALED}'"))
    yield _check(
        "service_role", "stores a plain text", REFUSED_VALUE, change.format("encrypted_config = 'hunter2'")
    )
    yield _check(
        "editor",
        "saves a name twice",
        DUPLICATE,
        "insert into workspace_connections (workspace_id, name, driver, target) "
        f"values ('{TEAM}', 'shop', 'mysql', 'x')",
    )


def _settings() -> Iterator[Check]:
    add = "insert into user_settings (workspace_id, user_id, name, value) values ('{}', '{}', '{}', '{}')"
    yield _check("owner", "reads their settings", 1, "select * from user_settings")
    yield _check("viewer", "reads another's settings", 0, "select * from user_settings")
    yield _check("viewer", "keeps a setting", 1, add.format(TEAM, USERS["viewer"], "model", '"m"'))
    yield _check("viewer", "sets for another", DENIED, add.format(TEAM, USERS["editor"], "model", '"m"'))
    yield _check(
        "viewer",
        "gives a setting away",
        DENIED,
        add.format(TEAM, USERS["viewer"], "model", '"m"'),
        f"update user_settings set user_id = '{USERS['editor']}'",
    )
    yield _check("editor", "changes another's settings", 0, "update user_settings set value = '1'")
    yield _check("editor", "deletes another's settings", 0, "delete from user_settings")
    yield _check("removed", "keeps a setting", DENIED, add.format(TEAM, USERS["removed"], "model", '"m"'))
    yield _check(
        "viewer",
        "keeps a key in plain text",
        REFUSED_VALUE,
        add.format(TEAM, USERS["viewer"], "openai_api_key", '"sk-1"'),
    )
    yield _check(
        "viewer", "keeps a sealed key", 1, add.format(TEAM, USERS["viewer"], "openai_api_key", f'"{SEALED}"')
    )


def _storage() -> Iterator[Check]:
    add = "insert into storage.objects (bucket_id, name) values ('iopsdata-files', '{}')"
    yield _check(
        "viewer", "reads the team's objects", 1, "select * from storage.objects where name like '%0a0/%'"
    )
    for actor in ("anon", "stranger", "removed", "foreign"):
        yield _check(
            actor, "reads the team's objects", 0, f"select from storage.objects where name like '{TEAM}/%'"
        )
        yield _check(actor, "uploads into the team's folder", DENIED, add.format(f"{TEAM}/x"))
        yield _check(
            actor, "deletes the team's objects", 0, f"delete from storage.objects where name like '{TEAM}/%'"
        )
    yield _check("editor", "uploads", 1, add.format(f"{TEAM}/x/y.csv"))
    yield _check("viewer", "uploads", DENIED, add.format(f"{TEAM}/x"))
    yield _check("editor", "uploads into the rival's folder", DENIED, add.format(f"{RIVAL}/x"))
    for path in (f"{TEAM}/../{RIVAL}/x", f"{TEAM}//x", f"{TEAM}/./x", f"{TEAM}/", TEAM, "x", f"/{TEAM}/x"):
        yield _check("editor", f"uploads to {path.replace(TEAM, 'TEAM')}", DENIED, add.format(path))
    yield _check(
        "editor",
        "renames into the rival's folder",
        DENIED,
        f"update storage.objects set name = '{RIVAL}/x' where name like '{TEAM}/%'",
    )
    yield _check(
        "editor",
        "moves an object to another bucket",
        DENIED,
        f"update storage.objects set bucket_id = null where name like '{TEAM}/%'",
    )
    yield _check(
        "editor",
        "registers a file in a foreign folder",
        REFUSED_VALUE,
        "insert into file_assets (workspace_id, name, path, size_bytes, sha256) "
        f"values ('{TEAM}', 'n', '{RIVAL}/n', 1, '{HASH}')",
    )
    yield _check(
        "editor",
        "registers a file by a crooked path",
        REFUSED_VALUE,
        "insert into file_assets (workspace_id, name, path, size_bytes, sha256) "
        f"values ('{TEAM}', 'n', '{TEAM}/../{RIVAL}/n', 1, '{HASH}')",
    )
    yield _check("admin", "finds the bucket private", 1, "select from storage.buckets where not public")


def _workspaces() -> Iterator[Check]:
    yield _check(
        "stranger",
        "creates a workspace by RPC and owns it",
        1,
        "select create_workspace('mine')",
        f"select from workspace_members where user_id = '{USERS['stranger']}' and role = 'owner'",
    )
    yield _check(
        "stranger", "creates a workspace without a name", REFUSED_VALUE, "select create_workspace(' ')"
    )
    yield _check(
        "stranger", "creates a workspace past the RPC", DENIED, "insert into workspaces (name) values ('x')"
    )
    yield _check("anon", "creates a workspace", DENIED, "select create_workspace('x')")
    yield _check("owner", "renames", 1, f"update workspaces set name = 'x' where id = '{TEAM}'")
    yield _check(
        "owner", "says who created it", DENIED, f"update workspaces set created_by = null where id = '{TEAM}'"
    )
    yield _check("editor", "renames", 0, "update workspaces set name = 'x'")
    yield _check("editor", "deletes the workspace", 0, "delete from workspaces")
    yield _check("foreign", "deletes the team", 0, f"delete from workspaces where id = '{TEAM}'")
    yield _check(
        "owner",
        "deletes the workspace with all that is in it",
        0,
        f"delete from workspaces where id = '{TEAM}'",
        "select from query_log",
    )
    yield _check("stranger", "asks for the version", 1, "select iopsdata_schema_version()")
    yield _check("anon", "asks for the version", DENIED, "select iopsdata_schema_version()")


def _accounts() -> Iterator[Check]:
    yield _check("viewer", "deletes their account", 0, "select delete_account()", "select from workspaces")
    yield _check("owner", "deletes their account while others need them", DENIED, "select delete_account()")
    yield _check(
        "stranger",
        "creates a workspace and deletes their account with it",
        0,
        "select create_workspace('mine')",
        "select delete_account()",
        "select from workspaces",
    )
    yield _check(
        "second", "deletes their account while another owner stays", 1, "select delete_account()", "select 1"
    )
    yield _check("anon", "deletes an account", DENIED, "select delete_account()")
