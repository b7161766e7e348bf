"""Python cells by their syntax tree: which columns a DataFrame's columns come from."""

from __future__ import annotations

import pytest

from tests.unit.lineage.notebooks import direct, frame, graph, indirect

PANDAS = {
    "selection": ("df = src[['a', 'b']]", {"a <- a", "b <- b"}),
    "names in a variable": ("keep = ['a', 'c']\ndf = src[keep]", {"a <- a", "c <- c"}),
    "mask keeps all": ("df = src[src.a > 1]", {"a <- a", "b <- b", "c <- c", "k <- k"}),
    "loc": ("df = src.loc[src['a'] > 1, ['b', 'k']]", {"b <- b", "k <- k"}),
    "rename": ("df = src[['a']].rename(columns={'a': 'x'})", {"x <- a"}),
    "new column": ("df = src[['a', 'b']]\ndf['x'] = df.a * df['b']", {"a <- a", "b <- b", "x <- a, b"}),
    "part of a column": (
        "df = src[['a', 'b']]\ndf.loc[df.b > 1, 'a'] = 0",
        {"a <- a", "b <- b"},
    ),
    "several columns": (
        "df = src[['a', 'b']]\ndf[['x', 'y']] = df[['b', 'a']]",
        {"a <- a", "b <- b", "x <- b", "y <- a"},
    ),
    "added up": ("df = src[['a', 'b']]\ndf['a'] += df['b']", {"a <- a, b", "b <- b"}),
    "deleted": ("df = src[['a', 'b']]\ndel df['b']", {"a <- a"}),
    "dropped in place": (
        "df = src[['a', 'b', 'c']]\ndf.drop(columns=['b'], inplace=True)",
        {"a <- a", "c <- c"},
    ),
    "popped": ("df = src[['a', 'b']]\nx = df.pop('b')", {"a <- a"}),
    "inserted": ("df = src[['a', 'b']]\ndf.insert(0, 'x', df.b + 1)", {"a <- a", "b <- b", "x <- b"}),
    "headings": ("df = src[['a', 'b']]\ndf.columns = ['x', 'y']", {"x <- a", "y <- b"}),
    "assign": ("df = src[['a']].assign(x=src.b, y=lambda d: d.a + d.x)", {"a <- a", "x <- b", "y <- a, b"}),
    "where": ("df = src[['a']]\ndf['x'] = np.where(src.b > 1, src.c, 0)", {"a <- a", "x <- c"}),
    "groupby": ("df = src.groupby('k')['a'].sum().reset_index(name='total')", {"k <- k", "total <- a"}),
    "named aggregation": (
        "df = src.groupby(['k'], as_index=False).agg(total=('a', 'sum'), most=('b', 'max'))",
        {"k <- k", "total <- a", "most <- b"},
    ),
    "dict of functions": (
        "df = src.groupby('k').agg({'a': 'sum', 'b': ['min', 'max']}).reset_index()",
        {"k <- k", "a <- a", "b_min <- b", "b_max <- b"},
    ),
    "merge": (
        "left = src[['k', 'a']]\nright = src[['k', 'b']]\ndf = left.merge(right, on='k')",
        {"k <- k", "a <- a", "b <- b"},
    ),
    "merge with suffixes": (
        (
            "left, r = src[['k', 'a']], src[['k', 'a']]\n"
            "df = pd.merge(left, r, left_on='k', right_on='k', suffixes=('', '_r'))"
        ),
        {"k <- k", "a <- a", "k_r <- k", "a_r <- a"},
    ),
    "concat": ("df = pd.concat([src[['a', 'b']], src[['a', 'c']]])", {"a <- a", "b <- b", "c <- c"}),
    "list that grows": (
        "parts = []\nfor name in ['x', 'y']:\n    parts.append(src[['a']])\ndf = pd.concat(parts)",
        {"a <- a"},
    ),
    "melt": (
        "df = src.melt(id_vars=['k'], value_vars=['a', 'b'], var_name='which', value_name='v')",
        {"k <- k", "which <-", "v <- a, b"},
    ),
    "counts": ("df = src['a'].value_counts().reset_index()", {"a <- a", "count <- a"}),
    "apply over rows": (
        "df = src[['a']]\ndf['x'] = src.apply(lambda row: row['b'] + row.c, axis=1)",
        {"a <- a", "x <- b, c"},
    ),
    "function of the notebook": (
        (
            "def tidy(frame, column='b'):\n    found = frame.dropna()\n    return found[['a', column]]\n"
            "df = tidy(src)"
        ),
        {"a <- a", "b <- b"},
    ),
    "branches": ("df = src[['a']]\nif flag:\n    df = src[['a', 'b']]", {"a <- a", "b <- b"}),
    "pipe": ("df = src.pipe(lambda d: d[['a']])", {"a <- a"}),
    "constant": ("df = src[['a']].assign(x=1)", {"a <- a", "x <-"}),
}

