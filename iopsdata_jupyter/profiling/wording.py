"""Figures in words, the same in every form of a profile."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from iopsdata_jupyter.profiling.plain import plain, shortened


def share_text(share: float) -> str:
    """`3.2 %`; a share that is not nothing is never shown as 0 %, nor one that is not all as 100 %."""
    if 0 < share < 0.0005:
        return "under 0.1 %"
    if 0.9995 < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.1f} %".replace(".0 %", " %")


def number_text(value: Any) -> str:
    """A number with at most six significant digits, or thousands with commas."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) < 10**15 else f"{value:.4g}"
    real = float(value)
    if real == int(real) and abs(real) < 1e15 if real == real and abs(real) != float("inf") else False:  # noqa: PLR0124
        return f"{int(real):,}"
    return f"{real:,.2f}" if 1000 <= abs(real) < 1e15 else f"{real:.4g}"


def value_text(value: Any, most: int = 60) -> str:
    """A value of the data, on one line."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ")
        return text.removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bool, int, float, Decimal)):
        return number_text(value)
    text = str(plain(value))
    return shortened("(empty)" if text == "" else text, most)


def count_text(count: int | None, word: str, words: str | None = None) -> str:
    """`1 row`, `2 rows`; `?` where the number is not known."""
    if count is None:
        return f"? {words or word + 's'}"
    return f"{count:,} {word if count == 1 else words or word + 's'}"


def size_text(size: int | None) -> str:
    """`1.5 MB`; empty where it is not known."""
    if size is None:
        return ""
    real = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if real < 1000 or unit == "GB":
            return f"{real:.0f} {unit}" if unit == "bytes" or real >= 100 else f"{real:.1f} {unit}"
        real /= 1000
    return ""
