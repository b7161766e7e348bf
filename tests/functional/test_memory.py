"""What a session knows and remembers, through the magics: conversation, metrics, verification, replay."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from iopsdata_jupyter import session as session_module
from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.text_to_sql.translator import Alternative
from tests.functional.conftest import Ran, Shell

LOCK = "iopsdata.lock"


@pytest.fixture
def shell(shell: Shell, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell on the shop whose notebook lies in the folder of the test."""
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "report.ipynb"))
    shell.run(f"%connect '{shop}' --as shop")
    return shell


def card(ran: Ran) -> str:
    assert ran.error is None, ran.text
    return str(ran.bundles[0]["text/plain"])


def another_kernel(shell: Shell, shop: Path) -> None:
    """Forgets the session, as a kernel that is started again."""
    session_module.current_session().connections.close_all()
    session_module.current_session.cache_clear()
    shell.run(f"%connect '{shop}' --as shop")


class TestReplay:
    def test_a_question_is_answered_again_from_the_lock_file(
        self, shell: Shell, shop: Path, tmp_path: Path
    ) -> None:
        first = shell.run("%ask total amount by city")
        text = (tmp_path / LOCK).read_text()
        assert 'question = "total amount by city"' in text
        another_kernel(shell, shop)
        again = shell.run("%ask total amount by city")
        assert "Replayed: " in card(again)
        assert again.value.equals(first.value)
        assert (tmp_path / LOCK).read_text() == text

    def test_new_makes_the_sql_anew(self, shell: Shell) -> None:
        shell.run("%ask total amount by city")
        assert "Offline: " in card(shell.run("%ask --new total amount by city"))

    def test_a_changed_table_makes_the_sql_anew(self, shell: Shell, shop: Path) -> None:
        shell.run("%ask total amount by city")
        native = sqlite3.connect(shop)
        native.execute("alter table orders add column note text")
        native.close()
        shell.run("%iops catalog shop")
        text = card(shell.run("%ask total amount by city"))
        assert "Offline: " in text
        assert "Note: Tables or metrics have changed" in text

    def test_a_refinement_is_replayed_beside_what_it_refines(
        self, shell: Shell, shop: Path, tmp_path: Path
    ) -> None:
        shell.run("%ask total amount")
        shell.run("%ask by city")
        assert 'follows = "total amount"' in (tmp_path / LOCK).read_text()
        another_kernel(shell, shop)
        shell.run("%ask total amount")
        assert "Replayed: " in card(shell.run("%ask by city"))

    def test_a_merge_conflict_is_told_once_and_nothing_is_lost(self, shell: Shell, tmp_path: Path) -> None:
        (tmp_path / LOCK).write_text("<<<<<<< HEAD\nversion = 1\n")
        assert "line 1 holds a merge conflict" in card(shell.run("%ask total amount"))
        assert "merge conflict" not in card(shell.run("%ask total amount by city"))
        assert (tmp_path / LOCK).read_text() == "<<<<<<< HEAD\nversion = 1\n"

    def test_without_the_setting_there_is_no_file(self, shell: Shell, tmp_path: Path) -> None:
        shell.run("%iops settings lock_answers=false")
        shell.run("%ask total amount")
        assert not (tmp_path / LOCK).exists()

    def test_a_terminal_has_no_notebook_and_no_file(
        self, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("JPY_SESSION_NAME")
        monkeypatch.chdir(tmp_path)
        assert "Offline: " in card(shell.run("%ask total amount"))
        assert not (tmp_path / LOCK).exists()

    def test_sql_that_was_not_run_is_not_kept(self, shell: Shell, tmp_path: Path) -> None:
        shell.run("%ask --sql-only total amount")
        assert not (tmp_path / LOCK).exists()


class TestConversation:
    def test_questions_refine_the_last_one(self, shell: Shell) -> None:
        shell.run("%ask total amount")
        assert shell.run("%ask by city").value.shape == (2, 2)
        found = shell.run("%%ask\nonly for Lund?")
        assert found.value.iloc[0].tolist() == ["Lund", 5.5]
        assert "Assumed: refines: total amount > by city" in card(found)

    def test_new_starts_afresh(self, shell: Shell) -> None:
        shell.run("%ask total amount")
        assert shell.run("%ask --new by zebras").error is not None

    def test_a_cell_that_is_run_again_gives_the_same(self, shell: Shell) -> None:
        shell.run("%ask total amount")
        first, again = shell.run("%ask by city"), shell.run("%ask by city")
        assert first.value.equals(again.value)

    def test_a_reading_that_is_chosen_is_not_answered_from_the_lock_file(self, shell: Shell) -> None:
        """It stands for the question from then on."""
        first = shell.run("%ask total amount by city")
        session = session_module.current_session()
        answer, known = session.questions._answers["shop"]
        other = Alternative("SELECT 7 AS other", "Another reading.")
        session.questions._answers["shop"] = replace(answer, alternatives=(other,)), known
        assert shell.run("%ask --choose 1").value.iloc[0, 0] == 7
        again = shell.run("%ask --new total amount by city")
        assert again.value.equals(first.value)


class TestExplain:
    def test_the_last_question_and_the_last_cell_are_explained(self, shell: Shell) -> None:
        assert "Nothing has been run on shop" in shell.run("%ask --explain").text
        shell.run("%ask total amount by city")
        assert "Reads orders." in shell.run("%ask --explain").text
        shell.run("%%sql\nselect name from customers where city = 'Lund' order by 1")
        explained = shell.run("%ask --explain").text
        assert "Keeps the rows where city is 'Lund'." in explained
        assert "Sorts by name." in explained

    def test_sql_that_failed_is_explained_too(self, shell: Shell) -> None:
        shell.run("%sql select nme from customers")
        assert "Shows nme." in shell.run("%ask --explain").text


class TestRun:
    def test_sql_that_is_only_shown_waits_for_run(self, shell: Shell) -> None:
        shell.run("%iops settings auto_execute=false")
        shown = shell.run("%ask total amount by city")
        assert shown.value is None
        assert "not run" in card(shown)
        ran = shell.run("%ask --run -o totals")
        assert "2 rows" in card(ran)
        assert shell["totals"].shape == (2, 2)

    def test_nothing_to_run_is_said(self, shell: Shell) -> None:
        assert "Nothing has been asked of shop" in shell.run("%ask --run").text


class TestMetrics:
    def test_a_metric_is_added_used_and_removed(self, shell: Shell) -> None:
        added = shell.run("%iops metrics add turnover = sum(orders.amount) --synonyms takings")
        assert "Kept: turnover = sum(orders.amount)" in added.text
        assert shell.run("%ask takings by city").value["turnover"].tolist() == [40.0, 5.5]
        assert "Metric: " in card(shell.run("%ask turnover in 2024"))
        assert "turnover: holds" in shell.run("%iops metrics check").text
        assert "is removed" in shell.run("%iops metrics remove turnover").text
        assert "There are no metrics" in shell.run("%iops metrics").text

    def test_the_projects_file_comes_first(self, shell: Shell, tmp_path: Path) -> None:
        (tmp_path / "iopsdata.yml").write_text(
            "metrics: {turnover: max(orders.amount)}\nsynonyms: {customers: [clients]}\n"
        )
        assert "defines turnover already" in shell.run("%iops metrics add turnover = sum(orders.amount)").text
        assert shell.run("%ask turnover").value.iloc[0, 0] == 30.0
        assert shell.run("%ask how many clients").value.iloc[0, 0] == 3
        assert "clients: customers" in shell.run("%iops metrics").text

    def test_a_wrong_file_is_told_with_its_line(self, shell: Shell, tmp_path: Path) -> None:
        (tmp_path / "iopsdata.yml").write_text("metrics:\n  turnover:\n    expresion: sum(x)\n")
        assert "iopsdata.yml, line 3:" in shell.run("%ask total amount").text

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("add turnover", "defines no metric"),
            ("add turnover = sum(orders.amonut)", "not there: orders.amonut"),
            ("remove zebra", "There is no metric 'zebra'"),
            ("ad x = sum(orders.amount)", "Did you mean add"),
        ],
    )
    def test_mistakes_are_told(self, shell: Shell, line: str, told: str) -> None:
        assert told in shell.run(f"%iops metrics {line}").text


