"""The kernel's store after a switch of workspace, a sign-in or a sign-out in the side panel."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any


def reopen(_arguments: Mapping[str, Any]) -> dict[str, bool]:
    """Gives the session's store up, so that its next statement takes the one that is chosen now.

    Connections that are open stay open. A kernel that has no session yet has nothing to give up.
    """
    module = sys.modules.get("iopsdata_jupyter.session")
    if module is None:
        return {"reopened": False}
    module.current_session().forget_store()
    return {"reopened": True}
