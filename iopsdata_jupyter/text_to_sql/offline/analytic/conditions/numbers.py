"""Numbers with a comparison: `over 100`, `between 10 and 20`, `100 or more`."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import COMPARISONS


def comparison(reader: Reader) -> str:
    """Reads a comparison; its operator, or empty."""
    phrase = reader.take(*(phrase for phrase, _ in COMPARISONS))
    return dict(COMPARISONS)[phrase] if phrase else ""


def _numbers(reader: Reader, operator: str) -> tuple[float | int, ...]:
    first = reader.number()
    if first is None:
        return ()
    if operator == "between":
        second = reader.number() if reader.take("and", "to", "-") else None
        return () if second is None else (first, second)
    return (first,)


_AMOUNTS_WORDS_3 = phrases(
    """usd | eur | dollars | euros | pounds | percent | % | per hour | an hour | per night | a night"""
)


_AMOUNTS_WORDS_2 = phrases("""or less | or fewer | or below | or lower | and below | or under | or younger""")


_AMOUNTS_WORDS = phrases(
    """or more | or above | or higher | and above | or over | and over | or older | or longer"""
)


def amounts(reader: Reader) -> tuple[str, tuple[float | int, ...]]:
    """`over 100`, `between 10 and 20`, `100 or more`."""
    start = reader.at
    operator = "between" if reader.take("between") else comparison(reader)
    numbers = _numbers(reader, operator)
    if numbers and not operator:
        if reader.take(*_AMOUNTS_WORDS):
            operator = ">="
        elif reader.take(*_AMOUNTS_WORDS_2):
            operator = "<="
    if not (operator and numbers):
        reader.at = start
        return "", ()
    reader.take(*_AMOUNTS_WORDS_3)
    return operator, numbers


_BOUNDARY_WORDS = phrases(""", | by | per | in | for | from | and | each | with | sorted | ordered | have""")


def boundary(reader: Reader) -> bool:
    """Whether a clause ends here."""
    return bool(reader.peek(*_BOUNDARY_WORDS))
