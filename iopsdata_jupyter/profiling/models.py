"""What a profile says, as plain frozen values. Nothing here touches a database or a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal[
    "integer", "decimal", "float", "boolean", "text", "date", "timestamp", "time", "interval",
    "uuid", "json", "binary", "list", "struct", "map", "other",
]  # fmt: skip

Stage = Literal["schema", "sample", "exact"]
"""How much is known: names and types, figures of some rows, figures of all rows."""

NUMERIC: frozenset[Kind] = frozenset({"integer", "decimal", "float"})
TEMPORAL: frozenset[Kind] = frozenset({"date", "timestamp"})
NESTED: frozenset[Kind] = frozenset({"list", "struct", "map"})


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value and how often it occurs."""

    value: Any
    """As the engine gave it; text is cut after 200 characters."""
    count: int
    share: float
    """Of the rows that were looked at, nulls included; 0..1."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts between edges; each bin holds its lower edge, the last one both."""

    edges: tuple[Any, ...]
    """One more than there are counts: numbers, dates or timestamps."""
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What only numbers have."""

    zero_count: int = 0
    negative_count: int = 0
    infinite_count: int = 0
    """Infinities and NaN, which are left out of mean, std, quantiles and histogram."""
    outlier_count: int | None = None
    """Values more than 1.5 interquartile ranges outside the quartiles (Tukey 1977); None: not computed."""
    outlier_bounds: tuple[float, float] | None = None
    skew: float | None = None
    """Adjusted for the sample size (G1), as pandas computes it; None for constants and below three values."""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What only text has. Lengths are in characters."""

    empty_count: int = 0
    padded_count: int = 0
    """Values with leading or trailing blanks."""
    min_length: int | None = None
    max_length: int | None = None
    mean_length: float | None = None
    lengths: Histogram | None = None
    patterns: tuple[ValueCount, ...] = ()
    """Shapes of the values that were looked at, such as `Aa 9999`: letters and digits by class."""
    pattern_rows: int = 0
    """Values that the patterns were made of."""
    case_variant_count: int | None = None
    """Distinct values that another one equals but for case; None: not computed."""


@dataclass(frozen=True, slots=True)
class TemporalFacts:
    """What only dates and timestamps have."""

    granularity: str | None = None
    """The coarsest unit that loses nothing: year, month, day, hour, minute, second or subsecond."""
    gap_count: int | None = None
    """Periods of `gap_unit` between the first and the last value that hold no row."""
    gap_unit: str | None = None
    longest_gap: tuple[Any, Any] | None = None
    """First and last empty period of the longest gap."""
    future_count: int = 0
    """Values after the moment of the profile, by the clock of this machine in UTC."""


@dataclass(frozen=True, slots=True)
class NestedFacts:
    """What lists, maps and structs have."""

    min_length: int | None = None
    max_length: int | None = None
    mean_length: float | None = None
    empty_count: int = 0
    fields: Mapping[str, float] = field(default_factory=dict)
    """Fields of a struct, each with its share of nulls among the rows; 0..1."""


@dataclass(frozen=True, slots=True)
class SemanticType:
    """What the values mean."""

    name: str
    """Such as `email`, `iban` or `latitude`."""
    personal: bool
    """Whether it tells of a person, so that samples are masked."""
    share: float | None
    """Of the values looked at that fit; None where only the column's name tells."""
    evidence: str
    """How it was found, in words."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. Figures that were not computed are None or empty."""

    name: str
    """Unique in the table: of two equal names the second ends in `_1`."""
    position: int
    type: str
    """As the engine names it."""
    kind: Kind
    count: int | None = None
    """Values that are not null."""
    null_count: int | None = None
    distinct_count: int | None = None
    distinct_is_exact: bool = False
    min: Any = None
    max: Any = None
    mean: float | None = None
    std: float | None = None
    """Of the sample (n - 1), as pandas computes it."""
    quantiles: Mapping[str, float] = field(default_factory=dict)
    """p1, p5, p25, p50, p75, p95, p99 with linear interpolation between the neighbours."""
    histogram: Histogram | None = None
    top_values: tuple[ValueCount, ...] = ()
    """Most frequent first."""
    top_is_exact: bool = False
    """Whether they are the most frequent of all rows; else of those in `top_rows`."""
    top_rows: int = 0
    samples: tuple[Any, ...] = ()
    """A few values; masked where `semantic.personal`."""
    number: NumberFacts | None = None
    text: TextFacts | None = None
    temporal: TemporalFacts | None = None
    nested: NestedFacts | None = None
    semantic: SemanticType | None = None
    stage: Stage = "schema"
    """What the figures stand on."""
    notes: tuple[str, ...] = ()
    """What could not be computed, and why."""

    @property
    def row_count(self) -> int | None:
        """Rows that were looked at."""
        if self.count is None or self.null_count is None:
            return None
        return self.count + self.null_count

    @property
    def null_share(self) -> float | None:
        """0..1; None where unknown or where there are no rows."""
        return self.null_count / self.row_count if self.row_count and self.null_count is not None else None

    @property
    def uniqueness(self) -> float | None:
        """Distinct values for each value, 0..1."""
        return self.distinct_count / self.count if self.count and self.distinct_count is not None else None

    @property
    def is_constant(self) -> bool:
        """Whether every row holds the same value."""
        return self.distinct_count == 1 and self.null_count == 0

    @property
    def is_key(self) -> bool:
        """Whether every row has a value of its own, counted exactly; measures are never keys."""
        if self.kind == "float" or (self.kind == "decimal" and not self.type.endswith((",0)", ", 0)"))):
            return False
        unique = self.distinct_is_exact and self.distinct_count == self.count
        return bool(unique and self.count and self.null_count == 0)


