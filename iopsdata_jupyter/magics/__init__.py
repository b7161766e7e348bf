"""The magics: each parses its options, calls the Session, and renders. Nothing else.

Registering imports IPython and the standard library only; engines come at the first cell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def register(shell: InteractiveShell) -> None:
    """Makes `%connect`, `%sql`, `%ask`, `%profile`, `%lineage` and `%iops` known to the shell."""
    from IPython.core.magic import no_var_expand

    from iopsdata_jupyter.cell_log import watch
    from iopsdata_jupyter.magics.ask import ask
    from iopsdata_jupyter.magics.completion import register_completion
    from iopsdata_jupyter.magics.connect import connect
    from iopsdata_jupyter.magics.iops import iops
    from iopsdata_jupyter.magics.lineage import lineage
    from iopsdata_jupyter.magics.places import register_places
    from iopsdata_jupyter.magics.profile import profile
    from iopsdata_jupyter.magics.profile_display import register_display
    from iopsdata_jupyter.magics.question_marks import keep_question_marks
    from iopsdata_jupyter.magics.sql import sql
    from iopsdata_jupyter.magics.sqlcmd import sqlcmd

    watch(shell)
    register_completion(shell)
    register_display(shell)
    register_places(shell)
    if keep_question_marks not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(keep_question_marks)
    kinds: dict[str, tuple[Callable[..., Any], ...]] = {
        "line_cell": (sql, ask, iops, lineage),
        "line": (connect, profile, sqlcmd),
    }
    for kind, magics in kinds.items():
        for magic in magics:
            # Without it IPython fills in `{...}` and `$name`, which SQL and JSON use for themselves.
            shell.register_magic_function(no_var_expand(magic), kind)  # type: ignore[arg-type]
