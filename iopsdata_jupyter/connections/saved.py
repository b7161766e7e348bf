"""Between an open connection's configuration and what the store keeps of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from iopsdata_jupyter.config import Access
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed, SecretUnreadable
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets, Store


def record_of(config: ConnectionConfig, typed: str) -> ConnectionRecord:
    """What another process, started in another folder, needs to open the same."""
    target = config.target if config.target != ":memory:" else typed
    if "://" not in target:
        target = str(Path(target).expanduser().absolute())
    return ConnectionRecord(config.name, config.driver, target, config.access, samples=config.samples)


def secrets_of(config: ConnectionConfig) -> ConnectionSecrets | None:
    """Password and connect arguments of a server's connection; None where there are none to keep.

    Arguments that are no JSON values, such as an open TLS context, cannot be kept.
    """
    if config.target == ":memory:":
        return None
    options = {name: _revealed(value) for name, value in config.options.items()}
    secrets = ConnectionSecrets(
        config.password.reveal() if config.password else None,
        {name: value for name, value in options.items() if _is_json(value)},
    )
    return secrets or None


def config_of(store: Store, saved: str, name: str, access: Access) -> ConnectionConfig:
    """The configuration of a saved connection, with its password where the store keeps one.

    Raises:
        ConnectionFailed: what it leads to is not there, or its password is locked.
        StoreError: the store cannot be read.
    """
    record = next(record for record in store.connections() if record.name == saved)
    try:
        secrets = store.secrets(saved)
    except SecretUnreadable as error:
        raise ConnectionFailed(error.message, title=error.title, hint=error.hint) from None
    arguments = dict(secrets.options)
    if secrets.password is not None:
        arguments["password"] = secrets.password
    config = parse_target(record.target, name=name, access=access, connect_args=arguments)
    return dataclasses.replace(config, samples=record.samples)


def _revealed(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else value


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return False
    return True
