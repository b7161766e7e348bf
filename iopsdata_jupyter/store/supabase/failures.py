"""What the project and the network answer, as our errors. The only place that knows supabase-py's errors.

| what happened | error |
|---|---|
| no route, refused, broken off | Offline |
| no answer in time | TimedOut |
| the token has expired (PGRST301, PGRST303, bad_jwt) | SignInExpired |
| the refresh token is used, revoked or unknown | SignInRevoked |
| wrong code or password | WrongCredentials |
| a policy, a grant or a function of ours refuses (42501) | Denied |
| a unique key (23505) | Conflict |
| a CHECK, a foreign key, a missing row (23514, 23503, 22..., P0002) | Invalid |
| our functions are missing (PGRST202, PGRST205) | NotConfigured |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import (
    Conflict,
    Denied,
    Invalid,
    NotConfigured,
    Offline,
    SignInExpired,
    TimedOut,
    WorkspaceError,
    WrongCredentials,
)

if TYPE_CHECKING:
    from postgrest import APIError
    from storage3.exceptions import StorageApiError
    from supabase_auth.errors import AuthError

    from iopsdata_jupyter.store.supabase.project import Project

SIGN_IN_AGAIN = "Sign in: `%iops sign-in EMAIL`, or `iopsdata sign-in EMAIL` in a terminal."
_EXPIRED = ("PGRST301", "PGRST302", "PGRST303", "401")
_MISSING = ("PGRST202", "PGRST204", "PGRST205", "42P01", "42703", "42883")
_WRONG = ("invalid_credentials", "otp_expired", "bad_code_verifier", "flow_state_not_found")
_CONSTRAINTS = {
    "workspace_connections_target_has_no_secret": "An address must not hold a password or a key.",
    "workspace_connections_encrypted": "Secrets are kept encrypted only.",
    "user_settings_no_plain_secret": "A setting that is named like a key or password is kept encrypted only.",
    "workspace_connections_name_check": "A connection's name has letters, digits, - and _, at most 64.",
    "workspace_members_role_check": "A role is owner, editor or viewer.",
    "workspace_invitations_role_check": "A role is owner, editor or viewer.",
    "workspace_invitations_email_check": "That is no e-mail address.",
    "workspaces_name_check": "A workspace's name has 1 to 100 characters.",
}


@contextmanager
def translated(project: Project) -> Iterator[None]:
    """Turns what supabase-py raises inside the block into our errors.

    Raises:
        WorkspaceError: always one of its children, or itself for what is not foreseen.
    """
    import httpx
    from postgrest import APIError
    from pydantic import ValidationError
    from storage3.exceptions import StorageApiError
    from supabase_auth.errors import AuthError

    try:
        yield
    except httpx.TransportError as error:
        raise _of_network(error, project) from None
    except AuthError as error:
        raise _of_auth(error, project) from None
    except APIError as error:
        raise _of_tables(error, project) from None
    except StorageApiError as error:
        raise _of_storage(error) from None
    except (httpx.HTTPStatusError, httpx.DecodingError, ValidationError, ValueError, KeyError, RuntimeError):
        # RuntimeError: the process is ending and has closed the client. A text may hold a reply with tokens.
        raise _unusual(project) from None


def _of_network(error: BaseException | None, project: Project) -> Offline:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"{project.host} did not answer in time.", hint="Try again in a while.")
    return Offline(
        f"{project.host} cannot be reached.", hint="Check the network, and the setting supabase_url."
    )


def _of_auth(error: AuthError, project: Project) -> WorkspaceError:
    from supabase_auth.errors import AuthRetryableError, AuthWeakPasswordError

    if isinstance(error, AuthRetryableError):
        return _of_network(error.__cause__, project)
    if isinstance(error, AuthWeakPasswordError):
        return Invalid(_sentence(error.message), hint="Choose a longer password.")
    return _of_sign_in(str(error.code), error.message)


def _of_sign_in(code: str, message: str) -> WorkspaceError:
    if code in _WRONG:
        return WrongCredentials(
            "The code or password is not the right one, or the code is too old.",
            hint="Check it, or ask for a new code: `%iops sign-in EMAIL`.",
        )
    if code.startswith("over_"):
        return Denied("Too many attempts.", title="Wait", hint="Wait a minute and try again.")
    if code in ("user_already_exists", "email_exists", "identity_already_exists"):
        return Conflict("There is an account with that address.", hint="Sign in to it with a code.")
    if code in ("bad_jwt", "session_not_found", "session_expired", "no_authorization", "invalid_jwt"):
        return SignInExpired("The sign-in has expired.", hint=SIGN_IN_AGAIN)
    return Invalid(_sentence(message), hint="Check the address, and the project's sign-in settings.")


def _of_tables(error: APIError, project: Project) -> WorkspaceError:
    code, message = str(error.code), error.message or ""
    if code in _EXPIRED:
        return SignInExpired("The sign-in has expired.", hint=SIGN_IN_AGAIN)
    if code in _MISSING:
        return NotConfigured(
            f"{project.host} lacks the tables of this release.",
            hint="Its owner runs `iopsdata supabase migrations supabase/migrations` and `supabase db push`.",
        )
    if code == "42501":
        return _denied(message, error.hint)
    if code == "23505":
        return Conflict("There is an entry of that name already.", hint="Choose another name.")
    if code == "P0002" or code[:2] in ("22", "23"):
        return Invalid(_constraint(message) or _sentence(message), hint="Change the value and try again.")
    return _of_status(code, message, project)


def _of_status(code: str, message: str, project: Project) -> WorkspaceError:
    if code in (
        "502",
        "503",
        "504",
        "520",
        "521",
        "522",
        "523",
        "PGRST000",
        "PGRST001",
        "PGRST002",
        "PGRST003",
    ):
        return Offline(f"{project.host} is not available.", hint="Try again in a while.")
    if code == "SUP":
        return WorkspaceError(_sentence(message), hint="Try again, or look into the project's log.")
    return _unusual(project)


def _denied(message: str, hint: str | None) -> Denied:
    """Our functions say themselves what is missing; a policy only names its table."""
    if "row-level security" in message or "permission denied" in message:
        return Denied(
            "Your role in the workspace does not allow that.", hint="An editor or owner can do it for you."
        )
    return Denied(_sentence(message), hint=hint or "Ask an owner of the workspace.")


def _of_storage(error: StorageApiError) -> WorkspaceError:
    status = str(error.status)
    if status == "409" or error.code == "Duplicate":
        return Conflict("There is a file of that name already.", hint="Choose another name, or replace it.")
    if status == "404" or error.code == "not_found":
        return Invalid(
            "There is no such file in the workspace.", hint="`%iops workspace` lists what is there."
        )
    if status in ("401", "403"):
        return Denied(
            "Your role in the workspace does not allow that.", hint="An editor or owner can do it for you."
        )
    return Invalid(_sentence(str(error.message)), hint="Check the file's name and size.")


def _unusual(project: Project) -> WorkspaceError:
    return WorkspaceError(
        f"{project.host} gave an answer that this release does not understand.",
        hint="Check that supabase_url leads to a Supabase project, and that the project runs.",
    )


def _constraint(message: str) -> str | None:
    found = re.search(r'constraint "(\w+)"', message)
    return _CONSTRAINTS.get(found[1]) if found else None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:300].rstrip('.')}."
