"""MariaDB and Spark through the real magics: one line to connect, and no password anywhere."""

from __future__ import annotations

import pytest

from tests.functional.conftest import Shell
from tests.services.mariadb import MariaDB, mariadb
from tests.services.spark import SparkConnect, spark_connect

__all__ = ["mariadb", "spark_connect"]

pytestmark = pytest.mark.service

SHOP = """
create table orders (id integer primary key, amount decimal(10, 2), city varchar(20));
insert into orders values (1, 9.50, 'Bergen'), (2, 20, 'Lund')
"""


def test_a_question_and_a_statement_on_mariadb(shell: Shell, mariadb: MariaDB) -> None:
    database = mariadb.new_database(SHOP)
    url = f"mysql://root:{mariadb.root_password}@{mariadb.host}:{mariadb.port}/{database}"
    opened = shell.run(f"%connect {url} --as shop")
    assert "Connected to shop (mysql, read-only), 1 table: orders" in opened.text
    assert "superuser" in opened.text
    frame = shell.run("least = 10\n%sql select city, amount from orders where amount > :least").value
    assert frame["city"].tolist() == ["Lund"]
    assert str(frame.dtypes["amount"]) == "decimal128(10, 2)[pyarrow]"
    answer = shell.run("%ask --offline how many orders are there")
    assert answer.error is None, answer.text
    misspelt = shell.run("%sql select amout from orders").text
    assert "amount" in misspelt
    refused = shell.run("%sql delete from orders").text
    assert "read-only" in refused
    listed = shell.run("%connect").text
    for text in (opened.text, misspelt, refused, listed):
        assert mariadb.root_password not in text


def test_a_wrong_password_is_not_shown_even_verbosely(shell: Shell, mariadb: MariaDB) -> None:
    shell.run("%xmode Verbose")
    ran = shell.run(f"%connect mysql://root:S3cr3t@{mariadb.host}:{mariadb.port}/mysql")
    assert "refused the user or the password" in ran.text
    assert "S3cr3t" not in ran.text


def test_frames_of_the_notebook_are_tables_of_a_spark_session(
    shell: Shell, spark_connect: SparkConnect
) -> None:
    assert "spark" in shell.run(f"%connect {spark_connect.url} --as cluster").text
    shell.run("import pandas as pd\nsales = pd.DataFrame({'city': ['Bergen', 'Lund'], 'amount': [1.5, 2.5]})")
    frame = shell.run("%sql select city from sales where amount > 2").value
    assert frame["city"].tolist() == ["Lund"]
    assert "read-only" in shell.run("%sql create table x as select 1 as a").text
