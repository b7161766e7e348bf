"""Figures as a reader wants them: counts, durations, costs."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.translator import Usage


def rows_text(row_count: int | None, *, truncated: bool = False) -> str:
    """`1 row`, `first 100,000 rows`, or `not run` where there is no count."""
    if row_count is None:
        return "not run"
    noun = "row" if row_count == 1 else "rows"
    return f"{'first ' if truncated else ''}{row_count:,} {noun}"


def duration_text(seconds: float) -> str:
    """`0.4 ms`, `34 ms`, `2.4 s` or `3 min 5 s`."""
    if seconds < 0.001:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def usage_texts(usage: Usage) -> tuple[str, str]:
    """Tokens and cost of a model call, such as `1,204 + 88 tokens` and `$0.0012`."""
    tokens = f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens"
    return tokens, cost_text(usage.cost_usd)


def cost_text(cost_usd: float | None) -> str:
    """`$0.0012` under ten cents, `$1.25` above; `cost unknown` where the price is."""
    if cost_usd is None:
        return "cost unknown"
    if 0 < cost_usd < 0.0001:
        return "under $0.0001"
    return f"${cost_usd:.4f}" if 0 < cost_usd < 0.1 else f"${cost_usd:,.2f}"
