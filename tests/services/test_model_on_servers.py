"""A model on connections with passwords: what it is told of the server, and what it never is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iopsdata_jupyter.errors import ExecutionError
from iopsdata_jupyter.session import Session
from tests.services.engines import MAKERS
from tests.services.mariadb import mariadb
from tests.services.openai_server import OpenAIServer, openai_server

__all__ = ["mariadb", "openai_server"]

pytestmark = [
    pytest.mark.service,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


@pytest.mark.parametrize(("name", "version"), [("postgresql", "PostgreSQL 1"), ("mysql", "MariaDB 1")])
def test_a_model_is_told_the_version_and_neither_password_nor_address_nor_value(
    name: str, version: str, request: pytest.FixtureRequest, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    engine = MAKERS[name](request, tmp_path)
    connection = engine.open()
    session = Session(notebook_settings={"model": "openai/scripted", "api_base": openai_server.url})
    for sql in ("SELECT city + DATE '2024-01-01' FROM nowhere", "SELECT city FROM stores"):
        openai_server.script(json.dumps({"sql": sql}))
    with pytest.raises(ExecutionError):
        session.sql("SELECT no_such_thing FROM stores", connection=connection)
    openai_server.script(json.dumps({"sql": "SELECT count(*) AS n FROM stores"}))
    assert session.questions.ask("Which cities?", connection=connection).row_count == 2
    session.questions.fix(connection=connection)
    connection.close()
    engine.clean_up()
    told = "".join(request.text for request in openai_server.requests)
    assert version in told
    password = engine.config.password.reveal() if engine.config.password else ""
    assert len(password) > 3
    for secret in (password, engine.config.target, "127.0.0.1", "Bergen", "Lund"):
        assert secret not in told
