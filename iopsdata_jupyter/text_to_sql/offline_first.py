"""The offline translator first, a model only where it declines: cheap, and what it answers stays here."""

from __future__ import annotations

from dataclasses import dataclass

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.translator import Translation, TranslationRequest, Translator


@dataclass(frozen=True)
class OfflineFirst:
    """Two translators as one; its name is the model's, and each translation says who made it."""

    offline: Translator
    model: Translator

    @property
    def name(self) -> str:
        return self.model.name

    def translate(self, request: TranslationRequest) -> Translation:
        """The offline translator's SQL, or the model's where it declines or its SQL has failed.

        Raises:
            TranslationError: neither can make SQL of the question.
        """
        if request.failed is None:
            try:
                return self.offline.translate(request)
            except TranslationError:
                pass
        return self.model.translate(request)
