"""The magics in a real kernel, over Jupyter's own protocol."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

TIMEOUT_S = 60


class Kernel:
    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager = manager
        self.client = client

    def run(
        self, code: str, *, interrupt_after_s: float | None = None, interrupt_on: str | None = None
    ) -> list[dict[str, Any]]:
        """The contents of the cell's output messages, each with its `kind`.

        The kernel is interrupted after a time, or once the first message of a kind has come.
        """
        identity = self.client.execute(code)
        if interrupt_after_s is not None:
            time.sleep(interrupt_after_s)
            self.manager.interrupt_kernel()
        outputs: list[dict[str, Any]] = []
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT_S)
            if message["parent_header"].get("msg_id") != identity:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return outputs
            outputs.append({"kind": kind, **content})
            if kind == interrupt_on:
                self.manager.interrupt_kernel()
                interrupt_on = None


@pytest.fixture
def kernel(clean_environment: Path, tmp_path: Path) -> Iterator[Kernel]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(tmp_path))
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT_S)
    yield Kernel(manager, client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def of_kind(outputs: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [output for output in outputs if output["kind"] == kind]


def test_a_question_is_answered_with_sql_and_rows(kernel: Kernel) -> None:
    kernel.run("%load_ext iopsdata_jupyter\n%connect sample")
    outputs = kernel.run("%%ask\nhow many orders are there")
    cards = of_kind(outputs, "display_data")
    values = of_kind(outputs, "execute_result")
    assert "COUNT(*)" in cards[0]["data"]["text/plain"].upper()
    assert "50000" in values[0]["data"]["text/plain"].replace(",", "")
    assert not of_kind(outputs, "error")


def test_an_error_is_an_error_message_without_a_traceback(kernel: Kernel) -> None:
    kernel.run("%load_ext iopsdata_jupyter")
    errors = of_kind(kernel.run("%sql select * from nothing_here"), "error")
    assert errors[0]["ename"] == "ExecutionError"
    text = "\n".join(errors[0]["traceback"])
    assert "nothing_here" in text
    assert "Traceback" not in text


def test_interrupting_the_kernel_stops_the_statement_and_nothing_else(kernel: Kernel) -> None:
    kernel.run("%load_ext iopsdata_jupyter\n%sql select 1")
    started = time.monotonic()
    outputs = kernel.run("%sql select count(*) from range(10000000000) a, range(1000) b", interrupt_after_s=1)
    assert of_kind(outputs, "error")[0]["ename"] == "KeyboardInterrupt"
    assert time.monotonic() - started < 10
    values = of_kind(kernel.run("%sql select 41 + 1 as answer"), "execute_result")
    assert "42" in values[0]["data"]["text/plain"]


def test_interrupting_a_profile_leaves_what_was_known_and_frees_the_engine(kernel: Kernel) -> None:
    kernel.run("%load_ext iopsdata_jupyter\n%sql select 1")
    endless = "select a.range % 7 as k from range(10000000000) a, range(1000) b"
    started = time.monotonic()
    outputs = kernel.run(f"%profile {endless}", interrupt_on="display_data")
    assert time.monotonic() - started < TIMEOUT_S / 2
    assert of_kind(outputs, "error")[0]["ename"] == "KeyboardInterrupt"
    last = of_kind(outputs, "update_display_data")[-1]["data"]
    assert "It was interrupted: the figures of 1 column are not known" in last["text/html"]
    values = of_kind(kernel.run("%sql select 41 + 1 as answer"), "execute_result")
    assert "42" in values[0]["data"]["text/plain"]


def left_of(outputs: list[dict[str, Any]]) -> str:
    """The text that stays in the cell once every clear_output has been obeyed."""
    left: list[str] = []
    for output in outputs:
        if output["kind"] == "clear_output":
            left.clear()
        left.append(str(output.get("text", "")) + str(output.get("data", "")))
    return "".join(left)


def test_progress_is_shown_and_leaves_no_trace(kernel: Kernel) -> None:
    kernel.run("%load_ext iopsdata_jupyter\n%sql select 1")
    outputs = kernel.run("%%sql --timeout 2.5\nselect count(*) from range(10000000000) a, range(1000) b")
    assert "Running" in str(of_kind(outputs, "stream"))
    assert "Running" not in left_of(outputs)


def test_progress_of_one_line_among_others_leaves_them_alone(kernel: Kernel) -> None:
    kernel.run("%load_ext iopsdata_jupyter\n%sql select 1")
    slow = "%sql --timeout 2.5 select count(*) from range(10000000000) a, range(1000) b"
    outputs = kernel.run(f"print('kept')\n{slow}")
    assert not of_kind(outputs, "clear_output")
    updates = of_kind(outputs, "update_display_data")
    assert "Running" in str(of_kind(outputs, "display_data"))
    assert updates[-1]["data"] == {"text/plain": ""}
