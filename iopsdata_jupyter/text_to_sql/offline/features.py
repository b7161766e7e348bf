"""What the learned parts look at: the wording without names, and each column and table in its surroundings.

Features are text; a weight file says what each is worth. Nothing here knows a weight.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from iopsdata_jupyter.text_to_sql.offline.comparisons import expected_operator
from iopsdata_jupyter.text_to_sql.offline.lexicon import FUNCTION_WORDS, SUPERLATIVES, word_set
from iopsdata_jupyter.text_to_sql.offline.linking import Links, Mention
from iopsdata_jupyter.text_to_sql.offline.schema import ColumnInfo, SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.words import Token

COLUMN_ROLES = ("select", "aggregate", "match", "compare", "group", "order")
TABLE_ROLES = ("count", "from", "exclude")
_CUES = word_set(
    """by each per every most least fewest with without whose who which that than average total
    maximum minimum mean sum number many order ordered sorted sort descending ascending where in
    from for have has not no never all both or and top highest lowest more less between before after
    above below over under distinct different of having except but either until since exactly equal
    same only any ever first last"""
)
_PAIR_CUES = word_set(
    """each per every most least fewest average total maximum minimum sum number many order ordered
    sorted descending ascending not without never except both or either between more less than
    distinct different all top exactly any alphabetical for by with whose and"""
)


def word_of(token: Token, tag: str) -> str:
    """A token with names, values and numbers taken out."""
    if token.kind == "number":
        return (
            f"<{token.lower}>"
            if token.lower in ("one", "1", "once", "twice", "two", "2") and token.text.isalpha()
            else "<N>"
        )
    if token.lower in SUPERLATIVES:
        return f"<{SUPERLATIVES[token.lower][1]}>"
    if token.kind == "date":
        return "<D>"
    if token.lower in FUNCTION_WORDS:
        return token.lower if tag != "V" else "<V>"
    return f"<{tag}>" if tag else token.lemma


def reading(links: Links) -> list[str]:
    """The question as words and tags, one tag a span."""
    words: list[str] = []
    for token, tag in zip(links.tokens, links.tags, strict=True):
        word = word_of(token, tag)
        if not (word.startswith("<") and words and words[-1] == word and word != "<N>"):
            words.append(word)
    return words


def question_features(links: Links) -> list[str]:
    """What the shape of the query is predicted from."""
    words = ["^", *reading(links), "$"]
    plain = [("<C>" if w.startswith("<C") else w) for w in words]
    found = dict.fromkeys(plain)
    found.update(dict.fromkeys(words))
    found.update(dict.fromkeys(f"{a} {b}" for a, b in itertools.pairwise(plain)))
    found.update(dict.fromkeys(f"{a} {b} {c}" for a, b, c in zip(plain, plain[1:], plain[2:], strict=False)))
    cues = [w for w in plain if w in _PAIR_CUES or w in ("<max>", "<min>", "<V>", "<N>", "<more>", "<less>")]
    found.update(dict.fromkeys(f"{a}..{b}" for i, a in enumerate(cues) for b in cues[i + 1 :]))
    for kind in ("<V>", "<N>", "<D>", "<T>", "<C>"):
        found[f"#{kind}{min(plain.count(kind), 4)}"] = None
    found["#len" + str(min(len(plain) // 4, 6))] = None
    found.update(dict.fromkeys(_lists(plain)))
    found.update(dict.fromkeys(_literals(links)))
    return list(found)


def _literals(links: Links) -> Iterator[str]:
    """Which comparisons stand beside numbers, and whether the values named may be of one column."""
    asked = [
        expected_operator(links.tokens, i, i + 1)
        for i, (token, tag) in enumerate(zip(links.tokens, links.tags, strict=True))
        if tag in ("N", "D")
    ]
    yield from (f"op{operator}" for operator in asked)
    yield "ops" + ",".join(sorted(asked))
    spans: dict[tuple[int, int], set[int]] = {}
    for link in links.values:
        if link.how in ("exact", "folded"):
            spans.setdefault((link.start, link.end), set()).add(link.column)
    columns = list(spans.values())
    shared = any(a & b for i, a in enumerate(columns) for b in columns[i + 1 :])
    yield f"values{min(len(columns), 4)}{shared}"
    yield f"values{min(len(columns), 4)}{shared}ops{','.join(sorted(asked))}"


def _lists(words: list[str]) -> Iterator[str]:
    """How many names stand side by side before the first clause: `the name, age and city of`."""
    run = most = 0
    for word in words:
        if word in ("<C>", "<T>"):
            run += word == "<C>"
            most = max(most, run)
        elif word not in (",", "and", "the", "of", "their", "its"):
            run = 0
    yield f"list{most}"
    commas = words.count(",")
    yield f"commas{min(commas, 4)}"


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


def column_features(column: ColumnInfo, around: Surroundings) -> list[str]:
    """What the roles of a column are predicted from."""
    found = ["b", *_column_facts(column, around)]
    mentions = around.links.columns[column.index]
    if mentions:
        found.extend(_mentioned(column, mentions, around))
    else:
        found.extend(_unmentioned(column, around))
    found.extend(_value_facts(column, around))
    return found


def _column_facts(column: ColumnInfo, around: Surroundings) -> Iterator[str]:
    table = around.schema.tables[column.table]
    yield f"k={column.kind}"
    if column.primary:
        yield "pk"
    if column.foreign:
        yield "fk"
    if column.derived:
        yield f"derived={column.derived}"
    yield f"t={_bucket(around.table_best[column.table])}"
    order = around.table_order.get(column.table, 9)
    yield f"to={min(order, 3)}"
    if column.words[-1] in (
        "id",
        "name",
        "code",
        "title",
        "date",
        "type",
        "year",
        "description",
        "detail",
        "age",
    ):
        yield f"n={column.words[-1]}"
    if len(table.columns) <= 3:
        yield "small"
    if column.kind == "date" or column.derived:
        source = column.sources[0] if column.sources else column.index
        first = next((i for i in table.columns if around.schema.columns[i].kind == "date"), source)
        yield f"date{first == source}{column.derived}"
        yield f"date{first == source}{column.derived}to{min(order, 3)}"


def _mentioned(column: ColumnInfo, mentions: tuple[Mention, ...], around: Surroundings) -> Iterator[str]:
    best = mentions[0]
    better, equal = around.standing(best)
    standing = f"r{min(better, 2)}e{min(equal, 3)}"
    cover, cue = _bucket(best.cover), around.cues[best.start]
    first = "F" if better == 0 else "f"
    yield f"c={cover}"
    yield f"q={cover}{_bucket(best.strength)}{standing}"
    yield f"st={standing}t{_bucket(around.table_best[column.table])}"
    yield f"st={standing}to{min(around.table_order.get(column.table, 9), 3)}"
    yield f"m={min(len(mentions), 3)}"
    yield f"cue={cue[0]}{first}"
    yield f"cue={cue[0]}{first}{column.kind[0]}"
    yield f"cue={cue[1]} {cue[0]}{first}"
    yield f"q1={around.first}{first}{min(best.start, 8)}"
    yield f"q1={around.first}{first}{column.kind[0]}"
    for word in around.around(best.start, best.end):
        yield word
        yield word + first + ("+" if best.cover > 0.8 else "-")
    yield f"adj={_adjacent(column, best, around)}"
    yield f"adj={_adjacent(column, best, around)}{standing}"
    yield f"place={_place(best, around)}{first}"
    yield from _near_number(column, mentions, around)
    yield f"head={around.words[best.start] if around.words[best.start][0] != '<' else ''}"
    for other in mentions[1:3]:
        if quality(other) >= quality(best) - 0.05:
            yield f"again cue={around.cues[other.start][0]}{first}"
            for word in around.around(other.start, other.end):
                yield f"again {word}{first}"


def _near_number(column: ColumnInfo, mentions: tuple[Mention, ...], around: Surroundings) -> Iterator[str]:
    """How far the nearest number stands from the column's name, and what comparison it asks for."""
    gaps = [
        (min(abs(place - m.end), abs(m.start - place - 1)), asked)
        for m in mentions[:3]
        for place, asked in around.numbers
    ]
    if gaps:
        gap, asked = min(gaps)
        yield f"num{min(gap, 6)}{column.kind[0]}"
        yield f"num{min(gap, 6)}{asked}"


