"""Sections of JupySQL's `connections.ini` as URLs."""

from __future__ import annotations

import configparser
from pathlib import Path
from urllib.parse import quote

from iopsdata_jupyter.errors import ConfigurationError, did_you_mean

DEFAULT_PATH = Path("~/.jupysql/connections.ini")
_KNOWN = {"drivername", "username", "password", "host", "port", "database"}


def section_url(section: str, path: str | None = None) -> str:
    """The URL that a section describes; its keys are SQLAlchemy's, from `drivername` to `database`.

    Raises:
        ConfigurationError: the file, the section or a key in it is missing or unknown.
    """
    file = (Path(path) if path else DEFAULT_PATH).expanduser()
    parser = configparser.ConfigParser(interpolation=None)
    try:
        read = parser.read(file, "utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read: {str(error).splitlines()[0]}") from None
    if not read:
        raise ConfigurationError(f"There is no file {file}.", hint="Name another with --ini PATH.")
    if not parser.has_section(section):
        names = parser.sections()
        hint = did_you_mean(section, names) or f"Sections: {', '.join(names)}."
        raise ConfigurationError(f"{file} has no section [{section}].", hint=hint)
    return _url(dict(parser[section]), section, file)


def _url(values: dict[str, str], section: str, file: Path) -> str:
    for key in values:
        if key not in _KNOWN:
            hint = did_you_mean(key, sorted(_KNOWN)) or f"Keys: {', '.join(sorted(_KNOWN))}."
            raise ConfigurationError(f"[{section}] in {file} has an unknown key {key!r}.", hint=hint)
    if "drivername" not in values:
        raise ConfigurationError(f"[{section}] in {file} has no drivername.", hint="drivername = postgresql")
    user = quote(values.get("username", ""), safe="")
    password = f":{quote(values['password'], safe='')}" if "password" in values else ""
    host = values.get("host", "") + (f":{values['port']}" if "port" in values else "")
    at = "@" if user or password else ""
    return f"{values['drivername']}://{user}{password}{at}{host}/{values.get('database', '')}"