class TestVerify:
    def test_an_answer_is_verified_and_given_again_with_other_values(self, shell: Shell, shop: Path) -> None:
        shell.run("%ask total amount for Lund")
        kept = shell.run("%iops verify total amount for {city}")
        assert "Verified: total amount for {city}; parameters: city (customers.city)" in kept.text
        another_kernel(shell, shop)
        found = shell.run("%ask Total amount for bergen")
        assert "Verified: " in card(found)
        assert found.value.iloc[0, 0] == 40.0
        assert ":city" in card(found)

    def test_the_cards_cell_runs_with_its_values(self, shell: Shell) -> None:
        shell.run("%ask total amount for Lund")
        shell.run("%iops verify total amount for {city}")
        found = shell.run("%ask total amount for Bergen")
        cell = found.bundles[0]["application/vnd.iopsdata.answer+json"]["cell"]
        assert shell.run(cell).value.iloc[0, 0] == 40.0

    def test_a_verified_answer_is_refined_with_its_values(self, shell: Shell) -> None:
        shell.run("%%iops verify orders over {n}\nselect count(*) as n from orders where amount > :n")
        shell.run("%ask orders over 8")
        assert shell.run("%ask only in 2024").value.iloc[0, 0] == 2
        assert shell.run("%ask by city").value.values.tolist() == [["Bergen", 2]]

    def test_sql_of_ones_own_is_verified(self, shell: Shell) -> None:
        shell.run("%%iops verify orders over {n}\nselect count(*) as n from orders where amount > :n")
        assert shell.run("%ask orders over 8").value.iloc[0, 0] == 2

    def test_list_check_and_remove(self, shell: Shell, shop: Path) -> None:
        shell.run("%%iops verify notes\nselect amount from orders")
        assert "notes" in shell.run("%iops verify --list").text
        native = sqlite3.connect(shop)
        native.execute("alter table orders rename column amount to total")
        native.close()
        shell.run("%iops catalog shop")
        assert "notes: There is no column 'amount'." in shell.run("%iops verify --check").text
        assert "Did you mean notes?" in shell.run("%iops verify --remove note").text
        assert "Forgotten" in shell.run("%iops verify --remove notes").text
        assert "No query is verified on shop" in shell.run("%iops verify --list").text

    def test_a_repaired_statement_is_verified(self, shell: Shell) -> None:
        shell.run("%ask total amount by city")
        shell.run("%sql select nme from customers")
        assert shell.run("%ask --fix").error is None
        assert "Shows name." in shell.run("%ask --explain").text
        assert "Verified: who there is" in shell.run("%iops verify who there is").text
        assert shell.run("%ask who there is").value.shape == (3, 1)

    def test_nothing_to_verify_is_said(self, shell: Shell) -> None:
        assert "Nothing has been asked of shop" in shell.run("%iops verify").text


