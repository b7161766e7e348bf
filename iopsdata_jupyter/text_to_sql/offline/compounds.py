"""Compound nouns of a question that one word of the schema stands for, such as population density."""

from __future__ import annotations

import re

from iopsdata_jupyter.text_to_sql.offline.lexicon import COMPOUND_NOUNS
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex


def without_modifiers(question: str, schema: SchemaIndex) -> str:
    """The question with the first word of a compound left out where only the second names a column."""
    for modifier, noun in sorted(COMPOUND_NOUNS):
        if modifier in question.casefold() and _names_only(noun, modifier, schema):
            question = re.sub(rf"\b{modifier}\s+(?={noun}\b)", "", question, flags=re.IGNORECASE)
    return question


def _names_only(noun: str, modifier: str, schema: SchemaIndex) -> bool:
    named = [set(column.words) for column in schema.columns if noun in column.words]
    return bool(named) and not any(modifier in words for words in named)
