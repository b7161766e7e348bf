"""What is worth knowing, in words, ranked; each with a statement that shows it.

Rules are small generators over a finished profile: they compute nothing that the figures do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from iopsdata_jupyter.profiling.models import ColumnProfile, Insight, TableProfile
from iopsdata_jupyter.profiling.null_jumps import NullJump
from iopsdata_jupyter.profiling.patterns import is_plain, like_text
from iopsdata_jupyter.profiling.queries.expressions import expression, number
from iopsdata_jupyter.profiling.source import quoted
from iopsdata_jupyter.profiling.wording import (
    count_text,
    number_text,
    reference_text,
    share_text,
    value_text,
)

_KEY_WORDS = re.compile(
    r"(?:^|[_\W]|(?<=[a-z]))(?:id|key|uuid|guid|code|no|number|sku|iban|e?mail)$", re.IGNORECASE
)
_MEANINGS = {
    "email": "e-mail addresses", "phone": "phone numbers", "iban": "bank accounts",
    "card_number": "card numbers", "ip_address": "IP addresses",
    "person_name": "names of persons", "birth_date": "dates of birth",
    "street_address": "street addresses", "national_id": "numbers that states give to persons",
}  # fmt: skip
STRONG_CORRELATION = 0.95
MOST_DUPLICATE_COLUMNS = 60


def find_insights(profile: TableProfile, jumps: Sequence[NullJump]) -> tuple[Insight, ...]:
    """Every insight of the profile, most important first."""
    found = [*_table(profile), *_jumps(profile, jumps), *_keys(profile), *_pairs(profile)]
    for column in profile.columns.values():
        if column.count is not None and column.row_count:
            writer = _Writer(profile, column)
            found += [
                *_nulls(writer),
                *_values(writer),
                *_numbers(writer),
                *_texts(writer),
                *_moments(writer),
            ]
    return tuple(sorted(found, key=lambda insight: (-insight.weight, insight.columns)))


class _Writer:
    """Makes insights of one column."""

    def __init__(self, profile: TableProfile, column: ColumnProfile) -> None:
        self.column = column
        self.count = column.count or 0
        self.rows = column.row_count or 0
        self.dialect = profile.dialect
        self.name = quoted(column.name, profile.dialect)
        self.relation = profile.relation

    def insight(self, kind: str, text: str, query: str, weight: float) -> Insight:
        return Insight(kind, (self.column.name,), text, query, weight)

    def rows_where(self, condition: str) -> str:
        """Counts the rows that satisfy a condition."""
        return f"SELECT count(*) AS n FROM {self.relation} AS r WHERE {condition}"

    def frequencies(self, having: str = "") -> str:
        """Values and how often they occur."""
        return (
            f"SELECT {self.name}, count(*) AS n FROM {self.relation} AS r GROUP BY {self.name}{having} "
            "ORDER BY n DESC LIMIT 20"
        )

    def over(self, condition: str) -> str:
        """A condition over `c` with the column's own name."""
        return re.sub(r"\bc\b", lambda _: self.name, expression(condition, self.dialect))


def _table(profile: TableProfile) -> Iterator[Insight]:
    copies = profile.duplicate_row_count
    if copies and len(profile.columns) <= MOST_DUPLICATE_COLUMNS:
        names = ", ".join(quoted(name, profile.dialect) for name in profile.columns)
        query = (
            f"SELECT {names}, count(*) AS n FROM {profile.relation} AS r GROUP BY {names} "
            "HAVING count(*) > 1 ORDER BY n DESC LIMIT 20"
        )
        share = share_text(copies / (profile.row_count or 1))
        are = "is a copy" if copies == 1 else "are copies"
        text = f"{count_text(copies, 'row')} ({share}) {are} of an earlier one."
        yield Insight("duplicate_rows", (), text, query, 0.9)


def _jumps(profile: TableProfile, jumps: Sequence[NullJump]) -> Iterator[Insight]:
    for jump in jumps:
        name, moment = quoted(jump.column, profile.dialect), quoted(jump.moment, profile.dialect)
        since = value_text(jump.since)
        side = f"CASE WHEN {moment} < '{since}' THEN 'before' ELSE 'after' END"
        query = (
            f"SELECT {side} AS side, count(*) AS n, count({name}) AS filled FROM {profile.relation} AS r "
            f"WHERE {moment} IS NOT NULL GROUP BY {side}"
        )
        text = (
            f"{jump.column} is empty in {share_text(jump.before)} of the rows before {since} "
            f"and in {share_text(jump.after)} from then on (by {jump.moment})."
        )
        yield Insight("null_jump", (jump.column, jump.moment), text, query, 0.95)


