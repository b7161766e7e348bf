"""What tells a good candidate from a bad one: how well it explains the words, and how plain it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from iopsdata_jupyter.text_to_sql.offline.agreement import Wishes, agreement, wishes_of
from iopsdata_jupyter.text_to_sql.offline.build import tables_of
from iopsdata_jupyter.text_to_sql.offline.column_features import COLUMN_ROLES, display_rank
from iopsdata_jupyter.text_to_sql.offline.evidence import Evidence
from iopsdata_jupyter.text_to_sql.offline.fill import Candidate
from iopsdata_jupyter.text_to_sql.offline.linking import Mention
from iopsdata_jupyter.text_to_sql.offline.roles import Roles, roles_of
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.sketch import STAR, Condition, Query
from iopsdata_jupyter.text_to_sql.offline.surroundings import quality
from iopsdata_jupyter.text_to_sql.offline.table_features import TABLE_ROLES

_KINDS = ("V", "N", "D", "C", "T", "")
_CUES = tuple(
    frozenset(line.split())
    for line in (
        "not no never without except none exclude neither nor", "or either", "both and",
        "distinct different unique",
        "each every per by", "<max> <min>", "most more largest", "average mean", "total sum",
        "many number count",
        "than <more> <less> over under above below least exceed",
        "contain include substring like start begin end",
        "order ordered sort sorted alphabetical rank", "descending decreasing",
        "ascending increasing alphabetical lexicographical",
        "largest big <max> oldest newest", "<min> fewest least smallest", "recent late latest recently",
        "how", "which what", "top first last", "all any",
        "between", "before after since", "maximum minimum max min", "also as well",
    )
)  # fmt: skip
_HOW = ("exact", "folded", "alias", "stem", "free")


_ROLES = (*COLUMN_ROLES, *(f"t:{role}" for role in TABLE_ROLES))
_FIRST = (
    "score",
    *(f"{what} {role}" for role in _ROLES for what in ("likelihood", "least")),
    *(f"left {kind}" for kind in _KINDS), "left", "left share", "content",
    "joined", "bridges", "cost", "unsaid", "unused", "unlikely", "missing",
)  # fmt: skip
"""Names of the first features of a row, in order."""
GAIN_NAMES = ("score", *(f"likelihood {role}" for role in _ROLES))
LOSS_NAMES = ("left V", "left N", "left C", "left T", "left ", "left", "joined", "cost", "unsaid", "unused")


def feature_places(names: Sequence[str]) -> tuple[int, ...]:
    """Where named features stand in a row."""
    return tuple(_FIRST.index(name) for name in names)


@dataclass(frozen=True)
class Ground:
    """What all candidates of a question are held against."""

    evidence: Evidence

    @cached_property
    def column_masks(self) -> list[int]:
        """Per column, the tokens that say it."""
        return [_mask(mentions) for mentions in self.evidence.links.columns]

    @cached_property
    def table_masks(self) -> list[int]:
        """Per table, the tokens that say it."""
        return [_mask(mentions) for mentions in self.evidence.links.tables]

    @cached_property
    def kind_masks(self) -> dict[str, int]:
        """Content tokens by their tag's first letter."""
        masks = dict.fromkeys(_KINDS, 0)
        for place, (token, tag) in enumerate(
            zip(self.evidence.links.tokens, self.evidence.links.tags, strict=True)
        ):
            if token.content or tag[:1] in ("V", "N", "D"):
                masks[tag[:1]] |= 1 << place
        return masks

    @cached_property
    def _closeness(self) -> dict[int, tuple[float, float, float, float]]:
        return {}

    def closeness(self, column: int) -> tuple[float, float, float, float]:
        """Quality of the best mention, better rivals, equal rivals, how well the column's table is said."""
        if column not in self._closeness:
            mentions, around = self.evidence.links.columns[column], self.evidence.around
            better, equal = around.standing(mentions[0]) if mentions else (3, 3)
            said = around.table_best[self.evidence.schema.columns[column].table]
            found = quality(mentions[0]) if mentions else 0.0, float(better), float(equal), said
            self._closeness[column] = found
        return self._closeness[column]

    @cached_property
    def cues(self) -> list[float]:
        """Which kinds of words the question has, as 0 or 1."""
        words = set(self.evidence.around.words)
        return [float(bool(words & cue)) for cue in _CUES]

    @cached_property
    def wishes(self) -> Wishes:
        """What the words ask for, whatever the schema."""
        return wishes_of(self.evidence)

    @cached_property
    def none_of(self) -> dict[str, float]:
        """Per role, the log-likelihood that no column or table plays it."""
        scores = {**self.evidence.columns, **{f"t:{r}": s for r, s in self.evidence.tables.items()}}
        return {role: sum(_log_not(s) for s in by_index.values()) for role, by_index in scores.items()}

    @cached_property
    def best_of(self) -> dict[str, float]:
        """Per role, the best achievable log-likelihood."""
        scores = {**self.evidence.columns, **{f"t:{r}": s for r, s in self.evidence.tables.items()}}
        return {
            role: sum(max(_log_not(s), _log_not(-s)) for s in by_index.values())
            for role, by_index in scores.items()
        }