def _unmentioned(column: ColumnInfo, around: Surroundings) -> Iterator[str]:
    order = min(around.table_order.get(column.table, 9), 3)
    rank = display_rank(column, around.schema)
    yield "none"
    yield f"none d{rank}to{order}"
    yield f"none d{rank}to{order}{around.first}"
    yield f"none pk{column.primary}to{order}"


def _value_facts(column: ColumnInfo, around: Surroundings) -> Iterator[str]:
    places = around.values.get(column.index)
    if not places:
        return
    links = [around.links.values[place] for place in places]
    best = min(links, key=lambda v: (("exact", "folded", "alias", "stem").index(v.how), -(v.end - v.start)))
    rivals = {v.column for v in around.links.values if v.start < best.end and best.start < v.end}
    yield f"v={best.how}"
    yield f"v={best.how}{min(len(rivals), 4)}"
    yield f"v#{min(len({(v.start, v.end) for v in links}), 3)}"
    mentions = around.links.columns[column.index]
    near = min((abs(best.start - m.end) for m in mentions), default=99)
    yield f"v={best.how}m{min(near, 4) if mentions else 'x'}r{min(len(rivals), 3)}"
    yield f"v t{_bucket(around.table_best[column.table])}r{min(len(rivals), 3)}"
    for word in around.around(best.start, best.end):
        yield f"v {word}"


