"""Saved connections. Secrets go in with a request and never come out with an answer."""

from __future__ import annotations

from dataclasses import asdict, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.config import Access, Settings
from iopsdata_jupyter.connections.manager import check_name
from iopsdata_jupyter.connections.models import ConnectionConfig
from iopsdata_jupyter.connections.saved import record_of, secrets_of
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.server.base import JSONHandler, Refusal, refusal
from iopsdata_jupyter.server.editing import editing, expected_revision, require_revision, with_revision
from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets, Store

SECRET_FIELDS = ("password", "options")


class ConnectionsHandler(JSONHandler):
    """The saved connections by name; POST saves a new one."""

    @authenticated
    async def get(self) -> None:
        records = await self.in_thread(self.store.connections)
        self.reply({"connections": [shown(record) for record in records]})

    @authenticated
    async def post(self) -> None:
        body = self.body("NewConnection")
        record = await self.in_thread(lambda: create(self.store, body, root_of(self)))
        self.reply(shown(record), HTTPStatus.CREATED)


class ConnectionHandler(JSONHandler):
    """One saved connection."""

    @authenticated
    async def get(self, name: str) -> None:
        self.reply(shown(await self.in_thread(lambda: saved(self.store, name))))

    @authenticated
    async def put(self, name: str) -> None:
        body, expected = self.body("ConnectionChange"), expected_revision(self)
        record = await self.in_thread(lambda: change(self.store, name, body, root_of(self), expected))
        self.reply(shown(record))

    @authenticated
    async def delete(self, name: str) -> None:
        expected = expected_revision(self)
        await self.in_thread(lambda: delete(self.store, name, expected))
        self.reply({"deleted": name})


class ConnectionCopyHandler(JSONHandler):
    """POST saves a connection under another name too; no secret leaves the server."""

    @authenticated
    async def post(self, name: str) -> None:
        new_name = self.body("ConnectionCopy")["name"]
        record = await self.in_thread(lambda: copy(self.store, name, new_name))
        self.reply(shown(record), HTTPStatus.CREATED)


def root_of(handler: JSONHandler) -> Path:
    """The folder at which relative paths start: the one that the file browser shows."""
    return Path(handler.settings.get("server_root_dir", "")).expanduser()


def shown(record: ConnectionRecord) -> dict[str, Any]:
    """What a browser may see of a connection."""
    return with_revision(asdict(record))


def saved(store: Store, name: str) -> ConnectionRecord:
    """The saved connection of that name.

    Raises:
        Refusal: there is none.
        StoreError: the store cannot be read.
    """
    records = {record.name: record for record in store.connections()}
    if name not in records:
        raise unknown(name, list(records))
    return records[name]


def unknown(name: str, names: list[str]) -> Refusal:
    """The answer for a name that no saved connection has."""
    return refusal(
        HTTPStatus.NOT_FOUND, f"There is no saved connection named {name!r}.", did_you_mean(name, names)
    )


def target_in(body: dict[str, Any], root: Path) -> str:
    """What a request wants to connect to, a relative path from `root` on."""
    target: str = body["target"]
    return target if "://" in target or target.startswith("~") else str(root / target)


def config_in(body: dict[str, Any], name: str | None, root: Path) -> ConnectionConfig:
    """The configuration that a request describes.

    Raises:
        UsageError: it cannot be used, or would allow writing without a second word.
        ConnectionFailed: the file that it names is not there.
    """
    access: Access = body.get("access", "read_only")
    if access == "read_write" and body.get("confirm_write") is not True:
        raise UsageError(
            "This would let statements change data.", hint='Send "confirm_write": true if that is meant.'
        )
    arguments = dict(body.get("options") or {})
    if body.get("password"):
        arguments["password"] = body["password"]
    config = parse_target(target_in(body, root), name=name, access=access, connect_args=arguments)
    check_name(config.name)
    if config.target == ":memory:" and not config.files:
        raise UsageError(
            "A database in memory cannot be saved: it is empty when it is opened again.",
            hint="Give a file, a folder of data files, or a server.",
        )
    return replace(config, samples=body.get("samples", False))


def create(store: Store, body: dict[str, Any], root: Path) -> ConnectionRecord:
    """Saves a connection of a name that is free.

    Raises:
        Refusal: the name is taken.
        UsageError, ConnectionFailed: it cannot be used.
        StoreError: the store cannot be written.
    """
    config = config_in(body, body.get("name"), root)
    record = record_of(config, target_in(body, root))
    with editing(store):
        _require_free(store, record.name)
        _save(store, record, secrets_of(config) or ConnectionSecrets())
    return saved(store, record.name)


def copy(store: Store, name: str, new_name: str) -> ConnectionRecord:
    """Saves what is saved as `name` as `new_name` too, secrets included.

    Raises:
        Refusal: there is none of that name, or the new one is taken.
        UsageError: the new name cannot be used.
        SecretUnreadable: the secrets are locked.
        StoreError: the store cannot be read or written.
    """
    check_name(new_name)
    with editing(store):
        record = saved(store, name)
        _require_free(store, new_name)
        _save(store, replace(record, name=new_name, has_password=False), store.secrets(name))
    return saved(store, new_name)


def change(
    store: Store, name: str, body: dict[str, Any], root: Path, expected: str | None
) -> ConnectionRecord:
    """Puts target and access in place of what is saved.

    Secrets are kept where the address stays and the request has neither password nor options; else those of
    the request replace them all, since an option may send a password elsewhere.

    Raises:
        Refusal: there is none of that name, or somebody has changed it meanwhile.
        UsageError, ConnectionFailed: it cannot be used.
        StoreError: the store cannot be written.
    """
    config = config_in(body, name, root)
    record = record_of(config, target_in(body, root))
    secrets = secrets_of(config)
    if secrets is None and any(field in body for field in SECRET_FIELDS):
        secrets = ConnectionSecrets()
    with editing(store):
        before = saved(store, name)
        require_revision(expected, asdict(before))
        samples = body.get("samples", before.samples)
        _save(store, replace(record, samples=samples), secrets)
    return saved(store, name)


def delete(store: Store, name: str, expected: str | None) -> None:
    """Forgets a connection and its secrets.

    Raises:
        Refusal: there is none of that name, or somebody has changed it meanwhile.
        StoreError: the store cannot be written.
    """
    with editing(store):
        require_revision(expected, asdict(saved(store, name)))
        store.delete_connection(name)


def _require_free(store: Store, name: str) -> None:
    if any(name == other.name for other in store.connections()):
        raise refusal(
            HTTPStatus.CONFLICT,
            f"There is a connection named {name!r} already.",
            "Choose another name, or change that one.",
        )


def _save(store: Store, record: ConnectionRecord, secrets: ConnectionSecrets | None) -> None:
    if secrets and not Settings.load(workspace=store.settings()).save_passwords:
        secrets = ConnectionSecrets()
    store.save_connection(record, secrets)
