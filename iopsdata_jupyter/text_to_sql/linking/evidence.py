"""Which tables the SQL of others speaks for: the conversation, verified queries, what ran lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.text_to_sql.evidence import Example
from iopsdata_jupyter.text_to_sql.linking.words import question_words

LEAST_SHARE = 0.3
MAX_SQL_CHARS = 20_000


def similar(question: str, examples: Iterable[Example], most: int = 3) -> tuple[Example, ...]:
    """The examples whose questions share most words with `question`, and at least `LEAST_SHARE` of them."""
    words = frozenset(question_words(question))
    shares = [(_share(words, frozenset(question_words(example.question))), example) for example in examples]
    kept = sorted((pair for pair in shares if pair[0] >= LEAST_SHARE), key=lambda pair: -pair[0])
    return tuple(example for _, example in kept[:most])


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard's coefficient, 0..1."""
    return len(first & second) / len(first | second) if first and second else 0.0


def tables_of(statements: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """The qualified names of the catalog's tables that the statements read, as far as they parse."""
    for sql in statements:
        for name in _names(sql[:MAX_SQL_CHARS], catalog.dialect):
            table = catalog.table(name) or catalog.table(name.rsplit(".", 1)[-1])
            if table is not None:
                yield table.qualified_name


@lru_cache(maxsize=256)
def _names(sql: str, dialect: str) -> tuple[str, ...]:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except (SqlglotError, RecursionError):
        return ()
    nodes = tree.find_all(exp.Table)
    return tuple(dict.fromkeys(f"{node.db}.{node.name}" if node.db else node.name for node in nodes))
