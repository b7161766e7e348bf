"""The Supabase migrations on plain PostgreSQL, attacked; then weakened, to see that the attacks notice."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.services.policy_checks import Check, all_checks
from tests.services.policy_world import PAIR, USERS, migrations, script
from tests.services.postgresql import PostgreSQLServer, postgresql

__all__ = ["postgresql"]

pytestmark = pytest.mark.service

CHECKS = all_checks()

WEAKENINGS = {
    "row security is off": "alter table workspace_connections disable row level security",
    "anybody reads connections": "alter policy read on workspace_connections using (true)",
    "viewers add connections": "alter policy add on workspace_connections "
    "with check (workspace_id in (select private.my_workspaces('viewer')))",
    "viewers delete metrics": "alter policy remove on metrics "
    "using (workspace_id in (select private.my_workspaces('viewer')))",
    "anybody changes verified queries": "alter policy change on verified_queries using (true) with check "
    "(true)",
    "rows move between workspaces": "drop trigger stamp on file_assets",
    "clients say who created a row": "grant insert on metrics to authenticated; drop trigger stamp on "
    "metrics",
    "anon reads members": "grant select on workspace_members to anon; "
    "alter policy read on workspace_members to public using (true)",
    "anybody reads members": "alter policy read on workspace_members using (true)",
    "anybody becomes a member": "grant insert on workspace_members to authenticated; "
    "create policy add on workspace_members for insert with check (user_id = auth.uid())",
    "anybody changes their role": "grant update on workspace_members to authenticated; "
    "create policy change on workspace_members for update using (user_id = auth.uid())",
    "roles do not count": "create or replace function private.my_workspaces(minimum text) returns setof uuid "
    "language sql stable security definer as "
    "'select workspace_id from public.workspace_members where user_id = auth.uid()'",
    "users do not count": "create or replace function private.my_workspaces(minimum text) returns setof uuid "
    "language sql stable security definer as 'select workspace_id from public.workspace_members'",
    "the helper has the caller's rights": "alter function private.my_workspaces(text) security invoker",
    "the last owner leaves": "drop trigger keep_an_owner on workspace_members",
    "anybody invites": "create or replace function private.caller_owns(workspace uuid) returns void "
    "language sql as 'select null::void'",
    "addresses need no confirmation": "create or replace function private.caller_email() returns text "
    "language sql "
    "security definer as 'select email::text from auth.users where id = auth.uid()'",
    "invitations do not expire": "alter table workspace_invitations disable trigger all; "
    "update workspace_invitations set expires_at = now() + interval '1 day'",
    "anon calls functions": "grant execute on all functions in schema public to anon; grant usage on "
    "schema private to anon",
    "everybody calls private functions": "grant execute on all functions in schema private to authenticated",
    "events change": "drop trigger keep_log on query_log",
    "the log is emptied": "drop trigger keep_log_whole on query_log",
    "events are forged": "drop trigger stamp on query_log; grant insert on query_log to authenticated; "
    "alter policy add on query_log with check (workspace_id in (select private.my_workspaces('viewer')))",
    "removed members read their events": "alter policy read_own on query_log using (user_id = auth.uid())",
    "every member reads every event": "alter policy read_all on query_log "
    "using (workspace_id in (select private.my_workspaces('viewer')))",
    "plain text passes as encrypted": "alter table workspace_connections drop constraint "
    "workspace_connections_encrypted",
    "passwords pass in addresses": "alter table workspace_connections "
    "drop constraint workspace_connections_target_has_no_secret",
    "keys pass in settings": "alter table user_settings drop constraint user_settings_no_plain_secret",
    "settings are everybody's": "alter policy own on user_settings "
    "using (workspace_id in (select private.my_workspaces('viewer')))",
    "files lie anywhere": "alter table file_assets drop constraint file_assets_path_in_workspace",
    "objects are readable": "alter policy iopsdata_read on storage.objects using (bucket_id = "
    "'iopsdata-files')",
    "objects are written anywhere": "alter policy iopsdata_add on storage.objects with check (bucket_id "
    "= 'iopsdata-files')",
    "objects are renamed anywhere": "alter policy iopsdata_change on storage.objects with check (true)",
    "the bucket is public": "update storage.buckets set public = true",
    "workspaces are inserted": "grant insert on workspaces to authenticated; "
    "create policy add on workspaces for insert with check (true)",
    "editors delete the workspace": "alter policy remove on workspaces "
    "using (id in (select private.my_workspaces('editor')))",
}


@pytest.fixture(scope="module")
def world(postgresql: PostgreSQLServer) -> str:
    return postgresql.new_database(script())


@pytest.fixture(scope="module")
def template(postgresql: PostgreSQLServer) -> str:
    """A database that nobody is connected to, so that it can be copied."""
    return postgresql.new_database(script())


@contextmanager
def acting(native: psycopg.Connection, actor: str) -> Iterator[None]:
    """What PostgREST does for a request, and nothing kept of it."""
    claims = {"sub": USERS[actor], "role": "authenticated"} if actor in USERS else {}
    role = "authenticated" if actor in USERS else "none" if actor == "admin" else actor
    native.execute(
        "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
        [json.dumps(claims), role],
    )
    try:
        yield
    finally:
        native.rollback()


def outcome(native: psycopg.Connection, check: Check) -> int | str:
    """Rows of the last step, or the SQLSTATE of the step that failed."""
    with acting(native, check.actor):
        try:
            for step in check.steps:
                cursor = native.execute(step)
        except psycopg.Error as error:
            return error.sqlstate or str(error)
        return cursor.rowcount


@pytest.fixture(scope="module")
def native(postgresql: PostgreSQLServer, world: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql.dsn(world)) as native:
        yield native


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_attack(check: Check, native: psycopg.Connection) -> None:
    assert outcome(native, check) == check.right


@pytest.mark.parametrize("name", WEAKENINGS)
def test_a_weakened_migration_is_noticed(name: str, postgresql: PostgreSQLServer, template: str) -> None:
    weakened = f"weakened_{list(WEAKENINGS).index(name)}"
    postgresql.run(f"create database {weakened} template {template}")
    postgresql.run(WEAKENINGS[name], weakened)
    with psycopg.connect(postgresql.dsn(weakened)) as native:
        noticed = next((check.name for check in CHECKS if outcome(native, check) != check.right), None)
        sample = CHECKS[::10]
        works = sum(outcome(native, check) == check.right for check in sample)
    postgresql.run(f"drop database {weakened}")
    assert noticed
    assert works > len(sample) / 2, "the weakening broke the database instead"


def test_every_table_has_row_security_and_anon_has_nothing(native: psycopg.Connection) -> None:
    open_tables = native.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' "
        "and (not relrowsecurity or has_any_column_privilege('anon', oid, 'select, insert, update, "
        "references') "
        "or has_table_privilege('anon', oid, 'select, insert, update, delete, truncate, references, "
        "trigger'))"
    ).fetchall()
    native.rollback()
    assert open_tables == []


def test_functions_are_closed_to_anon_and_keep_their_search_path(native: psycopg.Connection) -> None:
    functions = native.execute(
        "select proname, has_function_privilege('anon', oid, 'execute'), coalesce(proconfig::text, '') "
        "from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    ).fetchall()
    native.rollback()
    assert len(functions) > 15
    assert [name for name, open_to_anon, _ in functions if open_to_anon] == []
    assert [name for name, _, config in functions if "search_path" not in config] == []


def test_a_project_without_storage_takes_the_migrations(postgresql: PostgreSQLServer) -> None:
    from tests.services.policy_world import SHIM

    database = postgresql.new_database(SHIM)
    postgresql.run("drop schema storage cascade", database)
    for text in migrations():
        postgresql.run(text, database)


def test_grants_run_again_undo_what_gave_too_much(postgresql: PostgreSQLServer) -> None:
    database = postgresql.new_database(script())
    postgresql.run(
        "grant all on all tables in schema public to anon, authenticated; "
        "grant execute on all functions in schema public to anon", database
    )  # fmt: skip
    grants = next(text for text in migrations() if text.startswith("-- Everything is taken away first"))
    postgresql.run(grants, database)
    with psycopg.connect(postgresql.dsn(database)) as native:
        assert [check.name for check in CHECKS if outcome(native, check) != check.right] == []


def test_two_owners_who_leave_at_once_do_not_leave_it_without_one(postgresql: PostgreSQLServer) -> None:
    database = postgresql.new_database(script())
    left: list[str] = []
    gate = threading.Barrier(2)

    def leave(who: str) -> None:
        with psycopg.connect(postgresql.dsn(database)) as native:
            native.execute(
                "select set_config('request.jwt.claims', %s, true)", [json.dumps({"sub": USERS[who]})]
            )
            native.execute("set local role authenticated")
            gate.wait()
            try:
                native.execute(f"select leave_workspace('{PAIR}')")
                time.sleep(0.2)
                native.commit()
                left.append(who)
            except psycopg.Error:
                native.rollback()

    threads = [threading.Thread(target=leave, args=(who,)) for who in ("second", "foreign")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(left) == 1
    members = f"select role from workspace_members where workspace_id = '{PAIR}'"
    assert postgresql.run(members, database) == [("owner",)]


MANY = f"""
insert into workspaces (id, name)
  select md5(n::text)::uuid, 'w' || n from generate_series(1, 2000) as n;
