"""Several translators in order: the next one answers where a model fails.

Our own loop and not litellm's Router: that one registers callbacks for the whole process, takes a refusal in
a complete answer for a success, and does not tell why the models before the last one failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iopsdata_jupyter.errors import ModelError
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Translator


class FallbackTranslator:
    """Asks the first translator that works; one that has failed is not asked again for the same question."""

    def __init__(self, translators: Sequence[Translator]) -> None:
        """`translators` in order of preference, at least one."""
        self._left = list(translators)
        self._failures: list[tuple[str, ModelError]] = []

    @property
    def name(self) -> str:
        """Of the one that is asked next."""
        return self._left[0].name

    def translate(self, request: TranslationRequest) -> Translation:
        """The SQL of the first that gives one; its notes say who failed before, and why.

        Raises:
            TranslationError: one of them says that the question cannot be answered.
            ModelError: all have failed.
        """
        while True:
            try:
                found = self._left[0].translate(request)
            except ModelError as error:
                self._failures.append((self.name, error))
                if len(self._left) == 1:
                    raise self._all_failed() from None
                del self._left[0]
            else:
                return replace(found, notes=(*self._told(), *found.notes))

    def _told(self) -> tuple[str, ...]:
        return tuple(f"{name} was tried first: {error.message}" for name, error in self._failures)

    def _all_failed(self) -> ModelError:
        if len(self._failures) == 1:
            return self._failures[0][1]
        reasons = " ".join(dict.fromkeys(error.message for _, error in self._failures))
        hints = dict.fromkeys(error.hint for _, error in self._failures if error.hint)
        return ModelError(
            f"None of {len(self._failures)} models answered. {reasons}", hint=next(iter(hints), None)
        )
