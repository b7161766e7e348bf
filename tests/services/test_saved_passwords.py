"""A server's connection is saved with its password, encrypted, and opens by its name in another kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.errors import ConnectionFailed
from iopsdata_jupyter.session import Session
from tests.services.postgresql import ADMIN, PASSWORD, PostgreSQLServer, postgresql

__all__ = ["postgresql"]

pytestmark = pytest.mark.service


@pytest.fixture
def session() -> Iterator[Callable[..., Session]]:
    """Makes sessions that know nothing of each other but the store."""
    made: list[Session] = []

    def make(**settings: object) -> Session:
        made.append(Session(notebook_settings=settings))
        return made[-1]

    yield make
    for each in made:
        each.connections.close_all()


@pytest.fixture(autouse=True)
def no_password_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))


def with_password(server: PostgreSQLServer) -> str:
    from urllib.parse import quote

    return server.url().replace(f"{ADMIN}@", f"{ADMIN}:{quote(PASSWORD, safe='')}@")


def rows(session: Session, name: str) -> list[int]:
    return list(session.sql("select 1 as one", connection=name).frame["one"])


def test_another_kernel_opens_it_by_name(
    postgresql: PostgreSQLServer, session: Callable[..., Session], clean_environment: Path
) -> None:
    session().connect(with_password(postgresql), name="shop", connect_args={"application_name": "x1"})
    assert session().store.connections()[0].has_password
    assert rows(session(), "shop") == [1]
    other = session()
    other.connect("shop", access="read_write")
    assert other.connections.get("shop").config.options == {"application_name": "x1"}
    assert session().store.secrets("shop").password == PASSWORD
    stored = b"".join(path.read_bytes() for path in clean_environment.iterdir())
    assert PASSWORD.encode() not in stored


def test_a_copy_under_another_name_has_the_password_too(
    postgresql: PostgreSQLServer, session: Callable[..., Session]
) -> None:
    session().connect(with_password(postgresql), name="shop")
    session().connect("shop", name="copy")
    assert rows(session(), "copy") == [1]


def test_the_url_without_a_password_keeps_the_one_that_is_saved(
    postgresql: PostgreSQLServer, session: Callable[..., Session]
) -> None:
    session().connect(with_password(postgresql), name="shop")
    with pytest.raises(ConnectionFailed):
        session().connect(postgresql.url(), name="shop")
    assert rows(session(), "shop") == [1]


def test_passwords_are_not_saved_where_the_setting_says_so(
    postgresql: PostgreSQLServer, session: Callable[..., Session], clean_environment: Path
) -> None:
    session(save_passwords=False).connect(with_password(postgresql), name="shop")
    assert not session().store.connections()[0].has_password
    assert not (clean_environment / "encryption.keys").exists()
    with pytest.raises(ConnectionFailed):
        session().connect("shop")


def test_a_password_given_again_unsaved_takes_the_saved_one_away(
    postgresql: PostgreSQLServer, session: Callable[..., Session]
) -> None:
    session().connect(with_password(postgresql), name="shop")
    session(save_passwords=False).connect(with_password(postgresql), name="shop")
    assert not session().store.secrets("shop")


def test_a_lost_key_is_said_and_the_password_can_be_given_again(
    postgresql: PostgreSQLServer, session: Callable[..., Session], clean_environment: Path
) -> None:
    session().connect(with_password(postgresql), name="shop")
    (clean_environment / "encryption.keys").unlink()
    with pytest.raises(ConnectionFailed, match="locked") as caught:
        session().connect("shop")
    assert "iopsdata keys import" in (caught.value.hint or "")
    with pytest.warns(UserWarning, match="encryption key is missing"):
        session().connect(with_password(postgresql), name="shop")


def test_a_password_does_not_go_to_an_address_put_in_its_place(
    postgresql: PostgreSQLServer, session: Callable[..., Session]
) -> None:
    session().connect(with_password(postgresql), name="shop")
    store = session().store
    with store._file.write() as native:  # type: ignore[attr-defined]
        native.execute("UPDATE connections SET target = 'postgresql://ann@127.0.0.1:1/x'")
    with pytest.raises(ConnectionFailed, match="another connection or address"):
        session().connect("shop")
