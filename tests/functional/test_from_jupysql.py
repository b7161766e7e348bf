"""A notebook written for JupySQL's core, run with our extension; it was written for this test."""

from __future__ import annotations

from pathlib import Path

from tests.functional.conftest import Shell

CELLS = (
    "%sql duckdb:// --alias wares",
    "import pandas as pd",
    "items = pd.DataFrame({'id': [1, 2, 3], 'price': [2.5, 4.0, 10.0], 'kind': list('aab')})",
    "%sql --persist items",
    "%%sql\nselect kind, count(*) as n\nfrom items\ngroup by kind\norder by kind",
    "%%sql dear <<\nselect * from items where price > 3",
    "limit_price = 3\nwanted = 'a'",
    "%%sql few <<\nselect * from items where price > {{limit_price}} and kind = '{{wanted}}'",
    "%%sql --save costly --no-execute\nselect * from items where price > 3",
    "%%sql --with costly\nselect max(price) as top from costly",
    "total = %sql select sum(price) as total from items",
    "%sqlcmd tables",
    "%sqlcmd columns --table items",
    "%sql --connections",
)


def test_a_notebook_for_jupysql_runs(shell: Shell) -> None:
    values = []
    for cell in CELLS:
        ran = shell.run(cell)
        assert ran.error is None, (cell, ran.text)
        values.append(ran.value)
    assert values[4].to_dict("list") == {"kind": ["a", "b"], "n": [2, 1]}
    assert len(shell["dear"]) == 2
    assert shell["few"]["id"].tolist() == [2]
    assert values[9]["top"].tolist() == [10.0]
    assert shell["total"]["total"].tolist() == [16.5]
    assert "items" in list(values[11]["Name"])
    assert values[12]["name"].tolist() == ["id", "price", "kind"]


def test_a_cell_can_begin_with_a_url(shell: Shell, shop: Path) -> None:
    path = shop.rename(shop.with_name("shop.db"))
    assert len(shell.run(f"%%sql sqlite:///{path}\nselect * from orders").value) == 3


def test_a_section_of_connections_ini_opens(shell: Shell, shop: Path, tmp_path: Path) -> None:
    ini = tmp_path / "connections.ini"
    ini.write_text(
        f"[mine]\ndrivername = sqlite\ndatabase = {shop}\n[odd]\ndrivername = sqlite\ndatbase = x\n"
    )
    assert "Connected to mine" in shell.run(f"%connect --section mine --ini {ini}").text
    assert "no section [min]" in shell.run(f"%connect --section min --ini {ini}").text
    assert "Did you mean database?" in shell.run(f"%connect --section odd --ini {ini}").text


def test_what_is_not_carried_over_names_its_replacement(shell: Shell) -> None:
    assert "%profile TABLE" in shell.run("%sqlcmd profile").text
