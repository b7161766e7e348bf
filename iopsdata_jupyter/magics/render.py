"""What the magics show. Text from data is escaped; every output has a plain-text form."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.magics.lines import CellLine, DisplayLine, Line, TerminalLine
from iopsdata_jupyter.magics.writing import Writing

if TYPE_CHECKING:
    import pandas as pd
    from IPython.core.interactiveshell import InteractiveShell

    from iopsdata_jupyter.answering import Answer
    from iopsdata_jupyter.catalog.models import Catalog
    from iopsdata_jupyter.config import Settings
    from iopsdata_jupyter.connections.models import Connection, ConnectionConfig, ServerInfo
    from iopsdata_jupyter.execution.execute import Observer, Progress
    from iopsdata_jupyter.execution.result import Result
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.store.base import AuditEvent
    from iopsdata_jupyter.text_to_sql.completions import OnText
    from iopsdata_jupyter.text_to_sql.usage import ModelTotals


def show_text(text: str) -> None:
    """Prints `text`."""
    print(text)  # noqa: T201 - a magic's output


def result_value(result: Result, name: str | None) -> Any:
    """The rows as the cell's value, or kept in the variable `name` with a line that says so."""
    if result.truncated:
        show_text(f"First {result.row_count:,} rows; there are more.")
    if result.effects:
        show_text(f"Done: {', '.join(result.effects)}.")
    if not result.has_columns:
        return None
    return _kept(result.frame, name)


def show_transaction(connection: Connection) -> None:
    """A line that reminds of an open transaction."""
    if connection.in_transaction():
        show_text(
            f"A transaction is open on {connection.config.name}: `%sql commit` keeps, `%sql rollback` drops."
        )


@contextmanager
def progress_line(*, whole_cell: bool) -> Iterator[Observer]:
    """Gives an observer that keeps one line up to date; the line is gone when the statement has ended.

    `whole_cell` tells that the cell holds nothing else, so that its output may be cleared.
    """
    line = _line(whole_cell=whole_cell)
    try:
        yield _observer(line)
    finally:
        line.erase()


@contextmanager
def answer_line(*, whole_cell: bool) -> Iterator[tuple[Observer, OnText]]:
    """The same for a question, with a function that shows there what the model writes."""
    line = _line(whole_cell=whole_cell)
    try:
        yield _observer(line), Writing(line).show
    finally:
        line.erase()


def _observer(line: Line) -> Observer:
    def observe(progress: Progress) -> None:
        share = "" if progress.share is None else f" {progress.share:.0%}"
        rows = f", {progress.rows:,} rows" if progress.rows else ""
        line.write(f"Running{share}: {progress.elapsed_s:.0f} s{rows}")

    return observe


def _line(*, whole_cell: bool) -> Line:
    if not hasattr(_shell(), "kernel"):
        return TerminalLine()
    return CellLine() if whole_cell else DisplayLine()


def answer_value(answer: Answer, name: str | None, *, chart: bool | None = False) -> pd.DataFrame | None:
    """Shows the answer's card; its rows are the cell's value, or kept in the variable `name`.

    `chart`: True for one of any result, None for one where the shape of the result calls for it.
    """
    from IPython.display import display

    from iopsdata_jupyter.widgets.answer import answer_bundle

    display(answer_bundle(answer), raw=True)  # type: ignore[no-untyped-call]
    if chart is not False and answer.dataframe is not None:
        _show_chart(answer, asked=bool(chart))
    return None if answer.dataframe is None else _kept(answer.dataframe, name)


def _show_chart(answer: Answer, *, asked: bool) -> None:
    """Shows the chart of an answer's rows; a cut result has none unless it is asked for."""
    from IPython.display import display

    if answer.truncated and not asked:
        return
    found = answer.chart(asked=asked)
    if found is not None and (asked or hasattr(_shell(), "kernel")):
        display(found._repr_mimebundle_(), raw=True)  # type: ignore[no-untyped-call]
    elif asked:
        show_text("No chart shows these rows.")


def _kept(frame: Any, name: str | None) -> Any:
    if name is None:
        return frame
    _shell().user_ns[name] = frame
    rows, columns = _counted(len(frame), "row"), _counted(frame.shape[1], "column")
    show_text(f"{name}: {rows} x {columns}")
    return None


