"""What the lab extension asks a real kernel, over the comm that it opens."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.functional.test_kernel import TIMEOUT_S, Kernel, kernel

__all__ = ["kernel"]


class Channel:
    """The page's end of a comm."""

    def __init__(self, kernel: Kernel) -> None:
        self._client = kernel.client
        self.id = uuid.uuid4().hex
        self.closed = False
        self.received: list[dict[str, Any]] = []
        self._send("comm_open", {"comm_id": self.id, "target_name": "iopsdata", "data": {}})

    def ask(self, request: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
        """The kernel's answer to a request."""
        identity = uuid.uuid4().hex
        data = {"id": identity, "request": request, "arguments": arguments or {}}
        self.received.clear()
        self._send("comm_msg", {"comm_id": self.id, "data": data})
        return next(message for message in self.received if message.get("id") == identity)

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        message = self._client.session.msg(kind, content)
        self._client.shell_channel.send(message)
        self.wait(message["header"]["msg_id"])

    def wait(self, identity: str) -> None:
        """Reads what comes until the kernel is done with a message."""
        while True:
            message = self._client.get_iopub_msg(timeout=TIMEOUT_S)
            content = message["content"]
            if message["msg_type"] == "comm_msg" and content["comm_id"] == self.id:
                self.received.append(content["data"])
            if message["msg_type"] == "comm_close" and content["comm_id"] == self.id:
                self.closed = True
            done = message["msg_type"] == "status" and content["execution_state"] == "idle"
            if done and message["parent_header"].get("msg_id") == identity:
                return

    def run(self, code: str) -> list[dict[str, Any]]:
        """Runs a cell; what the kernel sent over the channel meanwhile."""
        self.received.clear()
        self.wait(self._client.execute(code))
        return list(self.received)


@pytest.fixture
def channel(kernel: Kernel) -> Channel:
    kernel.run("%load_ext iopsdata_jupyter")
    return Channel(kernel)


def test_a_kernel_without_the_extension_closes_the_channel(kernel: Kernel) -> None:
    assert Channel(kernel).closed


def test_a_page_learns_what_is_open_at_once(channel: Channel) -> None:
    assert not channel.closed
    snapshot = {"current": "notebook", "connections": [], "dataframes": []}
    assert channel.received == [{"event": "snapshot", "snapshot": snapshot}]


def test_a_cell_that_opens_something_is_told_and_another_is_not(channel: Channel) -> None:
    [told] = channel.run("%connect sample")
    [connection] = told["snapshot"]["connections"]
    assert (connection["name"], connection["driver"], connection["access"]) == (
        "sample",
        "duckdb",
        "read_only",
    )
    assert told["snapshot"]["current"] == "sample"
    assert channel.run("1 + 1") == []
    [told] = channel.run("import pandas\nsales = pandas.DataFrame({'a': [1, 2, 3], 'b': [4, 5, 6]})")
    assert told["snapshot"]["dataframes"] == [{"name": "sales", "rows": 3, "columns": 2}]


def test_an_unknown_request_is_refused_with_a_near_name(channel: Channel) -> None:
    failure = channel.ask("snapshoot")["failure"]
    assert "snapshoot" in failure["message"]
    assert "snapshot" in failure["hint"]


def test_a_reload_of_the_extension_keeps_the_channel(channel: Channel) -> None:
    channel.run("%reload_ext iopsdata_jupyter")
    assert channel.ask("snapshot")["reply"]["current"] == "notebook"


def test_the_catalog_of_a_connection_of_this_kernel_comes_level_by_level(channel: Channel) -> None:
    channel.run(
        "import duckdb\nlive = duckdb.connect()\n"
        "live.execute('create schema s; create table s.t (a int primary key, b text)')\n"
        "live.execute('create view v as select 1')\n"
        "%connect live --as live"
    )
    top = channel.ask("catalog", {"connection": "live"})["reply"]
    assert top == {
        "dialect": "duckdb",
        "schemas": [{"name": None, "tables": 1}, {"name": "s", "tables": 1}],
    }
    tables = channel.ask("catalog", {"connection": "live", "schema": "s", "limit": 1})["reply"]
    assert ([table["name"] for table in tables["tables"]], tables["total"]) == (["t"], 1)
    found = channel.ask("catalog", {"connection": "live", "search": "V"})["reply"]
    assert [table["kind"] for table in found["tables"]] == ["view"]
    columns = channel.ask("catalog", {"connection": "live", "schema": "s", "table": "t", "offset": 0})[
        "reply"
    ]
    assert [(one["name"], one["in_primary_key"]) for one in columns["columns"]] == [("a", True), ("b", False)]
    channel.run("live.execute('create table later (x int)')")
    again = channel.ask("catalog", {"connection": "live", "refresh": True})["reply"]
    assert again["schemas"][0] == {"name": None, "tables": 2}


def test_no_request_opens_a_connection(channel: Channel) -> None:
    failure = channel.ask("catalog", {"connection": "sample"})["failure"]
    assert "not open in this kernel" in failure["message"]
    assert "%connect sample" in failure["hint"]
    assert channel.ask("snapshot")["reply"]["connections"] == []


@pytest.mark.parametrize(
    "arguments",
    [{}, {"connection": 3}, {"connection": "notebook", "schema": "", "limit": 0}],
    ids=["none", "no text", "no page"],
)
def test_arguments_of_another_kind_are_refused(channel: Channel, arguments: dict[str, Any]) -> None:
    assert channel.ask("catalog", arguments)["failure"]["title"] == "Usage"


def test_the_columns_of_dataframes_of_every_library(channel: Channel) -> None:
    channel.run(
        "import pandas, polars, pyarrow\n"
        "one = pandas.DataFrame({'a': [1], 2: ['x']})\n"
        "two = polars.DataFrame({'a': [1.5]})\n"
        "lazy = two.lazy()\n"
        "three = pyarrow.table({'a': [True]})"
    )
    kinds = {
        name: [column["type"] for column in channel.ask("frame_columns", {"name": name})["reply"]["columns"]]
        for name in ("one", "two", "lazy", "three")
    }
    assert kinds["one"][0] == "int64"
    assert (kinds["two"], kinds["lazy"], kinds["three"]) == (["Float64"], ["Float64"], ["bool"])
    page = channel.ask("frame_columns", {"name": "one", "offset": 1})["reply"]
    assert ([column["name"] for column in page["columns"]], page["total"]) == (["2"], 2)
    assert "three" in channel.ask("frame_columns", {"name": "thre"})["failure"]["hint"]


def test_profiles_of_a_dataframe_and_of_a_table_leave_audit_events(channel: Channel) -> None:
    channel.run("import pandas\nsales = pandas.DataFrame({'a': [1, 2, 3]})\n%connect sample")
    shown = channel.ask("profile", {"frame": "sales"})["reply"]
    assert (shown["version"], shown["profile"]["row_count"]) == (1, 3)
    table = channel.ask("profile", {"connection": "sample", "schema": "", "table": "customers"})["reply"]
    assert table["profile"]["name"] == "customers"
    channel.run(
        "from iopsdata_jupyter.session import current_session\n"
        "seen = {event.source for event in current_session().store.audit()}"
    )
    channel.run("assert 'profile' in seen, seen\nchecked = pandas.DataFrame({'ok': [1]})")
    names = [frame["name"] for frame in channel.ask("snapshot")["reply"]["dataframes"]]
    assert "checked" in names


def test_a_page_cannot_have_a_query_profiled(channel: Channel) -> None:
    channel.run("%connect sample")
    asked = {"connection": "sample", "schema": "", "table": "select * from customers"}
    assert "no table named" in channel.ask("profile", asked)["failure"]["message"]


def test_the_lineage_near_a_table(channel: Channel) -> None:
    channel.run("%connect sample")
    channel.run("%sql big << select * from customers")
    asked = channel.ask("lineage", {"name": "customers", "schema": None})
    graph = asked["reply"]
    assert graph["version"] == 1
    assert "customers" in {node["name"] for node in graph["nodes"]}
    failure = channel.ask("lineage", {"name": "nothing_like_it"})["failure"]
    assert "%lineage --folder" in failure["hint"]


def test_an_open_connection_becomes_the_current_one_and_closes(channel: Channel) -> None:
    channel.run("%connect sample")
    assert channel.ask("use_connection", {"name": "notebook"})["reply"]["current"] == "notebook"
    assert channel.ask("use_connection", {"name": "sample"})["reply"]["current"] == "sample"
    closed = channel.ask("close_connection", {"name": "sample"})["reply"]
    assert "sample" not in [connection["name"] for connection in closed["connections"]]
    assert closed["current"] == "notebook"


def test_a_page_opens_no_connection(channel: Channel) -> None:
    failure = channel.ask("use_connection", {"name": "sample"})["failure"]
    assert "%connect sample" in failure["hint"]
    assert "sample" in channel.ask("close_connection", {"name": "sample"})["failure"]["message"]
    assert "no connection" in channel.ask("use_connection", {"name": ["x"]})["failure"]["message"]


def test_after_a_switch_of_workspace_the_session_opens_its_store_anew(channel: Channel) -> None:
    channel.run("%connect sample")
    channel.run("from iopsdata_jupyter.session import current_session as session; before = session().store")
    assert channel.ask("reopen_store")["reply"] == {"reopened": True}
    channel.run("assert session().store is not before; frame = %sql sample select 1 as n")
    [told] = channel.run("assert frame.n[0] == 1; done = frame")
    assert "done" in {frame["name"] for frame in told["snapshot"]["dataframes"]}


def test_sql_is_laid_out_in_the_dialect_of_its_connection(channel: Channel) -> None:
    channel.run("%connect sample")
    reply = channel.ask("format", {"sql": "select a from t where b = :b -- why", "connection": None})["reply"]
    assert reply["sql"] == "SELECT\n  a\nFROM t\nWHERE b = :b -- why"
    failure = channel.ask("format", {"sql": "select from where", "connection": "sample"})["failure"]
    assert "cannot be read" in failure["message"]
    assert (
        "connect elsewhere"
        in channel.ask("format", {"sql": "x", "connection": "elsewhere"})["failure"]["hint"]
    )


def test_sql_is_said_in_words_without_running(channel: Channel) -> None:
    steps = channel.ask("explain", {"sql": "select count(*) from nowhere", "connection": None})["reply"][
        "steps"
    ]
    assert any("nowhere" in step for step in steps)
    assert "no SQL" in channel.ask("explain", {"sql": " "})["failure"]["message"]


def test_only_what_failed_last_can_be_repaired(channel: Channel) -> None:
    channel.run("%connect sample")
    broken = {"sql": "select * from custmers", "connection": None}
    assert "No SQL has failed" in channel.ask("repairable", broken)["failure"]["message"]
    channel.run(f"%%sql\n{broken['sql']}")
    assert channel.ask("repairable", broken)["reply"] == {"connection": "sample"}
    other = channel.ask("repairable", {"sql": "select 2", "connection": "sample"})["failure"]
    assert "Another statement" in other["message"]
