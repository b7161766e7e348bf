"""Bytes of the workspace's files, in its folder of the project's private bucket."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from iopsdata_jupyter.errors import Invalid, StoreError
from iopsdata_jupyter.store.records import FileAsset
from iopsdata_jupyter.store.supabase.remote import Remote

BUCKET = "iopsdata-files"
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,255}")


class WorkspaceFiles:
    """Files of one workspace; the records of them are the store's."""

    def __init__(self, remote: Remote, workspace: str) -> None:
        self._remote = remote
        self._workspace = workspace

    def upload(self, name: str, content: bytes, *, media_type: str = "") -> FileAsset:
        """Puts bytes in place of a file of that name; the record of it, which the caller saves.

        Raises:
            Denied: a viewer may not.
            Invalid: the name cannot be a file's.
        """
        path = self._path(name)
        options = {"content-type": media_type or "application/octet-stream", "upsert": "true"}
        self._remote.ask(lambda client: client.storage.from_(BUCKET).upload(path, content, options))  # type: ignore[arg-type]
        digest = hashlib.sha256(content).hexdigest()
        return FileAsset(name, path, len(content), digest, datetime.now(UTC), media_type)

    def download(self, asset: FileAsset) -> bytes:
        """The bytes of a file.

        Raises:
            Invalid: there are none.
            StoreError: they are not those that were uploaded.
        """
        path = self._path(asset.name)
        content = self._remote.ask(lambda client: client.storage.from_(BUCKET).download(path))
        if hashlib.sha256(content).hexdigest() != asset.sha256:
            raise StoreError(
                f"The file {asset.name!r} is not the one that was uploaded.", hint="Upload it again."
            )
        return content

    def signed_url(self, asset: FileAsset, *, seconds: int = 60) -> str:
        """An address that anybody can read the file at, for so long."""
        path = self._path(asset.name)
        reply = self._remote.ask(lambda client: client.storage.from_(BUCKET).create_signed_url(path, seconds))
        return str(reply["signedURL"])

    def delete(self, asset: FileAsset) -> bool:
        """Removes the bytes; whether there were any that the caller may remove."""
        path = self._path(asset.name)
        return bool(self._remote.ask(lambda client: client.storage.from_(BUCKET).remove([path])))

    def _path(self, name: str) -> str:
        if not _NAME.fullmatch(name) or name in (".", ".."):
            raise Invalid(
                f"{name!r} cannot be a file's name.", hint="At most 255 characters, without / and \\."
            )
        return f"{self._workspace}/{name}"
