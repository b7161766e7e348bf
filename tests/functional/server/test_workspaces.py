"""Routes of sign-in and workspaces in a real Jupyter server, against a real Supabase server."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from iopsdata_jupyter.server.team import KEPT, keep_fresh
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.records import AuditEvent
from iopsdata_jupyter.store.supabase.copies import Waiting
from iopsdata_jupyter.store.supabase.rows import event_row
from iopsdata_jupyter.store.supabase.tables import owner_of
from iopsdata_jupyter.store.supabase.team import Team
from tests.functional.server.conftest import Client
from tests.functional.server.test_routes import cookies
from tests.services.postgresql import postgresql
from tests.services.supabase_lite import SupabaseLite, supabase
from tests.services.workspaces import PASSWORD, Person, person

__all__ = ["postgresql", "supabase"]

pytestmark = pytest.mark.service

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def ask(ask: Client, supabase: SupabaseLite, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("IOPSDATA_SUPABASE_URL", supabase.url)
    monkeypatch.setenv("IOPSDATA_SUPABASE_KEY", supabase.key)
    return ask


@pytest.fixture
def bob(supabase: SupabaseLite, tmp_path: Path) -> Person:
    return person(supabase, tmp_path / "bob", "bob")


async def signed_up(ask: Client, email: str) -> dict[str, Any]:
    status, found = await ask("POST", "auth/sign-up", {"email": email, "password": PASSWORD})
    assert status == 200, found
    return found


async def in_team(ask: Client, email: str) -> str:
    await signed_up(ask, email)
    status, made = await ask("POST", "workspaces", {"name": "Team"})
    assert status == 201, made
    return str(made["id"])


async def test_without_a_project_it_is_said_and_connections_stay_local(
    ask: Client, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IOPSDATA_SUPABASE_URL")
    status, found = await ask("GET", "auth")
    assert (status, found["configured"]) == (200, False)
    assert (await ask("GET", "workspaces"))[0] == 409
    assert (await ask("GET", "connections"))[0] == 200


async def test_a_code_signs_in_and_no_token_comes_out(
    ask: Client, supabase: SupabaseLite, store: LocalStore
) -> None:
    status, error = await ask("GET", "connections")
    assert status == 409
    assert "sign-in" in error["hint"]
    assert (await ask("POST", "auth/code", {"email": "code@example.com"}))[0] == 200
    wrong = await ask("POST", "auth/verify", {"email": "code@example.com", "code": "000000"})
    assert wrong[0] == 403
    status, found = await ask(
        "POST", "auth/verify", {"email": "code@example.com", "code": supabase.code_for("code@example.com")}
    )
    assert (status, found["email"]) == (200, "code@example.com")
    told = json.dumps([found, (await ask("GET", "auth"))[1]])
    session = (store.path.parent / "supabase" / "session.json").read_text()
    assert json.loads(session)["access_token"] not in told
    assert (store.path.parent / "supabase" / "refresh.token").read_text() not in told
    status, found = await ask("DELETE", "auth")
    assert (status, found["email"]) == (200, None)
    assert (await ask("GET", "workspaces"))[0] == 409


async def test_what_is_refused_is_told_apart(ask: Client) -> None:
    await signed_up(ask, "taken@example.com")
    again = await ask("POST", "auth/sign-up", {"email": "taken@example.com", "password": PASSWORD})
    assert again[0] == 409
    wrong = await ask("POST", "auth/password", {"email": "taken@example.com", "password": "wrong"})
    assert wrong[0] == 403
    assert PASSWORD not in json.dumps([again, wrong])
    assert (await ask("POST", "auth/code", {"email": "no address"}))[0] == 422
    assert (await ask("POST", "auth/oauth", {"provider": "gihub"}))[0] == 422
    assert (await ask("GET", "workspaces/x/members"))[0] == 404
    assert (await ask("PUT", f"workspaces/{NOBODY}", {"name": "x"}))[0] == 403


async def test_connections_are_those_of_the_chosen_workspace(
    ask: Client, supabase: SupabaseLite, store: LocalStore
) -> None:
    team = await in_team(ask, "chooser@example.com")
    body = {"name": "shop", "target": "postgresql://ann@db.example/shop", "password": "hunter2"}
    status, made = await ask("POST", "connections", body)
    assert status == 201, made
    rows = supabase.run(f"select name, has_password from workspace_connections where workspace_id = '{team}'")
    assert rows == [("shop", True)]
    assert not store.connections()
    assert (await ask("POST", "workspaces", {"name": "Other"}))[0] == 201
    assert (await ask("GET", "connections"))[1] == {"connections": []}
    status, found = await ask("PUT", "auth/workspace", {"workspace": "Team"})
    assert (status, found["workspace"]) == (200, team)
    names = [entry["name"] for entry in (await ask("GET", "connections"))[1]["connections"]]
    assert names == ["shop"]


async def test_this_machine_s_own_store_can_be_chosen_with_or_without_a_sign_in(
    ask: Client, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, found = await ask("PUT", "auth/workspace", {"workspace": None})
    assert (status, found["local"], found["email"]) == (200, True, None)
    body = {"name": "mine", "target": "postgresql://ann@db.example/mine"}
    assert (await ask("POST", "connections", body))[0] == 201
    assert [record.name for record in store.connections()] == ["mine"]
    await in_team(ask, "local-and-team@example.com")
    assert (await ask("GET", "connections"))[1] == {"connections": []}
    status, found = await ask("PUT", "auth/workspace", {"workspace": None})
    assert (found["local"], found["fixed"]) == (True, None)
    assert [entry["name"] for entry in (await ask("GET", "connections"))[1]["connections"]] == ["mine"]
    monkeypatch.setenv("IOPSDATA_WORKSPACE", "Team")
    assert (await ask("GET", "auth"))[1]["fixed"] == "Team"
    assert (await ask("GET", "connections"))[1] == {"connections": []}


async def test_the_state_of_sync_tells_when_the_project_went_and_came_back(
    ask: Client, supabase: SupabaseLite, jp_serverapp: Any
) -> None:
    workspace = await in_team(ask, "sync@example.com")
    body = {"name": "shop", "target": "postgresql://ann@db.example/shop"}
    assert (await ask("POST", "connections", body))[0] == 201
    assert (await ask("GET", "connections"))[0] == 200
    status, before = await ask("POST", "auth/sync")
    assert (status, before["offline_since"], before["waiting"]) == (200, None, 0)
    supabase.kill()
    try:
        status, gone = await ask("POST", "auth/sync")
        assert status == 200
        assert datetime.fromisoformat(gone["offline_since"]).tzinfo is not None
        assert (await ask("GET", "auth"))[1]["synced_at"] == before["synced_at"]
        assert (await ask("GET", "connections"))[0] == 200  # from the copy, and for a minute from then on
        team: Team = jp_serverapp.web_app.settings[KEPT].team
        event = AuditEvent(datetime.now(UTC), "shop", "sql", "0" * 64, "allowed", "", 1, 1.5)
        team.copies.put(owner_of(team.remote), Waiting(workspace, event_row(event, workspace, workspace)))
        assert (await ask("GET", "auth"))[1]["waiting"] == 1
    finally:
        supabase.start()
    supabase.run(f"update workspace_connections set access = 'read_write' where workspace_id = '{workspace}'")
    status, back = await ask("POST", "auth/sync")
    assert (back["offline_since"], back["waiting"]) == (None, 0)
    assert back["synced_at"] > before["synced_at"]
    [shop] = (await ask("GET", "connections"))[1]["connections"]
    assert shop["access"] == "read_write"


async def test_members_are_invited_join_change_and_go(ask: Client, bob: Person) -> None:
    team = await in_team(ask, "owner@example.com")
    status, made = await ask("POST", f"workspaces/{team}/invitations", {"email": bob.email, "role": "viewer"})
    assert status == 201
    listed = (await ask("GET", f"workspaces/{team}/invitations"))[1]["invitations"]
    assert [(entry["id"], entry["email"]) for entry in listed] == [(made["id"], bob.email)]
    bob.remote.call("accept_invitation", invitation=made["id"])
    members = (await ask("GET", f"workspaces/{team}/members"))[1]["members"]
    assert [(entry["email"], entry["role"]) for entry in members][1:] == [(bob.email, "viewer")]
    path = f"workspaces/{team}/members/{bob.user_id}"
    assert (await ask("PUT", path, {"role": "editor"}))[0] == 200
    assert (await ask("PUT", path, {"role": "boss"}))[0] == 400
    assert (await ask("DELETE", f"workspaces/{team}/membership"))[0] == 403
    assert (await ask("DELETE", path))[0] == 200
    assert (await ask("DELETE", path))[0] == 422
    assert (await ask("PUT", f"workspaces/{team}", {"name": "Renamed"}))[0] == 200
    status, withdrawn = await ask(
        "POST", f"workspaces/{team}/invitations", {"email": bob.email, "role": "viewer"}
    )
    assert (await ask("DELETE", f"workspaces/{team}/invitations/{withdrawn['id']}"))[0] == 200
    assert (await ask("DELETE", f"workspaces/{team}"))[0] == 200
    assert (await ask("GET", "workspaces"))[1] == {"workspaces": []}


async def test_an_invitation_is_accepted_or_declined(ask: Client, bob: Person) -> None:
    await signed_up(ask, "invited@example.com")
    for name in ("One", "Two"):
        team = bob.new_workspace(name)
        bob.remote.call("invite_member", workspace=team, email="invited@example.com", role="editor")
    one, two = sorted(
        (await ask("GET", "invitations"))[1]["invitations"], key=lambda entry: entry["workspace"]
    )
    status, joined = await ask("POST", f"invitations/{one['id']}/accept")
    assert (status, joined["name"], joined["role"]) == (200, "One", "editor")
    assert (await ask("DELETE", f"invitations/{two['id']}"))[0] == 200
    assert (await ask("POST", f"invitations/{two['id']}/accept"))[0] == 403
    assert [entry["name"] for entry in (await ask("GET", "workspaces"))[1]["workspaces"]] == ["One"]


def content(shown: dict[str, Any]) -> bytes:
    return Path(shown["path"]).read_bytes()


def lose(shown: dict[str, Any]) -> None:
    Path(shown["path"]).unlink()


async def test_a_file_of_the_workspace_comes_to_every_member(
    ask: Client, supabase: SupabaseLite, store: LocalStore
) -> None:
    team = await in_team(ask, "files@example.com")
    csv = {"Content-Type": "text/csv"}
    status, made = await ask("PUT", "files/orders.csv", b"a,b\n1,2\n", headers=csv)
    assert status == 201, made
    assert content(made) == b"a,b\n1,2\n"
    assert supabase.run(f"select path from file_assets where workspace_id = '{team}'") == [
        (f"{team}/orders.csv",)
    ]
    lose(made)  # as on another member's machine
    listed = (await ask("GET", "files"))[1]["files"]
    assert [entry["exists"] for entry in listed] == [False]
    status, found = await ask("POST", "files/orders.csv/copy")
    assert (status, found["exists"]) == (200, True)
    assert content(found) == b"a,b\n1,2\n"
    assert (await ask("POST", "files/nothing.csv/copy"))[0] == 404
    lose(found)
    assert (await ask("PUT", "files/orders.csv", b"a\n1\n", headers=csv))[0] == 409
    assert (await ask("PUT", "files/orders.csv", b"a\n1\n", headers=csv, replace="true"))[0] == 200
    assert content((await ask("POST", "files/orders.csv/copy"))[1]) == b"a\n1\n"
    assert (await ask("DELETE", "files/orders.csv"))[0] == 200
    assert supabase.run("select count(*) from storage.objects where name like '%/orders.csv'") == [(0,)]


async def test_oauth_comes_back_through_the_server_once(
    ask: Client, supabase: SupabaseLite, jp_fetch: Any, jp_base_url: str, jp_serverapp: Any
) -> None:
    logged = io.StringIO()
    jp_serverapp.log.addHandler(logging.StreamHandler(logged))
    supabase.github.email = "octocat@example.com"
    url = (await ask("POST", "auth/oauth", {"provider": "github"}))[1]["url"]
    back = await asyncio.get_running_loop().run_in_executor(None, supabase.github.way_back, url)
    assert back["path"] == f"{jp_base_url}iopsdata/auth/callback"
    # The browser comes from the project's site, with the cookie of its login here.
    browser = {"Referer": f"{supabase.url}/", "Authorization": "", "Cookie": await cookies(jp_fetch)}
    path = ("iopsdata", "auth", "callback")
    forged = {**back["query"], "flow": "another"}
    refused = await jp_fetch(*path, params=forged, headers=browser, raise_error=False)
    assert refused.code == 403
    page = await jp_fetch(*path, params=back["query"], headers=browser)
    assert page.headers["Content-Type"].startswith("text/plain")
    assert (await ask("GET", "auth"))[1]["email"] == "octocat@example.com"
    again = await jp_fetch(*path, params=back["query"], headers=browser, raise_error=False)
    assert again.code == 403
    assert "auth/callback" in logged.getvalue()
    assert back["query"]["code"] not in logged.getvalue()


async def test_while_the_project_is_down_connections_are_listed_and_edits_refused(
    ask: Client, supabase: SupabaseLite
) -> None:
    await in_team(ask, "offline@example.com")
    body = {"name": "shop", "target": "postgresql://ann@db.example/shop"}
    assert (await ask("POST", "connections", body))[0] == 201
    assert (await ask("GET", "connections"))[0] == 200
    supabase.kill()
    try:
        status, found = await ask("GET", "connections")
        assert (status, [entry["name"] for entry in found["connections"]]) == (200, ["shop"])
        status, error = await ask("PUT", "settings", {"settings": {"model": "gpt"}})
        assert status == 503
        assert "can" in error["message"]
        assert (await ask("GET", "workspaces"))[0] == 200
        assert (await ask("GET", "invitations"))[0] == 503
        assert (await ask("DELETE", "auth"))[0] == 200
    finally:
        supabase.start()


async def test_the_server_refreshes_before_the_token_ends_and_sends_what_kernels_left(
    ask: Client, jp_serverapp: Any, store: LocalStore, supabase: SupabaseLite
) -> None:
    workspace = await in_team(ask, "fresh@example.com")
    team: Team = jp_serverapp.web_app.settings[KEPT].team
    path = store.path.parent / "supabase" / "session.json"
    kept = json.loads(path.read_text())
    event = AuditEvent(datetime.now(UTC), "shop", "sql", "0" * 64, "allowed", "", 1, 1.5)
    team.copies.put(owner_of(team.remote), Waiting(NOBODY, event_row(event, NOBODY, workspace)))
    await asyncio.get_running_loop().run_in_executor(None, keep_fresh, team)
    assert json.loads(path.read_text()) == kept
    arrived = supabase.run(f"select count(*) from query_log where workspace_id = '{workspace}'")
    assert arrived == [(1,)]
    path.write_text(json.dumps({**kept, "expires_at": kept["expires_at"] - 3500}))
    await asyncio.get_running_loop().run_in_executor(None, keep_fresh, team)
    assert json.loads(path.read_text())["expires_at"] >= kept["expires_at"]
