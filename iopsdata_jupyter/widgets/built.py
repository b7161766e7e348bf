"""The browser files that the build puts beside this package."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"

HOW_TO_BUILD = (
    "The interactive widgets are not built in this copy of the source: run `npm install && npm run "
    "build:widgets` in the repository, or install the package."
)


def is_built(name: str) -> bool:
    """Whether the module and the style of widget `name` are there."""
    return all((STATIC / f"{name}.{suffix}").is_file() for suffix in ("js", "css"))
