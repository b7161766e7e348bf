"""`%profile` in a real shell, and `iopsdata profile`."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from iopsdata_jupyter.cli import main
from iopsdata_jupyter.errors import DataCheckFailed, UsageError
from tests.functional.conftest import Shell


def test_a_frame_by_its_name(shell: Shell) -> None:
    shell.run("import pandas as pd; orders = pd.DataFrame({'n': [1, 2, 2], 't': ['a', None, '<b>']})")
    ran = shell.run("%profile orders")
    assert ran.error is None
    assert "3 rows" in ran.bundles[-1]["text/plain"]
    assert "<svg" in ran.bundles[-1]["text/html"]
    assert "<script" not in ran.bundles[-1]["text/html"]
    assert "<b>'" not in ran.bundles[-1]["text/html"]


def test_the_value_of_a_cell_by_ipythons_name_of_it(shell: Shell) -> None:
    shell.run("import pandas as pd; _12 = pd.DataFrame({'n': [1, 2, 2]})")
    ran = shell.run("%profile _12")
    assert ran.error is None
    assert "3 rows" in ran.bundles[-1]["text/plain"]


def test_a_profile_as_the_value_of_a_cell_is_shown_as_by_the_magic(shell: Shell) -> None:
    shell.run("import pandas as pd, iopsdata_jupyter as iops; orders = pd.DataFrame({'n': [1, 2, 2]})")
    profile = shell.run("display(iops.profile(orders))").bundles[-1]
    assert profile["application/vnd.iopsdata.profile+json"]["profile"]["row_count"] == 3
    change = shell.run("display(iops.compare_data(orders, orders))").bundles[-1]
    assert "comparison" in change["application/vnd.iopsdata.profile+json"]
    assert "<svg" in change["text/html"]


def test_a_frame_has_the_name_of_its_variable(shell: Shell) -> None:
    shell.run("import pandas as pd, iopsdata_jupyter as iops; orders = pd.DataFrame({'n': [1, 1, 1]})")
    shell.run("named, unnamed = iops.profile(orders), iops.profile(orders.head(2))")
    assert (shell["named"].name, shell["unnamed"].name) == ("orders", "DataFrame")
    query = shell["named"].insights[0].query
    assert '"orders"' in query
    assert shell.run(f"%sql notebook {query}").error is None


def test_a_table_a_query_and_a_file(shell: Shell, shop: Path, tmp_path: Path) -> None:
    assert shell.run(f"%connect '{shop}' --as shop").error is None
    shell.run("%profile -o found orders")
    assert shell["found"].columns["customer_id"].distinct_count == 2
    assert [key.target_table for key in shell["found"].foreign_keys] == ["customers"]
    assert shell.run("%profile -o found shop select city from customers where id > 1").error is None
    assert shell["found"].row_count == 2
    path = tmp_path / "my data.csv"
    pd.DataFrame({"a": range(5)}).to_csv(path, index=False)
    assert shell.run(f"%profile '{path}' -o found").error is None
    assert shell["found"].row_count == 5


def test_each_statement_is_audited(shell: Shell, shop: Path) -> None:
    shell.run(f"%connect '{shop}' --as shop")
    shell.run("%profile orders")
    audit = shell.run("%iops audit").text
    assert "profile" in audit
    assert "allowed" in audit
    assert "refused" not in audit


def test_compare_and_checks(shell: Shell, tmp_path: Path) -> None:
    shell.run(
        "import pandas as pd; a = pd.DataFrame({'n': range(50)}); b = pd.DataFrame({'n': range(60), 'm': 1})"
    )
    ran = shell.run("%profile a --compare b -o change")
    assert "The column m is new" in ran.bundles[-1]["text/plain"]
    assert shell["change"].row_change == 10
    rules = tmp_path / "rules.yml"
    assert shell.run(f"%profile a --save-checks '{rules}'").error is None
    assert "rules hold" in shell.run(f"%profile a --expect '{rules}'").text
    broken = shell.run(f"%profile b --expect '{rules}'")
    assert isinstance(broken.error, DataCheckFailed)
    assert "BROKEN" in broken.text


def test_a_page_is_written(shell: Shell, tmp_path: Path) -> None:
    shell.run(
        "import pandas as pd; a = pd.DataFrame({'<img src=x onerror=alert(1)>': ['</td><script>x</script>']})"
    )
    shell.run(f"%profile a --html '{tmp_path}/a.html'")
    page = (tmp_path / "a.html").read_text()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page


def test_what_cannot_be_profiled_is_explained(shell: Shell) -> None:
    shell.run("import pandas as pd; orders = pd.DataFrame({'n': [1]})")
    for line, hint in (
        ("%profile ordrs", "orders"),
        ("%profile", "orders.parquet"),
        ("%profile --nope orders", "--"),
    ):
        ran = shell.run(line)
        assert isinstance(ran.error, UsageError)
        assert hint in (ran.error.hint or "")


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,city\n1,Oslo\n2,Lund\n")
    assert main(["profile", str(path)]) == 0
    assert "2 rows" in capsys.readouterr().out
    assert main(["profile", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["row_count"] == 2
    rules = tmp_path / "rules.yml"
    rules.write_text("rows: 3\n")
    assert main(["profile", str(path), "--expect", str(rules)]) == 1
    assert "rows should be 3, is 2" in capsys.readouterr().err
