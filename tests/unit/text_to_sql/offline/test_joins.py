"""Join trees over foreign keys."""

from __future__ import annotations

from iopsdata_jupyter.catalog.models import Catalog, Column, Table
from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex, index_catalog
from tests.unit.text_to_sql.offline import rental
from tests.unit.text_to_sql.offline.chain import chain


def _names(schema: SchemaIndex, tables: tuple[int, ...]) -> set[str]:
    return {schema.tables[i].name for i in tables}


def _index(schema: SchemaIndex, *names: str) -> tuple[int, ...]:
    return tuple(sorted(t.index for t in schema.tables if t.name in names))


def test_a_bridge_table_is_found() -> None:
    schema = index_catalog(rental.catalog())
    tree = JoinGraph(schema).tree(_index(schema, "riders", "bikes"))
    assert tree is not None
    assert _names(schema, tree.tables) == {"riders", "bikes", "rides"}
    assert len(tree.edges) == 2


def test_tables_that_do_not_connect_have_no_tree() -> None:
    lonely = Table("weather", (Column("celsius", "REAL"),))
    schema = index_catalog(Catalog("sqlite", (*rental.catalog().tables, lonely)))
    assert JoinGraph(schema).tree(_index(schema, "weather", "bikes")) is None


def test_of_parallel_keys_the_preferred_one_is_taken() -> None:
    schema = index_catalog(rental.catalog())
    ending = schema.column_ids["rides", "end_station_id"]
    tables = _index(schema, "rides", "stations")
    first, second = JoinGraph(schema).tree(tables), JoinGraph(schema).tree(tables, (ending,))
    assert first is not None
    assert second is not None
    assert schema.columns[first.edges[0].left].name == "start_station_id"
    assert schema.columns[second.edges[0].left].name == "end_station_id"


def test_one_table_needs_no_join() -> None:
    schema = index_catalog(rental.catalog())
    tree = JoinGraph(schema).tree((0,))
    assert tree is not None
    assert tree.edges == ()


def test_a_search_goes_no_farther_than_the_table_asked_for() -> None:
    graph = JoinGraph(chain(100))
    assert graph.tree((40, 41)) is not None
    assert len(graph._search(40)._settled) < 5


def test_what_was_found_before_does_not_change_what_is_found_later() -> None:
    schema = chain(30)
    asked = [tuple(sorted((a, b))) for a in range(0, 30, 7) for b in range(0, 30, 5) if a != b]
    forward, backward = JoinGraph(schema), JoinGraph(schema)
    found = {tables: forward.tree(tables) for tables in asked}
    assert {tables: backward.tree(tables) for tables in reversed(asked)} == found
    assert found[0, 7] is not None
    assert found[0, 28] is None, "more than eight joins away"
