"""Which tables a question is linked to, and what speaks for them."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from iopsdata_jupyter.catalog.lookup import NoValues, ValueMatch
from iopsdata_jupyter.catalog.models import Catalog, Column, ForeignKey, Table
from iopsdata_jupyter.text_to_sql.evidence import Evidence, Example
from iopsdata_jupyter.text_to_sql.linking.linker import build_linker, linker_of
from iopsdata_jupyter.text_to_sql.linking.words import likeness, question_words, words_of
from iopsdata_jupyter.text_to_sql.translator import Attempt, TranslationRequest, Turn


def table(name: str, *columns: str, comment: str | None = None, **targets: str) -> Table:
    """A table; `column=target` is a key to the target's `id`."""
    keys = tuple(ForeignKey((column,), target, ("id",)) for column, target in targets.items())
    made = (*columns, *targets)
    return Table(name, tuple(Column(column, "TEXT") for column in made), foreign_keys=keys, comment=comment)


CATALOG = Catalog(
    "duckdb",
    (
        table("beekeeper", "id", "full_name", "licence_no"),
        table("hive", "id", "paint", keeper_id="beekeeper"),
        table("harvest", "id", "kilograms", "taken_on", hive_id="hive"),
        table("flower", "id", "latin_name", "colour"),
        table("visit_x", bee_hive="hive", plant="flower"),
        table("zz_41", "a", "b", comment="Weather at the apiary, hour by hour"),
        table("inspection", "id", "inspector", "passed"),
        table("stock_hdr", "id", "whse_cd"),
    ),
)


class Values:
    """Knows one value."""

    def find(self, text: str) -> Sequence[ValueMatch]:
        return [ValueMatch("flower", "colour", "Ochre")] if text.casefold() == "ochre" else []

    def columns(self) -> Sequence[tuple[str, str]]:
        return [("flower", "colour")]

    def values(self, table: str, column: str) -> Sequence[str]:
        return ["Ochre"]


def linked(question: str, **rest: object) -> list[str]:
    request = TranslationRequest(question, CATALOG, **({"values": NoValues()} | rest))  # type: ignore[arg-type]
    return [found.table.name for found in build_linker(CATALOG).link(request)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("How many beekeepers are there?", "beekeeper", id="plural"),
        pytest.param("Total kilograms", "harvest", id="column"),
        pytest.param("What was the weather?", "zz_41", id="comment"),
        pytest.param("Which ones passed?", "inspection", id="column alone"),
        pytest.param("honeyharvests of late", "harvest", id="part of a compound"),
        pytest.param("everything in the stock headers", "stock_hdr", id="abbreviation"),
    ],
)
def test_the_table_that_the_words_name_comes_first(question: str, first: str) -> None:
    assert linked(question)[0] == first


def test_the_tables_that_join_the_likeliest_come_with_them() -> None:
    assert set(linked("Which flowers does each hive see?")[:3]) == {"hive", "flower", "visit_x"}


def test_a_joined_table_comes_before_one_that_nothing_speaks_for() -> None:
    order = linked("kilograms by year")
    assert order.index("hive") < order.index("inspection")


def test_a_value_of_the_question_speaks_for_its_table_and_column() -> None:
    request = TranslationRequest("anything ochre?", CATALOG, Values())
    first = build_linker(CATALOG).link(request)[0]
    assert (first.table.name, first.named) == ("flower", {"colour"})


def test_the_conversation_and_a_failed_statement_keep_their_tables() -> None:
    turn = Turn("how many inspections?", "SELECT count(*) FROM inspection")
    assert linked("and by month?", history=(turn,))[0] == "inspection"
    failed = Attempt("SELECT x FROM stock_hdr", "no column x")
    assert linked("how many beekeepers?", failed=failed)[0] == "stock_hdr"


def test_verified_and_recent_queries_are_evidence() -> None:
    example = Example("What is our yield per season?", "SELECT sum(kilograms) FROM harvest")
    assert linked("yield per season", evidence=Evidence(examples=(example,)))[0] == "harvest"
    recent = Evidence(recent=("SELECT 1 FROM stock_hdr", "not SQL ("))
    assert linked("how much is it?", evidence=recent)[0] == "stock_hdr"


def test_every_table_is_there_once_and_in_the_same_order_each_time() -> None:
    order = linked("hives and flowers")
    assert sorted(order) == sorted(item.name for item in CATALOG.tables)
    assert order == linked("hives and flowers")
    assert linked("") == [item.name for item in CATALOG.tables]


def test_a_linker_is_kept_for_its_catalog() -> None:
    assert linker_of(CATALOG) is linker_of(CATALOG)
    assert linker_of(CATALOG) is not linker_of(Catalog("duckdb", CATALOG.tables))


def test_a_thousand_tables_are_linked_in_a_tenth_of_a_second_of_cpu() -> None:
    tables = tuple(
        table(f"{word}_{number}", "id", "name", "created_at", f"{word}_total", "status", "kind", "note")
        for number in range(100)
        for word in (
            "order",
            "invoice",
            "parcel",
            "visit",
            "claim",
            "lease",
            "route",
            "shift",
            "batch",
            "ticket",
        )
    )
    linker = build_linker(Catalog("duckdb", tables))
    request = TranslationRequest(
        "total of invoices and claims by status and kind for each parcel", linker.catalog, NoValues()
    )
    times = []
    for _ in range(5):
        started = time.process_time()
        linker.link(request)
        times.append(time.process_time() - started)
    assert min(times) < 0.1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customerIDs", ("custom", "id")),
        ("HTTPStatusCode", ("http", "status", "code")),
        ("order_line_2", ("ord", "line", "2")),
        ("straße", ("straße",)),
        ("", ()),
    ],
)
def test_names_are_split_and_stemmed(name: str, words: tuple[str, ...]) -> None:
    found = words_of(name)
    assert len(found) == len(words)
    assert all(word.startswith(part[:3]) for word, part in zip(found, words, strict=True))


def test_words_that_tell_nothing_are_dropped_from_a_question() -> None:
    assert question_words("What are the names of all the hives?") == words_of("names hives")


def test_likeness_is_one_for_the_same_and_zero_for_nothing_shared() -> None:
    assert likeness("hive", "hive") == 1
    assert likeness("hive", "zzzz") == 0
    assert 0.4 < likeness("depart", "dept") < 1 or likeness("depart", "dep") > 0.4
