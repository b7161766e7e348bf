"""The databases of labelled questions, opened once, with the catalog and values that a question needs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.text_to_sql.offline.training.cases import Values, read_catalog
from iopsdata_jupyter.text_to_sql.offline.training.results import Judge


@dataclass(frozen=True)
class Opened:
    """One database."""

    connection: sqlite3.Connection
    catalog: Catalog
    values: Values


class Databases:
    """SQLite files of a folder, opened read-only when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, Opened] = {}
        self.judge = Judge()

    def open(self, name: str) -> Opened:
        """The database of that name."""
        if name not in self._opened:
            connection = sqlite3.connect(f"file:{self._folder / name}.sqlite?mode=ro", uri=True)
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            catalog = read_catalog(connection)
            self._opened[name] = Opened(connection, catalog, Values(connection, catalog))
        return self._opened[name]
