"""The offline translator, as a pipeline of small stages (see `pipeline.py`).

Importing this package costs nothing; sqlglot and the weights are read at the first question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.translator import OfflineTranslator

__all__ = ["OfflineTranslator"]


def __getattr__(name: str) -> object:
    if name == "OfflineTranslator":
        from iopsdata_jupyter.text_to_sql.offline.translator import OfflineTranslator

        return OfflineTranslator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
