"""What the lab extension asks a kernel: named requests with JSON arguments over one comm a page.

Not a way to run code: each request is a function of `REQUESTS`, and none runs a statement that a page wrote
without the guard. Registered by `%load_ext`; a shell without a kernel has no comm and is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

TARGET = "iopsdata"
"""Name of the comm target."""


def register(shell: InteractiveShell) -> None:
    """Lets pages open a channel to this kernel."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None or getattr(kernel, "comm_manager", None) is None:
        return
    kernel.comm_manager.register_target(TARGET, _opened)


def _opened(comm: Any, _message: Any) -> None:
    from iopsdata_jupyter.kernel_requests.channel import channels

    channels().open(comm)
