"""An earlier answer's other reading, chosen by its reader: a translator that gives it back."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.text_to_sql.translator import Alternative, Translation, TranslationRequest


@dataclass(frozen=True)
class ChosenReading:
    """The reading of a question that a person has chosen among those shown."""

    chosen: Alternative
    others: tuple[Alternative, ...]
    """The reading that was first, then the rest; they can be chosen in turn."""

    @property
    def name(self) -> str:
        return "offline"

    def translate(self, request: TranslationRequest) -> Translation:
        """The chosen statement, whatever the request; a check or the engine may still refuse it."""
        return Translation(
            sql=self.chosen.sql,
            translator=self.name,
            confidence=1.0,
            explanation=self.chosen.explanation,
            assumptions=("chosen by you among the readings of the question",),
            alternatives=self.others,
        )


def chosen_reading(first: Alternative, alternatives: tuple[Alternative, ...], number: int) -> ChosenReading:
    """The reading of that number, counted from 1, among those that an answer has shown.

    Raises:
        UsageError: there is no such reading.
    """
    if not 1 <= number <= len(alternatives):
        count = len(alternatives)
        raise UsageError(
            f"There is no reading {number} to choose; the last answer has {count} beside its own.",
            hint="Choose a number that the answer shows." if count else "Ask in other words.",
        )
    rest = (*alternatives[: number - 1], *alternatives[number:])
    return ChosenReading(alternatives[number - 1], (first, *rest))
