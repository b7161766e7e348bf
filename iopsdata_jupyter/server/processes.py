"""Work that the server leaves to a process of its own: what runs SQL or calls a model is never part of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from iopsdata_jupyter.errors import ExecutionError


def asked(module: str, arguments: dict[str, Any], seconds: float) -> dict[str, Any]:
    """What `python -m module` answers; arguments and answer are JSON on its standard input and output.

    Arguments of a command line can be read by other processes; what stands in standard input cannot.

    Raises:
        ExecutionError: it did not end in time and was ended, or gave no answer.
    """
    # -P: a folder of notebooks may hold files that are named like modules.
    command = [sys.executable, "-P", "-m", module]
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command comes from outside
            command, input=json.dumps(arguments), capture_output=True, text=True, timeout=seconds, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        raise ExecutionError(
            f"It was not done within {seconds:g} s, and has been stopped.", title="Too slow"
        ) from None
    except (subprocess.CalledProcessError, OSError, ValueError, IndexError):
        raise ExecutionError("The process that does it gave no answer.", title="Process") from None
    return found
