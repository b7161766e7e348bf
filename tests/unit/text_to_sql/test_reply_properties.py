"""Whatever a model writes: at most one statement comes out of it, it parses, and it stood there as one."""

from __future__ import annotations

import json

import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from iopsdata_jupyter.errors import TranslationError
from iopsdata_jupyter.text_to_sql.reply import Reply, parse_reply

STATEMENTS = st.sampled_from(
    [
        "SELECT count(*) FROM hives",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
        "SELECT 'a;b' AS t FROM hives -- ; not two",
        "DROP TABLE hives",
        "DELETE FROM hives WHERE 1 = 1",
        "SELECT 1; DELETE FROM hives",
        "SELECT (1 FROM hives",
        "COPY hives TO 'x'",
        'SELECT "unclosed FROM hives',
    ]
)
PROSE = st.sampled_from(
    [
        "I cannot select anything from these tables.",
        "Select the rows that you want to see, from any table.",
        "Sure! Here is what you asked for:",
        "Update: with more data I could drop this remark.",
        "SELECTING is hard; DROP it.",
        "",
    ]
)
LABELS = st.sampled_from(["", "sql", "SQL", "sqlite", "python", "text", "json", "out put"])
FENCES = st.sampled_from(["```", "~~~", "````", "``"])


@st.composite
def blocks(draw: st.DrawFn) -> str:
    fence = draw(FENCES)
    closing = draw(st.sampled_from([fence, "", "`", fence + fence[0]]))
    return f"{fence}{draw(LABELS)}\n{draw(st.one_of(STATEMENTS, PROSE))}\n{closing}"


@st.composite
def objects(draw: st.DrawFn) -> str:
    keys = {
        "sql": draw(st.one_of(STATEMENTS, PROSE, st.just(""))),
        "explanation": draw(PROSE),
        "cannot_answer": draw(st.one_of(st.just(""), PROSE)),
    }
    text = json.dumps(keys)
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


REPLIES = st.lists(
    st.one_of(STATEMENTS, PROSE, blocks(), objects(), st.text(max_size=40)), min_size=1, max_size=4
).map("\n".join)


def outcome(text: str) -> Reply | None:
    """The reply; None where it is refused, which is an error of this package and no other."""
    try:
        return parse_reply(text, "duckdb")
    except TranslationError:
        return None


@given(REPLIES)
@settings(max_examples=400, deadline=None)
def test_what_comes_out_is_one_statement_that_the_reply_holds(text: str) -> None:
    found = outcome(text)
    if found is None:
        return
    trees = [tree for tree in sqlglot.parse(found.sql, read="duckdb") if tree is not None]
    assert len(trees) == 1
    plain = text.replace("\\n", "\n").replace('\\"', '"')
    assert found.sql in plain


@given(PROSE, PROSE)
@settings(max_examples=60, deadline=None)
def test_prose_alone_is_never_sql(first: str, second: str) -> None:
    assert outcome(f"{first}\n\n{second}") is None


@given(
    st.permutations(["SELECT count(*) FROM hives", "DELETE FROM hives", "SELECT 2 AS x FROM hives"]), PROSE
)
@settings(max_examples=40, deadline=None)
def test_of_several_statements_none_is_picked(statements: list[str], prose: str) -> None:
    fenced = [f"```sql\n{sql}\n```" for sql in statements[:2]]
    assert outcome(f"{prose}\n{fenced[0]}\nor\n{fenced[1]}") is None
    assert outcome("; ".join(statements)) is None
    assert outcome(json.dumps({"sql": "; ".join(statements[:2])})) is None


@given(
    st.sampled_from(["SELECT count(*) FROM hives", "WITH a AS (SELECT 1 AS x) SELECT x FROM a"]),
    LABELS,
    PROSE,
)
@settings(max_examples=60, deadline=None)
def test_one_block_that_parses_is_found_whatever_its_label(sql: str, label: str, prose: str) -> None:
    found = outcome(f"{prose}\n```{label}\n{sql};\n```\n{prose}")
    assert found is not None
    assert found.sql == sql
