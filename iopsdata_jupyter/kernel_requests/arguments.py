"""Reading the arguments of a request: a page of another version may send anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iopsdata_jupyter.errors import UsageError

MOST_ROWS = 1000
"""Of one page."""


def text(arguments: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A text.

    Raises:
        UsageError: it is missing, where there is no default, or something else.
    """
    given = arguments.get(name, default)
    if not isinstance(given, str):
        raise UsageError(f"The request needs the text {name!r}.")
    return given


def text_or_none(arguments: Mapping[str, Any], name: str) -> str | None:
    """A text, or None where there is none.

    Raises:
        UsageError: it is something else.
    """
    return None if arguments.get(name) is None else text(arguments, name)


def page(arguments: Mapping[str, Any]) -> dict[str, int]:
    """`limit`, from 1 to MOST_ROWS, and `offset`.

    Raises:
        UsageError: one of them is no such number.
    """
    found = {"limit": arguments.get("limit", MOST_ROWS), "offset": arguments.get("offset", 0)}
    for name, least in (("limit", 1), ("offset", 0)):
        if type(found[name]) is not int or found[name] < least:
            raise UsageError(f"{name} is not a whole number from {least}.")
    return found | {"limit": min(found["limit"], MOST_ROWS)}
