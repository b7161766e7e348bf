"""The magics: each parses its options, calls the Session, and renders. Nothing else.

Registering imports IPython and the standard library only; engines come at the first cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def register(shell: InteractiveShell) -> None:
    """Makes `%connect`, `%sql`, `%ask` and `%iops` known to the shell."""
    from IPython.core.magic import no_var_expand

    from iopsdata_jupyter.magics.ask import ask
    from iopsdata_jupyter.magics.connect import connect
    from iopsdata_jupyter.magics.iops import iops
    from iopsdata_jupyter.magics.sql import sql

    for magic in (sql, ask):
        shell.register_magic_function(no_var_expand(magic), "line_cell")
    for magic in (connect, iops):
        shell.register_magic_function(no_var_expand(magic), "line")
