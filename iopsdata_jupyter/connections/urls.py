"""From what a person types to a ConnectionConfig: URLs, paths, folders, globs.

The only place that reads a URL. Passwords are taken out here and never become part of a name or message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.connections.drivers.sqlalchemy.engines import ENGINES
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.connections.server_urls import PASSWORD_KEYS, SECRET_KEYS, read_server_url
from iopsdata_jupyter.connections.spark_urls import read_spark_url
from iopsdata_jupyter.errors import ConnectionFailed, UsageError, did_you_mean, nearest

FILE_SUFFIXES = (
    ".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson",
    ".csv.gz", ".tsv.gz", ".json.gz", ".xlsx", ".xls",
)  # fmt: skip
SCHEMES = {"duckdb": "duckdb", "sqlite": "sqlite"}
"""Schemes of files, and their drivers."""
SERVER_SCHEMES = {
    "mariadb": "mysql",
    "mysql": "mysql",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "redshift": "postgresql",
    "sc": "spark",
}
"""Schemes of servers, and their drivers; what stands behind a plus sign (`+psycopg`) is left aside."""
CANONICAL_SCHEMES = {"mariadb": "mysql", "postgres": "postgresql"}

_URL = re.compile(r"^([A-Za-z][\w+.-]*)://")


@dataclass(frozen=True, slots=True)
class Target:
    """A connection target, read but not opened."""

    driver: str
    target: str
    files: tuple[Path, ...] = ()
    suggested_name: str = ""
    password: Secret | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def parse_target(
    text: str,
    *,
    name: str | None = None,
    access: Access = "read_only",
    connect_args: Mapping[str, Any] | None = None,
) -> ConnectionConfig:
    """The configuration for a URL, a path, a folder or a glob.

    `connect_args` are passed to the driver's own connect call; secrets among them are kept as such.

    Raises:
        UsageError: a scheme that no driver serves.
        ConnectionFailed: a file or folder that does not exist or holds nothing readable.
    """
    target = _read(text)
    if target.target == ":memory:" and not target.files:
        access = "read_write"  # nothing is in it that could be lost
    if target.files and access == "read_write":
        raise UsageError(
            "Data files are read-only.",
            hint="Write into a DuckDB file instead: `%connect work.duckdb --write`.",
        )
    options, password = _hidden({**target.options, **(connect_args or {})}, target.password)
    return ConnectionConfig(
        name or target.suggested_name,
        target.driver,
        target.target,
        access,
        target.files,
        password=password,
        options=options,
    )


def _read(text: str) -> Target:
    try:
        return _from_url(text) if _URL.match(text) else _from_path(text)
    except (OSError, ValueError, RuntimeError):
        # A name too long, an unknown ~user, a wildcard out of place, half an IPv6 address. The text is not
        # repeated: it may hold a password.
        raise ConnectionFailed(
            "That can be read neither as a path nor as a URL.",
            hint="Check brackets, wildcards and length; `%connect --help` has the forms.",
        ) from None


def _hidden(options: Mapping[str, Any], password: Secret | None) -> tuple[Mapping[str, Any], Secret | None]:
    """The options with their secrets as `Secret`, and the password, which may stand among them."""
    hidden = {
        key: Secret(value) if isinstance(value, str) and key in (*PASSWORD_KEYS, *SECRET_KEYS) else value
        for key, value in options.items()
    }
    given = next((hidden.pop(key) for key in PASSWORD_KEYS if key in hidden), None)
    return hidden, given or password


def _from_url(text: str) -> Target:
    scheme = text.split("://", 1)[0].lower().split("+")[0]
    if scheme == "sc":
        url, host, token = read_spark_url(text)
        return Target("spark", url, suggested_name=_name(host, scheme), password=token)
    if scheme in SERVER_SCHEMES:
        return _server(text, scheme)
    if scheme in ENGINES and scheme not in SCHEMES:
        return _other_engine(text, scheme)
    if scheme not in SCHEMES:
        known = [*SCHEMES, *SERVER_SCHEMES, *ENGINES]
        raise UsageError(
            f"There is no driver for {scheme!r} connections.",
            hint=did_you_mean(scheme, known) or f"Known: {', '.join(known)}, and paths of data files.",
        )
    path = unquote(urlsplit(text).path)
    # sqlite:///x.db is relative, sqlite:////x.db absolute: one slash belongs to the URL.
    path = path.removeprefix("/")
    if path in ("", ":memory:"):
        return Target(SCHEMES[scheme], ":memory:", suggested_name="memory")
    return _database_file(Path(path).expanduser(), SCHEMES[scheme])


def _server(text: str, scheme: str) -> Target:
    url = read_server_url(text)
    return Target(
        SERVER_SCHEMES[scheme],
        url.text(CANONICAL_SCHEMES.get(scheme, scheme)),
        suggested_name=_name(url.database or url.host, scheme),
        password=url.password,
        options=url.secrets,
    )


def _other_engine(text: str, scheme: str) -> Target:
    """What SQLAlchemy opens: its dialect reads the rest of the URL, so that it stays as typed."""
    url = read_server_url(text)
    return Target(
        "sqlalchemy",
        url.text(),
        suggested_name=_name(url.database or url.host, scheme),
        password=url.password,
        options=url.secrets,
    )


def _name(text: str, scheme: str) -> str:
    """A connection's name made from a database's or a host's."""
    name = _identifier(text) or scheme
    return name if name[0].isalpha() else f"db_{name}"


