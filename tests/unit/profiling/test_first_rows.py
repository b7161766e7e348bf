"""Cells as they are shown: exact, short, masked where personal."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pytest

from iopsdata_jupyter.profiling import first_rows as module
from iopsdata_jupyter.profiling.first_rows import LONGEST_TEXT, MOST_ROWS
from iopsdata_jupyter.session import Session

LONG = Decimal("12345678901234567890.05")
CELLS = {
    "beyond 2^53": (pa.array([2**63 - 1, None], pa.int64()), 2**63 - 1),
    "unsigned": (pa.array([2**64 - 1, None], pa.uint64()), 2**64 - 1),
    "decimal": (pa.array([LONG, None], pa.decimal128(38, 2)), LONG),
    "nan": (pa.array([float("inf"), None]), float("inf")),
    "bool": (pa.array([False, None]), False),
    "empty": (pa.array(["", None]), ""),
    "long": (pa.array(["x" * 9_000, None]), "x" * (LONGEST_TEXT - 1) + "…"),
    "markup": (pa.array(["<b>'\"&\n", None]), "<b>'\"&\n"),
    "day": (pa.array([date(1600, 2, 29), None]), "1600-02-29"),
    "moment": (pa.array([datetime(2024, 5, 1, 3, 4, 5, 60_000), None]), "2024-05-01 03:04:05.06"),
    "nano": (pa.array([17 * 10**17 + 1, None], pa.timestamp("ns")), "2023-11-14 22:13:20.000000001"),
    "zoned": (pa.array([datetime(2024, 5, 1), None], pa.timestamp("us", "UTC")), "2024-05-01 00:00:00+0000"),
    "time": (pa.array([time(23, 59, 1), None]), "23:59:01"),
    "list": (pa.array([[1, None], None]), "[1, null]"),
    "struct": (pa.array([{"a": [date(2024, 1, 1)]}, None]), '{"a": ["2024-01-01"]}'),
    "bytes": (pa.array([b"\x00\xff" * 40, None]), "0x" + "00ff" * 16 + "… (80 bytes)"),
    "e-mail": (pa.array(["ada@example.com", None]), "a**@e******.c**"),
}  # fmt: skip


def live_rows(session: Session, table: pa.Table):
    live = session.profiles.live(session.profiles.of(table))
    assert live is not None
    return live.rows(())


@pytest.fixture(scope="module")
def shown_cells(session: Session) -> dict[str, list[object]]:
    table = pa.table({name: values for name, (values, _) in CELLS.items()})
    columns = live_rows(session, table).table.columns
    return {name: column.to_pylist() for name, column in zip(CELLS, columns, strict=True)}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell(shown_cells: dict[str, list[object]], name: str) -> None:
    assert shown_cells[name] == [CELLS[name][1], None]


def test_a_page_is_an_arrow_stream_of_its_rows_alone(session: Session) -> None:
    held = live_rows(session, pa.table({"n": range(500), "t": [str(n) for n in range(500)]}))
    page = pa.ipc.open_stream(held.page(100, 50)).read_all()
    assert page.to_pydict() == {"0": list(range(100, 150)), "1": [str(n) for n in range(100, 150)]}
    assert len(held.page(100, 50)) < 4_000
    assert pa.ipc.open_stream(held.page(9_999, 50)).read_all().num_rows == 0


def test_long_and_wide_tables_are_held_in_part(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    held = live_rows(session, pa.table({"n": range(MOST_ROWS + 1)}))
    assert (held.table.num_rows, held.is_whole) == (MOST_ROWS, False)
    monkeypatch.setattr(module, "MOST_CELLS", 100)
    held = live_rows(session, pa.table({f"c{at}": [at] * 30 for at in range(4)}))
    assert (held.table.num_rows, held.is_whole) == (25, False)


def test_rows_that_are_too_large_are_fewer(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOPSDATA_MEMORY_BOUND_MIB", "1")
    held = live_rows(session, pa.table({"b": [bytes(20_000)] * 900}))
    assert (held.table.num_rows, held.is_whole) == (module.FEWER_ROWS[1], False)
