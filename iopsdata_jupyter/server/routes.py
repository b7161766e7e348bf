"""The URL table of the server extension: every route is here and nowhere else."""

from __future__ import annotations

import re

from jupyter_server.utils import url_path_join

from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.server.catalog import ColumnsHandler, SchemasHandler, TablesHandler
from iopsdata_jupyter.server.connection_tests import ConnectionTestsHandler, SavedConnectionTestHandler
from iopsdata_jupyter.server.connections import ConnectionHandler, ConnectionsHandler
from iopsdata_jupyter.server.files import FileHandler, FilesHandler
from iopsdata_jupyter.server.logs import AuditHandler, HistoryHandler
from iopsdata_jupyter.server.metrics import MetricHandler, MetricsHandler
from iopsdata_jupyter.server.provider_tests import ProviderTestHandler
from iopsdata_jupyter.server.providers import ProviderHandler, ProviderKeyHandler, ProvidersHandler
from iopsdata_jupyter.server.settings import SettingsHandler
from iopsdata_jupyter.server.verified_queries import VerifiedQueriesHandler, VerifiedQueryHandler

NAMESPACE = "iopsdata"

ROUTES: tuple[tuple[str, type[JSONHandler]], ...] = (
    ("audit", AuditHandler),
    ("connection-tests", ConnectionTestsHandler),
    ("connections", ConnectionsHandler),
    ("connections/{name}", ConnectionHandler),
    ("connections/{name}/catalog", SchemasHandler),
    ("connections/{name}/columns", ColumnsHandler),
    ("connections/{name}/tables", TablesHandler),
    ("connections/{name}/test", SavedConnectionTestHandler),
    ("files", FilesHandler),
    ("files/{name}", FileHandler),
    ("history", HistoryHandler),
    ("metrics", MetricsHandler),
    ("metrics/{name}", MetricHandler),
    ("providers", ProvidersHandler),
    ("providers/{name}", ProviderHandler),
    ("providers/{name}/key", ProviderKeyHandler),
    ("providers/{name}/test", ProviderTestHandler),
    ("settings", SettingsHandler),
    ("verified-queries", VerifiedQueriesHandler),
    ("verified-queries/{id}", VerifiedQueryHandler),
)
"""Paths below the namespace, as `openapi.yaml` writes them; a `{part}` reaches to the next slash."""


def handlers(base_url: str) -> list[tuple[str, type[JSONHandler]]]:
    """The routes as tornado takes them, below the server's base URL."""
    return [(url_path_join(base_url, NAMESPACE, pattern(path)), handler) for path, handler in ROUTES]


def pattern(path: str) -> str:
    """A path of the table as a regular expression; what stands for a part arrives unquoted."""
    return re.sub(r"\{\w+\}", "([^/]+)", path)
