"""What the catalog tells of a PostgreSQL database."""

from __future__ import annotations

import time

import pytest

from iopsdata_jupyter.catalog.introspect import read_catalog
from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey
from iopsdata_jupyter.catalog.values import read_values
from iopsdata_jupyter.connections.drivers import open_connection
from tests.services.postgresql import PostgreSQLServer

pytestmark = pytest.mark.service

SCRIPT = """
create schema sales; create schema "Über-Schema"; create schema hidden;
create type mood as enum ('sad', 'glad');
create domain amount as numeric(10, 2) not null;
create table countries (code char(2) primary key, name varchar(40) not null);
comment on table countries is 'Where "we" sell; it''s all';
comment on column countries.code is 'ISO 3166';
create table sales.regions (
  country char(2) references countries, region int, note text, primary key (region, country));
create table sales.offices (
  id bigint generated always as identity primary key, region int, country char(2), mood mood, budget amount,
  opened timestamptz, tags text[], dropped int,
  constraint office_region foreign key (country, region) references sales.regions (country, region));
alter table sales.offices drop column dropped;
create table "Über-Schema"."o'hara ""q"" table" ("select" int, "Größe" double precision, "a b" jsonb,
  office bigint references sales.offices);
create table events (id int, at date not null, primary key (id, at)) partition by range (at);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create view open_offices as select id, mood from sales.offices;
create materialized view office_count as select count(*) as n from sales.offices;
create table hidden.secrets (a int);
create table kept_back (a int, b int);
insert into countries values ('no', 'Norway'), ('se', 'Sweden');
insert into sales.regions values ('no', 1);
insert into sales.offices (region, country, mood, budget) values (1, 'no', 'glad', 1);
insert into events select i, '2024-06-01' from generate_series(1, 70) i;
insert into events select i, '2025-06-01' from generate_series(1, 30) i;
analyze;
create role lister login password '{password}';
grant usage on schema sales to lister; grant select on sales.offices, countries to lister;
grant select (a) on kept_back to lister;
"""


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQLServer) -> str:
    from tests.services.postgresql import PASSWORD

    return postgresql.new_database(SCRIPT.replace("{password}", PASSWORD))


@pytest.fixture(scope="module")
def catalog(postgresql: PostgreSQLServer, database: str) -> Catalog:
    connection = open_connection(postgresql.config(database))
    found = read_catalog(connection)
    connection.close()
    return found


def test_every_relation_is_there_and_partitions_are_not(catalog: Catalog) -> None:
    assert {table.qualified_name: table.kind for table in catalog.tables} == {
        "countries": "table", "events": "table", "kept_back": "table", "office_count": "view",
        "open_offices": "view", "hidden.secrets": "table", "sales.offices": "table", "sales.regions": "table",
        "Über-Schema.o'hara \"q\" table": "table",
    }  # fmt: skip


def test_columns_have_types_comments_and_nullability(catalog: Catalog) -> None:
    countries, offices = catalog.table("countries"), catalog.table("sales.offices")
    assert countries is not None
    assert offices is not None
    assert countries.comment == 'Where "we" sell; it\'s all'
    assert countries.columns == (
        Column("code", "CHARACTER(2)", nullable=False, comment="ISO 3166"),
        Column("name", "CHARACTER VARYING(40)", nullable=False),
    )
    assert [(column.name, column.type, column.nullable) for column in offices.columns] == [
        ("id", "BIGINT", False), ("region", "INTEGER", True), ("country", "CHARACTER(2)", True),
        ("mood", "ENUM MOOD", True), ("budget", "NUMERIC(10,2)", False),
        ("opened", "TIMESTAMP WITH TIME ZONE", True), ("tags", "TEXT[]", True),
    ]  # fmt: skip


def test_keys_are_whole_and_in_order(catalog: Catalog) -> None:
    regions, offices = catalog.table("sales.regions"), catalog.table("sales.offices")
    odd = catalog.table('Über-Schema.o\'hara "q" table')
    assert regions is not None
    assert offices is not None
    assert odd is not None
    assert regions.primary_key == ("region", "country")
    assert regions.foreign_keys == (ForeignKey(("country",), "countries", ("code",)),)
    assert offices.foreign_keys == (ForeignKey(("country", "region"), "regions", ("country", "region")),)
    assert odd.foreign_keys == (ForeignKey(("office",), "offices", ("id",), "sales"),)
    assert [column.name for column in odd.columns] == ["select", "Größe", "a b", "office"]


def test_row_estimates_count_the_partitions(catalog: Catalog) -> None:
    estimates = {table.name: table.row_estimate for table in catalog.tables}
    assert (estimates["countries"], estimates["events"], estimates["open_offices"]) == (2, 100, None)


def test_only_what_the_account_may_read_is_shown(postgresql: PostgreSQLServer, database: str) -> None:
    connection = open_connection(postgresql.config(database, user="lister"))
    names = {table.qualified_name for table in read_catalog(connection).tables}
    assert names == {"countries", "sales.offices", "kept_back"}
    connection.close()


def test_values_of_enums_and_texts_are_found(
    postgresql: PostgreSQLServer, database: str, catalog: Catalog
) -> None:
    connection = open_connection(postgresql.config(database))
    values = read_values(connection, catalog)
    assert {(found.table, found.column) for found in values.find("GLAD")} == {
        ("sales.offices", "mood"),
        ("open_offices", "mood"),
    }
    assert values.values("countries", "name") == ("Norway", "Sweden")
    connection.close()


def test_redshift_is_read_through_the_information_schema(postgresql: PostgreSQLServer, database: str) -> None:
    config = postgresql.config(database)
    import dataclasses

    connection = open_connection(
        dataclasses.replace(config, target=config.target.replace("postgresql:", "redshift:"))
    )
    catalog = read_catalog(connection)
    assert catalog.dialect == "redshift"
    offices = catalog.table("sales.offices")
    assert offices is not None
    assert offices.columns[0] == Column("id", "BIGINT", nullable=False)
    connection.close()


def test_a_thousand_tables_in_a_chain_are_read_quickly(postgresql: PostgreSQLServer) -> None:
    columns = ", ".join(f"column_{number} text" for number in range(12))
    script = "".join(
        f"create table chain_{number} (id int primary key, {columns}, "
        f"previous int{f' references chain_{number - 1}' if number else ''});"
        for number in range(1000)
    )
    database = postgresql.new_database(script)
    connection = open_connection(postgresql.config(database))
    started = time.monotonic()
    catalog = read_catalog(connection)
    elapsed_s = time.monotonic() - started
    assert len(catalog.tables) == 1000
    assert sum(len(table.columns) for table in catalog.tables) == 14_000
    assert sum(len(table.foreign_keys) for table in catalog.tables) == 999
    assert elapsed_s < 2
    connection.close()
