"""SQL inside SQL: statements that EXECUTE, PREPARE and their kin carry as text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TEXT = r"N?'(?P<text>(?:[^']|'')*)'|\$(?P<tag>\w*)\$(?P<dollars>.*?)\$(?P=tag)\$|\"(?P<double>[^\"]*)\""
_WITH_TEXT = re.compile(
    r"\s*(?:EXEC(?:UTE)?(?:\s+IMMEDIATE)?\s*\(?\s*(?:(?:sys\s*\.\s*)?sp_executesql\s+(?:@\w+\s*=\s*)?)?"
    r"|PREPARE\s+\w+\s+FROM\s+)"
    rf"(?:{_TEXT})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PREPARED = re.compile(
    r"\s*PREPARE\s+\w+\s*(?:\([^()]*\)\s*)?(?:AS|FROM)\s+(?P<text>(?:WITH|SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|CREATE)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_BUILT = re.compile(
    r"\s*(?:EXEC(?:UTE)?\s*\(|EXEC(?:UTE)?\s+IMMEDIATE\b|EXEC(?:UTE)?\s+(?:sys\s*\.\s*)?sp_executesql\b|"
    r"EXECUTE\s+(?:format\s*\(|'|\w+\s*(?:\|\||USING\b|INTO\b)))",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|TRUNCATE|ALTER|REPLACE|COPY|UNLOAD|LOAD|BEGIN|"
    r"DECLARE|RENAME|UPSERT)\b",
    re.IGNORECASE,
)
BUILT = "It runs SQL that is put together while it runs, which cannot be told from the text."


@dataclass(frozen=True, slots=True)
class Carried:
    """A statement that another carries as text."""

    sql: str
    start: int
    """0-based offset in the statement around it; true up to the first quote that is written twice."""


def carried(sql: str) -> Carried | None:
    """The statement that `sql` runs or prepares; None where it carries none, or builds it."""
    prepared = _PREPARED.match(sql)
    if prepared is not None:
        return Carried(prepared["text"], prepared.start("text"))
    found = _WITH_TEXT.match(sql)
    if found is None or re.match(r"\s*(?:\|\||\+|,\s*@\w+\s*\))", found["rest"]):
        return None
    name = next(name for name in ("text", "dollars", "double") if found[name] is not None)
    text = found[name].replace("''", "'") if name == "text" else found[name]
    return Carried(text, found.start(name)) if _STATEMENT.match(text) else None


def is_built(sql: str) -> bool:
    """Whether `sql` runs text that it puts together."""
    return bool(_BUILT.match(sql)) and carried(sql) is None
