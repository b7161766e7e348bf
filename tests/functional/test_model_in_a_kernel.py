"""A model in a real kernel: what of its writing stays in the notebook, and Ctrl-C while it writes."""

from __future__ import annotations

import json
import time

from tests.functional.test_kernel import Kernel, kernel, of_kind
from tests.services.openai_server import OpenAIServer, Reply, openai_server

__all__ = ["kernel", "openai_server"]

SQL = "SELECT count(*) AS stores FROM stores"


def test_the_writing_is_shown_gone_and_can_be_interrupted(
    kernel: Kernel, openai_server: OpenAIServer
) -> None:
    kernel.run(
        "%load_ext iopsdata_jupyter\n%connect sample\n"
        f"%iops settings model=openai/scripted api_base={openai_server.url}"
    )
    openai_server.script(Reply(json.dumps({"sql": SQL})))
    outputs = kernel.run("%%ask\nhow many stores?")
    kinds = [output["kind"] for output in outputs]
    (written,) = [output for output in of_kind(outputs, "stream") if "Writing" in output["text"]]
    assert "clear_output" in kinds[outputs.index(written) :]
    assert of_kind(outputs, "execute_result")

    openai_server.script(Reply(json.dumps({"sql": SQL}), delay_s=60))
    started = time.monotonic()
    outputs = kernel.run("%%ask\nhow many shops do we have?", interrupt_after_s=2)
    assert [output["ename"] for output in of_kind(outputs, "error")] == ["KeyboardInterrupt"]
    assert time.monotonic() - started < 40

    openai_server.script(json.dumps({"sql": SQL}))
    assert of_kind(kernel.run("%ask how many branches exist?"), "execute_result")
    assert len(openai_server.requests) == 3