POLARS = {
    "select": (
        "df = src.select('a', pl.col('b').alias('x'), y=pl.col('c') + 1)",
        {"a <- a", "x <- b", "y <- c"},
    ),
    "several at once": ("df = src.select(pl.col('a', 'b').sum())", {"a <- a", "b <- b"}),
    "all but one": ("df = src.select(pl.all().exclude('c', 'k'))", {"a <- a", "b <- b"}),
    "with columns": (
        "df = src.select('a', 'b').with_columns((pl.col('a') / pl.col('b')).alias('x'))",
        {"a <- a", "b <- b", "x <- a, b"},
    ),
    "when": (
        "df = src.select(pl.when(pl.col('a') > 1).then(pl.col('b')).otherwise(pl.col('c')).alias('x'))",
        {"x <- b, c"},
    ),
    "group by": (
        "df = src.group_by('k').agg(pl.col('a').sum().alias('total'), pl.col('b').max())",
        {"k <- k", "total <- a", "b <- b"},
    ),
    "rename and drop": ("df = src.select('a', 'b').rename({'a': 'x'}).drop('b')", {"x <- a"}),
    "join": (
        "df = src.select('k', 'a').join(src.select('k', 'b'), on='k', how='left')",
        {"k <- k", "a <- a", "b <- b"},
    ),
    "semi join": (
        "df = src.select('k', 'a').join(src.select('k', 'b'), on='k', how='semi')",
        {"k <- k", "a <- a"},
    ),
    "lazy chain": ("df = src.lazy().filter(pl.col('b') > 1).select('a').sort('a').collect()", {"a <- a"}),
}


@pytest.mark.parametrize(("python", "expected"), [*PANDAS.values(), *POLARS.values()], ids=[*PANDAS, *POLARS])
def test_columns_of_a_frame_are_traced(python: str, expected: set[str]) -> None:
    assert frame(python) == expected


@pytest.mark.parametrize(
    ("python", "expected"),
    [
        ("df = src[src.a > 1]", "FILTER src.a -> df.?"),
        ("df = src.query('a > 1 and `b` == 2')", "FILTER src.b -> df.?"),
        ("df = src.sort_values('a')", "SORT src.a -> df.?"),
        ("df = src.groupby('k').size().reset_index(name='n')", "GROUP_BY src.k -> df.?"),
        ("df = src[['a', 'k']].merge(src[['b', 'k']], on='k')", "JOIN src.k -> df.?"),
        ("df = src.filter(pl.col('a') > 1)", "FILTER src.a -> df.?"),
        ("df = src.select(x=pl.col('a').sum().over('k'))", "WINDOW src.k -> df.x"),
        ("df = src[['a']]\ndf.loc[src.b > 1, 'a'] = 0", "CONDITIONAL src.b -> df.a"),
    ],
)
def test_what_decides_over_rows_is_an_indirect_flow(python: str, expected: str) -> None:
    found = graph("src = pd.read_csv('src.csv', usecols=['a', 'b', 'c', 'k'])", python)
    assert expected in indirect(found)


