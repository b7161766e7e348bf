"""Signing in to a real Supabase server, by every way, and every way that it fails."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import stat
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from iopsdata_jupyter.errors import (
    Conflict,
    Invalid,
    NotConfigured,
    Offline,
    SignInExpired,
    SignInRevoked,
    TimedOut,
    WrongCredentials,
)
from iopsdata_jupyter.store.supabase import remote as remote_module
from iopsdata_jupyter.store.supabase.agent import HelperSignIn
from iopsdata_jupyter.store.supabase.loopback import sign_in_in_browser
from iopsdata_jupyter.store.supabase.project import Project
from iopsdata_jupyter.store.supabase.remote import Access, Remote
from iopsdata_jupyter.store.supabase.sign_in import SignIn
from iopsdata_jupyter.store.supabase.vault import SignedIn, Vault
from tests.services.supabase_lite import JWT_SECRET, SupabaseLite
from tests.services.workspaces import PASSWORD, Person, person

pytestmark = pytest.mark.service


@pytest.fixture
def ann(supabase: SupabaseLite, tmp_path: Path) -> Person:
    return person(supabase, tmp_path)


def signed(claims: dict[str, object]) -> str:
    """An access token as the server would make it."""
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    text = ".".join(url_safe(json.dumps(part).encode()) for part in parts)
    return f"{text}.{url_safe(hmac.digest(JWT_SECRET.encode(), text.encode(), hashlib.sha256))}"


def url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def kept(who: Person) -> SignedIn:
    session = who.sign_in.vault.signed_in()
    assert session is not None
    return session


def aged(who: Person, *, told: float) -> SignedIn:
    """The sign-in with an access token that expired a minute ago; `told`: seconds left as the file has it."""
    payload = kept(who).access_token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    token = signed({**claims, "exp": int(time.time()) - 60})
    session = replace(kept(who), access_token=token, expires_at=time.time() + told)
    who.sign_in.vault.keep(session, who.sign_in.vault.refresh_token() or "")
    return session


def test_a_code_by_e_mail_signs_in_and_makes_the_account(supabase: SupabaseLite, ann: Person) -> None:
    before = kept(ann)
    ann.sign_in.send_code("newcomer@example.com")
    code = supabase.code_for("newcomer@example.com")
    session = ann.sign_in.with_code("newcomer@example.com", f" {code[:3]} {code[3:]} ")
    assert session.email == "newcomer@example.com"
    assert ann.user_id == session.user_id != before.user_id
    with pytest.raises(WrongCredentials):
        ann.sign_in.with_code("newcomer@example.com", code)


def test_wrong_codes_and_passwords_are_told(ann: Person) -> None:
    ann.sign_in.send_code(ann.email)
    with pytest.raises(WrongCredentials) as caught:
        ann.sign_in.with_code(ann.email, "000000")
    assert caught.value.hint
    with pytest.raises(WrongCredentials):
        ann.sign_in.with_password(ann.email, "another")
    with pytest.raises(WrongCredentials):
        ann.sign_in.with_password("nobody@example.com", PASSWORD)
    with pytest.raises(Conflict):
        ann.sign_in.sign_up(ann.email, PASSWORD)
    with pytest.raises(Invalid, match="at least"):
        ann.sign_in.sign_up("short@example.com", "x")
    with pytest.raises(Invalid, match="no e-mail address"):
        ann.sign_in.send_code("ann")


def test_a_password_signs_in(ann: Person) -> None:
    first = kept(ann)
    ann.sign_in.sign_out()
    ann.sign_in.with_password(ann.email, PASSWORD)
    assert kept(ann).user_id == first.user_id
    assert ann.remote.call("my_invitations") == []


def test_only_the_owner_may_read_what_is_kept(ann: Person) -> None:
    files = [path for path in (ann.folder / "supabase").iterdir() if path.suffix in (".json", ".token")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((ann.folder / "supabase").stat().st_mode) == 0o700
    (ann.folder / "supabase" / "session.json").chmod(0o644)
    with pytest.raises(Exception, match="other users"):
        ann.sign_in.vault.signed_in()


def test_what_kernels_read_holds_no_refresh_token(ann: Person) -> None:
    token = ann.sign_in.vault.refresh_token()
    assert token
    assert token not in (ann.folder / "supabase" / "session.json").read_text()
    assert token not in repr(kept(ann))
    assert kept(ann).access_token not in repr(kept(ann))


def test_a_refresh_token_serves_once_and_the_next_is_kept(ann: Person) -> None:
    first = ann.sign_in.vault.refresh_token()
    ann.sign_in.refresh(kept(ann).access_token)
    assert ann.sign_in.vault.refresh_token() != first
    assert ann.remote.call("my_invitations") == []


def test_an_expired_token_is_replaced_before_the_request(ann: Person) -> None:
    old = aged(ann, told=-60)
    assert ann.remote.call("my_invitations") == []
    assert kept(ann).access_token != old.access_token


def test_a_token_that_the_server_finds_too_old_is_replaced_whatever_the_clock_says(ann: Person) -> None:
    old = aged(ann, told=3000)
    assert ann.remote.call("my_invitations") == []
    assert kept(ann).access_token != old.access_token


def test_a_sign_in_that_was_revoked_is_told_apart_and_forgotten(supabase: SupabaseLite, ann: Person) -> None:
    aged(ann, told=-60)
    supabase.run(f"delete from auth.sessions where user_id = '{ann.user_id}'")
    with pytest.raises(SignInRevoked) as caught:
        ann.remote.call("my_invitations")
    assert "sign-in EMAIL" in (caught.value.hint or "")
    with pytest.raises(NotConfigured, match="not signed in"):
        ann.remote.call("my_invitations")


def test_signing_out_ends_it_at_the_server_too(supabase: SupabaseLite, ann: Person) -> None:
    vault = ann.sign_in.vault
    session, token = kept(ann), vault.refresh_token()
    ann.sign_in.sign_out()
    assert vault.signed_in() is None
    assert vault.refresh_token() is None
    vault.keep(replace(session, expires_at=0.0), token or "")
    with pytest.raises(SignInExpired):
        ann.remote.call("my_invitations")


def test_signing_out_with_an_expired_token_ends_it_too(supabase: SupabaseLite, ann: Person) -> None:
    user = ann.user_id
    aged(ann, told=-60)
    ann.sign_in.sign_out()
    assert supabase.run(f"select count(*) from auth.sessions where user_id = '{user}'") == [(0,)]


def test_many_processes_that_refresh_at_once_use_the_token_once(supabase: SupabaseLite, ann: Person) -> None:
    old = aged(ann, told=-60)
    script = """
        import sys
        from pathlib import Path
        from iopsdata_jupyter.store.supabase.project import Project
        from iopsdata_jupyter.store.supabase.sign_in import SignIn
        from iopsdata_jupyter.store.supabase.vault import Vault
        url, key, folder, used = sys.argv[1:]
        SignIn(Project(url, key), Vault(Path(folder), url)).refresh(used)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), supabase.url, supabase.key]
    before = supabase.run("select count(*) from auth.refresh_tokens")[0][0]
    workers = [
        subprocess.Popen([*command, str(ann.folder), old.access_token], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for worker in workers:
        _, errors = worker.communicate(timeout=90)
        assert worker.returncode == 0, errors
    assert supabase.run("select count(*) from auth.refresh_tokens")[0][0] == before + 1
    assert ann.remote.call("my_invitations") == []


def test_a_kernel_signs_in_and_refreshes_by_a_helper_process(supabase: SupabaseLite, tmp_path: Path) -> None:
    project = Project(supabase.url, supabase.key)
    vault, helper = Vault(tmp_path, project.url), HelperSignIn(project, tmp_path)
    with pytest.raises(WrongCredentials) as caught:
        helper.with_password("nobody@example.com", PASSWORD)
    assert caught.value.title == "Sign-in refused"
    helper.sign_up("kernel@example.com", PASSWORD)
    remote = Remote(project, Access(vault, helper.refresh))
    kernel = Person(tmp_path, "kernel@example.com", SignIn(project, vault), remote, None, None)  # type: ignore[arg-type]
    old = aged(kernel, told=-60)
    assert remote.call("my_invitations") == []
    assert kept(kernel).access_token != old.access_token
    remote.close()
    helper.sign_out()
    assert vault.signed_in() is None


def test_a_module_of_the_notebook_s_folder_is_not_run_by_the_helper(
    supabase: SupabaseLite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "httpx.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongCredentials):
        HelperSignIn(Project(supabase.url, supabase.key), tmp_path).with_password(
            "nobody@example.com", PASSWORD
        )


def test_oauth_exchanges_the_code_that_the_browser_brings_back(
    supabase: SupabaseLite, tmp_path: Path
) -> None:
    project = Project(supabase.url, supabase.key)
    sign_in = SignIn(project, Vault(tmp_path, project.url))
    supabase.github.email = "octo@example.com"
    session = sign_in_in_browser(sign_in, "github", supabase.github.visit, wait_s=60)
    assert session.email == "octo@example.com"
    assert Remote(project, Access(sign_in.vault, sign_in.refresh)).call("my_invitations") == []


def test_a_code_of_another_flow_does_not_sign_in(supabase: SupabaseLite, tmp_path: Path) -> None:
    project = Project(supabase.url, supabase.key)
    sign_in = SignIn(project, Vault(tmp_path, project.url))
    theirs = sign_in.start_oauth("github", "http://127.0.0.1:9/callback")
    code = supabase.github.code_of(theirs.url)
    mine = sign_in.start_oauth("github", "http://127.0.0.1:9/callback")
    with pytest.raises(WrongCredentials):
        sign_in.finish_oauth(mine, code)
    assert sign_in.vault.signed_in() is None
    with pytest.raises(Invalid, match="no provider"):
        sign_in.start_oauth("gihub", "http://127.0.0.1:9/callback")


def test_a_browser_that_never_comes_back_is_not_waited_for(supabase: SupabaseLite, tmp_path: Path) -> None:
    project = Project(supabase.url, supabase.key)
    sign_in = SignIn(project, Vault(tmp_path, project.url))
    with pytest.raises(TimedOut, match="Nobody"):
        sign_in_in_browser(sign_in, "github", lambda _text: None, wait_s=0.1)


def test_a_server_that_is_down_or_hangs_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_module, "ANSWER_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        hung = Project(f"http://127.0.0.1:{port}", "sb_publishable_x")
        with pytest.raises(TimedOut) as caught:
            SignIn(hung, Vault(tmp_path, hung.url)).with_password("ann@example.com", PASSWORD)
        assert type(caught.value) is TimedOut
    down = Project("http://127.0.0.1:1", "sb_publishable_x")
    with pytest.raises(Offline) as refused:
        SignIn(down, Vault(tmp_path, down.url)).send_code("ann@example.com")
    assert type(refused.value) is Offline
    for error in (caught.value, refused.value):
        assert error.hint
        assert PASSWORD not in str(error)


def test_a_keyring_keeps_the_refresh_token_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    passwords: dict[str, str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda _service, account: passwords.get(account))
    monkeypatch.setattr(
        keyring, "set_password", lambda _service, account, text: passwords.update({account: text})
    )
    monkeypatch.setattr(keyring, "delete_password", lambda _service, account: passwords.pop(account))
    session = SignedIn("https://x.example", "u", "ann@example.com", "access", time.time() + 3600)
    vault = Vault(tmp_path, session.url)
    vault.keep(session, "refresh-me")
    assert list(passwords.values()) == ["refresh-me"]
    assert vault.refresh_token() == "refresh-me"
    assert not any(b"refresh-me" in path.read_bytes() for path in (tmp_path / "supabase").iterdir())
    vault.clear()
    assert not passwords
    assert not list((tmp_path / "supabase").iterdir())
