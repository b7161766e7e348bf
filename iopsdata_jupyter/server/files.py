"""Uploaded data files. The bytes of an upload go to the disk as they come; only its answer is JSON."""

from __future__ import annotations

import mimetypes
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.errors import IopsDataError, did_you_mean
from iopsdata_jupyter.server.base import JSONHandler, Refusal, refusal
from iopsdata_jupyter.server.editing import editing
from iopsdata_jupyter.server.file_names import check_name, check_start
from iopsdata_jupyter.server.file_storage import FileStorage, Kept, Part
from iopsdata_jupyter.server.shared_files import folder_of, forget, is_shared, path_of, share
from iopsdata_jupyter.store.base import FileAsset, Store

MAX_UPLOAD = 2**30
"""Bytes of one file."""


class FilesHandler(JSONHandler):
    """The uploaded files by name."""

    @authenticated
    async def get(self) -> None:
        store, storage = self.store, storage_of(self)
        self.reply({"files": await self.in_thread(lambda: [shown(a, storage) for a in store.file_assets()])})


class FileHandler(JSONHandler):
    """One file: PUT uploads it, with `replace=true` in place of one of its name."""

    max_body = MAX_UPLOAD
    _part: Part | None = None
    _failure: IopsDataError | Refusal | None = None

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuses an upload that is not wanted before any of it is read."""
        await super().prepare()
        if self.request.method != "PUT":
            return
        self._name = check_name(self.path_args[0])
        self._replaces = self.choice("replace", ("true", "false")) == "true"
        storage = storage_of(self)
        if not self._replaces and await self.in_thread(lambda: storage.exists(self._name)):
            raise taken(self._name)
        # The server's own bound is for what it keeps in memory; beyond this one it hangs up unanswered.
        self.request.connection.set_max_body_size(2 * self.max_body + 2**26)  # type: ignore[union-attr]
        self._part = await self.in_thread(storage.begin)

    async def data_received(self, chunk: bytes) -> None:
        """Writes what comes; after a failure the rest is passed over, so that the answer can be sent."""
        part = self._part
        if part is None:
            await super().data_received(chunk)
        elif self._failure is None:
            try:
                if part.size_bytes + len(chunk) > self.max_body:
                    raise self.too_large()
                await self.in_thread(lambda: part.write(chunk))
            except (IopsDataError, Refusal) as failure:
                self._failure = failure

    @authenticated
    async def put(self, name: str) -> None:
        if self._failure is not None:
            raise self._failure
        store, storage = self.store, storage_of(self)
        asset, replaced = await self.in_thread(lambda: self._place(store, storage))
        self.reply(shown(asset, storage), HTTPStatus.OK if replaced else HTTPStatus.CREATED)

    @authenticated
    async def delete(self, name: str) -> None:
        checked, store, storage = check_name(name), self.store, storage_of(self)
        await self.in_thread(lambda: delete(store, storage, checked))
        self.reply({"deleted": checked})

    def on_finish(self) -> None:
        """Drops what came of an upload that was refused."""
        self._drop()

    def on_connection_close(self) -> None:
        """Drops what came of an upload that ended in the middle."""
        super().on_connection_close()
        self._drop()

    def _place(self, store: Store, storage: FileStorage) -> tuple[FileAsset, bool]:
        assert self._part is not None  # noqa: S101 - prepare has begun it
        name, part = self._name, self._part
        # Before anybody is kept waiting: a large file takes its time to reach the disk.
        asset = _asset(name, part.ended(), path_of(store, name))
        check_start(name, part.start)
        with editing(store):
            replaced = storage.exists(name) or is_shared(store, name)
            if replaced and not self._replaces:
                raise taken(name)
            share(store, asset, part.path)
            store.save_file_asset(asset)
            storage.place(part, name)
        return asset, replaced

    def _drop(self) -> None:
        if self._part is not None:
            self._part.drop()


def _asset(name: str, kept: Kept, path: str) -> FileAsset:
    media_type = mimetypes.guess_type(name)[0] or ""
    return FileAsset(name, path, kept.size_bytes, kept.sha256, datetime.now(UTC), media_type)


def storage_of(handler: JSONHandler) -> FileStorage:
    """The folder of the store's files on this machine."""
    return FileStorage(folder_of(handler.store, handler.local_store.path.parent))


def shown(asset: FileAsset, storage: FileStorage) -> dict[str, Any]:
    """A file as JSON, with the path that `%connect` takes."""
    fields = {**asdict(asset), "uploaded_at": asset.uploaded_at.isoformat()}
    return {**fields, "path": str(storage.path(asset.name)), "exists": storage.exists(asset.name)}


def delete(store: Store, storage: FileStorage, name: str) -> None:
    """Deletes a file and its record.

    Raises:
        Refusal: there is none of that name.
        StoreError: it cannot be deleted.
    """
    with editing(store):
        assets = {asset.name: asset for asset in store.file_assets()}
        if name not in assets and not storage.exists(name):
            raise refusal(
                HTTPStatus.NOT_FOUND,
                f"There is no uploaded file named {name}.",
                did_you_mean(name, list(assets)),
            )
        forget(store, assets.get(name))
        storage.delete(name)


def taken(name: str) -> Refusal:
    """The answer where a file of that name would be overwritten."""
    return refusal(
        HTTPStatus.CONFLICT,
        f"There is a file named {name} already.",
        "Choose another name, or send it with replace=true.",
    )
