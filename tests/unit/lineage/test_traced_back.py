"""A random chain of CTEs over a known schema is traced back exactly."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.lineage import lineage

BASE = {"alpha": ["a", "b", "c"], "beta": ["d", "e"]}
DIALECTS = ("", "postgres", "duckdb", "snowflake", "spark", "bigquery", "tsql", "oracle")

Origins = dict[str, frozenset[tuple[str, str]]]
"""Of each column of a relation: the base columns that its values come from."""


@st.composite
def chains(draw: st.DrawFn) -> tuple[str, Origins]:
    """A query of several CTEs, and where its columns come from by construction."""
    relations: dict[str, Origins] = {
        table: {column: frozenset({(table, column)}) for column in columns} for table, columns in BASE.items()
    }
    ctes = []
    for number in range(draw(st.integers(1, 6))):
        text, origins = draw(steps(relations))
        ctes.append(f"q{number} as ({text})")
        relations[f"q{number}"] = origins
    last = f"q{len(ctes) - 1}"
    return f"with {', '.join(ctes)} select * from {last}", relations[last]


@st.composite
def steps(draw: st.DrawFn, relations: dict[str, Origins]) -> tuple[str, Origins]:
    kind = draw(st.sampled_from(["rename", "star", "aggregate", "union", "join", "nested"]))
    name = draw(st.sampled_from(sorted(relations)))
    columns = relations[name]
    if kind == "star":
        return f"select * from {name}", columns
    if kind == "aggregate":
        key, *rest = list(columns)
        sums = "".join(f", sum({column}) as s{place}" for place, column in enumerate(rest))
        made = {"k": columns[key]} | {f"s{place}": columns[column] for place, column in enumerate(rest)}
        return f"select {key} as k{sums} from {name} group by {key}", made
    if kind == "union":
        other = relations[draw(st.sampled_from(sorted(relations)))]
        other_name = next(one for one, held in relations.items() if held is other)
        left, right = draw(st.sampled_from(list(columns))), draw(st.sampled_from(list(other)))
        both = f"select {left} as u from {name} union all select {right} from {other_name}"
        return both, {"u": columns[left] | other[right]}
    if kind == "join":
        other_name = draw(st.sampled_from(sorted(relations)))
        left, right = draw(st.sampled_from(list(columns))), draw(st.sampled_from(list(relations[other_name])))
        both = f"{name} l join {other_name} r on l.{left} = r.{right}"
        text = f"select l.{left} as x, l.{left} + r.{right} as y from {both}"
        return text, {"x": columns[left], "y": columns[left] | relations[other_name][right]}
    picked = draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=3))
    items = ", ".join(f"{column} as n{place}" for place, column in enumerate(picked))
    made = {f"n{place}": columns[column] for place, column in enumerate(picked)}
    if kind == "nested":
        names = ", ".join(made)
        return f"select {names} from (select {items} from {name} where {picked[0]} > 1) sub", made
    return f"select {items} from {name}", made


@settings(max_examples=150, deadline=None)
@given(chains(), st.sampled_from(DIALECTS))
def test_chain_is_traced_back_exactly(chain: tuple[str, Origins], dialect: str) -> None:
    sql, expected = chain
    graph = lineage(sql, dialect, schema=BASE)
    found: dict[str, set[tuple[str, str]]] = {column: set() for column in expected}
    for edge in graph.column_edges:
        if edge.kind == "DIRECT":
            assert edge.source_table is not None
            assert edge.confidence == 1.0
            found[edge.target_column].add((edge.source_table, edge.source_column))
    assert found == expected


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="select from where ()*,;'\"`[]$-+/\n\t1aé=|&<>{}", max_size=80),
    st.sampled_from(DIALECTS),
)
def test_any_text_gives_a_graph_or_one_of_our_errors(text: str, dialect: str) -> None:
    with contextlib.suppress(IopsDataError):
        lineage(text, dialect).to_json()
