"""What the browser gets of a profile or of a comparison."""

from __future__ import annotations

from typing import Any

from iopsdata_jupyter.profiling.compare import ProfileComparison
from iopsdata_jupyter.profiling.models import TableProfile

Shown = TableProfile | ProfileComparison

VERSION = 1
CLOCK = ("created_at", "elapsed_s")
"""Left out, so that a notebook that is run again on the same data stays the same file."""


def payload_of(shown: Shown) -> dict[str, Any]:
    """Only JSON values: a version, and `to_dict` without `CLOCK` under `profile` or `comparison`."""
    written = shown.to_dict()
    if isinstance(shown, TableProfile):
        return {"version": VERSION, "profile": _timeless(written)}
    sides = {side: _timeless(written[side]) for side in ("left", "right")}
    return {"version": VERSION, "comparison": written | sides}


def _timeless(profile: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in profile.items() if name not in CLOCK}