def display_rank(column: ColumnInfo, schema: SchemaIndex) -> str:
    """How a column stands for its table's rows: n(ame), f(irst or last name), m (a name), t(ext) or none."""
    table = schema.tables[column.table]
    rest = [word for word in column.words if word not in table.words]
    if rest in (["name"], ["title"]) or (not rest and not column.primary):
        return "n"
    if column.words in (("first", "name"), ("last", "name")):
        return "f"
    names = [i for i in table.columns if "name" in schema.columns[i].words]
    if names and names[0] == column.index:
        return "m"
    texts = [i for i in table.columns if schema.columns[i].kind == "text" and not schema.columns[i].foreign]
    return "t" if not names and texts and texts[0] == column.index else ""


def _adjacent(column: ColumnInfo, mention: Mention, around: Surroundings) -> str:
    """Where the column's table is said, seen from the column."""
    tables = around.links.tables[column.table]
    gaps = [
        (m.start - mention.end, "R") if m.start >= mention.start else (mention.start - m.end, "L")
        for m in tables
    ]
    if not gaps:
        return "x"
    gap, side = min(gaps)
    return f"{side}{'i' if gap < 0 else min(gap, 4)}"


def _place(mention: Mention, around: Surroundings) -> str:
    """How many tagged spans stand before the mention."""
    before = {around.words[i] for i in range(mention.start) if around.words[i].startswith("<")}
    spans = sum(
        1
        for i in range(mention.start)
        if around.links.tags[i] and (i == 0 or around.links.tags[i - 1] != around.links.tags[i])
    )
    return f"{min(spans, 4)}{'T' if '<T>' in before else ''}"


def table_features(table: int, around: Surroundings) -> list[str]:
    """What the roles of a table are predicted from."""
    mentions = around.links.tables[table]
    order = min(around.table_order.get(table, 9), 3)
    found = [
        "b",
        f"to={order}",
        f"of{min(len(around.table_order), 4)}to{order}",
        f"j={_junction(table, around)}",
    ]
    if table in around.linked_tables:
        found.append("linked")
    others = (other for other in around.table_order if other != table)
    found.extend(f"rel={_relation(table, other, around.schema)}to{order}" for other in others)
    columns = around.schema.tables[table].columns
    strong = sum(1 for c in columns if around.links.columns[c] and around.links.columns[c][0].cover > 0.8)
    found.append(f"cols{min(strong, 3)}{'m' if mentions else ''}")
    if not mentions:
        found.append(f"none{_junction(table, around)}")
        return found
    best = mentions[0]
    cue = around.cues[best.start]
    found.extend(
        (
            f"c={_bucket(best.cover)}{_bucket(best.strength)}",
            f"cue={cue[0]}",
            f"cue={cue[1]} {cue[0]}",
            f"q1={around.first}",
        )
    )
    found.append(f"q1={around.first}to{order}")
    for word in around.around(best.start, best.end):
        found.append(word)
        found.append(f"{word}{'+' if best.cover > 0.8 else '-'}")
    return found


def _junction(table: int, around: Surroundings) -> bool:
    columns = around.schema.tables[table].columns
    return sum(1 for c in columns if around.schema.columns[c].foreign) >= 2 and len(columns) <= 6


def _relation(table: int, other: int, schema: SchemaIndex) -> str:
    for edge in schema.edges:
        pair = schema.columns[edge.left].table, schema.columns[edge.right].table
        if pair == (table, other):
            return "child"
        if pair == (other, table):
            return "parent"
    return "-"


def _bucket(value: float) -> str:
    if value >= 0.99:
        return "5"
    return (
        "4" if value >= 0.8 else "3" if value >= 0.6 else "2" if value >= 0.4 else "1" if value > 0 else "0"
    )
