"""The URL table of the server extension: every route is here and nowhere else."""

from __future__ import annotations

from jupyter_server.utils import url_path_join

from iopsdata_jupyter.server.base import JSONHandler
from iopsdata_jupyter.server.connections import ConnectionsHandler

NAMESPACE = "iopsdata"

ROUTES: tuple[tuple[str, type[JSONHandler]], ...] = (("connections", ConnectionsHandler),)
"""Paths below the namespace, without slashes at their ends."""


def handlers(base_url: str) -> list[tuple[str, type[JSONHandler]]]:
    """The routes as tornado takes them, below the server's base URL."""
    return [(url_path_join(base_url, NAMESPACE, path), handler) for path, handler in ROUTES]
