"""Files of a team's workspace: a folder for each on this machine, the bytes for all in the project."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from tornado.web import authenticated

from iopsdata_jupyter.encryption.private_file import write_private_bytes
from iopsdata_jupyter.errors import StoreError, did_you_mean
from iopsdata_jupyter.server.base import JSONHandler, refusal
from iopsdata_jupyter.server.file_names import check_name
from iopsdata_jupyter.server.file_storage import FOLDER
from iopsdata_jupyter.store.base import FileAsset, Store
from iopsdata_jupyter.store.supabase.store import SupabaseStore


def folder_of(store: Store, data_dir: Path) -> Path:
    """The folder in which `files` of the store lie on this machine."""
    return data_dir / "workspaces" / store.workspace if isinstance(store, SupabaseStore) else data_dir


def path_of(store: Store, name: str) -> str:
    """The path that the store keeps of a file."""
    return store.files.path(name) if isinstance(store, SupabaseStore) else f"{FOLDER}/{name}"


def share(store: Store, asset: FileAsset, source: Path) -> None:
    """Sends the bytes to the project, where the store is a workspace's."""
    if isinstance(store, SupabaseStore):
        store.files.upload(asset, source)


def is_shared(store: Store, name: str) -> bool:
    """Whether the workspace has a file of that name, wherever its bytes are."""
    return isinstance(store, SupabaseStore) and any(asset.name == name for asset in store.file_assets())


def forget(store: Store, asset: FileAsset | None) -> None:
    """Removes the record, and the bytes from the project where the store is a workspace's."""
    if asset is None:
        return
    store.delete_file_asset(asset.name)
    if isinstance(store, SupabaseStore):
        store.files.delete(asset)


def fetch(store: Store, name: str, target: Path) -> FileAsset:
    """Brings a file that somebody else has uploaded to this machine.

    Raises:
        Refusal: there is none of that name.
        StoreError: it cannot be written here.
        WorkspaceError: the project does not give it.
    """
    assets = {asset.name: asset for asset in store.file_assets()}
    if name not in assets:
        raise refusal(
            HTTPStatus.NOT_FOUND, f"There is no uploaded file named {name}.", did_you_mean(name, list(assets))
        )
    if isinstance(store, SupabaseStore):
        content = store.files.download(assets[name])
        try:
            write_private_bytes(target, content)
        except OSError as error:
            raise StoreError(
                f"{target.parent} cannot be written: {error.strerror}.",
                hint="Check its owner and permissions, and free space.",
            ) from None
    return assets[name]


class FileCopyHandler(JSONHandler):
    """POST brings the bytes of a file that a member has uploaded to this machine."""

    @authenticated
    async def post(self, name: str) -> None:
        from iopsdata_jupyter.server.files import shown, storage_of

        checked, store, storage = check_name(name), self.store, storage_of(self)
        asset = await self.in_thread(lambda: fetch(store, checked, storage.path(checked)))
        self.reply(shown(asset, storage))
