"""Dimensions in words: `by region`, `per month`, `for each customer`, `by store country and year`."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Dimension, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.ground import stem
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import BUCKETS

_LEADS = phrases(
    """by | per | for each | for every | in each | of each | in every | each | every | across | grouped by
    | group by | broken down by | split by | within each | at each | from each | on each | to each | by
    each | segmented by | of every | at every | from every | grouped per | separately for each | for all
    the different | with each | for each of the | by the | across all | for the different | across the
    different | per each | have each | broken out by | for the various | aggregated by | over the | on
    every | along | does each | did each | do each | has each | have each | had each"""
)
_MORE = phrases("""and by | and per | and | , | and for each | , and | and each | per | by | within each""")


def grouping(reader: Reader, *, ranked: bool = False) -> tuple[Dimension, ...] | None:
    """Reads one or more dimensions with the word that leads them in.

    With `ranked`, a second `by` is left: it says what is ranked by.
    """
    start = reader.at
    if reader.take("over time"):
        return (_bucketed("month", (start, reader.at)),)
    lead = reader.take(*_LEADS)
    if not lead or (lead.startswith("across") and (lead.endswith("all") or reader.peek("all"))):
        reader.at = start
        return None
    first = dimension(reader)
    if first is None:
        reader.at = start
        return None
    return (first, *_more(reader, ("and", "and each", "and for each") if ranked else _MORE))


def _more(reader: Reader, joined_by: tuple[str, ...]) -> list[Dimension]:
    found: list[Dimension] = []
    while True:
        before = reader.at
        following = dimension(reader) if reader.take(*joined_by) else None
        if following is None:
            reader.at = before
            return found
        found.append(following)


_DIMENSION_WORDS = phrases("""the | different | distinct | individual | of the | all | type of""")


def dimension(reader: Reader) -> Dimension | None:
    """Reads one dimension."""
    start = reader.at
    reader.skip(_DIMENSION_WORDS)
    found = _bucket(reader) or _dated_bucket(reader) or _named(reader)
    if found is None:
        reader.at = start
    return found


def _bucketed(bucket: str, span: tuple[int, int], options: tuple[Option, ...] = ()) -> Dimension:
    return Dimension(Choice("date", options, span, bucket), bucket, span)


def _bucket(reader: Reader) -> Dimension | None:
    start = reader.at
    literal = reader.column()
    length = reader.at
    reader.at = start
    phrase = reader.take(*BUCKETS)
    if not phrase or (literal and length > reader.at):
        reader.at = start
        return None
    options = tuple(o for o in literal.options if o.cost <= 0.12) if literal else ()
    before = reader.at
    if reader.take("of"):
        column = reader.column()
        if column and _dates(reader, column):
            return Dimension(_dates(reader, column) or column, BUCKETS[phrase], (start, reader.at))
        reader.at = before
    return _bucketed(BUCKETS[phrase], (start, reader.at), options)


def _dates(reader: Reader, column: Choice) -> Choice | None:
    kept = tuple(option for option in column.options if reader.ground.is_date(option.index))
    return Choice("column", kept, column.span) if kept else None


def _dated_bucket(reader: Reader) -> Dimension | None:
    """`order month`, `signup year`: a bucket of the date that the word names."""
    bucket = BUCKETS.get(reader.word(1))
    if not bucket:
        return None
    start = reader.at
    literal = reader.column()
    reader.at = start
    if literal and literal.span[1] - start > 1:
        return None
    wanted = stem(reader.word())
    options = tuple(
        Option(info.index, 0.0)
        for info in reader.ground.schema.real_columns
        if reader.ground.is_date(info.index) and wanted in {stem(word) for word in info.words}
    )
    if not options:
        return None
    reader.at += 2
    return Dimension(Choice("column", options[:5], (start, reader.at)), bucket, (start, reader.at))


def _named(reader: Reader) -> Dimension | None:
    start = reader.at
    table = reader.table()
    after_table = reader.at
    reader.at = start
    column = reader.column()
    if column and (
        table is None or reader.at > after_table or _column_fits(reader, column, table, after_table)
    ):
        if reader.ground.schema.columns[column.options[0].index].kind == "text":
            reader.take("type", "types")
        return Dimension(owned(reader, column), "", (start, reader.at))
    if table:
        reader.at = after_table
        reader.take("name", "names")
        return Dimension(table, "", (start, reader.at))
    return None


def _column_fits(reader: Reader, column: Choice, table: Choice, after_table: int) -> bool:
    return reader.at == after_table and column.options[0].cost < table.options[0].cost


def owned(reader: Reader, column: Choice) -> Choice:
    """`country of the customer`: reads the owner, which tells the column apart from its namesakes."""
    before = reader.at
    owner = (
        reader.table() if reader.take("of", "of the", "of each", "of every", "of their", "of its") else None
    )
    if owner:
        tables = {option.index for option in owner.options}
        kept = tuple(o for o in column.options if reader.ground.schema.columns[o.index].table in tables)
        if kept:
            return Choice("column", kept, (column.span[0], reader.at))
    reader.at = before
    return column
