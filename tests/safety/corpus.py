"""The statements of this folder: what does harm and what analysts write, one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    engine: str
    """A dialect, as a person may call it."""
    kind: str
    sql: str

    def __str__(self) -> str:
        return f"{self.engine}-{self.kind}-{self.sql[:40]}"


def cases(name: str, *engines: str, kind: str = "") -> list[Case]:
    """The cases of `harmful` or `analytic`, of some engines or of one kind where they are named.

    The analytic ones of the kind `analytic` run on the tables of fixtures.py, those of `syntax` only parse.
    """
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    found = [Case(row["engine"], row["class"], row["sql"]) for row in rows]
    return [
        case for case in found if (not engines or case.engine in engines) and (not kind or case.kind == kind)
    ]
