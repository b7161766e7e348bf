"""How many tokens a text takes. Without a tokenizer: it costs seconds to import, and providers differ."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^\W\d_]+|\d{1,3}|[^\w\s]|\n")
_LETTERS = 6


def token_count(text: str) -> int:
    """Tokens of `text`, rather too many than too few.

    Measured on 2026-11-23 over the DDL of the 742 tables of Spider's training databases: 16 % more than
    cl100k_base counts, at most 12 % fewer for a single table.
    """
    return sum(-(-len(piece) // _LETTERS) for piece in _PIECE.findall(text))
