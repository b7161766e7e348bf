"""What all routes share: authentication, one shape of error, and one description."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest
from tornado.httpclient import HTTPClientError

from iopsdata_jupyter.errors import ConfigurationError, StoreError, UsageError
from iopsdata_jupyter.server.base import STORE_SETTING, verbs_of
from iopsdata_jupyter.server.body import openapi
from iopsdata_jupyter.server.routes import NAMESPACE, ROUTES
from iopsdata_jupyter.store.base import ConnectionRecord
from iopsdata_jupyter.store.local import LocalStore

MARK = "0123456789abcdef"
"""What a page of the server sends back of the cookie `_xsrf`."""
VERBS = [(path, verb) for path, handler in ROUTES for verb in verbs_of(handler)]


class BrokenStore:
    """A store whose reading fails with a given error."""

    def __init__(self, error):
        self.error = error

    def connections(self):
        raise self.error


def filled(path: str) -> str:
    named = path.replace("{name}", "some.csv").replace("{id}", "0" * 32)
    return re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000000", named)


def test_the_description_names_every_path_and_verb_and_no_other():
    described = {
        (path.removeprefix("/"), verb.upper())
        for path, item in openapi()["paths"].items()
        for verb in item
        if verb != "parameters"
    }
    assert described == set(VERBS)


@pytest.mark.parametrize(("path", "method"), VERBS)
async def test_every_verb_refuses_a_request_without_a_token(path, method, ask):
    status, error = await ask(method, filled(path), headers={"Authorization": ""})
    assert (status, error["title"]) == (403, "Forbidden")


async def cookies(jp_fetch) -> str:
    """The cookies of a browser that has opened the server with its token."""
    response = await jp_fetch("api", "status")
    given = [header.partition(";")[0] for header in response.headers.get_list("Set-Cookie")]
    return "; ".join([*given, f"_xsrf={MARK}"])


@pytest.mark.parametrize(("path", "method"), [entry for entry in VERBS if entry[1] != "GET"])
async def test_a_login_cookie_alone_changes_nothing(path, method, ask, jp_fetch):
    status, error = await ask(
        method, filled(path), "{}", headers={"Authorization": "", "Cookie": await cookies(jp_fetch)}
    )
    assert (status, error["title"]) == (403, "Forbidden")
    assert "_xsrf" in error["message"]


async def test_a_login_cookie_with_its_mark_is_enough(ask, jp_fetch):
    headers = {"Authorization": "", "Cookie": await cookies(jp_fetch), "X-XSRFToken": MARK}
    status, _ = await ask("POST", "metrics", {"name": "n", "expression": "count(*)"}, headers=headers)
    assert status == 201


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_page_of_another_site_is_refused(method, ask, jp_fetch):
    headers = {
        "Authorization": "",
        "Cookie": await cookies(jp_fetch),
        "X-XSRFToken": MARK,
        "Origin": "http://evil.example",
    }
    status, _ = await ask(method, "metrics", headers=headers)
    assert status in (403, 404)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_a_form_could_send_is_refused(kind, ask):
    status, error = await ask(
        "POST", "metrics", {"name": "n", "expression": "1"}, headers={"Content-Type": kind}
    )
    assert status == 415
    assert "application/json" in error["hint"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        '{"name": 5, "expression": "1"}',
        '{"name": "n"}',
        '{"name": "n", "expression": "1", "more": 1}',
        '{"name": "a\\u0000b", "expression": "1"}',
        '{"name": "\\ud800", "expression": "1"}',
        '{"name": NaN, "expression": "1"}',
        '{"name": "n", "expression": "1", "filters": "x"}',
        "[" * 100_000,
        b"\xff\xfe\xfa",
        '{"name": ' + "9" * 5000 + "}",
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_a_body_of_another_form_is_refused(body, ask, store):
    status, error = await ask("POST", "metrics", body)
    assert status == 400
    assert error["message"]
    assert not store.metrics()


async def test_a_refused_body_is_not_repeated(ask):
    _, error = await ask("PUT", "providers/openai/key", {"key": ["S3cr3t"]})
    assert "S3cr3t" not in json.dumps(error)


async def test_a_body_that_is_too_large_is_refused(ask):
    status, error = await ask("POST", "metrics", b"x" * (2**20 + 1))
    assert status == 413
    assert "1 MiB" in error["message"]


async def test_the_settings_of_the_machine_say_where_the_store_is(jp_serverapp, jp_fetch, clean_environment):
    record = ConnectionRecord("shop", "sqlite", "shop.db", "read_only")
    LocalStore(clean_environment).save_connection(record)
    response = await jp_fetch(NAMESPACE, "connections")
    assert [entry["name"] for entry in json.loads(response.body)["connections"]] == ["shop"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("No such thing.", hint="Try another."), 400),
        (ConfigurationError("Unknown setting.", hint="Remove it."), 409),
        (StoreError("The store is locked.", hint="Wait."), 500),
    ],
    ids=["usage", "configuration", "store"],
)
async def test_a_foreseen_error_keeps_its_words(error, status, ask, jp_serverapp):
    jp_serverapp.web_app.settings[STORE_SETTING] = BrokenStore(error)
    found = await ask("GET", "connections")
    assert found == (status, {"title": error.title, "message": error.message, "hint": error.hint})


async def test_an_unforeseen_error_does_not_show_its_text(ask, jp_serverapp):
    jp_serverapp.web_app.settings[STORE_SETTING] = BrokenStore(sqlite3.Error("password=hunter2"))
    status, error = await ask("GET", "connections")
    assert status == 500
    assert "hunter2" not in json.dumps(error)


async def test_a_method_that_a_route_does_not_have_is_refused(ask, jp_fetch):
    status, error = await ask("DELETE", "connections")
    assert (status, error["title"]) == (405, "Method Not Allowed")


@pytest.mark.parametrize("path", ["nothing", "connections/a/b", "files/a.csv/b"])
async def test_other_paths_are_no_routes(path, jp_fetch, store):
    with pytest.raises(HTTPClientError, match="404"):
        await jp_fetch(NAMESPACE, *path.split("/"))
