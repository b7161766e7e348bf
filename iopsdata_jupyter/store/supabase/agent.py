"""The helper process by which a kernel signs in, out and refreshes.

`python -m iopsdata_jupyter.store.supabase.agent` reads one request and writes one answer. Refresh tokens stay
in it and in the vault: the answer tells whether somebody is signed in, or an error. Requests come by standard
input, so that no code or password is in a list of processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iopsdata_jupyter import errors
from iopsdata_jupyter.errors import TimedOut, WorkspaceError
from iopsdata_jupyter.store.supabase.project import Project
from iopsdata_jupyter.store.supabase.sign_in import SignIn
from iopsdata_jupyter.store.supabase.vault import Vault

HELPER_S = 75.0
"""Seconds for a start on a slow machine, a lock that is held, and a server that hangs."""

ACTIONS = ("send_code", "with_code", "with_password", "sign_up", "sign_out", "refresh")


class HelperSignIn:
    """What SignIn does, done by a helper process: neither code nor refresh token stays in this one."""

    def __init__(self, project: Project, folder: Path) -> None:
        """`folder` is the data folder."""
        self._project = project
        self._folder = folder

    def send_code(self, email: str) -> None:
        self._ask("send_code", email=email)

    def with_code(self, email: str, code: str) -> None:
        self._ask("with_code", email=email, code=code)

    def with_password(self, email: str, password: str) -> None:
        self._ask("with_password", email=email, password=password)

    def sign_up(self, email: str, password: str) -> bool:
        """Makes an account; False: it waits for its address to be confirmed."""
        return self._ask("sign_up", email=email, password=password)

    def sign_out(self) -> None:
        self._ask("sign_out")

    def refresh(self, used: str) -> None:
        self._ask("refresh", used=used)

    def _ask(self, action: str, **arguments: str) -> bool:
        return ask(self._project, self._folder, action, **arguments)


def ask(project: Project, folder: Path, action: str, **arguments: str) -> bool:
    """Has a helper process do `action` of SignIn; whether somebody is signed in by it.

    Raises:
        WorkspaceError: as SignIn raises it.
    """
    request = {"url": project.url, "key": project.key, "folder": str(folder), "action": action, **arguments}
    # -P: a notebook's folder may hold files that are named like modules.
    command = [sys.executable, "-P", "-m", "iopsdata_jupyter.store.supabase.agent"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=json.dumps(request), capture_output=True, text=True, timeout=HELPER_S, check=False
        )
        reply = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise TimedOut(f"{project.host} did not answer in time.", hint="Try again in a while.") from None
    except ValueError:
        raise WorkspaceError(
            "The helper process for signing in failed.", hint="Try `iopsdata sign-in EMAIL` in a terminal."
        ) from None
    if "error" in reply:
        raise _as_error(reply["error"])
    return bool(reply["signed_in"])


def _as_error(told: Mapping[str, Any]) -> errors.IopsDataError:
    kind = getattr(errors, str(told["kind"]), WorkspaceError)
    error: errors.IopsDataError = kind(told["message"], title=told["title"], hint=told["hint"])
    return error


def answer(request: Mapping[str, str]) -> dict[str, Any]:
    """Does what the request asks for."""
    arguments = dict(request)
    project = Project(arguments.pop("url"), arguments.pop("key"))
    sign_in = SignIn(project, Vault(Path(arguments.pop("folder")), project.url))
    action = arguments.pop("action")
    if action not in ACTIONS:
        raise ValueError(action)
    try:
        return {"signed_in": getattr(sign_in, action)(**arguments) is not None}
    except errors.IopsDataError as error:
        told = {
            "kind": type(error).__name__,
            "message": error.message,
            "title": error.title,
            "hint": error.hint,
        }
        return {"error": told}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