def _keys(profile: TableProfile) -> Iterator[Insight]:
    for key in profile.foreign_keys:
        if key.orphan_count:
            have = "has" if key.orphan_count == 1 else "have"
            text = (
                f"{count_text(key.orphan_count, 'row')} {have} a {key.column} that "
                f"{key.target_table}.{key.target_column} does not hold."
            )
            weight = 0.97 if key.declared else 0.9
            yield Insight("broken_foreign_key", (key.column,), text, key.query, weight)
        if not key.declared:
            yield Insight("reference", (key.column,), f"{reference_text(key, profile)}.", key.query, 0.33)


def _pairs(profile: TableProfile) -> Iterator[Insight]:
    relation, dialect = profile.relation, profile.dialect
    for found in profile.correlations:
        if abs(found.value) >= STRONG_CORRELATION and found.method != "spearman":
            left, right = quoted(found.left, dialect), quoted(found.right, dialect)
            together = "rise together" if found.value > 0 else "go opposite ways"
            if found.method == "cramers_v":
                query = f"SELECT {left}, {right}, count(*) AS n FROM {relation} AS r GROUP BY {left}, {right}"
                text = (
                    f"{found.left} and {found.right} nearly tell each other (Cramer's V {found.value:.2f})."
                )
            else:
                query = f"SELECT {left}, {right} FROM {relation} AS r ORDER BY {left} LIMIT 100"
                text = f"{found.left} and {found.right} {together} (correlation {found.value:.2f})."
            yield Insight("correlation", (found.left, found.right), text, query, 0.35)
    for rule in profile.dependencies:
        left, right = quoted(rule.determinant, dialect), quoted(rule.dependent, dialect)
        query = (
            f"SELECT {left}, count(DISTINCT {right}) AS n FROM {relation} AS r GROUP BY {left} "
            "ORDER BY n DESC LIMIT 20"
        )
        yield Insight(
            "dependency",
            (rule.determinant, rule.dependent),
            f"{rule.determinant} determines {rule.dependent}.",
            query,
            0.3,
        )


def _nulls(writer: _Writer) -> Iterator[Insight]:
    column, share = writer.column, writer.column.null_share or 0.0
    query = writer.rows_where(f"{writer.name} IS NULL")
    if not writer.count:
        yield writer.insight("all_null", f"{column.name} has no value at all.", query, 0.7)
    elif share >= 0.5:
        yield writer.insight(
            "many_nulls", f"{column.name} is empty in {share_text(share)} of the rows.", query, 0.45
        )


def _values(writer: _Writer) -> Iterator[Insight]:
    column = writer.column
    top = column.top_values[0] if column.top_values else None
    if column.distinct_count == 1 and writer.count > 1:
        shown = f": {value_text(top.value)}" if top else ""
        yield writer.insight(
            "constant", f"{column.name} has only one value{shown}.", writer.frequencies(), 0.5
        )
    elif top is not None and writer.count > 20 and top.count / writer.count >= 0.95:
        share = share_text(top.count / writer.count)
        text = f"{share} of the values of {column.name} are {value_text(top.value)}."
        yield writer.insight("dominated", text, writer.frequencies(), 0.35)
    yield from _near_key(writer)
    if column.semantic is not None:
        yield from _meaning(writer)


def _values_of(count: int, column: ColumnProfile) -> str:
    return f"{count_text(count, 'value')} of {column.name} {'is' if count == 1 else 'are'}"


def _near_key(writer: _Writer) -> Iterator[Insight]:
    column = writer.column
    unique = column.uniqueness or 0.0
    if 0.95 <= unique < 1 and writer.count > 20 and (_KEY_WORDS.search(column.name) or column.kind == "uuid"):
        extra = writer.count - (column.distinct_count or 0)
        about = "" if column.distinct_is_exact else "about "
        verb = "repeats" if extra == 1 else "repeat"
        text = (
            f"{column.name} looks like a key, but {about}{count_text(extra, 'value')} {verb} an earlier one."
        )
        query = writer.frequencies(" HAVING count(*) > 1")
        yield writer.insight("near_key", text, query, 0.88)


def _meaning(writer: _Writer) -> Iterator[Insight]:
    column, meaning = writer.column, writer.column.semantic
    if meaning is None:
        return
    query = f"SELECT count(*) AS n, count(DISTINCT {writer.name}) AS d FROM {writer.relation} AS r"
    if meaning.personal:
        text = f"{column.name} holds {_MEANINGS[meaning.name]}, which are personal data ({meaning.evidence})."
        yield writer.insight("personal_data", text, query, 0.65)
    elif meaning.name in ("date_text", "number_text"):
        form = meaning.name.removesuffix("_text")
        text = f"{column.name} is text that holds {form}s."
        yield writer.insight(meaning.name, text, writer.frequencies(), 0.5)


