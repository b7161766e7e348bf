"""One small shop in every engine that the safety tests run on, and what a change of it would look like."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import duckdb

_TABLES = """
create table stores (id integer primary key, city varchar(40), opened varchar(10));
create table sales (
  id integer primary key, store_id integer, amount {number}, sold_at {moment}, note varchar(80)
);
create table staff (id integer primary key, name varchar(40), boss_id integer, pay {number});
create table readings (id integer, taken_at {moment}, payload {json}{labels});
create view big_sales as select * from sales where amount > 10;
create index ix_store on sales (store_id);
insert into stores values (1, 'Bergen', '2020-01-01'), (2, 'Lund', '2021-05-05');
insert into sales values (1, 1, 9.5, '2024-01-31', 'x'), (2, 2, 20, '2024-02-01', 'gift 12');
insert into sales values (3, 2, 0.1, '2024-02-03', null);
insert into staff values (1, 'Ada', null, 100), (2, 'Bo', 1, 50);
"""

DUCKDB = (
    _TABLES.format(number="decimal(10, 2)", moment="timestamp", json="json", labels=", labels varchar[]")
    + """
insert into readings values (1, '2024-01-01', '{"k": 1, "a": [1, 2]}', ['p', 'q']);
create sequence ticket;
create macro twice(x) as x * 2;
"""
)
SQLITE = _TABLES.format(number="real", moment="text", json="text", labels="") + (
    """insert into readings values (1, '2024-01-01', '{"k": 1, "a": [1, 2]}')"""
)
POSTGRES = (
    _TABLES.format(number="numeric(10, 2)", moment="timestamp", json="jsonb", labels=", labels text[]")
    + """
insert into readings values (1, '2024-01-01', '{"k": 1, "a": [1, 2]}', array['p', 'q']);
create sequence ticket;
create materialized view m as select count(*) from sales;
create function wipe(x int default 0) returns int language plpgsql
  as $f$ begin delete from sales; return 1; end $f$;
create function audit() returns int language sql as 'select 1'
"""
)
MARIADB = (
    _TABLES.format(number="decimal(10, 2)", moment="datetime", json="json", labels="")
    + """
insert into readings values (1, '2024-01-01', '{"k": 1, "a": [1, 2]}');
create table articles (id int, note text, fulltext (note));
create sequence ticket
"""
)


def make_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as native:
        native.execute(DUCKDB)


def make_sqlite(path: Path) -> None:
    native = sqlite3.connect(path)
    native.executescript(SQLITE)
    native.close()


def files_below(folder: Path) -> dict[str, str]:
    """The hash of every file, by its name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
