"""SQLite through the standard library, and large results through ADBC.

Read-only is enforced by the engine: the file is opened `mode=ro`, `query_only` is on, and an authorizer
refuses every action but reading while a statement is compiled (ATTACH and VACUUM INTO get past the others).
"""

from __future__ import annotations

from iopsdata_jupyter.connections.drivers.sqlite.connection import connect

__all__ = ["connect"]