def _shell() -> InteractiveShell:
    from IPython.core.interactiveshell import InteractiveShell

    return InteractiveShell.instance()


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def show_opened(connection: Connection, catalog: Catalog) -> None:
    """One line about a connection that was opened."""
    config = connection.config
    access = "read-only" if config.access == "read_only" else "READ-WRITE"
    count = len(catalog.tables)
    names = ", ".join(table.qualified_name for table in catalog.tables[:8])
    more = ", ..." if count > 8 else ""
    listed = f": {names}{more}" if count else ""
    opened = f"{config.name} ({connection.dialect}, {access})"
    show_text(f"Connected to {opened}, {_counted(count, 'table')}{listed}")
    if config.note:
        show_text(config.note)
    if config.samples:
        show_text("Values of its data may be told to models as hints; `--no-samples` ends that.")


def show_server(server: ServerInfo, config: ConnectionConfig) -> None:
    """Version, latency, and a warning where the account can do more than the connection needs."""
    account = f", as {server.user}" if server.user else ""
    show_text(f"{server.version}, {server.latency_ms:.1f} ms{account}")
    if server.is_superuser:
        show_text(f"This account is a superuser. {SAFER_ACCOUNT}")
    elif server.can_write and config.access == "read_only":
        show_text(f"This account may change data. {SAFER_ACCOUNT}")


SAFER_ACCOUNT = "One that may only read is safer: docs/read-only-roles.md has the statements that make one."


def show_connections(session: Session) -> None:
    """Open connections, the current one marked, then saved ones."""
    lines = []
    for name in dict.fromkeys([*session.connections.names(), session.connections.current_name]):
        mark = "*" if name == session.connections.current_name else " "
        config = session.connections.get(name).config
        lines.append(f"{mark} {name:<20} open    {config.access:<10} {config.display}")
    lines += [
        f"  {record.name:<20} saved   {record.access:<10} {record.target}"
        for record in session.connections.saved()
        if not session.connections.is_open(record.name)
    ]
    show_text("\n".join(lines))


def show_tables(catalog: Catalog) -> None:
    """Every table with its columns."""
    lines = []
    for table in catalog.tables:
        columns = ", ".join(f"{column.name} {column.type}".strip() for column in table.columns)
        lines.append(f"{table.qualified_name} ({columns})")
    show_text("\n".join(lines) if lines else "There are no tables.")


def show_settings(settings: Settings, names: Sequence[str] = ()) -> None:
    """The settings of those names and their values; without names every one."""
    shown = names or [entry.name for entry in dataclasses.fields(settings)]
    show_text("\n".join(f"{name} = {getattr(settings, name)}" for name in shown))


def show_audit(events: Sequence[AuditEvent]) -> None:
    """One line an event, newest first."""
    lines = [_audit_line(event) for event in events]
    show_text("\n".join(lines) if lines else "Nothing has been run yet.")


def _audit_line(event: AuditEvent) -> str:
    rows = "" if event.rows is None else f"{event.rows:,} rows"
    model = f" {event.translator}" if event.translator else ""
    tokens = "" if event.tokens is None else f" {event.tokens:,} tokens"
    return (
        f"{event.at:%Y-%m-%d %H:%M:%S} {event.connection:<12} {event.source:<4} {event.verdict:<8} "
        f"{event.rule:<14} {rows:>14} {event.elapsed_ms:>9.1f} ms {event.text_hash[:12]}{model}{tokens}"
    )


def show_usage(totals: Sequence[ModelTotals], settings: Settings) -> None:
    """One line a model, the sum, and the budget."""
    if not totals:
        return show_text("No model has been called in this session.")
    lines = [_usage_line(total) for total in totals]
    tokens, usd = sum(total.tokens for total in totals), sum(total.cost_usd for total in totals)
    unpriced = any(total.unpriced for total in totals)
    price = "price unknown" if unpriced and not usd else f"${usd:.4f}"
    price += ", without the calls of unknown price" if unpriced and usd else ""
    lines.append(f"{'together':<32} {tokens:>10,} tokens   {price}")
    if settings.session_budget_usd:
        lines.append(f"{'session_budget_usd':<32} ${settings.session_budget_usd:.4f}")
    if settings.session_budget:
        lines.append(f"{'session_budget':<32} {settings.session_budget:>10,} tokens")
    return show_text("\n".join(lines))


def _usage_line(total: ModelTotals) -> str:
    price = "price unknown" if total.unpriced == total.calls else f"${total.cost_usd:.4f}"
    counts = f"{total.prompt_tokens:,} in + {total.completion_tokens:,} out"
    return (
        f"{total.model:<32} {total.tokens:>10,} tokens   {price}   {_counted(total.calls, 'call')}, {counts}"
    )
