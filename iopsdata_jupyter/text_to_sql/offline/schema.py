"""A catalog prepared for linking: tables and columns by index, their names as words, kinds and keys.

Built once a catalog (see `prepared.py`); nothing here depends on a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.text_to_sql.offline.lexicon import ABBREVIATIONS, word_set
from iopsdata_jupyter.text_to_sql.offline.stemming import singular

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NUMBER = re.compile(r"INT|NUM|DEC|REAL|DOUB|FLOAT|MONEY|LONG|SHORT")
_DATE = re.compile(r"DATE|TIME")
_SUFFIXES = ("id", "name", "date", "code", "number", "type", "title", "grade", "year")
_WHOLE = word_set(
    """update candidate postcode barcode surname forename nickname username filename mandate
    prototype subtitle paid valid fluid grid solid raid hybrid rapid void acid liquid bid aid kid
    said android upgrade downgrade passcode zipcode birthdate lname fname decode encode unpaid
    prepaid druid orchid hominid pyramid steroid asteroid"""
)
_INITIALS: dict[tuple[str, ...], list[str]] = {
    ("l", "name"): ["last", "name"],
    ("f", "name"): ["first", "name"],
    ("m", "name"): ["middle", "name"],
}
_DATE_BUCKETS = ("year", "quarter", "month", "week", "weekday", "day")
_AMOUNTS = word_set(
    """quantity amount price cost salary fee age total percent percentage weight height width length
    speed budget capacity population attendance score count balance revenue profit duration distance
    size"""
)
_AMOUNTS_FIRST = word_set("total average maximum minimum amount quantity price cost percent")
_QUANTITY = frozenset({"quantity", "pieces"})
_PRICE = frozenset({"price"})
_OF_PERSONS = word_set("first last middle given family full f l")
_NOT_SALES = frozenset({"cost", "purchase", "buy"})


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A column, or a value derived from columns of one table."""

    index: int
    table: int
    name: str
    words: tuple[str, ...]
    """Singular lower-case words of the name, abbreviations written out."""
    kind: str
    """number, text, date or bool; a name such as `quantity` makes a text column a number."""
    primary: bool = False
    foreign: bool = False
    derived: str = ""
    """year, quarter, month, week, weekday, day of a date; product of two columns; empty for a real column."""
    sources: tuple[int, ...] = ()
    comment: str = ""
    textual: bool = False
    """Whether the column is stored as text, whatever its name says."""


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table and its columns."""

    index: int
    name: str
    words: tuple[str, ...]
    columns: tuple[int, ...]
    keys: tuple[int, ...]
    """Columns of the primary key."""
    table: Table


@dataclass(frozen=True, slots=True)
class Edge:
    """Two columns that join: `left` refers to `right`."""

    left: int
    right: int
    cost: float
    """1 for a declared foreign key, more for an inferred one."""
    more: tuple[tuple[int, int], ...] = ()
    """The further pairs of columns of a key of several columns."""


@dataclass(frozen=True)
class SchemaIndex:
    """What linking, joining and building need of a catalog."""

    tables: tuple[TableInfo, ...]
    columns: tuple[ColumnInfo, ...]
    edges: tuple[Edge, ...]
    dialect: str

    @cached_property
    def real_columns(self) -> tuple[ColumnInfo, ...]:
        """The columns that exist, without derived ones."""
        return tuple(column for column in self.columns if not column.derived)

    @cached_property
    def relations(self) -> dict[tuple[int, int], str]:
        """Pairs of tables that join: child where the first refers to the second, else parent."""
        found: dict[tuple[int, int], str] = {}
        for edge in self.edges:
            left, right = self.columns[edge.left].table, self.columns[edge.right].table
            found.setdefault((left, right), "child")
            found.setdefault((right, left), "parent")
        return found

    @cached_property
    def column_ids(self) -> dict[tuple[str, str], int]:
        """Index by (table's qualified or plain name, column name), lower case."""
        found: dict[tuple[str, str], int] = {}
        for table in self.tables:
            plain, qualified = table.name.casefold(), table.table.qualified_name.casefold()
            for index in table.columns:
                name = self.columns[index].name.casefold()
                found.setdefault((plain, name), index)
                found[qualified, name] = index
        return found

    def label(self, column: int) -> str:
        """`table.column`, for people."""
        info = self.columns[column]
        name = "*" if info.derived == "product" else info.name
        if info.derived == "product":
            name = " * ".join(self.columns[source].name for source in info.sources)
        elif info.derived:
            name = f"{info.derived}({info.name})"
        return f"{self.tables[info.table].name}.{name}"


@lru_cache(maxsize=20_000)
def name_words(name: str) -> tuple[str, ...]:
    """A name as singular words: `CustAddr2` -> customer, address, 2."""
    words: list[str] = []
    for part in _PARTS.findall(name):
        for word in split_compound(part.casefold()):
            words.extend(ABBREVIATIONS.get(word, (word,)))
    words = _INITIALS.get(tuple(words), words)
    if len(words) > 1:
        words = [word for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
    return tuple(singular(word) for word in words) or (name.casefold(),)


def split_compound(word: str) -> tuple[str, ...]:
    """`hiredate` as hire, date; `dname` as name; an ordinary word as it is."""
    if word in _WHOLE or word in ABBREVIATIONS:
        return (word,)
    for suffix in _SUFFIXES:
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= (3 if suffix == "id" else 1):
            return (rest, suffix) if len(rest) > 1 else (suffix,)
    return (word,)


def index_catalog(catalog: Catalog) -> SchemaIndex:
    """The schema index of a catalog."""
    builder = _Builder(catalog)
    for table in catalog.tables:
        builder.add_table(table)
    return builder.finish()


def column_kind(column: Column, words: tuple[str, ...]) -> str:
    """number, text, date or bool, from the type and, where that is text or unknown, the name."""
    stored = _stored_kind(column.type)
    if stored != "text":
        return stored
    if words[-1:] == ("date",) or ("date" in words and "of" in words):
        return "date"
    return "number" if words[-1] in _AMOUNTS or words[0] in _AMOUNTS_FIRST else "text"


def is_textual(column: Column) -> bool:
    """Whether the database stores the column as text."""
    return _stored_kind(column.type) == "text"


@lru_cache(maxsize=1_000)
def _stored_kind(type_name: str) -> str:
    """bool, date, number or text, by the type alone."""
    if type_name.startswith("BOOL"):
        return "bool"
    if _DATE.search(type_name):
        return "date"
    return "number" if _NUMBER.search(type_name) else "text"


class _Builder:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.tables: list[TableInfo] = []
        self.columns: list[ColumnInfo] = []
        self._named: dict[str, list[TableInfo]] = {}
        """Tables by their name without regard to case."""

    def add_table(self, table: Table) -> None:
        index = len(self.tables)
        foreign = {name.casefold() for key in table.foreign_keys for name in key.columns}
        primary = {name.casefold() for name in table.primary_key}
        first = len(self.columns)
        for column in table.columns:
            self._add_column(index, column, primary, foreign)
        own = tuple(range(first, len(self.columns)))
        keys = tuple(i for i in own if self.columns[i].primary)
        info = TableInfo(index, table.name, name_words(table.name), own, keys, table)
        self.tables.append(info)
        self._named.setdefault(table.name.casefold(), []).append(info)

    def _add_column(self, table: int, column: Column, primary: set[str], foreign: set[str]) -> None:
        words = name_words(column.name)
        name = column.name.casefold()
        self.columns.append(
            ColumnInfo(
                index=len(self.columns),
                table=table,
                name=column.name,
                words=words,
                kind=column_kind(column, words),
                primary=name in primary,
                foreign=name in foreign,
                comment=column.comment or "",
                textual=is_textual(column),
            )
        )

    def finish(self) -> SchemaIndex:
        edges = self._edges()
        self._derive()
        return SchemaIndex(tuple(self.tables), tuple(self.columns), edges, self.catalog.dialect)

    def _derive(self) -> None:
        for column in list(self.columns):
            if column.kind == "date":
                for bucket in _DATE_BUCKETS:
                    self._add_derived(column, bucket, (column.index,), (bucket,))
        for table in self.tables:
            self._derive_revenue(table)

    def _derive_revenue(self, table: TableInfo) -> None:
        own = [self.columns[i] for i in table.columns if self.columns[i].kind == "number"]
        quantity = next((c for c in own if _QUANTITY & set(c.words) and not _PRICE & set(c.words)), None)
        price = next((c for c in own if _PRICE & set(c.words) and not _NOT_SALES & set(c.words)), None)
        if quantity and price:
            self._add_derived(quantity, "product", (quantity.index, price.index), ("revenue",))

    def _add_derived(
        self, base: ColumnInfo, how: str, sources: tuple[int, ...], words: tuple[str, ...]
    ) -> None:
        kind = "number" if how in ("product", "year") else "text"
        self.columns.append(
            ColumnInfo(len(self.columns), base.table, base.name, words, kind, derived=how, sources=sources)
        )

    def _edges(self) -> tuple[Edge, ...]:
        edges = [edge for table in self.tables for edge in self._declared(table)]
        seen = {frozenset((edge.left, edge.right)) for edge in edges}
        linked = {frozenset((self.columns[e.left].table, self.columns[e.right].table)) for e in edges}
        for edge in self._same_names():
            pair = frozenset((self.columns[edge.left].table, self.columns[edge.right].table))
            if frozenset((edge.left, edge.right)) not in seen and pair not in linked:
                edges.append(edge)
        return tuple(edges)

    def _declared(self, table: TableInfo) -> list[Edge]:
        edges = []
        for key in table.table.foreign_keys:
            target = self._find_table(key.target_schema or table.table.schema, key.target_table)
            if target is None:
                continue
            names = key.target_columns or target.table.primary_key
            found = zip(key.columns, names, strict=False)
            ids = [
                (self._find_column(table, left), self._find_column(target, right)) for left, right in found
            ]
            pairs = [(left, right) for left, right in ids if left is not None and right is not None]
            if pairs and len(pairs) == len(ids):
                edges.append(Edge(*pairs[0], 1.0, tuple(pairs[1:])))
        return edges

    def _find_table(self, schema: str | None, name: str) -> TableInfo | None:
        named = self._named.get(name.casefold(), [])
        return next((t for t in named if t.table.schema == schema), named[0] if named else None)

    def _find_column(self, table: TableInfo, name: str) -> int | None:
        wanted = name.casefold()
        return next((i for i in table.columns if self.columns[i].name.casefold() == wanted), None)

    def _same_names(self) -> list[Edge]:
        """Joins that no key declares: the same specific column name in two tables."""
        by_name: dict[str, list[ColumnInfo]] = {}
        for column in self.columns:
            by_name.setdefault(column.name.casefold(), []).append(column)
        edges = []
        for columns in by_name.values():
            if len(columns) > 1 and _joinable(columns[0]):
                edges.extend(self._pairs(columns))
        return edges

    def _pairs(self, columns: list[ColumnInfo]) -> list[Edge]:
        home = next((c for c in columns if c.primary and len(self.tables[c.table].keys) == 1), None)
        home = home or next((c for c in columns if set(self.tables[c.table].words) & set(c.words)), None)
        if home:
            return [Edge(c.index, home.index, 2.0) for c in columns if c.index != home.index]
        if columns[0].words[-1] == "name" and columns[0].words[0] in _OF_PERSONS:
            return []  # the same last name makes nobody the same person
        return [Edge(a.index, b.index, 4.0) for a in columns for b in columns if a.index < b.index]


def _joinable(column: ColumnInfo) -> bool:
    return len(column.words) > 1 and column.words[-1] in ("id", "code", "name", "key", "number", "no")