insert into workspace_members (workspace_id, user_id, role)
  select md5(n::text)::uuid, '{USERS["foreign"]}', 'owner' from generate_series(1, 2000) as n;
insert into workspace_members (workspace_id, user_id, role)
  select md5(n::text)::uuid, '{USERS["stranger"]}', 'viewer' from generate_series(1, 2000, 200) as n;
insert into workspace_connections (workspace_id, name, driver, target)
  select md5((n % 2000 + 1)::text)::uuid, 'c' || n, 'mysql', 'mysql://db/x'
  from generate_series(1, 100000) as n;
analyze
"""


@pytest.mark.slow
def test_a_list_under_policies_costs_at_most_twice_the_plain_query(postgresql: PostgreSQLServer) -> None:
    """A viewer of 10 of 2,000 workspaces lists their 500 of 100,000 connections."""
    database = postgresql.new_database(script() + MANY)
    columns = "select id, name, driver, target, access, has_password from workspace_connections"
    with psycopg.connect(postgresql.dsn(database), prepare_threshold=None) as native:
        own = native.execute(
            "select array_agg(workspace_id) from workspace_members where user_id = %s", [USERS["stranger"]]
        ).fetchone()[0]  # type: ignore[index]
        plain = f"{columns} where workspace_id = any (%s)"
        ratios = []
        for _ in range(3):
            as_admin = _median_ms(lambda: native.execute(plain, [own]).fetchall())
            with acting(native, "stranger"):
                as_member = _median_ms(lambda: native.execute(columns).fetchall())
                assert len(native.execute(columns).fetchall()) == 500
            ratios.append(as_member / as_admin)
            print(f"plain {as_admin:.2f} ms, under policies {as_member:.2f} ms")
    assert min(ratios) < 2


def _median_ms(call: Callable[[], object]) -> float:
    times = []
    for _ in range(60):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[10:])


def test_there_are_enough_attacks_and_weakenings() -> None:
    assert len(CHECKS) >= 80
    assert len(WEAKENINGS) >= 15
