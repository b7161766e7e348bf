"""Profiles of tables by name and of uploaded files, made by a process of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.server.base import JSONHandler, Refusal, refusal
from iopsdata_jupyter.server.connections import saved
from iopsdata_jupyter.server.file_names import check_name
from iopsdata_jupyter.server.files import storage_of
from iopsdata_jupyter.server.processes import asked
from iopsdata_jupyter.server.work import bounded

MODULE = "iopsdata_jupyter.profile_process"
PROFILE_S = 120.0
"""Seconds that a profile may take."""


class ProfileHandler(JSONHandler):
    """Base of both."""

    async def profiled(self, **arguments: str) -> None:
        """Answers with the profile."""
        given = {"data_dir": str(self.local_store.path.parent), **arguments}
        found = await bounded(lambda: asked(MODULE, given, PROFILE_S), PROFILE_S + 5, what="The profile")
        if not found["ok"]:
            raise _failure(found)
        self.reply(found["profile"])


class TableProfileHandler(ProfileHandler):
    """POST profiles a table of a saved connection."""

    @authenticated
    async def post(self, name: str) -> None:
        body, store = self.body("TableProfileInput"), self.store
        await self.in_thread(lambda: saved(store, name))
        await self.profiled(connection=name, table=body["table"], schema=body.get("schema") or "")


class FileProfileHandler(ProfileHandler):
    """POST profiles an uploaded file."""

    @authenticated
    async def post(self, name: str) -> None:
        self.body("Nothing")
        checked, storage = check_name(name), storage_of(self)
        path = storage.path(checked)
        if path.is_symlink() or not path.is_file():
            raise refusal(HTTPStatus.NOT_FOUND, f"There is no uploaded file named {checked}.")
        await self.profiled(path=str(path))


def _failure(found: dict[str, Any]) -> Refusal:
    status = HTTPStatus.NOT_FOUND if found["missing"] else HTTPStatus.UNPROCESSABLE_ENTITY
    words = found["error"]
    return Refusal(status, ExecutionError(words["message"], title=words["title"], hint=words["hint"]))
