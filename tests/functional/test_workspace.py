"""A team's workspace as people use it: %iops and the iopsdata command, with a real Supabase server."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iopsdata_jupyter.cli import main
from iopsdata_jupyter.encryption.keys import read_entries
from iopsdata_jupyter.errors import (
    ConfigurationError,
    NotConfigured,
    Offline,
    SecretUnreadable,
    StoreError,
    UsageError,
    WorkspaceError,
    WrongCredentials,
)
from iopsdata_jupyter.session import current_session
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore
from tests.functional.conftest import Shell
from tests.services.postgresql import postgresql
from tests.services.supabase_lite import SupabaseLite, supabase
from tests.services.workspaces import PASSWORD, Person, person

__all__ = ["postgresql", "supabase"]

pytestmark = pytest.mark.service

NOBODY = "00000000-0000-0000-0000-000000000000"

Command = Callable[..., str]


@pytest.fixture
def project(supabase: SupabaseLite, monkeypatch: pytest.MonkeyPatch) -> SupabaseLite:
    """The server, set as the user's project."""
    monkeypatch.setenv("IOPSDATA_SUPABASE_URL", supabase.url)
    monkeypatch.setenv("IOPSDATA_SUPABASE_KEY", supabase.key)
    return supabase


@pytest.fixture
def bob(supabase: SupabaseLite, tmp_path: Path) -> Person:
    return person(supabase, tmp_path / "bob", "bob")


def run(shell: Shell, line: str) -> str:
    ran = shell.run(line)
    assert ran.error is None, ran.text
    return ran.text


@pytest.fixture
def iopsdata(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """What the `iopsdata` command prints; `typed` is what a person without a terminal sends it."""

    def run_command(*words: str, typed: str = "") -> str:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        main(words)
        return "".join(capsys.readouterr())

    return run_command


def signed_in(shell: Shell, supabase: SupabaseLite, email: str) -> str:
    assert isinstance(shell.run(f"%iops sign-in {email} --code 1").error, WrongCredentials)
    current_session().team().sign_in.send_code(email)
    return run(shell, f"%iops sign-in {email} --code {supabase.code_for(email)}")


def test_without_a_project_nothing_changes_and_the_way_is_said(shell: Shell, shop: Path) -> None:
    run(shell, f"%connect '{shop}' --as shop")
    assert isinstance(shell.run("%iops workspace").error, NotConfigured)
    assert "IOPSDATA_SUPABASE_URL" in shell.run("%iops sign-in ann@example.com").text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"KEY": "sb_secret_abcdefgh"}, "a secret key"),
        ({"KEY": "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl"}, "a secret key"),
        ({"KEY": "hunter2"}, "not a publishable key"),
        ({"URL": "http://db.example"}, "in the clear"),
        ({"URL": "ftp://db.example"}, "not the address"),
        ({"URL": "https://ann:hunter2@db.example"}, "not the address"),
    ],
    ids=["secret", "service_role", "other", "http", "ftp", "account"],
)
def test_a_key_or_address_that_is_not_safe_is_refused(
    settings: dict[str, str], words: str, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"URL": "https://x.example", "KEY": "sb_publishable_x", **settings}
    with monkeypatch.context() as patch:
        for name, value in given.items():
            patch.setenv(f"IOPSDATA_SUPABASE_{name}", value)
        ran = shell.run("%iops workspace")
    assert isinstance(ran.error, ConfigurationError)
    assert words in ran.text
    for secret in ("sb_secret_abcdefgh", "hunter2", "c2lnbmF0dXJl"):
        assert secret not in ran.text


