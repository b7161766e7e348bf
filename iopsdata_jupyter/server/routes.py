"""The URL table of the server extension: every route is here and nowhere else."""

from __future__ import annotations

import re

from jupyter_server.utils import url_path_join

from iopsdata_jupyter.server.auth import (
    CallbackHandler,
    CodesHandler,
    CodeSignInHandler,
    OAuthHandler,
    PasswordSignInHandler,
    SignInHandler,
    SignUpHandler,
    SyncHandler,
)
from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.server.catalog import ColumnsHandler, SchemasHandler, TablesHandler
from iopsdata_jupyter.server.connection_tests import ConnectionTestsHandler, SavedConnectionTestHandler
from iopsdata_jupyter.server.connection_uses import ConnectionUsesHandler
from iopsdata_jupyter.server.connections import ConnectionCopyHandler, ConnectionHandler, ConnectionsHandler
from iopsdata_jupyter.server.files import FileHandler, FilesHandler
from iopsdata_jupyter.server.logs import AuditHandler, HistoryEntryHandler, HistoryHandler
from iopsdata_jupyter.server.metrics import MetricHandler, MetricsHandler
from iopsdata_jupyter.server.profiles import FileProfileHandler, TableProfileHandler
from iopsdata_jupyter.server.provider_tests import ProviderTestHandler
from iopsdata_jupyter.server.providers import ProviderHandler, ProviderKeyHandler, ProvidersHandler
from iopsdata_jupyter.server.settings import SettingsHandler
from iopsdata_jupyter.server.shared_files import FileCopyHandler
from iopsdata_jupyter.server.verified_queries import VerifiedQueriesHandler, VerifiedQueryHandler
from iopsdata_jupyter.server.workspaces import (
    AcceptHandler,
    InvitationHandler,
    InvitationsHandler,
    MemberHandler,
    MembersHandler,
    MembershipHandler,
    MyInvitationHandler,
    MyInvitationsHandler,
    WorkspaceChoiceHandler,
    WorkspaceHandler,
    WorkspacesHandler,
)

NAMESPACE = "iopsdata"

ROUTES: tuple[tuple[str, type[JSONHandler]], ...] = (
    ("audit", AuditHandler),
    ("auth", SignInHandler),
    ("auth/callback", CallbackHandler),
    ("auth/code", CodesHandler),
    ("auth/oauth", OAuthHandler),
    ("auth/password", PasswordSignInHandler),
    ("auth/sign-up", SignUpHandler),
    ("auth/sync", SyncHandler),
    ("auth/verify", CodeSignInHandler),
    ("auth/workspace", WorkspaceChoiceHandler),
    ("connection-tests", ConnectionTestsHandler),
    ("connection-uses", ConnectionUsesHandler),
    ("connections", ConnectionsHandler),
    ("connections/{name}", ConnectionHandler),
    ("connections/{name}/catalog", SchemasHandler),
    ("connections/{name}/copy", ConnectionCopyHandler),
    ("connections/{name}/columns", ColumnsHandler),
    ("connections/{name}/profile", TableProfileHandler),
    ("connections/{name}/tables", TablesHandler),
    ("connections/{name}/test", SavedConnectionTestHandler),
    ("files", FilesHandler),
    ("files/{name}", FileHandler),
    ("files/{name}/copy", FileCopyHandler),
    ("files/{name}/profile", FileProfileHandler),
    ("history", HistoryHandler),
    ("history/{entry}", HistoryEntryHandler),
    ("invitations", MyInvitationsHandler),
    ("invitations/{invitation}", MyInvitationHandler),
    ("invitations/{invitation}/accept", AcceptHandler),
    ("metrics", MetricsHandler),
    ("metrics/{name}", MetricHandler),
    ("providers", ProvidersHandler),
    ("providers/{name}", ProviderHandler),
    ("providers/{name}/key", ProviderKeyHandler),
    ("providers/{name}/test", ProviderTestHandler),
    ("settings", SettingsHandler),
    ("verified-queries", VerifiedQueriesHandler),
    ("verified-queries/{id}", VerifiedQueryHandler),
    ("workspaces", WorkspacesHandler),
    ("workspaces/{workspace}", WorkspaceHandler),
    ("workspaces/{workspace}/invitations", InvitationsHandler),
    ("workspaces/{workspace}/invitations/{invitation}", InvitationHandler),
    ("workspaces/{workspace}/members", MembersHandler),
    ("workspaces/{workspace}/members/{member}", MemberHandler),
    ("workspaces/{workspace}/membership", MembershipHandler),
)
"""Paths below the namespace, as `openapi.yaml` writes them; a `{part}` reaches to the next slash."""


def handlers(base_url: str) -> list[tuple[str, type[JSONHandler]]]:
    """The routes as tornado takes them, below the server's base URL."""
    return [(url_path_join(base_url, NAMESPACE, pattern(path)), handler) for path, handler in ROUTES]


def pattern(path: str) -> str:
    """A path of the table as a regular expression; what stands for a part arrives unquoted."""
    return re.sub(r"\{\w+\}", "([^/]+)", path)
