"""A failed cell tells a notebook where in its text it went wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.conftest import Shell
from tests.functional.test_kernel import Kernel, kernel, of_kind

__all__ = ["kernel"]


@pytest.fixture
def loaded(kernel: Kernel) -> Kernel:
    kernel.run("%load_ext iopsdata_jupyter\n%connect sample")
    return kernel


def told(kernel: Kernel, code: str) -> dict[str, Any]:
    outputs = kernel.run(code)
    assert of_kind(outputs, "error")
    [shown] = of_kind(outputs, "display_data")
    assert shown["data"] == {}
    place: dict[str, Any] = shown["metadata"]["iopsdata"]
    return place


def test_the_place_of_a_failure_comes_with_its_words(loaded: Kernel) -> None:
    code = "%%sql\nselect store_name, ctiy from stores"
    place = told(loaded, code)
    assert code[place["from"] : place["to"]] == place["text"] == "ctiy"
    assert place["length"] == len(code)
    assert "ctiy" in place["message"]
    assert "city" in place["hint"]
    code = "limit = 3\n%sql select 1 from strs where 1 < :limit"
    assert told(loaded, code)["text"] == "strs"
    assert told(loaded, "%%sql\nselect 1 from stores\nwhere where city = 1")["text"] == "where"


def test_what_has_no_place_tells_none(loaded: Kernel) -> None:
    assert of_kind(loaded.run("%%sql\nselect 1"), "display_data") == []
    assert of_kind(loaded.run("%%sql elsewhere\nselect 1"), "display_data") == []
    assert of_kind(loaded.run("1 / 0"), "display_data") == []


def test_a_terminal_shows_nothing_more(shell: Shell) -> None:
    assert shell.run("%%sql\nselect x from nowhere").bundles == []
