"""What a model must know of a dialect: how names are quoted, and where it differs from what is usual."""

from __future__ import annotations

import re

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOLDS_TO_LOWER = frozenset({"postgres", "redshift"})
_FOLDS_TO_UPPER = frozenset({"snowflake", "oracle"})

_RESERVED_WORDS = """
    all alter analyze and any array as asc between both by case cast check collate column constraint
    create cross current current_date current_time current_timestamp current_user database default
    delete desc describe distinct div do drop else end except exists explain extract false fetch
    filter following for foreign from full function grant group grouping groups having if in index
    inner insert intersect interval into is join key keys lateral leading left like limit lines
    match natural no not null of offset on only option or order outer over partition pivot placing
    preceding primary procedure qualify range rank read recursive references release right row rows
    select set show some summarize system table tablesample then to top trailing trigger true union
    unique unpivot update usage user using values varying view when where window with without write
    year_month
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())
"""Words that at least one engine refuses as a bare name. Quoting one too many does no harm."""

_NOTES: dict[str, tuple[str, ...]] = {
    "duckdb": (
        "dates: date_trunc('month', d), year(d), d - INTERVAL 1 MONTH",
        "`/` divides with decimals; `//` drops them",
        "GROUP BY ALL groups by every column that is not aggregated",
    ),
    "sqlite": (
        "dates are text: strftime('%Y', d), date(d, '-1 month'); there is no date_trunc and no INTERVAL",
        "a division of two integers drops the decimals: multiply by 1.0 first",
        "text stands in single quotes; double quotes are for names",
    ),
    "postgres": (
        "a division of two integers drops the decimals: cast one to numeric first",
        "round(x, 2) needs a numeric x",
        "an unquoted name is folded to lower case",
    ),
    "mysql": (
        "names are quoted with backticks",
        "dates: date_format(d, '%Y-%m'), year(d), d - INTERVAL 1 MONTH; there is no date_trunc and no FILTER",
        "every selected column that is not aggregated stands in GROUP BY",
    ),
    "spark": (
        "names are quoted with backticks",
        "dates: date_trunc('MONTH', d), year(d), add_months(d, -1)",
    ),
    "snowflake": (
        "an unquoted name is folded to upper case",
        "dates: date_trunc('month', d), dateadd(month, -1, d)",
    ),
    "bigquery": ("names are quoted with backticks", "dates: date_trunc(d, MONTH), extract(YEAR FROM d)"),
    "tsql": ("limit rows with TOP n after SELECT", "dates: datetrunc(month, d), dateadd(month, -1, d)"),
}


def notes(dialect: str) -> tuple[str, ...]:
    """The habits of a dialect that models get wrong, one a line; () for one that is not known here."""
    return _NOTES.get(dialect, ())


def identifier(name: str, dialect: str) -> str:
    """`name` as it must be written in the dialect, quoted where the bare word would mean something else."""
    if not _needs_quotes(name, dialect):
        return name
    from sqlglot import exp

    return exp.to_identifier(name, quoted=True).sql(dialect=dialect)


def _needs_quotes(name: str, dialect: str) -> bool:
    if not _PLAIN_NAME.fullmatch(name) or name.casefold() in _RESERVED:
        return True
    if dialect in _FOLDS_TO_LOWER:
        return name != name.lower()
    return dialect in _FOLDS_TO_UPPER and name != name.upper()
