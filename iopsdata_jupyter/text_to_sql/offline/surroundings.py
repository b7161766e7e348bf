"""Facts of a question that the features of every column and table share."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.comparisons import expected_operator
from iopsdata_jupyter.text_to_sql.offline.lexicon import word_set
from iopsdata_jupyter.text_to_sql.offline.linking import Links, Mention
from iopsdata_jupyter.text_to_sql.offline.question_features import word_of
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex

_CUES = word_set(
    """by each per every most least fewest with without whose who which that than average total
    maximum minimum mean sum number many order ordered sorted sort descending ascending where in
    from for have has not no never all both or and top highest lowest more less between before after
    above below over under distinct different of having except but either until since exactly equal
    same only any ever first last"""
)


class Surroundings:
    """Per-question facts that the features of every column and table share."""

    def __init__(self, links: Links, schema: SchemaIndex) -> None:
        self.links = links
        self.schema = schema
        self.words = [word_of(t, g) for t, g in zip(links.tokens, links.tags, strict=True)]
        self.cues = self._last_cues()
        self.first = " ".join(self.words[:2])
        self.table_best = [
            mentions[0].cover * mentions[0].strength if mentions else 0.0 for mentions in links.tables
        ]
        self.table_order = self._order()
        self.spans: dict[int, list[tuple[float, int]]] = self._competitors()
        self.values = self._value_links()
        self.numbers = [
            (i, expected_operator(links.tokens, i, i + 1))
            for i, tag in enumerate(links.tags)
            if tag in ("N", "D")
        ]
        self.linked_tables = {
            schema.columns[link.column].table for link in links.values if link.how in ("exact", "folded")
        }

    def _last_cues(self) -> list[tuple[str, str]]:
        """Per token the last two cue words before it."""
        cues: list[tuple[str, str]] = []
        last, before = "^", "^"
        for word in self.words:
            cues.append((last, before))
            if word in _CUES or word in ("<max>", "<min>", "<more>", "<less>"):
                last, before = word, last
        return cues

    def _order(self) -> dict[int, int]:
        """Mentioned tables by the place of their best mention."""
        strong = [m[0] for m in self.links.tables if m and m[0].cover * m[0].strength >= 0.45]
        return {m.index: i for i, m in enumerate(sorted(strong, key=lambda m: (m.start, -m.cover, m.index)))}

    def _competitors(self) -> dict[int, list[tuple[float, int]]]:
        """Per token, the score and index of the columns that claim it."""
        claims: dict[int, list[tuple[float, int]]] = {}
        for mentions in self.links.columns:
            for mention in mentions[:3]:
                for position in range(mention.start, mention.end):
                    claims.setdefault(position, []).append((quality(mention), mention.index))
        return claims

    def _value_links(self) -> dict[int, list[int]]:
        """Value links by column, as places in `links.values`."""
        found: dict[int, list[int]] = {}
        for place, link in enumerate(self.links.values):
            found.setdefault(link.column, []).append(place)
        return found

    def standing(self, mention: Mention) -> tuple[int, int]:
        """How many columns claim the same words better, and how many as well."""
        own = quality(mention)
        better: set[int] = set()
        equal: set[int] = set()
        for position in range(mention.start, mention.end):
            for other, index in self.spans.get(position, ()):
                if index != mention.index:
                    (better if other > own + 0.02 else equal if other > own - 0.02 else set()).add(index)
        return len(better), len(equal - better)

    def around(self, start: int, end: int) -> Iterator[str]:
        """The words on both sides of a span."""
        left1, left2 = self._word(start - 1), self._word(start - 2)
        right1, right2 = self._word(end), self._word(end + 1)
        yield f"L1={left1}"
        yield f"L2={left2} {left1}"
        yield f"R1={right1}"
        yield f"R2={right1} {right2}"
        yield f"LR={left1} _ {right1}"

    def _word(self, place: int) -> str:
        return self.words[place] if 0 <= place < len(self.words) else "^$"


def quality(mention: Mention) -> float:
    """One figure for how well a name was said."""
    return 0.6 * mention.cover + 0.4 * mention.strength


def grade(value: float) -> str:
    """A figure of 0..1 as one of six steps."""
    if value >= 0.99:
        return "5"
    return (
        "4" if value >= 0.8 else "3" if value >= 0.6 else "2" if value >= 0.4 else "1" if value > 0 else "0"
    )
