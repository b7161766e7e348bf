"""Ask your data in plain language inside Jupyter.

Importing this package costs nothing beyond the standard library: every public name is loaded at first use.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from iopsdata_jupyter.answering import Answer as Answer
    from iopsdata_jupyter.errors import IopsDataError as IopsDataError
    from iopsdata_jupyter.evaluation import evaluate as evaluate
    from iopsdata_jupyter.guard import check as check
    from iopsdata_jupyter.lineage import lineage as lineage
    from iopsdata_jupyter.public import ask as ask
    from iopsdata_jupyter.public import catalog as catalog
    from iopsdata_jupyter.public import check_data as check_data
    from iopsdata_jupyter.public import compare_data as compare_data
    from iopsdata_jupyter.public import connect as connect
    from iopsdata_jupyter.public import profile as profile
    from iopsdata_jupyter.public import sql as sql
    from iopsdata_jupyter.public import verify as verify
    from iopsdata_jupyter.session import Session as Session

__version__ = "0.1.0"

_PUBLIC = {
    "Answer": "iopsdata_jupyter.answering",
    "IopsDataError": "iopsdata_jupyter.errors",
    "Session": "iopsdata_jupyter.session",
    "ask": "iopsdata_jupyter.public",
    "catalog": "iopsdata_jupyter.public",
    "check": "iopsdata_jupyter.guard",
    "check_data": "iopsdata_jupyter.public",
    "compare_data": "iopsdata_jupyter.public",
    "connect": "iopsdata_jupyter.public",
    "evaluate": "iopsdata_jupyter.evaluation",
    "lineage": "iopsdata_jupyter.lineage",
    "profile": "iopsdata_jupyter.public",
    "sql": "iopsdata_jupyter.public",
    "verify": "iopsdata_jupyter.public",
}

__all__ = [
    "Answer",
    "IopsDataError",
    "Session",
    "ask",
    "catalog",
    "check",
    "check_data",
    "compare_data",
    "connect",
    "evaluate",
    "lineage",
    "load_ipython_extension",
    "profile",
    "sql",
    "verify",
]


class _Package(types.ModuleType):
    """Keeps `catalog` the function: importing the subpackage of that name would replace it."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _PUBLIC and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What `%load_ext iopsdata_jupyter` calls."""
    from iopsdata_jupyter.kernel_requests import register as register_requests
    from iopsdata_jupyter.magics import register as register_magics

    register_magics(shell)
    register_requests(shell)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "iopsdata_jupyter.server"}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "iopsdata-jupyter"}]