def _mask(mentions: tuple[Mention, ...]) -> int:
    if not mentions:
        return 0
    floor = quality(mentions[0]) - 0.25
    return sum_bits(((1 << m.end) - 1) ^ ((1 << m.start) - 1) for m in mentions if quality(m) >= floor)


def sum_bits(masks: object) -> int:
    """The union of bit masks."""
    union = 0
    for mask in masks:  # type: ignore[attr-defined]
        union |= mask
    return union


def _log_not(score: float) -> float:
    """log(1 - sigmoid(score))."""
    score = max(-12.0, min(12.0, score))
    return -math.log1p(math.exp(score))


def rank_features(candidate: Candidate, ground: Ground) -> list[float]:
    """One row of figures for a candidate; their order is fixed by this function."""
    evidence, query = ground.evidence, candidate.query
    schema = evidence.schema
    roles = roles_of(query, schema)
    tables = tables_of(query, schema)
    tree = evidence.graph.tree(tables)
    joined = tree.tables if tree else tables
    row = [candidate.score]
    row += _likelihoods(ground, roles)
    row += _coverage(ground, candidate, roles, joined)
    row += _joins(ground, tables, joined, tree.cost if tree else 99.0, roles)
    row += _closeness(ground, roles)
    row += ground.cues
    row += _selection(query, schema, evidence)
    row += _conditions(query, evidence)
    row += _form(query)
    row += _order_of_words(query, evidence)
    row += agreement(query, evidence, ground.wishes)
    return row


def _likelihoods(ground: Ground, roles: Roles) -> list[float]:
    evidence, row = ground.evidence, []
    for role in COLUMN_ROLES:
        scores = [evidence.column(role, c) for c in roles.columns[role]]
        row.append(ground.none_of[role] + sum(scores) - ground.best_of[role])
        row.append(min(scores) if scores else 9.0)
    for role in TABLE_ROLES:
        scores = [evidence.table(role, t) for t in roles.tables[role]]
        row.append(ground.none_of[f"t:{role}"] + sum(scores) - ground.best_of[f"t:{role}"])
        row.append(min(scores) if scores else 9.0)
    return row


def _coverage(ground: Ground, candidate: Candidate, roles: Roles, joined: tuple[int, ...]) -> list[float]:
    covered = covered_tokens(ground, candidate, roles, joined)
    left = {kind: (mask & ~covered).bit_count() for kind, mask in ground.kind_masks.items()}
    content = sum(mask.bit_count() for mask in ground.kind_masks.values()) or 1
    total = sum(left.values())
    return [*(float(left[kind]) for kind in _KINDS), float(total), total / content, float(content)]


def covered_tokens(ground: Ground, candidate: Candidate, roles: Roles, joined: tuple[int, ...]) -> int:
    """The tokens that some part of the candidate stands for, as bits."""
    covered = candidate.used
    for column in roles.all_columns:
        covered |= ground.column_masks[column]
    for table in (*joined, *roles.all_tables):
        covered |= ground.table_masks[table]
    return covered


def _joins(
    ground: Ground, tables: tuple[int, ...], joined: tuple[int, ...], cost: float, roles: Roles
) -> list[float]:
    evidence = ground.evidence
    order = evidence.around.table_order
    said = evidence.around.table_best
    unsaid = [t for t in joined if said[t] < 0.45]
    unused = [t for t in order if t not in joined and t not in roles.all_tables and said[t] > 0.8]
    return [
        float(len(joined)),
        float(len(joined) - len(tables)),
        cost,
        float(len(unsaid)),
        float(len(unused)),
        float(sum(evidence.table("from", t) < -1 for t in joined)),
        max((evidence.table("from", t) for t in evidence.tables["from"] if t not in joined), default=-9.0),
    ]


def _closeness(ground: Ground, roles: Roles) -> list[float]:
    """How well the columns of each role are said, against the columns that claim the same words."""
    row: list[float] = []
    for role in ("select", "aggregate", "match", "compare", "order"):
        facts = [ground.closeness(column) for column in sorted(roles.columns[role])]
        row.append(min((fact[0] for fact in facts), default=2.0))
        row.append(max((fact[1] for fact in facts), default=-1.0))
        row.append(max((fact[2] for fact in facts), default=-1.0))
        row.append(min((fact[3] for fact in facts), default=2.0))
    return row


