"""Where the notebook of this kernel lies, as far as its front end tells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from iopsdata_jupyter.config import notebook_path

_VSCODE = "__vsc_ipynb_file__"
"""The variable in which VS Code leaves the notebook's path."""


def notebook_folder(variables: Mapping[str, Any]) -> Path | None:
    """The folder of the notebook; None in a script or a terminal, which have none.

    Jupyter Server and VS Code tell the path. Others (nbclient, nbval, nbconvert) start the kernel in the
    notebook's folder.
    """
    for told in (notebook_path(), variables.get(_VSCODE)):
        if isinstance(told, str) and told.endswith(".ipynb") and Path(told).parent.is_dir():
            return Path(told).absolute().parent
    return Path.cwd() if _in_kernel() else None


def _in_kernel() -> bool:
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")
