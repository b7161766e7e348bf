"""Files of questions: three forms, and what is told of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import sqlglot

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.evaluation.questions import questions_of, read_questions


def written(folder: Path, text: str, name: str = "q.yml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_our_own_form(tmp_path: Path) -> None:
    text = """
connection: shop
questions:
  - question: how many
    sql: select count(*) from t
  - {question: list them, sql: select a from t order by a, name: all, tolerance: 0.01, ordered: false}
"""
    found = read_questions(written(tmp_path, text))
    assert found.connection == "shop"
    first, second = found.questions
    assert (first.title, first.tolerance, first.ordered) == ("how many", 1e-6, None)
    assert (second.title, second.tolerance, second.ordered) == ("all", 0.01, False)


def test_a_folder_of_nao_tests(tmp_path: Path) -> None:
    written(tmp_path, "name: b\nprompt: how many\nsql: select 2\n", "b.yaml")
    written(tmp_path, "name: a\nprompt: who\nsql: |\n  select 1\n", "a.yml")
    (tmp_path / "outputs").mkdir()
    found = read_questions(tmp_path).questions
    assert [(each.name, each.question, each.sql) for each in found] == [
        ("a", "who", "select 1"),
        ("b", "how many", "select 2"),
    ]


CORTEX = """
name: Shop
tables:
  - name: sales
    base_table: {table: raw_sales}
    dimensions:
      - {name: region, expr: r, data_type: TEXT}
    time_dimensions:
      - {name: day, expr: dt, data_type: DATE}
    measures:
      - {name: amount, expr: amt * 2, default_aggregation: sum}
      - {name: total, expr: SUM(amt)}
verified_queries:
  - name: by region
    question: revenue by region
    verified_at: 1714497970
    use_as_onboarding_question: true
    sql: >
      WITH recent AS (SELECT * FROM __sales WHERE day >= '2024-01-01'::DATE)
      SELECT region, SUM(amount) AS revenue FROM recent GROUP BY region
"""


def test_verified_queries_of_cortex_run_on_the_tables_behind_the_logical_ones(tmp_path: Path) -> None:
    (found,) = read_questions(written(tmp_path, CORTEX)).questions
    assert (found.title, found.dialect) == ("by region", "snowflake")
    native = duckdb.connect()
    native.execute("create table raw_sales as select 'north' r, date '2024-02-01' dt, 5 amt")
    native.execute("insert into raw_sales values ('south', date '2023-02-01', 7)")
    sql = sqlglot.transpile(found.sql, read="snowflake", write="duckdb")[0]
    assert native.execute(sql).fetchall() == [("north", 10)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("questions: [", "line 1 is no YAML"),
        ("- a\n", "holds no questions"),
        ("questions: []\n", "holds no questions"),
        ("question: x\n", "unknown key 'question'"),
        ("questions:\n  - question: x\n", "question 1 has no sql"),
        ("questions:\n  - {question: x, sql: select 1, tolerence: 1}\n", "Did you mean tolerance"),
        ("questions:\n  - {question: x, sql: select 1, tolerance: -1}\n", "tolerance is -1"),
        ("questions:\n  - {question: x, sql: select 1, ordered: maybe}\n", "ordered is 'maybe'"),
        ("prompt: x\n", "has no sql"),
        ("verified_queries: 3\n", "is no list"),
        ("verified_queries:\n  - {question: x, sql: 'select ('}\n", "does not parse"),
        ("a: !!python/object/apply:os.getcwd []\n", "is no YAML"),
    ],
)
def test_what_cannot_be_understood_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_questions(written(tmp_path, text))
    assert told in str(caught.value)


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_questions(tmp_path / "none.yml")
    with pytest.raises(UsageError, match=r"holds no \.yml"):
        read_questions(tmp_path)


def test_mappings_are_questions() -> None:
    (found,) = questions_of([{"question": "x", "sql": "select 1"}])
    assert found.sql == "select 1"
    with pytest.raises(UsageError, match="Question 1 has no question"):
        questions_of([{"sql": "select 1"}])