def test_columns_that_are_not_known_keep_their_names() -> None:
    found = graph(
        "src = pd.read_parquet('in.parquet')", "df = src.rename(columns={'a': 'x'})\ndf['y'] = df.b"
    )
    assert direct(found) == {
        "in.parquet.* -> src.*", "src.a -> df.x", "src.b -> df.y", "src.* -> df.*",
    }  # fmt: skip


def test_code_that_cannot_be_followed_is_a_flow_of_the_whole_and_says_so() -> None:
    found = graph("src = pd.read_csv('src.csv')", "df = somewhere.clean(src)\nother = clean(src)")
    flow = next(flow for flow in found.flows if found.by_id[flow.target].name == "other")
    assert (flow.source_column, flow.target_column) == (None, None)
    assert flow.confidence < 1
    assert "not followed" in flow.reason


def test_chart_is_a_cell_that_reads() -> None:
    found = graph("df = pd.read_csv('x.csv', usecols=['a', 'b'])", "px.bar(df, x='a')\nplt.plot(df.b)")
    cell = next(node for node in found.nodes if node.kind == "cell")
    assert (cell.name, cell.cell) == ("cell 2", "c2")
    assert {"df.a -> cell 2.?", "df.b -> cell 2.?"} <= direct(found)


@pytest.mark.parametrize(
    ("python", "name", "kind"),
    [
        ("src.to_parquet('out/x.parquet')", "out/x.parquet", "file"),
        ("src.to_csv(Path('out') / 'x.csv', index=False)", "out/x.csv", "file"),
        ("src.write_parquet('./x.parquet')", "x.parquet", "file"),
        ("src.to_sql('orders', engine, schema='mart')", "mart.orders", "table"),
        ("src.write.mode('overwrite').saveAsTable('mart.orders')", "mart.orders", "table"),
        ("src.to_csv(f'out/{year}.csv')", "out/{year}.csv", "file"),
    ],
)
def test_what_is_written_is_a_node_with_the_columns(python: str, name: str, kind: str) -> None:
    found = graph("src = pd.read_csv('src.csv', usecols=['a'])", python)
    node = next(node for node in found.nodes if node.name == name)
    assert (node.kind, node.columns) == (kind, ("a",))
    assert f"src.a -> {name}.a" in direct(found)


@pytest.mark.parametrize(
    ("python", "source"),
    [
        ("df = pd.read_sql('select a from t', engine)", "t"),
        ("con = sqlite3.connect('x.db')\ndf = pd.read_sql_query('select a from t', con)", "t"),
        ("df = duckdb.sql(\"select a from 'in.csv'\").df()", "in.csv"),
        ("df = spark.sql('select a from db.t').toPandas()", "db.t"),
        ("df = spark.table('db.t').select('a')", "db.t"),
        ("year = 2024\ndf = pd.read_sql(f'select a from t where y = {year}', engine)", "t"),
        ("df = iops.sql('select a from t')", "t"),
    ],
)
def test_sql_in_python_is_read(python: str, source: str) -> None:
    assert f"{source}.a -> df.a" in direct(graph(python))


@pytest.mark.parametrize(
    "python", ["df = (", "%%timeit\ndf = )", "x = " + "(" * 3000 + ")" * 3000, "df = src['a'\n", "\x00"]
)
def test_text_that_is_no_python_leaves_a_note_and_the_other_cells(python: str) -> None:
    found = graph("df = pd.read_csv('x.csv')", python, "df.to_csv('y.csv')")
    assert {"x.csv", "y.csv"} <= {node.name for node in found.nodes}
    assert any("cell 2" in note for note in found.notes)


def test_functions_that_call_each_other_come_to_an_end() -> None:
    found = graph("def f(x):\n    return g(x) + g(x)\ndef g(x):\n    return f(x) + f(x)\ny = f(1)")
    assert found.nodes == ()


def test_nothing_of_a_cell_is_run() -> None:
    graph("import os\nos.abort()", "raise SystemExit", "open('/nowhere/at/all', 'w')")
