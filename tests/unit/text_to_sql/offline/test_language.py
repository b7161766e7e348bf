"""English is answered; other languages are named."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.offline.language import foreign_language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("wie viele Fahrräder gibt es", "German"),
        ("was ist das größte Fahrrad", "German"),
        ("combien de vélos sont dans la ville", "French"),
        ("cuántas bicicletas hay en la ciudad", "Spanish"),
        ("quante biciclette ci sono per colore", "Italian"),
        ("quantas bicicletas há em cada cidade", "Portuguese"),
        ("hoeveel fietsen zijn er", "Dutch"),
        ("сколько велосипедов в городе", "Russian"),
        ("自転車は何台ありますか", "Japanese"),
        ("كم عدد الدراجات", "Arabic"),
    ],
)
def test_other_languages_are_named(question: str, language: str) -> None:
    assert foreign_language(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "how many bikes are there",
        "top 5 riders by fare",
        "rides per month in 2024",
        "bikes at 'Ponte de la Barca'",
        "longest ride",
    ],
)
def test_english_is_not_foreign(question: str) -> None:
    assert foreign_language(question) is None
