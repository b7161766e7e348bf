"""What a model is told of the values of the data, where a connection allows it; personal ones only as a form.

Pure. The only place that puts a value of the data into a prompt.
"""

from __future__ import annotations

import re

from iopsdata_jupyter.catalog.lookup import ValueLookup
from iopsdata_jupyter.catalog.models import Column, Table
from iopsdata_jupyter.text_to_sql import scrubbing
from iopsdata_jupyter.text_to_sql.phrases import phrases
from iopsdata_jupyter.text_to_sql.schema_text import Hint

_MAX_VALUE_CHARS = 40
_VALUES_PER_COLUMN = 5
_MAX_MENTIONED = 10

_PERSONAL = re.compile(
    r"(?i)mail|phone|mobile|address|street|post_?code|zip|birth|ssn|social|passport|tax|iban|card|account_?n"
    r"|passw|secret|token|hash|key|(first|last|full|sur|user|family|given|middle)_?name|latitude|longitude"
    r"|(^|_)ip(_|$)"
)
"""Column names whose values are not shown even where samples are allowed."""
_PEOPLE = re.compile(
    r"(?i)customer|client|user|person|people|employee|staff|patient|contact|member|student|teacher|guest|driver|owner"
)
"""Table names whose name columns are those of people."""
_SECRET = re.compile(r"(?i)passw|secret|token|hash|key")


def hints(values: ValueLookup) -> Hint:
    """Examples of a column's values, or for a personal column their form."""

    def hint(table: Table, column: Column) -> str:
        known = values.values(table.qualified_name, column.name)[: 2 * _VALUES_PER_COLUMN]
        if is_personal(table.name, column.name):
            return _form(known[0]) if known and not _SECRET.search(column.name) else ""
        shown = [literal(value) for value in known if not scrubbing.looks_personal(value)][
            :_VALUES_PER_COLUMN
        ]
        return f"(such as {', '.join(shown)})" if shown else ""

    return hint


def is_personal(table: str, column: str) -> bool:
    """Whether the names suggest that the column tells who somebody is, or opens something."""
    names_a_person = _PEOPLE.search(table) and "name" in column.casefold()
    return bool(names_a_person or _PERSONAL.search(column))


def mentioned(question: str, values: ValueLookup) -> str:
    """How values that the question names are spelt in the data; empty where it names none."""
    found = dict.fromkeys(match for phrase in phrases(question) for match in values.find(phrase))
    kept = [match for match in found if not is_personal(match.table, match.column)][:_MAX_MENTIONED]
    lines = [f"  {match.table}.{match.column} = {literal(match.value)}" for match in kept]
    return "\n".join(["Values of the question as the data spells them:", *lines]) if lines else ""


def literal(value: str) -> str:
    """A value as an SQL text, without secrets, in one short line."""
    shown = scrubbing.one_line(scrubbing.without_secrets(str(value)), _MAX_VALUE_CHARS)
    return "'" + shown.replace("'", "''") + "'"


def _form(value: str) -> str:
    """A value with `x` for each run of letters and `9` for each digit: its form, and nobody's data."""
    form = re.sub(r"\d", "9", re.sub(r"[^\W\d_]+", "x", scrubbing.one_line(value, _MAX_VALUE_CHARS)))
    return f"(of the form {form})" if len(form) > 1 else ""
