"""The sample retailer: a DuckDB file that is the same on every machine.

Six tables, three years and 50,000 orders, with the dirt that real data has: nulls, outliers, duplicated
e-mail addresses and a few foreign keys that point nowhere. The rows come from `rows.sql`, where every draw is
an MD5 of a seed, a name and a row number: neither the engine's random generator nor its threads have a say.
"""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

FORMAT_VERSION = 1
"""Raised when the schema or the rows change: `ensure` then makes a new file."""

_SCRIPTS = ("schema.sql", "vocabulary.sql", "rows.sql")


def ensure(data_dir: Path) -> Path:
    """The sample file under `data_dir`, made on the first call (about one second).

    The version stands in the folder's name, so that the file keeps a name that reads well.
    """
    path = data_dir / "sample" / f"v{FORMAT_VERSION}" / "retailer.duckdb"
    return path if path.exists() else create(path)


def create(path: Path, *, seed: int = 1) -> Path:
    """Writes the sample to `path` and returns it; a file that stands there is replaced.

    The rows are made under a temporary name beside `path`: a reader never sees half a file.

    Raises:
        ConfigurationError: the folder cannot be written.
    """
    from iopsdata_jupyter.errors import ConfigurationError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-") as folder:
            made = Path(folder) / path.name
            _fill(made, seed)
            made.replace(path)
    except OSError as error:
        raise ConfigurationError(
            f"The sample data cannot be written to {path}: {error.strerror or error}.",
            hint="Choose a data folder that you can write to.",
        ) from None
    return path


def _fill(path: Path, seed: int) -> None:
    import duckdb

    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        connection.execute("SET VARIABLE seed = ?", [seed])
        for script in _SCRIPTS:
            connection.execute(files(__package__).joinpath(script).read_text("utf-8"))
