"""Bytes of the workspace's files, in its folder of the project's private bucket."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

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

    def path(self, name: str) -> str:
        """Where the bytes of a file lie in the bucket.

        Raises:
            Invalid: the name cannot be a file's.
        """
        if not _NAME.fullmatch(name) or name in (".", ".."):
            raise Invalid(
                f"{name!r} cannot be a file's name.", hint="At most 255 characters, without / and \\."
            )
        return f"{self._workspace}/{name}"

    def upload(self, asset: FileAsset, source: Path) -> None:
        """Puts the bytes of `source` in place of the file's; the record of it is the store's.

        Raises:
            Denied: a viewer may not.
            Invalid: the name cannot be a file's, or the project takes no file so large.
        """
        path = self.path(asset.name)
        options = {"content-type": asset.media_type or "application/octet-stream", "upsert": "true"}
        self._remote.ask(lambda client: client.storage.from_(BUCKET).upload(path, source, options))  # type: ignore[arg-type]

    def download(self, asset: FileAsset) -> bytes:
        """The bytes of a file.

        Raises:
            Invalid: there are none.
            StoreError: they are not those that were uploaded.
        """
        path = self.path(asset.name)
        content = self._remote.ask(lambda client: client.storage.from_(BUCKET).download(path))
        if hashlib.sha256(content).hexdigest() != asset.sha256:
            raise StoreError(
                f"The file {asset.name!r} is not the one that was uploaded.", hint="Upload it again."
            )
        return content

    def signed_url(self, asset: FileAsset, *, seconds: int = 60) -> str:
        """An address that anybody can read the file at, for so long."""
        path = self.path(asset.name)
        reply = self._remote.ask(lambda client: client.storage.from_(BUCKET).create_signed_url(path, seconds))
        return str(reply["signedURL"])

    def delete(self, asset: FileAsset) -> bool:
        """Removes the bytes; whether there were any that the caller may remove."""
        path = self.path(asset.name)
        return bool(self._remote.ask(lambda client: client.storage.from_(BUCKET).remove([path])))
