"""Workspaces on a real Supabase server: shared, offline, killed in the middle, pushed and pulled."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from iopsdata_jupyter.errors import (
    Conflict,
    Denied,
    Invalid,
    NotConfigured,
    Offline,
    SecretUnreadable,
    StoreError,
    UsageError,
)
from iopsdata_jupyter.store.base import (
    AuditEvent,
    ConnectionRecord,
    ConnectionSecrets,
    FileAsset,
    Metric,
    VerifiedQuery,
)
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.moving import compare, move
from iopsdata_jupyter.store.supabase import outbox as outbox_module
from iopsdata_jupyter.store.supabase import tables as tables_module
from iopsdata_jupyter.store.supabase.files import WorkspaceFiles
from iopsdata_jupyter.store.supabase.store import SupabaseStore
from iopsdata_jupyter.store.supabase.workspaces import Workspaces
from tests.services.cutting_proxy import CuttingProxy
from tests.services.supabase_lite import SupabaseLite
from tests.services.workspaces import Person, join, person

pytestmark = pytest.mark.service

SHOP = ConnectionRecord("shop", "postgresql", "postgresql://ann@db.example/shop", "read_only")
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def event(number: int) -> AuditEvent:
    return AuditEvent(NOW, "shop", "sql", f"{number:064x}", "allowed", "", number, 1.5, "offline", 7)


def hashes(supabase: SupabaseLite, workspace: str) -> list[int]:
    """What arrived at the server, in order."""
    rows = supabase.run(f"select text_hash from query_log where workspace_id = '{workspace}' order by id")
    return [int(row[0], 16) for row in rows]


@pytest.fixture
def ann(supabase: SupabaseLite, tmp_path: Path) -> Iterator[Person]:
    ann = person(supabase, tmp_path / "ann")
    yield ann
    ann.remote.close()


@pytest.fixture
def bob(supabase: SupabaseLite, tmp_path: Path) -> Iterator[Person]:
    bob = person(supabase, tmp_path / "bob", "bob")
    yield bob
    bob.remote.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory of rows and of failures: each read shows what the server says now."""
    monkeypatch.setattr(tables_module, "FRESH_S", 0.0)
    monkeypatch.setattr(tables_module, "GONE_S", 0.0)
    monkeypatch.setattr(outbox_module, "PAUSE_S", (0.05,))


def test_members_share_connections_and_open_passwords_with_the_workspace_s_key(
    ann: Person, bob: Person
) -> None:
    team = ann.new_workspace()
    join(ann, team, bob, "editor")
    ann.store(team).save_connection(SHOP, ConnectionSecrets("hunter2", {"sslmode": "require"}))
    bobs = bob.store(team)
    assert [record.name for record in bobs.connections()] == ["shop"]
    assert list(bobs.locked()) == ["shop"]
    with pytest.raises(SecretUnreadable, match="locked"):
        bobs.secrets("shop")
    with pytest.raises(SecretUnreadable, match="not on this machine") as caught:
        bobs.save_connection(replace(SHOP, name="mine"), ConnectionSecrets("x"))
    assert f"--workspace {team}" in (caught.value.hint or "")
    bob.local.keys.make()  # a root key of his own gives another workspace key
    key = ann.local.keys.current(team)
    assert key is not None
    bob.local.keys.add([key])
    assert bobs.secrets("shop") == ConnectionSecrets("hunter2", {"sslmode": "require"})
    bobs.save_connection(replace(SHOP, name="mine"), ConnectionSecrets("from bob"))
    assert ann.store(team).secrets("mine").password == "from bob"


def test_the_server_never_sees_a_password(supabase: SupabaseLite, ann: Person) -> None:
    team = ann.new_workspace()
    ann.store(team).save_connection(SHOP, ConnectionSecrets("correct horse battery staple"))
    rows = supabase.run(
        f"select to_jsonb(c)::text from workspace_connections c where workspace_id = '{team}'"
    )
    assert "v1." in rows[0][0]
    assert "horse" not in rows[0][0]
    for path in ann.folder.rglob("*"):
        assert path.is_dir() or b"horse" not in path.read_bytes()