def test_the_older_anon_key_is_taken(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPSDATA_SUPABASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("IOPSDATA_SUPABASE_KEY", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl")
    ran = shell.run("%iops sign-in ann@example.com --code 1")
    assert type(ran.error) is Offline


def test_a_kernel_works_in_the_chosen_workspace(shell: Shell, project: SupabaseLite, shop: Path) -> None:
    assert isinstance(shell.run("%iops workspace").error, NotConfigured)
    assert "Signed in" in signed_in(shell, project, "kernel-user@example.com")
    assert "you own it" in run(shell, "%iops workspace create 'The Team'")
    assert "in this kernel only" in run(shell, f"%connect '{shop}' --as shop")
    store = current_session().store
    assert store.connections() == []
    assert "kernel only" not in run(shell, f"%connect '{shop}' --as shop --share")
    assert "kernel only" not in run(shell, "%connect shop")
    run(shell, "%sql select count(*) as n from orders")
    assert [event.connection for event in store.audit()][:1] == ["shop"]
    assert project.run(
        f"select name, driver from workspace_connections where workspace_id = '{store.workspace}'"
    ) == [("shop", "sqlite")]
    assert project.run(
        f"select distinct connection from query_log where workspace_id = '{store.workspace}'"
    ) == [("shop",)]
    listed = run(shell, "%iops workspace")
    assert "* The Team" in listed
    assert "kernel-user@example.com" in listed
    assert "own store" in run(shell, "%iops workspace local")
    assert isinstance(current_session().store, LocalStore)
    assert "* The Team" not in run(shell, "%iops workspace")
    run(shell, "%iops workspace use 'The Team'")
    assert current_session().store.workspace == store.workspace
    assert "Signed out" in run(shell, "%iops sign-out")
    with pytest.warns(UserWarning, match="not signed in"):
        current_session().sql("select 1", connection="shop")


def test_queries_go_on_while_the_project_is_down(shell: Shell, project: SupabaseLite, shop: Path) -> None:
    signed_in(shell, project, "survivor@example.com")
    run(shell, "%iops workspace create Team")
    run(shell, f"%connect '{shop}' --as shop --share")
    workspace = current_session().store.workspace
    assert current_session().connections.saved_names() == ["shop"]
    run(shell, "%sql select 1")
    current_session().close("shop")
    project.kill()
    try:
        current_session().forget_store()  # as in a kernel that starts now
        assert "Connected to shop" in run(shell, "%connect shop")
        assert "3" in run(shell, "%sql select count(*) as n from customers")
        assert "audit events wait" in run(shell, "%iops workspace")
        refused = shell.run("%iops workspace rename Other")
        assert isinstance(refused.error, Offline)
    finally:
        project.start()
    assert len(current_session().store.audit()) >= 1
    arrived = project.run(
        f"select count(*), count(distinct event_id) from query_log where workspace_id = '{workspace}'"
    )
    assert arrived[0][0] == arrived[0][1] >= 1


def test_a_hostile_name_does_not_act_on_a_terminal(shell: Shell, project: SupabaseLite, bob: Person) -> None:
    team = bob.new_workspace("\x1b[2Jgone")
    signed_in(shell, project, "victim@example.com")
    bob.remote.call("invite_member", workspace=team, email="victim@example.com", role="viewer")
    text = run(shell, "%iops workspace")
    assert "gone" in text
    assert "\x1b" not in text


def test_the_command_does_the_same(project: SupabaseLite, bob: Person, iopsdata: Command) -> None:
    told = iopsdata("sign-in", "ann-cli@example.com", "--new", typed=f"{PASSWORD}\n")
    assert "Signed in" in told
    assert PASSWORD not in told
    assert "Signed in" in iopsdata("sign-in", "ann-cli@example.com", "--password", typed=f"{PASSWORD}\n")
    assert "not the right one" in iopsdata("sign-in", "ann-cli@example.com", "--password", typed="wrong\n")
    assert "Nothing was typed" in iopsdata("sign-in", "ann-cli@example.com", "--password")
    assert "you own it" in iopsdata("workspace", "create", "The Team")
    assert "is invited" in iopsdata("workspace", "invite", bob.email, "editor")
    given = bob.remote.call("my_invitations")[0]
    bob.remote.call("accept_invitation", invitation=given["invitation"])
    assert bob.email in iopsdata("workspace", "members")
    assert "viewer of The Team" in iopsdata("workspace", "role", bob.email, "viewer")
    assert "last owner" in iopsdata("workspace", "leave")
    assert "is no member" in iopsdata("workspace", "remove", bob.email)
    assert "Did you mean push" in iopsdata("workspace", "psh")
    assert "push [NAME ...]" in iopsdata("workspace", "help")
    assert "not the address" in iopsdata("workspace", "delete-account", bob.email)
    assert "is deleted" in iopsdata("workspace", "delete-account", "ann-cli@example.com")
    assert project.run("select count(*) from auth.users where email = 'ann-cli@example.com'") == [(0,)]
    assert "not signed in" in iopsdata("workspace")
    assert "Signed out" in iopsdata("sign-out")


def test_push_and_pull_with_conflicts_shown(
    shell: Shell, project: SupabaseLite, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IOPSDATA_SUPABASE_URL")
    run(shell, f"%connect '{shop}' --as shop")
    monkeypatch.setenv("IOPSDATA_SUPABASE_URL", project.url)
    current_session().forget_store()
    signed_in(shell, project, "pusher@example.com")
    run(shell, "%iops workspace create Team")
    assert "1 copied to Team" in run(shell, "%iops workspace push")
    assert "0 copied to Team, 1 were the same" in run(shell, "%iops workspace push")
    workspace = current_session().store.workspace
    project.run(f"update workspace_connections set target = 'moved.db' where workspace_id = '{workspace}'")
    told = run(shell, "%iops workspace push")
    assert "conflict  connection shop" in told
    assert "--replace" in told
    assert "1 copied from Team" in run(shell, "%iops workspace pull shop --replace")
    assert "nothing named nobody" in run(shell, "%iops workspace pull nobody").replace("There is ", "")
    assert isinstance(shell.run("%iops workspace frobnicate").error, UsageError)


def test_a_workspace_s_key_is_rotated_by_name_and_members_take_the_new_one(
    project: SupabaseLite, shell: Shell, bob: Person, iopsdata: Command
) -> None:
    signed_in(shell, project, "keeper@example.com")
    run(shell, "%iops workspace create Team")
    team = current_session().team()
    store = team.store()
    record = ConnectionRecord("db", "postgresql", "postgresql://ann@db.example/x", "read_only")
    store.save_connection(record, ConnectionSecrets("hunter2"))
    before = store.sealed()[0].text
    invited = team.workspaces.invite(store.workspace, bob.email, "editor")
    bob.remote.call("accept_invitation", invitation=invited)
    assert "1 secrets sealed with the first key" in iopsdata("keys", "rotate", "--workspace", store.workspace)
    assert store.sealed()[0].text != before
    assert store.secrets("db").password == "hunter2"
    with pytest.raises(SecretUnreadable):
        bob.store(store.workspace).secrets("db")
    exported = iopsdata("keys", "export", "--workspace", store.workspace)
    bob.local.keys.add(read_entries(exported, "export"))
    assert bob.store(store.workspace).secrets("db").password == "hunter2"
    assert "in no workspace" in iopsdata(
        "keys", "rotate", "--workspace", "00000000-0000-0000-0000-000000000000"
    )
    assert "old keys removed" in iopsdata("keys", "rotate", "--drop-old")
    assert store.secrets("db").password == "hunter2"
    project.kill()
    try:
        assert "cannot be reached" in iopsdata("keys", "rotate", "--drop-old")
    finally:
        project.start()


def test_every_error_of_the_family_is_a_store_error() -> None:
    assert issubclass(WorkspaceError, StoreError)
    assert {each.__name__ for each in WorkspaceError.__subclasses__()} == {
        "NotConfigured", "Offline", "SignInExpired", "Denied", "Conflict", "Invalid",
    }  # fmt: skip
