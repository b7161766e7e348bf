"""`make measure`: accuracy on the labelled questions beside the project, by set and by construct.

Every module of this folder that has a `report` function is run in turn.
"""

from __future__ import annotations

import importlib
import pkgutil
import platform
from datetime import UTC, datetime
from pathlib import Path

from tests import measures

SHARED = Path(__file__).parents[3] / "shared"
"""Labelled data that is not part of the project; what needs it says so where it is missing."""


def main() -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}")
    for module in sorted(found.name for found in pkgutil.iter_modules(measures.__path__)):
        report = getattr(importlib.import_module(f"{measures.__name__}.{module}"), "report", None)
        if report is not None:
            print(f"\n{module}")
            report(SHARED)


if __name__ == "__main__":
    main()