def test_a_role_bounds_what_a_member_does(ann: Person, bob: Person, impatient: None, tmp_path: Path) -> None:
    small = tmp_path / "a.csv"
    small.write_bytes(b"x")
    team = ann.new_workspace()
    join(ann, team, bob, "viewer")
    ann.store(team).save_connection(SHOP)
    bobs = bob.store(team)
    bobs.save_connection(SHOP)  # opening a saved connection saves it as it is
    for forbidden in (
        lambda: bobs.save_connection(replace(SHOP, access="read_write")),
        lambda: bobs.save_connection(replace(SHOP, name="other")),
        lambda: bobs.delete_connection("shop"),
        lambda: bobs.save_metric(Metric("revenue", "1")),
        lambda: bobs.files.upload(FileAsset("a.csv", f"{team}/a.csv", 1, "0" * 64, NOW), small),
    ):
        with pytest.raises(Denied) as caught:
            forbidden()
        assert caught.value.hint
    assert not bobs.delete_connection("nobody")
    bobs.save_setting("model", "gpt")
    assert bobs.settings() == {"model": "gpt"}
    assert ann.store(team).settings() == {}


def test_what_the_server_refuses_is_told_in_words(ann: Person) -> None:
    store = ann.store(ann.new_workspace())
    with pytest.raises(Invalid, match="must not hold a password"):
        store.save_connection(replace(SHOP, target="postgresql://ann:hunter2@db.example/shop"))
    with pytest.raises(Invalid, match="encrypted only"):
        store.save_setting("openai_api_key", "sk-123")
    with pytest.raises(Invalid, match="letters, digits"):
        store.save_connection(replace(SHOP, name="9 x"))


def test_workspaces_and_members_come_and_go(ann: Person, bob: Person) -> None:
    anns, bobs = Workspaces(ann.remote, ann.copies), Workspaces(bob.remote, bob.copies)
    team = anns.create("Team")
    with pytest.raises(Invalid, match="no role"):
        anns.invite(team.id, bob.email, "boss")
    with pytest.raises(Invalid, match="e-mail"):
        anns.invite(team.id, "bob", "viewer")
    anns.invite(team.id, bob.email.upper(), "viewer")
    assert [given.email for given in anns.invitations(team.id)] == [bob.email]
    given = bobs.my_invitations()[0]
    assert (given.workspace, given.role) == ("Team", "viewer")
    assert bobs.accept(given.id) == team.id
    assert [(each.name, each.role) for each in bobs.mine()] == [("Team", "viewer")]
    assert bobs.find("Team") == bobs.find(team.id)
    with pytest.raises(Denied):
        bobs.rename(team.id, "Mine")
    with pytest.raises(Denied):
        bobs.delete(team.id)
    with pytest.raises(Denied, match="Only an owner"):
        bobs.remove(team.id, ann.user_id)
    with pytest.raises(Denied, match="last owner"):
        anns.leave(team.id)
    anns.change_role(team.id, anns.member(team.id, bob.email).user_id, "owner")
    anns.leave(team.id)
    assert [member.email for member in bobs.members(team.id)] == [bob.email]
    assert anns.mine() == []
    with pytest.raises(NotConfigured, match="no workspace"):
        anns.find("Team")
    with pytest.raises(Invalid, match="no member") as caught:
        bobs.member(team.id, bob.email[:-1])
    assert bob.email in (caught.value.hint or "")
    bobs.create("Twin"), bobs.create("Twin")
    with pytest.raises(UsageError, match="2 workspaces"):
        bobs.find("Twin")
    bobs.rename(team.id, "Ours")
    bobs.delete(team.id)
    assert [each.name for each in bobs.mine()] == ["Twin", "Twin"]


def test_a_removed_member_sees_nothing_from_then_on(
    supabase: SupabaseLite, ann: Person, bob: Person, impatient: None
) -> None:
    team = ann.new_workspace()
    join(ann, team, bob, "editor")
    ann.store(team).save_connection(SHOP)
    bobs = bob.store(team)
    assert len(bobs.connections()) == 1
    Workspaces(ann.remote, ann.copies).remove(team, bob.user_id)
    assert not bobs.connections()
    bobs.append_audit(event(1))
    assert not bobs.audit()
    assert bob.copies.counts(bobs._tables.owner) == (0, 1)
    assert hashes(supabase, team) == []


