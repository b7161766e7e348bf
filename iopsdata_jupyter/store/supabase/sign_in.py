"""Signing in and out, and the one place that uses a refresh token.

Only the Jupyter server, the `iopsdata` command and the helper process (agent.py) call this module; a kernel
talks to the helper. Each call holds the vault's lock, so a refresh token, which serves once, is used once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from iopsdata_jupyter.errors import Denied, Invalid, SignInExpired, SignInRevoked, WrongCredentials
from iopsdata_jupyter.store.supabase.failures import SIGN_IN_AGAIN, translated
from iopsdata_jupyter.store.supabase.project import Project
from iopsdata_jupyter.store.supabase.remote import EARLY_S, opened
from iopsdata_jupyter.store.supabase.vault import SignedIn, Vault

if TYPE_CHECKING:
    from supabase import Client
    from supabase_auth.types import AuthResponse

PROVIDERS = (
    "apple", "azure", "bitbucket", "discord", "github", "gitlab", "google", "keycloak", "linkedin_oidc",
    "slack_oidc", "zoom",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OAuthFlow:
    """A sign-in that waits for the browser to come back."""

    identity: str
    """Unguessable; the browser brings it back."""
    url: str
    """Where the browser goes."""
    verifier: str = field(repr=False)
    """What proves that the code was asked for here (PKCE, RFC 7636)."""


class SignIn:
    """The ways to sign in to one project, and out."""

    def __init__(self, project: Project, vault: Vault) -> None:
        self.project = project
        self.vault = vault

    def send_code(self, email: str) -> None:
        """Sends a code by e-mail; an address without an account gets one, where the project allows it."""
        with translated(self.project), opened(self.project) as client:
            client.auth.sign_in_with_otp({"email": _checked(email)})

    def with_code(self, email: str, code: str) -> SignedIn:
        """Signs in by the code of the newest e-mail.

        Raises:
            WrongCredentials: another code, or too old.
        """
        token = "".join(code.split())
        return self._signed_in(
            lambda client: client.auth.verify_otp({"email": _checked(email), "token": token, "type": "email"})
        )

    def with_password(self, email: str, password: str) -> SignedIn:
        """Signs in by password.

        Raises:
            WrongCredentials: another password, or no such account.
        """
        return self._signed_in(
            lambda client: client.auth.sign_in_with_password({"email": _checked(email), "password": password})
        )

    def sign_up(self, email: str, password: str) -> SignedIn | None:
        """Makes an account; None: it waits for its address to be confirmed by the e-mail that was sent.

        Raises:
            Conflict: there is an account of that address.
        """
        with self.vault.locked(), translated(self.project), opened(self.project) as client:
            reply = client.auth.sign_up({"email": _checked(email), "password": password})
            return self._kept(reply) if reply.session else None

    def start_oauth(self, provider: str, callback: str) -> OAuthFlow:
        """Where to send the browser; it comes back to `callback?flow=...&code=...`."""
        from supabase_auth.helpers import generate_pkce_challenge, generate_pkce_verifier

        if provider not in PROVIDERS:
            raise Invalid(f"There is no provider {provider!r}.", hint=f"One of: {', '.join(PROVIDERS)}.")
        identity, verifier = secrets.token_urlsafe(24), generate_pkce_verifier()
        query = {
            "provider": provider,
            "redirect_to": f"{callback}?{urlencode({'flow': identity})}",
            "code_challenge": generate_pkce_challenge(verifier),
            "code_challenge_method": "s256",
        }
        return OAuthFlow(identity, f"{self.project.url}/auth/v1/authorize?{urlencode(query)}", verifier)

    def finish_oauth(self, flow: OAuthFlow, code: str) -> SignedIn:
        """Signs in by the code that the browser brought back.

        Raises:
            WrongCredentials: it is not the code of this flow.
        """
        return self._signed_in(
            lambda client: client.auth.exchange_code_for_session(
                {"auth_code": code, "code_verifier": flow.verifier, "redirect_to": ""}
            )
        )

    def sign_out(self) -> None:
        """Forgets the sign-in here, and ends it at the project where that can be reached.

        Raises:
            Offline: it is forgotten here; what was kept elsewhere serves until it expires.
        """
        with self.vault.locked():
            session, refresh_token = self.vault.signed_in(), self.vault.refresh_token()
            self.vault.clear()
            if session is not None:
                with suppress(SignInExpired, Invalid, WrongCredentials):  # it had ended before
                    self._end(session, refresh_token)

    def refresh(self, used: str, *, early_s: float = EARLY_S) -> None:
        """Replaces the access token `used`, unless another process has done so meanwhile.

        `early_s`: seconds that another process's token must hold to be left as it is.

        Raises:
            SignInRevoked: the project does not take the refresh token; the sign-in is forgotten here.
            Offline: the project cannot be reached; the sign-in is kept.
        """
        with self.vault.locked():
            session = self.vault.signed_in()
            if session is None or (session.access_token != used and session.holds(early_s)):
                return
            try:
                self._use_refresh_token(session)
            except (Invalid, WrongCredentials, SignInExpired):
                self.vault.clear()
                raise SignInRevoked("The sign-in was ended elsewhere.", hint=SIGN_IN_AGAIN) from None

    def _use_refresh_token(self, session: SignedIn) -> None:
        token = self.vault.refresh_token()
        if token is None:
            raise SignInRevoked("The refresh token is gone.")
        with translated(self.project), opened(self.project) as client:
            reply = client.auth.refresh_session(token)
            if reply.user is not None and reply.user.id != session.user_id:
                raise SignInRevoked("The refresh token is another account's.")
            self._kept(reply)

    def _end(self, session: SignedIn, refresh_token: str | None) -> None:
        with translated(self.project), opened(self.project) as client:
            token = session.access_token
            if refresh_token and not session.holds(0):
                reply = client.auth.refresh_session(refresh_token).session
                token = reply.access_token if reply else token
            client.auth.admin.sign_out(token, "local")

    def _signed_in(self, request: Callable[[Client], AuthResponse]) -> SignedIn:
        with self.vault.locked(), translated(self.project), opened(self.project) as client:
            return self._kept(request(client))

    def _kept(self, reply: AuthResponse) -> SignedIn:
        session = reply.session
        if session is None or session.expires_at is None:
            raise Denied(
                "The address of the account is not confirmed.", hint="Open the e-mail that was sent to it."
            )
        user = session.user
        signed_in = SignedIn(
            self.project.url, user.id, user.email or "", session.access_token, float(session.expires_at)
        )
        self.vault.keep(signed_in, session.refresh_token)
        return signed_in


def _checked(email: str) -> str:
    text = email.strip()
    if text.count("@") != 1 or text.startswith("@") or text.endswith("@"):
        raise Invalid(f"{text!r} is no e-mail address.", hint="It looks like ann@example.com.")
    return text
