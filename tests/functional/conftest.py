"""A real InteractiveShell with the extension loaded, and data for it."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from iopsdata_jupyter import sample
from iopsdata_jupyter.session import Session


@dataclass
class Ran:
    """What a cell did."""

    value: Any
    text: str
    """Everything that was printed, the error included."""
    error: BaseException | None
    bundles: list[dict[str, Any]]
    """MIME bundles that were displayed, the value's own left out."""


class Shell:
    """Runs cells as a user would type them."""

    def __init__(self, native: InteractiveShell) -> None:
        self.native = native

    def run(self, code: str) -> Ran:
        printed = io.StringIO()
        with capture_output() as captured, redirect_stdout(printed), redirect_stderr(printed):
            result = self.native.run_cell(code)
        error = result.error_before_exec or result.error_in_exec
        bundles = [output.data for output in captured.outputs]
        return Ran(result.result, captured.stdout + captured.stderr + printed.getvalue(), error, bundles)

    def __getitem__(self, name: str) -> Any:
        return self.native.user_ns[name]


@pytest.fixture
def shell() -> Iterator[Shell]:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    InteractiveShell.clear_instance()
    native = InteractiveShell.instance(config=config)
    from iopsdata_jupyter.session import current_session

    current_session.cache_clear()
    shell = Shell(native)
    assert shell.run("%load_ext iopsdata_jupyter").error is None
    yield shell
    current_session().connections.close_all()
    current_session.cache_clear()
    InteractiveShell.clear_instance()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A SQLite file with customers and their orders."""
    path = tmp_path / "my shop.db"
    native = sqlite3.connect(path)
    native.executescript(
        """
        create table customers (id integer primary key, name text not null, city text);
        create table orders (id integer primary key, customer_id integer references customers (id),
                             amount real, placed_on text);
        insert into customers values (1, 'Ada', 'Bergen'), (2, 'Grace', 'Lund'), (3, 'Edsger', 'Lund');
        insert into orders values (1, 1, 10.0, '2024-01-05'), (2, 1, 30.0, '2024-02-06'),
                                  (3, 2, 5.5, '2025-01-07');
        """
    )
    native.close()
    return path


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample database."""
    return sample.ensure(tmp_path_factory.mktemp("retailer"))


@pytest.fixture
def session(retailer: Path) -> Iterator[Session]:
    """A session on the sample database."""
    opened = Session()
    opened.connect(str(retailer), name="retailer")
    yield opened
    opened.close("retailer")