def test_files_go_up_and_come_back(ann: Person, bob: Person, tmp_path: Path) -> None:
    team = ann.new_workspace()
    store, source, content = ann.store(team), tmp_path / "source", b"a,b\n1,2\n"
    source.write_bytes(content)
    name = "höhe & tiefe.csv"
    asset = FileAsset(
        name, store.files.path(name), len(content), hashlib.sha256(content).hexdigest(), NOW, "text/csv"
    )
    store.files.upload(asset, source)
    store.save_file_asset(asset)
    assert [replace(found, uploaded_at=NOW) for found in store.file_assets()] == [asset]
    assert store.files.download(asset) == content
    assert httpx.get(store.files.signed_url(asset), timeout=30).content == content
    theirs = WorkspaceFiles(bob.remote, team)
    for stranger in (
        lambda: theirs.download(asset),
        lambda: theirs.upload(asset, source),
        lambda: theirs.signed_url(asset),
    ):
        with pytest.raises((Denied, Invalid)):
            stranger()
    assert not theirs.delete(asset)
    source.write_bytes(b"changed")
    store.files.upload(asset, source)
    with pytest.raises(StoreError, match="not the one that was uploaded"):
        store.files.download(asset)
    for odd in ("../other/x.csv", "a/b", "..", "", "a\x00b"):
        with pytest.raises(Invalid, match="cannot be a file's name"):
            store.files.path(odd)
    assert store.files.delete(asset)
    with pytest.raises(Invalid, match="no such file"):
        store.files.download(asset)


def test_while_the_server_is_down_connections_open_and_nothing_else_changes(
    supabase: SupabaseLite, ann: Person, tmp_path: Path, impatient: None
) -> None:
    team = ann.new_workspace()
    store = ann.store(team)
    store.save_connection(SHOP, ConnectionSecrets("hunter2"))
    store.save_metric(Metric("revenue", "sum(amount)"))
    assert store.connections()
    assert store.metrics()
    supabase.kill()
    try:
        assert store.connections() == [replace(SHOP, has_password=True)]
        assert store.secrets("shop").password == "hunter2"
        assert store.metrics()[0].expression == "sum(amount)"
        store.save_connection(SHOP)
        with pytest.raises(Offline, match="Nothing was changed") as caught:
            store.save_setting("model", "gpt")
        assert "queries go on" in (caught.value.hint or "")
        with pytest.raises(Offline):
            store.save_connection(replace(SHOP, name="new"))
        with pytest.raises(Offline):
            store.delete_connection("shop")
        store.append_audit(event(1))
        assert [found.text_hash for found in store.audit()] == [event(1).text_hash]
        assert not any(b"db.example" in path.read_bytes() for path in ann.folder.glob("workspaces.sqlite*"))
    finally:
        supabase.start()
    store.append_audit(event(2))
    store.save_setting("model", "gpt")
    assert [found.text_hash for found in store.audit()] == [event(2).text_hash, event(1).text_hash]
    assert hashes(supabase, team) == [1, 2]
    store.close()


def test_another_process_reads_the_copy_and_sends_what_waits(
    supabase: SupabaseLite, ann: Person, impatient: None
) -> None:
    team = ann.new_workspace()
    first = ann.store(team)
    first.save_connection(SHOP)
    assert first.connections()
    supabase.kill()
    try:
        first.append_audit(event(1))
        first.close()
        second = SupabaseStore(ann.remote, team, LocalStore(ann.folder), ann.copies)
        assert second.connections() == [SHOP]
    finally:
        supabase.start()
    assert len(second.audit()) == 1
    assert hashes(supabase, team) == [1]
    assert ann.copies.counts(second._tables.owner) == (0, 0)


def test_events_arrive_once_when_the_server_dies_between_insert_and_answer(
    supabase: SupabaseLite, tmp_path: Path, impatient: None
) -> None:
    with CuttingProxy(supabase.port) as proxy:
        ann = person(supabase, tmp_path, url=proxy.url)
        team = ann.new_workspace()
        store = ann.store(team)
        proxy.cut_answers("/rest/v1/query_log", then=supabase.kill)
        store.append_audit(event(1))
        assert proxy.was_cut.wait(60)
        assert hashes(supabase, team) == [1]
        assert ann.copies.counts(store._tables.owner) == (1, 0)
        supabase.start()
        store.append_audit(event(2))
        assert len(store.audit()) == 2
        assert hashes(supabase, team) == [1, 2]
        assert ann.copies.counts(store._tables.owner) == (0, 0)
        store.close()