def _numbers(writer: _Writer) -> Iterator[Insight]:
    column, facts = writer.column, writer.column.number
    if facts is None:
        return
    if facts.infinite_count:
        query = writer.rows_where(f"NOT ({writer.over('finite')})")
        text = f"{_values_of(facts.infinite_count, column)} infinite or NaN."
        yield writer.insight("infinite", text, query, 0.8)
    if facts.outlier_count and facts.outlier_bounds and 0 < facts.outlier_count / writer.count <= 0.1:
        low, high = facts.outlier_bounds
        query = writer.rows_where(f"{writer.name} < {number(low)} OR {writer.name} > {number(high)}")
        text = (
            f"{_values_of(facts.outlier_count, column)} outside {number_text(low)} to {number_text(high)} "
            f"({share_text(facts.outlier_count / writer.count)}), "
            "1.5 interquartile ranges from the quartiles."
        )
        yield writer.insight(
            "outliers", text, query, 0.6 if facts.outlier_count / writer.count < 0.01 else 0.4
        )
    if facts.skew is not None and abs(facts.skew) >= 3:
        name = writer.name
        query = f"SELECT min({name}) AS least, avg({name}) AS mean, max({name}) AS greatest FROM "
        text = (
            f"{column.name} is skewed to the {'right' if facts.skew > 0 else 'left'} (skew {facts.skew:.1f})."
        )
        yield writer.insight("skew", text, f"{query}{writer.relation} AS r", 0.3)


def _texts(writer: _Writer) -> Iterator[Insight]:
    column, facts = writer.column, writer.column.text
    if facts is None or column.kind != "text":
        return
    if facts.empty_count:
        query = writer.rows_where(writer.over("length(c) = 0"))
        text = f"{_values_of(facts.empty_count, column)} empty text, not null."
        yield writer.insight("empty_text", text, query, 0.5)
    if facts.padded_count:
        query = writer.rows_where(writer.over("c LIKE ' %' OR c LIKE '% '"))
        text = f"{_values_of(facts.padded_count, column)} padded: blanks at the beginning or the end."
        yield writer.insight("blanks", text, query, 0.55)
    if facts.case_variant_count:
        query = (
            f"SELECT lower({writer.name}) AS v, count(DISTINCT {writer.name}) AS spellings "
            f"FROM {writer.relation} AS r "
            f"GROUP BY lower({writer.name}) HAVING count(DISTINCT {writer.name}) > 1"
        )
        text = f"{facts.case_variant_count:,} values of {column.name} differ from another one in case only."
        yield writer.insight("case_variants", text, query, 0.55)
    yield from _formats(writer)


def _formats(writer: _Writer) -> Iterator[Insight]:
    """Few shapes with digits, of which the second is no accident."""
    facts = writer.column.text
    shapes = [shape for shape in facts.patterns if "9" in shape.value] if facts else []
    if not facts or len(shapes) < 2 or facts.pattern_rows < 20:
        return
    main, other = shapes[0], shapes[1]
    if main.share + other.share < 0.9 or other.share < 0.02:
        return
    if _digits_only_differ(main.value, other.value):
        return
    plain = is_plain(main.value)
    query = (
        writer.rows_where(f"{writer.name} NOT LIKE '{like_text(main.value)}'")
        if plain
        else writer.frequencies()
    )
    text = (
        f"{writer.column.name} mixes formats: {share_text(main.share)} look like {main.value}, "
        f"{share_text(other.share)} like {other.value} (of {facts.pattern_rows:,} values looked at)."
    )
    yield writer.insight("mixed_formats", text, query, 0.7)


def _digits_only_differ(left: str, right: str) -> bool:
    """Whether the shapes are the same but for how many digits a number has."""
    return re.sub("9+", "9", left) == re.sub("9+", "9", right)


def _moments(writer: _Writer) -> Iterator[Insight]:
    column, facts = writer.column, writer.column.temporal
    if facts is None:
        return
    if facts.future_count:
        query = f"SELECT max({writer.name}) AS latest FROM {writer.relation} AS r"
        text = f"{_values_of(facts.future_count, column)} in the future, up to {value_text(column.max)}."
        yield writer.insight("future", text, query, 0.7)
    periods = (column.histogram is not None and facts.gap_count) or 0
    if facts.longest_gap and periods and facts.gap_unit and column.temporal and _is_series(column):
        first, last = (value_text(edge) for edge in facts.longest_gap)
        query = f"SELECT min({writer.name}) AS first, max({writer.name}) AS last FROM {writer.relation} AS r"
        span = f"on {first}" if first == last else f"from {first} to {last}"
        empty = count_text(facts.gap_count, facts.gap_unit)
        text = f"{column.name} has no row on {empty}; the longest gap is {span}."
        yield writer.insight("gaps", text, query, 0.5)


def _is_series(column: ColumnProfile) -> bool:
    """Whether so many periods are filled that an empty one is remarkable."""
    facts = column.temporal
    if facts is None or column.histogram is None or facts.gap_count is None or not column.count:
        return False
    filled = min(column.distinct_count or 0, column.count)
    return filled >= 20 and facts.gap_count <= 0.2 * (filled + facts.gap_count)