def _selection(query: Query, schema: SchemaIndex, evidence: Evidence) -> list[float]:
    plain = [item.column for item in query.select if item.column != STAR and not item.aggregate]
    infos = [schema.columns[c] for c in plain]
    group = query.group[0] if query.group else -1
    ordered = query.order[0] if query.order else None
    conditioned = {c.item.column for c in query.where if c.operator == "="}
    return [
        float(len(query.select)),
        float(len({i.table for i in infos})),
        float(sum(i.primary for i in infos)),
        float(sum(i.foreign for i in infos)),
        float(sum(not evidence.links.columns[c] for c in plain)),
        float(sum(bool(display_rank(i, schema)) for i in infos)),
        float(len(set(plain) & conditioned)),
        float(group in plain),
        float(group >= 0 and schema.columns[group].primary),
        float(group >= 0 and schema.columns[group].foreign),
        float(group >= 0 and bool(infos) and schema.columns[group].table == infos[0].table),
        float(ordered is not None and ordered.column in plain),
        float(
            ordered is not None and ordered.column != STAR and schema.columns[ordered.column].kind == "number"
        ),
        float(len({i.name.casefold() for i in infos}) < len(infos)),
    ]


def _conditions(query: Query, evidence: Evidence) -> list[float]:
    conditions = list(_all_conditions(query))
    how = dict.fromkeys(_HOW, 0)
    rivals = kinds = same = 0
    for condition in conditions:
        for value in condition.values:
            if isinstance(value, str):
                found = _how(condition, value, evidence)
                how[found[0]] += 1
                rivals = max(rivals, found[1])
            else:
                kinds += (
                    evidence.schema.columns[condition.item.column].kind != "number"
                    if condition.item.column != STAR
                    else 0
                )
    columns = [c.item.column for c in conditions]
    same = len(columns) - len(set(columns))
    agreed = [
        _agreed(condition, evidence)
        for query_ in _levels(query)
        for condition in (*query_.where, *query_.having)
    ]
    asked = sum(bool(x.expected) for x in evidence.literals)
    return [
        float(agreed.count(1)),
        float(agreed.count(-1)),
        float(asked),
        *(float(how[h]) for h in _HOW),
        float(rivals),
        float(kinds),
        float(same),
        float(len(conditions)),
    ]


def _how(condition: Condition, value: str, evidence: Evidence) -> tuple[str, int]:
    for literal in evidence.literals:
        for column, held, how in literal.options:
            if column == condition.item.column and held == value:
                return how, len(literal.options)
    return "free", 0


def _agreed(condition: Condition, evidence: Evidence) -> int:
    """1 where the comparison is the one that the words ask for, -1 where not, 0 where they say nothing."""
    for literal in evidence.literals:
        if literal.expected and literal.value in condition.values:
            return 1 if literal.expected == condition.operator else -1
    return 0


def _levels(query: Query) -> list[Query]:
    return [query, *(level for inner in query.nested() for level in _levels(inner))]


def _all_conditions(query: Query) -> list[Condition]:
    found = list(query.where)
    for inner in query.nested():
        found.extend(_all_conditions(inner))
    return found


def _form(query: Query) -> list[float]:
    nested = [c for c in query.where if c.query is not None]
    selected = [item.aggregate for item in query.select]
    ordered = [item.aggregate or "c" for item in query.order]
    return [
        *(float(selected.count(name)) for name in ("count", "sum", "avg", "min", "max")),
        float(ordered[0] != "c") if ordered else -1.0,
        float(query.descending),
        float(sum(c.operator.endswith("like") for c in _all_conditions(query))),
        float(sum(c.operator == "!=" for c in query.where)),
        float(query.limit == 1),
        float(query.distinct),
        float(bool(query.group)),
        float(bool(query.having)),
        float(bool(query.order)),
        float(query.limit or 0),
        float(("", "intersect", "union", "except").index(query.combine)),
        float(len(query.where)),
        float(query.either),
        float(len(nested)),
        float(sum(c.operator == "not in" for c in nested)),
        float(sum(item.column == STAR for item in query.select)),
        float(sum(bool(item.aggregate) for item in query.select)),
        float(sum(item.distinct for item in query.select)),
    ]


def _order_of_words(query: Query, evidence: Evidence) -> list[float]:
    """How the places of words agree with the clauses: what is selected is usually said first."""
    places = evidence.links.columns
    chosen = [places[i.column][0].start for i in query.select if i.column != STAR and places[i.column]]
    filtered = [
        places[c.item.column][0].start for c in query.where if c.item.column != STAR and places[c.item.column]
    ]
    ordered = [places[i.column][0].start for i in query.order if i.column != STAR and places[i.column]]
    last, length = max(chosen, default=-1), len(evidence.links.tokens)
    gap = _distance(query, evidence)
    return [
        float(bool(chosen and filtered) and last > min(filtered)),
        float(bool(chosen and ordered) and last > min(ordered)),
        min(chosen, default=-1) / max(length, 1),
        last / max(length, 1),
        gap,
    ]


def _distance(query: Query, evidence: Evidence) -> float:
    """The largest number of tokens between a literal and the name of the column that it is compared with."""
    worst = 0.0
    for condition in query.where:
        if condition.query is not None or condition.item.column == STAR:
            continue
        mentions = evidence.links.columns[condition.item.column]
        spans = [(x.start, x.end) for x in evidence.literals if x.value in condition.values]
        if mentions and spans:
            worst = max(worst, min(min(abs(s - m.end), abs(m.start - e)) for m in mentions for s, e in spans))
    return worst
