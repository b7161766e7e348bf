"""`%sql` and `%%sql` as a user types them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from iopsdata_jupyter.errors import IopsDataError
from tests.functional.conftest import Shell

ORDERS = "import pandas as pd\norders = pd.DataFrame({'id': [1, 2, 3], 'amount': [1.5, 2.5, None]})"


def test_a_line_returns_a_data_frame(shell: Shell) -> None:
    frame = shell.run("%sql select 1 as a, 'x' as b").value
    assert isinstance(frame, pd.DataFrame)
    assert frame.to_dict("list") == {"a": [1], "b": ["x"]}


def test_the_notebook_s_frames_are_tables(shell: Shell) -> None:
    shell.run(ORDERS)
    assert shell.run("%sql select sum(amount) as s from orders").value["s"].tolist() == [4.0]


def test_a_frame_that_has_changed_is_read_anew(shell: Shell) -> None:
    shell.run(ORDERS)
    shell.run("%sql select count(*) from orders")
    shell.run("orders['extra'] = 7")
    assert shell.run("%sql select max(extra) as m from orders").value["m"].tolist() == [7]
    shell.run("orders = orders.head(1)")
    assert shell.run("%sql select count(*) as n from orders").value["n"].tolist() == [1]


def test_a_frame_joins_a_duckdb_file_whose_own_tables_come_first(shell: Shell) -> None:
    shell.run("%connect sample")
    shell.run("import pandas as pd\nstores = pd.DataFrame({'x': [1]})\nmine = pd.DataFrame({'id': [1]})")
    assert "x" not in shell.run("%sql from stores limit 1").value.columns
    assert len(shell.run("%sql from mine").value) == 1


@pytest.mark.parametrize(
    "cell", ["%%sql -o top\nselect 1 as a", "%%sql top <<\nselect 1 as a", "%sql top << select 1 as a"]
)
def test_rows_can_be_kept_in_a_variable(shell: Shell, cell: str) -> None:
    ran = shell.run(cell)
    assert ran.value is None
    assert ran.text.strip() == "top: 1 row x 1 column"
    assert shell["top"]["a"].tolist() == [1]


def test_binds_come_from_params_then_from_variables(shell: Shell) -> None:
    shell.run('low, city = 2, "it\'s"')
    frame = shell.run("%%sql --params '{\"low\": 9}'\nselect :low as low, :city as city").value
    assert frame.to_dict("list") == {"low": [9], "city": ["it's"]}


def test_python_s_own_marks_are_left_to_sql(shell: Shell) -> None:
    shell.run("x = 5")
    assert shell.run("%sql select '{x} $x' as a").value["a"].tolist() == ["{x} $x"]


def test_a_limit_is_said(shell: Shell) -> None:
    ran = shell.run("%%sql --limit 2\nselect * from range(10) t(i)")
    assert ran.value["i"].tolist() == [0, 1]
    assert "there are more" in ran.text
    assert ran.value.attrs["iopsdata"]["truncated"] is True


def test_the_frame_tells_where_it_comes_from(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    origin = shell.run("%sql select * from orders").value.attrs["iopsdata"]
    assert origin["connection"] == "shop"
    assert origin["sql"] == "select * from orders"
    assert origin["elapsed"] > 0


def test_a_cell_can_name_its_connection(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%sql notebook select 1")
    assert len(shell.run("%%sql shop\nselect * from orders").value) == 3
    assert len(shell.run("%%sql notebook --limit 1\nselect 1 as a").value) == 1
    assert len(shell.run("%sql select * from orders").value) == 3


def test_a_writable_connection_writes_and_says_so(shell: Shell, shop: Path) -> None:
    assert "READ-WRITE" in shell.run(f"%connect '{shop}' --as shop --write").text
    ran = shell.run("%%sql\ninsert into customers values (4, 'Alan', null)")
    assert ran.error is None
    assert shell.run("%sql select count(*) as n from customers").value["n"].tolist() == [4]


BAD = [
    ("%sql selec 1", "syntax error", "selec"),
    ("%sql select 1; select 2", "one is run at a time", "cell of its own"),
    ("%sql select * from orderz", "orderz", "Did you mean orders?"),
    ("%sql select amout from orders", "amout", "Did you mean amount?"),
    ("%sql drop table orders", "DROP orders is not a read", "--write"),
    ("%%sql --limt 3\nselect 1", "no option --limt", "--limit"),
    ("%%sql shp\nselect 1", "no connection named 'shp'", "Did you mean shop?"),
    ("%%sql\n   \n", "no SQL to run", "below %%sql"),
    ("%sql", "no SQL to run", "below %%sql"),
    ("%%sql\nselect :missing", "no variable of that name", "--params"),
    ("%connect nosuch.db", "no file, folder or connection named nosuch.db", "Relative paths"),
    ("%connect nosuch://bob:S3cr3t@h/db", "no driver for 'nosuch'", "Known"),
    ("%connect a b", "one target", "quotes"),
    ("%connect . --as 'two words'", "cannot be a connection's name", "--as shop"),
    ("%iops setings", "no subcommand", "settings"),
    ("%iops settings ask_row_limit=many", "cannot be 'many'", "whole number"),
]


@pytest.mark.parametrize(("code", "message", "hint"), BAD, ids=[code for code, _, _ in BAD])
@pytest.mark.parametrize("mode", ["Context", "Verbose"])
def test_bad_input_says_what_to_do_and_breaks_nothing(
    shell: Shell, shop: Path, code: str, message: str, hint: str, mode: str
) -> None:
    shell.run(f"%xmode {mode}")
    shell.run(f"%connect '{shop}' --as shop")
    ran = shell.run(code)
    assert isinstance(ran.error, IopsDataError)
    assert message in ran.text
    assert hint in ran.text
    assert "Traceback" not in ran.text
    assert "S3cr3t" not in ran.text
    assert ran.text.count("\n") <= 6
    assert shell.run("%sql select count(*) as n from orders").value["n"].tolist() == [3]


def test_connections_are_listed_and_closed(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    assert "* shop" in shell.run("%connect").text
    assert "Closed shop" in shell.run("%connect --close").text
    listed = shell.run("%connect").text
    assert "* notebook" in listed
    assert "saved" in listed
    assert "Connected to shop" in shell.run("%connect shop").text


def test_a_saved_connection_opens_by_name_in_a_cell(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%connect --close shop")
    assert len(shell.run("%%sql shop\nselect * from orders").value) == 3


def test_every_statement_leaves_an_audit_event(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%sql select 'S3cr3t' from orders")
    shell.run("%sql drop table orders")
    shell.run("%sql select nothing_there from orders")
    lines = shell.run("%iops audit").text.splitlines()
    assert [line.split()[4] for line in lines[:3]] == ["failed", "refused", "allowed"]
    assert "S3cr3t" not in "\n".join(lines)


def test_the_audit_log_can_be_searched(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%sql select 1")
    shell.run("%sql drop table orders")
    shell.run("%sql notebook select 2")
    assert len(shell.run("%iops audit").text.splitlines()) == 3
    refused = shell.run("%iops audit --connection shop --verdict refused").text.splitlines()
    assert len(refused) == 1
    assert "read-only" in refused[0]
    assert len(shell.run("%iops audit --last 2").text.splitlines()) == 2
    assert "no option --verdit" in shell.run("%iops audit --verdit x").text


def test_the_history_is_found_by_its_words(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%sql select count(*) from orders")
    shell.run("%sql select 1")
    shell.run("%sql notebook select 2")
    shell.run("%ask shop how many orders")
    assert len(shell.run("%iops history").text.splitlines()) == 4
    found = shell.run("%iops history orders COUNT").text.splitlines()
    assert found[0].endswith("how many orders")
    assert found[1].endswith("select count(*) from orders")
    assert "1 rows" in found[1]
    assert len(shell.run("%iops history --connection notebook").text.splitlines()) == 1
    assert len(shell.run("%iops history -n 2").text.splitlines()) == 2
    assert "Nothing of that kind" in shell.run("%iops history nowhere").text


def test_the_history_is_cleared_when_that_is_confirmed(shell: Shell) -> None:
    shell.run("%sql select 1")
    assert "--yes" in shell.run("%iops history clear").text
    assert "select 1" in shell.run("%iops history").text
    assert shell.run("%iops history clear --yes").text.startswith("1 entry of the history forgotten")
    assert "Nothing of that kind" in shell.run("%iops history").text
    assert len(shell.run("%iops audit").text.splitlines()) == 1


def test_no_history_is_kept_where_a_notebook_says_so(shell: Shell) -> None:
    shell.run("%iops settings keep_history=false")
    shell.run("%sql select 1")
    assert "Nothing of that kind" in shell.run("%iops history").text
    assert len(shell.run("%iops audit").text.splitlines()) == 1


def test_help_comes_from_the_options_themselves(shell: Shell) -> None:
    for magic in ("sql", "ask", "connect", "iops"):
        assert f"%{magic}" in shell.run(f"%{magic} --help").text
