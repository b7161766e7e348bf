"""Figures in words, the same in every form of a profile."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from iopsdata_jupyter.profiling.models import (
    ColumnProfile,
    FileReport,
    ForeignKeyCandidate,
    TableProfile,
)
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
    if math.isfinite(real) and real == int(real) and abs(real) < 1e15:
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


_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text` on one line, in which control characters and direction marks are written out as code points."""
    return _HIDDEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text.replace("\n", "⏎").replace("\t", "⇥"))


def headline(profile: TableProfile) -> list[str]:
    """Rows, columns, size and on what the figures stand."""
    facts = [count_text(profile.row_count, "row"), count_text(profile.column_count, "column")]
    if size := size_text(profile.size_bytes):
        facts.append(size)
    if profile.sampling is not None:
        facts.append(f"figures of {profile.sampling.method}")
    elif profile.stage == "exact":
        facts.append("every row counted")
    if profile.duplicate_row_count:
        facts.append(count_text(profile.duplicate_row_count, "duplicate row"))
    if profile.candidate_keys:
        facts.append("key: " + " or ".join(" + ".join(key) for key in profile.candidate_keys[:3]))
    return facts


def file_facts(report: FileReport) -> list[str]:
    """How a file was read."""
    facts = [report.format]
    if report.encoding:
        header = "with a header" if report.header else "without a header"
        delimiter = {"\t": "tab"}.get(report.delimiter or "", repr(report.delimiter))
        facts += [report.encoding, f"separated by {delimiter}", header]
    if report.sheet:
        others = f" (others: {', '.join(report.other_sheets)})" if report.other_sheets else ""
        facts.append(f"sheet {report.sheet}{others}")
    if report.broken_count:
        facts.append(count_text(report.broken_count, "line that is no row", "lines that are no rows"))
    return facts


def column_facts(column: ColumnProfile) -> list[tuple[str, str]]:
    """The figures of a column as (label, text), most telling first."""
    facts = [("values", number_text(column.count)), ("nulls", _counted(column.null_count, column.row_count))]
    if column.distinct_count is not None:
        about = "" if column.distinct_is_exact else "about "
        facts.append(("distinct", about + number_text(column.distinct_count)))
    if column.min is not None:
        facts += [("min", value_text(column.min, 30)), ("max", value_text(column.max, 30))]
    if column.mean is not None:
        facts.append(("share of true" if column.kind == "boolean" else "mean", number_text(column.mean)))
    if column.std is not None:
        facts.append(("std", number_text(column.std)))
    facts += [(name.replace("p50", "median"), number_text(value)) for name, value in column.quantiles.items()]
    return [*facts, *_kind_facts(column)]


def _kind_facts(column: ColumnProfile) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if (number := column.number) is not None:
        facts += [
            ("zeros", number_text(number.zero_count)),
            ("negatives", number_text(number.negative_count)),
        ]
        facts += [("infinite or NaN", number_text(number.infinite_count))] if number.infinite_count else []
        facts += [("outliers", number_text(number.outlier_count))] if number.outlier_count is not None else []
        facts += [("skew", number_text(number.skew))] if number.skew is not None else []
    if (text := column.text) is not None and text.max_length is not None:
        facts.append(
            ("lengths", f"{text.min_length:,} to {text.max_length:,}, mean {number_text(text.mean_length)}")
        )
        facts.append(("empty text", number_text(text.empty_count)))
        facts.append(("outer blanks", number_text(text.padded_count)))
        facts += (
            [("variants of case", number_text(text.case_variant_count))] if text.case_variant_count else []
        )
    if (moment := column.temporal) is not None:
        facts += [("granularity", moment.granularity)] if moment.granularity else []
        facts += [("in the future", number_text(moment.future_count))]
        facts += [(f"empty {moment.gap_unit}s", number_text(moment.gap_count))] if moment.gap_count else []
    if (nested := column.nested) is not None:
        if nested.max_length is not None:
            facts.append(("lengths", f"{nested.min_length:,} to {nested.max_length:,}"))
        facts += [(f"field {name}", f"{share_text(share)} null") for name, share in nested.fields.items()]
    return facts


def _counted(count: int | None, rows: int | None) -> str:
    if not count or not rows:
        return number_text(count)
    return f"{count:,} ({share_text(count / rows)})"


def included_share(key: ForeignKeyCandidate, profile: TableProfile) -> float | None:
    """Share of the column's values that the target holds, 0..1; None where there is no value."""
    column = profile.columns.get(key.column)
    return 1 - key.orphan_count / column.count if column is not None and column.count else None


def reference_text(key: ForeignKeyCandidate, profile: TableProfile) -> str:
    """`customer_id refers to customers.id (99.8 % of its values are there)`."""
    share = included_share(key, profile)
    told = "" if share is None else f" ({share_text(share)} of its values are there)"
    return f"{key.column} refers to {key.target_table}.{key.target_column}{told}"
