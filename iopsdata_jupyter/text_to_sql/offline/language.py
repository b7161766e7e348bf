"""Which language a question is in, as far as that matters: English is answered, others are named."""

from __future__ import annotations

import re
import unicodedata

from iopsdata_jupyter.text_to_sql.offline.lexicon import word_set

_SCRIPTS = (
    ("HIRAGANA", "Japanese"), ("KATAKANA", "Japanese"), ("HANGUL", "Korean"), ("CJK", "Chinese"),
    ("CYRILLIC", "Russian"),
    ("ARABIC", "Arabic"), ("HEBREW", "Hebrew"), ("GREEK", "Greek"), ("DEVANAGARI", "Hindi"), ("THAI", "Thai"),
    ("BENGALI", "Bengali"), ("TAMIL", "Tamil"),
)  # fmt: skip
_WORDS: dict[str, frozenset[str]] = {
    "English": word_set(
    """the of and a to in is are what which who how many much for with by from that all each
        list show find give me number names name where when than more most per between or not have
        has do does there their was were top average total count revenue sales orders customers over
        last this"""
),
    "German": word_set(
    """der die das und ist sind wie viele welche welcher welches wer wo wann gibt es ein eine
        einen mit für von aus nach alle zeige zeig mir nicht den dem des im am pro mehr als haben
        hat wurden war größte größten durchschnittliche"""
),
    "French": word_set(
    """le la les des du de et est sont combien quel quelle quels quelles qui où quand un une
        avec pour par dans sur tous toutes montre montrez affiche moi nombre plus que moins au aux
        ont dont il y ce cette"""
),
    "Spanish": word_set(
    """el la los las de del y es son cuántos cuántas cuantos cuantas cuál cuáles cual qué quién
        dónde cuándo un una con para por en todos todas muestra muéstrame dame número más que menos
        hay tiene tienen cada"""
),
    "Italian": word_set(
    """il lo la gli le dei delle di e è sono quanti quante quale quali chi dove quando un una
        con per da nel nella tutti tutte mostra mostrami numero più che meno ci hanno ogni"""
),
    "Portuguese": word_set(
    """o os as dos das do da de e é são quantos quantas qual quais quem onde quando um uma com
        para por em no na todos todas mostre mostra número mais que menos há têm cada"""
),
    "Dutch": word_set(
    """de het een en is zijn hoeveel welke wie waar wanneer met voor van uit naar alle toon laat
        zien geef mij niet per meer dan hebben heeft er aantal"""
),
    "Polish": word_set(
    """ile jest są jaki jaka jakie który która które kto gdzie kiedy i w z na dla wszystkie
        pokaż liczba"""
),
    "Turkish": word_set(
    """kaç tane hangi nedir kim nerede ne zaman ve ile için en çok az bütün tüm göster var
        toplam"""
),
    "Swedish": word_set(
    """hur många vilka vilken vem var när och är det en ett med för från alla visa mig antal per"""
),
}  # fmt: skip


def foreign_language(question: str) -> str | None:
    """The name of the question's language where it is not English, else None."""
    return _by_script(question) or _by_words(question)


def _by_script(question: str) -> str | None:
    letters = [ch for ch in question if ch.isalpha()]
    counts: dict[str, int] = {}
    for letter in letters:
        name = unicodedata.name(letter, "")
        language = next((language for script, language in _SCRIPTS if name.startswith(script)), None)
        if language:
            counts[language] = counts.get(language, 0) + 1
    if not counts or sum(counts.values()) < 0.4 * len(letters):
        return None
    if "Japanese" in counts:
        return "Japanese"
    return max(counts, key=lambda language: counts[language])


def _by_words(question: str) -> str | None:
    plain = re.sub(r"\"[^\"]*\"|'[^']{3,}'", " ", question.lower())
    words = re.findall(r"[^\W\d_]+", plain)
    scores = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    english = scores.pop("English")
    best = max(scores, key=lambda language: scores[language])
    enough = (scores[best] >= 2 and scores[best] > english + 1) or (scores[best] >= 2 and english == 0)
    return best if enough else None