class TestDoubts:
    def test_a_value_that_does_not_occur_is_told_with_near_ones(self, shell: Shell) -> None:
        shell.run("%%iops verify lundians\nselect name from customers where city = 'Lunt'")
        text = card(shell.run("%ask lundians"))
        assert "Note: 'Lunt' does not occur in customers.city; near it: 'Lund'." in text
        assert "found no rows" in text

    def test_a_period_without_data_is_told(self, shell: Shell) -> None:
        text = card(shell.run("%ask how many orders in 2031"))
        assert "orders.placed_on runs from 2024-01-05 to 2025-01-07." in text


def test_python_has_the_same(shell: Shell, shop: Path) -> None:
    import iopsdata_jupyter as iops

    found = iops.ask("total amount for Lund", connection="shop", translator="offline")
    assert found.trust == "offline"
    assert {edge.source_table for edge in found.lineage.column_edges} >= {"orders"}
    assert iops.verify("total amount for {city}", connection="shop").parameters == {"city": "customers.city"}
    again = iops.ask("total amount for Bergen", connection="shop")
    assert (again.trust, dict(again.parameters)) == ("verified", {"city": "Bergen"})
    assert iops.ask("total amount by city", connection="shop").chart(asked=False).kind == "ranking"


class Forgetful(LocalStore):
    """A store whose knowledge cannot be read."""

    def metrics(self):
        raise StoreError("The metrics are gone.")


def test_a_store_that_cannot_be_read_is_told_once(shop: Path, tmp_path: Path) -> None:
    session = Session(store=Forgetful(tmp_path))
    session.connect(str(shop), name="shop")
    first = session.questions.ask("total amount", translator="offline")
    assert first.notes == ("Verified queries and metrics are not used: The metrics are gone.",)
    assert session.questions.ask("total amount by city", translator="offline").notes == ()
    session.connections.close_all()
