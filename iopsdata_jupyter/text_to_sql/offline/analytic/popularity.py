"""What happened most often: `the most popular genre`, `the second most booked class`."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.relations import event_tables
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Draft, Measure, Option
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import Figure
from iopsdata_jupyter.text_to_sql.offline.analytic.ordering import Ranking
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader

_OFTEN = phrases(
    """most popular | most common | most frequent | most used | most widespread | commonest | most typical"""
)
_SELDOM = phrases(
    """least popular | least common | least frequent | least used | rarest | least widespread"""
)


@dataclass(frozen=True, slots=True)
class Popularity:
    """A ranking by how many rows there are, whose rows are known once the listed thing is read."""

    descending: bool
    events: Choice | None
    """The tables of the verb's events; None: the rows that hold the listed column."""

    def ranking(self, reader: Reader, listed: Draft) -> Ranking | None:
        """The ranking of what is listed; None where no rows are meant."""
        if self.events is not None:
            found: Choice | None = self.events
        else:
            found = _holders(reader, listed)
        if found is None:
            return None
        return Ranking(Figure(Measure("count", found, span=found.span)), self.descending)


def popularity(reader: Reader) -> Popularity | None:
    """Reads the words before the thing that is ranked."""
    if reader.take(*_OFTEN):
        return Popularity(descending=True, events=None)
    if reader.take(*_SELDOM):
        return Popularity(descending=False, events=None)
    start = reader.at
    word = reader.take("most often", "most frequently", "most", "least often", "least frequently", "least")
    events = event_tables(reader, reader.word()) if word and reader.word().endswith("ed") else []
    if not events:
        reader.at = start
        return None
    reader.at += 1
    return Popularity(word.startswith("most"), Choice("table", tuple(events), (start, reader.at)))


def _holders(reader: Reader, listed: Draft) -> Choice | None:
    """The tables of the column that is listed."""
    if not listed.dimensions or listed.dimensions[0].target.kind != "column":
        return None
    columns = reader.ground.schema.columns
    tables = dict.fromkeys(columns[option.index].table for option in listed.dimensions[0].target.options)
    return Choice("table", tuple(Option(table, 0.0) for table in tables), listed.dimensions[0].span)
