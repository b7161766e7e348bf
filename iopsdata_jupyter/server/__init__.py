"""The Jupyter server extension: saved connections over authenticated routes. It runs no SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def _load_jupyter_server_extension(serverapp: ServerApp) -> None:
    """Adds the routes to a Jupyter server; called by the server when it starts."""
    from iopsdata_jupyter.server.routes import handlers

    web_app = serverapp.web_app
    web_app.add_handlers(".*$", handlers(web_app.settings["base_url"]))  # type: ignore[no-untyped-call]
    serverapp.log.info("iopsdata_jupyter: routes added")
