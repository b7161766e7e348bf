"""What the browser gets of a profile or of a comparison."""

from __future__ import annotations

from typing import Any

from iopsdata_jupyter.profiling.compare import ProfileComparison
from iopsdata_jupyter.profiling.models import TableProfile

Shown = TableProfile | ProfileComparison

VERSION = 1


def payload_of(shown: Shown) -> dict[str, Any]:
    """Only JSON values: a version, and what `to_dict` gives, under `profile` or `comparison`."""
    kind = "profile" if isinstance(shown, TableProfile) else "comparison"
    return {"version": VERSION, kind: shown.to_dict()}
