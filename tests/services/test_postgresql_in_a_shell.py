"""PostgreSQL as a user meets it: through the magics, from a URL with its password to an answer."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.functional.conftest import Shell, shell
from tests.services.postgresql import ADMIN, PASSWORD, PostgreSQLServer

__all__ = ["shell"]

pytestmark = pytest.mark.service

SCRIPT = """
create schema sales;
create table customers (id int primary key, name text not null, city varchar(40));
create table sales.orders (id int primary key, customer_id int references customers, amount numeric(10, 2),
                           placed_on date);
insert into customers values (1, 'Ada', 'Bergen'), (2, 'Grace', 'Lund'), (3, 'Edsger', 'Lund');
insert into sales.orders values (1, 1, 10, '2024-01-05'), (2, 1, 30, '2024-02-06'), (3, 2, 5.5, '2025-01-07');
"""


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQLServer) -> str:
    return postgresql.new_database(SCRIPT)


@pytest.fixture
def url(postgresql: PostgreSQLServer, database: str) -> str:
    return f"postgresql://{ADMIN}:{quote(PASSWORD, safe='')}@127.0.0.1:{postgresql.port}/{database}"


@pytest.fixture
def connected(shell: Shell, url: str) -> Shell:
    assert shell.run(f"%connect {url} --as shop").error is None
    return shell


def test_the_password_is_neither_shown_nor_kept(
    shell: Shell, url: str, clean_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = [
        shell.run(f"%connect {url} --as shop"),
        shell.run("%connect"),
        shell.run("%%sql\nselect count(*) as n from customers"),
        shell.run(f"%xmode Verbose\n%connect {url.replace('test_', 'tst_')} --as other"),
    ]
    shown = "".join(cell.text + str(cell.value) + str(cell.bundles) for cell in ran)
    assert ran[2].value["n"].tolist() == [3]
    assert "has no database" in shown
    kept = b"".join(path.read_bytes() for path in clean_environment.rglob("*") if path.is_file())
    for secret in (PASSWORD, quote(PASSWORD, safe="")):
        assert secret not in shown
        assert secret.encode() not in kept


def test_questions_are_answered_across_schemas(connected: Shell) -> None:
    ran = connected.run("answer = %ask --offline what is the total amount of orders per city")
    assert ran.error is None, ran.text
    ran = connected.run("%%ask --offline\nhow many customers are in Lund")
    assert ran.error is None, ran.text
    assert "2" in ran.text + str(ran.bundles)


def test_binds_come_from_the_notebook(connected: Shell) -> None:
    connected.run("import datetime, pandas as pd\nday = datetime.date(2024, 2, 1)\npart = '%a%'")
    sql = (
        "select name, amount from sales.orders join customers c on c.id = customer_id "
        "where placed_on >= :day and name like :part and '100%' <> ':day' order by 1"
    )
    found = connected.run(f"%%sql\n{sql}").value
    assert found["name"].tolist() == ["Ada", "Grace"]
    assert [str(amount) for amount in found["amount"]] == ["30.00", "5.50"]


def test_a_misspelt_column_gets_its_place_and_the_nearest(connected: Shell) -> None:
    text = connected.run("%%sql\nselect amout\nfrom sales.orders").text
    assert 'Column "amout" does not exist.' in text
    assert "line 1: select amout" in text
    assert "Did you mean amount" in text


@pytest.mark.parametrize(
    "sql", ["delete from customers", "select pg_read_file('/etc/passwd')", "select 1; select 2"]
)
def test_the_guard_stands_before_the_server(connected: Shell, sql: str) -> None:
    assert connected.run(f"%%sql\n{sql}").error is not None
    assert connected.run("%sql select count(*) as n from customers").value["n"].tolist() == [3]


def test_a_transaction_spans_cells_and_frames_are_loaded(connected: Shell, url: str) -> None:
    shell = connected
    shell.run(f"%connect {url} --as shop --write")
    shell.run("import pandas as pd\nvisits = pd.DataFrame({'day': pd.to_datetime(['2024-01-01']), 'n': [1]})")
    for cell in ("%sql begin", "%sql update customers set city = 'Oslo'", "%sql rollback"):
        assert shell.run(cell).error is None
    assert shell.run("%sql select count(*) as n from customers where city = 'Oslo'").value["n"].tolist() == [
        0
    ]
    ran = shell.run("%sql --persist visits")
    assert ran.error is None, ran.text
    assert shell.run("%sql select n from visits").value["n"].tolist() == [1]
    shell.run("%sql drop table visits")