_NO_PATH = re.compile(r"\w{2,}:|.*[?&;]\w*(?:pass|pwd|token|secret|key)\w*=", re.IGNORECASE)
"""Accounts without a scheme, MotherDuck's `md:`, parameters with secrets: no message repeats them.

A drive letter is one character, and a path.
"""


def _from_path(text: str) -> Target:
    path = Path(text).expanduser()
    if _NO_PATH.match(text) and not path.exists():
        raise UsageError(
            "That is neither a path nor a whole URL.",
            hint="A URL begins with its scheme: `%connect postgresql://user@host/database`.",
        )
    if any(mark in text for mark in "*?["):
        return _data_files(text, _glob(path))
    if path.is_dir():
        return _data_files(text, sorted(entry for entry in path.iterdir() if _is_data_file(entry)))
    if not path.exists():
        raise _missing(text, path)
    if _is_data_file(path):
        return _data_files(text, [path])
    return _database_file(path, _sniff(path))


def _database_file(path: Path, driver: str) -> Target:
    if path.is_dir():
        raise ConnectionFailed(f"{path} is a folder, not a {driver} file.", hint=f"Try `%connect {path}`.")
    return Target(driver, str(path), suggested_name=_identifier(path.stem))


def _data_files(text: str, files: list[Path]) -> Target:
    if not files:
        raise ConnectionFailed(
            f"{text} holds no data files.", hint=f"Looked for files ending in {', '.join(FILE_SUFFIXES)}."
        )
    stem = Path(text).name if len(files) > 1 else files[0].name
    name = _identifier(stem.split(".")[0]) or _identifier(stem) or "files"
    return Target("duckdb", ":memory:", tuple(file.resolve() for file in files), name)


def _glob(path: Path) -> list[Path]:
    anchor = Path(path.anchor) if path.is_absolute() else Path()
    pattern = str(path.relative_to(path.anchor)) if path.is_absolute() else str(path)
    return sorted(entry for entry in anchor.glob(pattern) if _is_data_file(entry))


def _is_data_file(path: Path) -> bool:
    return path.name.lower().endswith(FILE_SUFFIXES) and path.is_file() and not path.name.startswith(".")


def _sniff(path: Path) -> str:
    """The driver of an existing file, by its first bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise ConnectionFailed(
            f"{path} cannot be read: {error.strerror}.", hint="Check the file's permissions."
        ) from None
    if head.startswith(b"SQLite format 3"):
        return "sqlite"
    if head[8:12] == b"DUCK":
        return "duckdb"
    raise ConnectionFailed(
        f"{path} is neither a database nor a data file that iOpsData knows.",
        hint=f"Known: DuckDB and SQLite files, and files ending in {', '.join(FILE_SUFFIXES)}.",
    )


def _missing(text: str, path: Path) -> ConnectionFailed:
    folder = path.parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    near = [str(folder / name) for name in nearest(path.name, names)]
    if near:
        hint = f"Did you mean {' or '.join(near)}?"
    elif re.fullmatch(r"[\w-]+", text):
        hint = "`%connect` without arguments lists the open and saved connections."
    else:
        hint = f"Relative paths start at {Path.cwd()}."
    return ConnectionFailed(f"There is no file, folder or connection named {text}.", hint=hint)


def _identifier(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_").lower()
