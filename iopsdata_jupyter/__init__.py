"""Ask your data in plain language inside Jupyter."""

from __future__ import annotations


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the built lab extension, relative to this package."""
    return [{"src": "labextension", "dest": "iopsdata-jupyter"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """The module that holds `load_jupyter_server_extension`."""
    return [{"module": "iopsdata_jupyter.server"}]