@dataclass(frozen=True, slots=True)
class Sampling:
    """Which rows the figures stand on, where they are not all."""

    rows: int
    method: str
    """In words, such as `the first 10,000 rows`."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A line of a file that is no row."""

    line: int
    reason: str
    text: str
    """As far as it fits a line."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found of a file before its rows were read."""

    paths: tuple[str, ...]
    format: str
    """csv, tsv, json, parquet or excel."""
    size_bytes: int
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None
    broken_count: int = 0
    broken: tuple[BrokenRow, ...] = ()
    """The first of them."""
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """A score of 0..1 and the parts it is the mean of; a part that cannot be told is None."""

    completeness: float | None = None
    """Cells that are neither null nor empty text."""
    uniqueness: float | None = None
    """Rows that are not copies of another one."""
    validity: float | None = None
    """Values that fit what their column means, over columns of which that is known; finite numbers."""
    consistency: float | None = None
    """Text without outer blanks and without variants of case."""

    @property
    def score(self) -> float | None:
        """The mean of the parts that are known."""
        parts = (self.completeness, self.uniqueness, self.validity, self.consistency)
        known = [part for part in parts if part is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two columns go together."""

    left: str
    right: str
    method: Literal["pearson", "spearman", "cramers_v"]
    value: float
    """-1..1, Cramer's V 0..1."""
    rows: int
    """Rows in which both have a value, of those looked at."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """Every value of `determinant` goes with one value of `dependent`, checked over all rows."""

    determinant: str
    dependent: str


@dataclass(frozen=True, slots=True)
class ForeignKeyCandidate:
    """A column whose values are those of another table's key."""

    column: str
    target_table: str
    target_column: str
    declared: bool
    """Whether the database declares it; else names and values suggest it."""
    orphan_count: int
    """Rows whose value the target does not hold."""
    query: str
    """Counts the orphans."""


@dataclass(frozen=True, slots=True)
class Insight:
    """One thing worth knowing, in words."""

    kind: str
    """Such as `constant` or `outliers`."""
    columns: tuple[str, ...]
    text: str
    query: str
    """A statement in the connection's dialect whose result shows it."""
    weight: float
    """0..1; higher is told first."""


@dataclass(frozen=True)
class TableProfile:
    """A table, query, file or DataFrame."""

    name: str
    dialect: str
    """sqlglot's name of the dialect of all queries here."""
    columns: Mapping[str, ColumnProfile]
    """By name, in the order of the table."""
    row_count: int | None = None
    size_bytes: int | None = None
    """Of the files or in memory; None where the engine does not tell."""
    duplicate_row_count: int | None = None
    """Rows that equal an earlier one; None: not computed, the notes say why."""
    candidate_keys: tuple[tuple[str, ...], ...] = ()
    """Columns that tell every row from every other one, counted exactly."""
    quality: Quality | None = None
    correlations: tuple[Correlation, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    foreign_keys: tuple[ForeignKeyCandidate, ...] = ()
    insights: tuple[Insight, ...] = ()
    """Most important first."""
    stage: Stage = "schema"
    progress: float = 0.0
    """Share of the work that is done, 0..1."""
    sampling: Sampling | None = None
    """None: every row counted."""
    file: FileReport | None = None
    notes: tuple[str, ...] = ()
    relation: str = ""
    """What stands behind FROM in every query, in the connection's dialect."""
    connection: str = ""
    created_at: datetime | None = None
    elapsed_s: float = 0.0

    @property
    def column_count(self) -> int:
        return len(self.columns)

    def to_dict(self) -> dict[str, Any]:
        """Only JSON values; `plain.py` says how each kind of value is written."""
        from iopsdata_jupyter.profiling.plain import profile_dict

        return profile_dict(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as text."""
        import json

        return json.dumps(self.to_dict(), indent=indent, allow_nan=False, ensure_ascii=False)

    def to_html(self) -> str:
        """A whole page without script, with pictures as inline SVG."""
        from iopsdata_jupyter.profiling.html_page import to_html

        return to_html(self)

    def to_markdown(self) -> str:
        """Tables in Markdown."""
        from iopsdata_jupyter.profiling.markdown import to_markdown

        return to_markdown(self)

    def to_frame(self) -> pd.DataFrame:
        """One row a column of the table."""
        from iopsdata_jupyter.profiling.figures_frame import to_frame

        return to_frame(self)

    def __repr__(self) -> str:
        rows = "?" if self.row_count is None else f"{self.row_count:,}"
        return f"<TableProfile {self.name!r}: {rows} rows x {self.column_count} columns, {self.stage}>"

    def _repr_html_(self) -> str:
        from iopsdata_jupyter.profiling.html_page import html_fragment

        return html_fragment(self)