def test_events_wait_for_who_made_them(
    supabase: SupabaseLite, ann: Person, bob: Person, impatient: None
) -> None:
    team = ann.new_workspace()
    join(ann, team, bob, "viewer")
    store, anns = ann.store(team), ann.sign_in.vault
    supabase.kill()
    try:
        store.append_audit(event(1))  # which a thread of the process now tries to send
        mine = (anns.signed_in(), anns.refresh_token())
        anns.keep(bob.sign_in.vault.signed_in(), bob.sign_in.vault.refresh_token())  # type: ignore[arg-type]
    finally:
        supabase.start()
    store.append_audit(event(2))
    assert [found.text_hash for found in store.audit()] == [event(2).text_hash]
    store.close()
    authors = supabase.run(f"select user_id::text from query_log where workspace_id = '{team}'")
    assert authors == [(bob.user_id,)]
    anns.keep(*mine)  # type: ignore[arg-type]
    again = ann.store(team)
    assert {found.text_hash for found in again.audit()} == {event(1).text_hash, event(2).text_hash}
    again.close()


def test_the_server_killed_and_started_again_in_the_middle_costs_nothing(
    supabase: SupabaseLite, ann: Person, impatient: None
) -> None:
    store = ann.store(ann.new_workspace())
    for number in range(3):
        store.save_connection(replace(SHOP, name=f"c{number}"), ConnectionSecrets(f"p{number}"))
        store.append_audit(event(number))
        supabase.kill()
        supabase.start()
    assert [store.secrets(f"c{number}").password for number in range(3)] == ["p0", "p1", "p2"]
    assert len(store.audit()) == 3
    store.close()


def test_push_and_pull_show_conflicts_and_leave_them(ann: Person, bob: Person, impatient: None) -> None:
    team = ann.new_workspace()
    join(ann, team, bob, "editor")
    shared, query = ann.store(team), VerifiedQuery("how many?", "select 1", "shop", "postgres", NOW)
    ann.local.save_connection(SHOP, ConnectionSecrets("hunter2"))
    ann.local.save_metric(Metric("revenue", "sum(amount)"))
    ann.local.save_verified_query(query)
    done = move(compare(ann.local, shared, passwords=False))
    assert [(entry.kind, entry.state) for entry in done.moved] == [
        ("connection", "new"), ("verified query", "new"), ("metric", "new"),
    ]  # fmt: skip
    assert not shared.secrets("shop")
    again = compare(ann.local, shared, passwords=False)
    assert {entry.state for entry in again} == {"same"}
    assert [entry.state for entry in compare(ann.local, shared, passwords=True)] == ["new", "same", "same"]
    bob.store(team).save_metric(Metric("revenue", "sum(net)"))
    done = move(compare(ann.local, shared, passwords=True))
    assert [entry.name for entry in done.moved] == ["shop"]
    assert [(entry.name, entry.state) for entry in done.left] == [("revenue", "conflict")]
    assert shared.secrets("shop").password == "hunter2"
    assert shared.metrics()[0].expression == "sum(net)"
    move(compare(shared, ann.local, passwords=False), names=["revenue"], replace_others=True)
    assert ann.local.metrics()[0].expression == "sum(net)"
    move(compare(bob.store(team), bob.local, passwords=False))
    assert [record.name for record in bob.local.connections()] == ["shop"]
    assert compare(bob.store(team), bob.local, passwords=True)[0].state == "locked"


def test_many_connections_come_whole(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "PAGE", 7)
    team = ann.new_workspace()
    rows = [
        {"workspace_id": team, "name": f"c{n:03}", "driver": "sqlite", "target": "x.db"} for n in range(20)
    ]
    ann.remote.ask(lambda client: client.table("workspace_connections").insert(rows).execute())
    assert [record.name for record in ann.store(team).connections()] == [f"c{n:03}" for n in range(20)]


def test_a_change_meanwhile_is_a_conflict(ann: Person, impatient: None) -> None:
    store = ann.store(ann.new_workspace())
    with pytest.raises(Conflict, match="meanwhile"):
        store._tables.change("workspace_connections", {"access": "read_write"}, name="gone")


def test_what_waits_is_sent_when_the_process_ends(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "FAREWELL_S", 60.0)
    store = ann.store(ann.new_workspace())
    store.append_audit(event(1))
    store.close()
    assert ann.copies.counts(store._tables.owner) == (0, 0)
