"""How engines differ where the test body that runs over all of them must know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """One engine."""

    endless: str
    """A query that does not end by itself."""
    keeps_keys: bool = True
    """Whether it keeps primary and foreign keys, and NOT NULL."""
    tells_rights: bool = True
    """Whether it tells if the account could write."""
    refuses_attach: bool = True
    """Whether ATTACH fails on a read-only connection."""
    declares_types: bool = True
    """Whether a column's type comes from its declaration, and not from the values."""


_SQLITE = "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) from t"
_POSTGRESQL = "select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b"

TRAITS = {
    "duckdb": Traits("select count(*) from range(1000000) a(x), range(10000000) b(y) where x * y % 7 = 3"),
    "sqlite": Traits(_SQLITE),
    "postgresql": Traits(_POSTGRESQL),
    "mysql": Traits("select count(*) from seq_1_to_1000000 a, seq_1_to_1000000 b"),
    "spark": Traits(
        "select count(*) from range(1000000000000) where id % 7 = 8",
        keeps_keys=False,
        tells_rights=False,
    ),
    "sqlalchemy-sqlite": Traits(_SQLITE, tells_rights=False, refuses_attach=False, declares_types=False),
    "sqlalchemy-postgresql": Traits(_POSTGRESQL, tells_rights=False, declares_types=False),
}
