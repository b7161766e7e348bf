"""SQL that a program wrote, laid out for a person to read."""

from __future__ import annotations

ONE_LINE = 80
"""Characters up to which a statement stays on one line."""


def laid_out(sql: str, dialect: str) -> str:
    """The same statement, one clause a line where it is long."""
    if len(sql) <= ONE_LINE or "\n" in sql:
        return sql
    import sqlglot

    return sqlglot.parse_one(sql, read=dialect).sql(dialect, pretty=True, max_text_width=ONE_LINE)
