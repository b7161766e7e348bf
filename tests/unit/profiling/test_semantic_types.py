"""Meanings: names and values together."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.profiling.patterns import pattern
from iopsdata_jupyter.profiling.semantic_types import masked, semantic_type
from iopsdata_jupyter.profiling.validators import is_card, is_iban

PEOPLE = ["Ada Lovelace", "Grace Hopper", "Edsger Dijkstra"]


@pytest.mark.parametrize(
    ("name", "kind", "values", "table"),
    [
        ("zip", "text", ["0150", "5003"], ""),
        ("description", "text", ["a heavy parcel"] * 4, ""),
        ("shipping_cost", "float", [1.5, 2.5], ""),
        ("product_name", "text", ["Hammer"] * 3, "orders"),
        ("name", "text", ["Hammer"] * 3, "products"),
        ("ship", "text", ["Fram"] * 3, ""),
        ("email_count", "integer", [1, 2], ""),
        ("order_number", "text", ["12-345-678"] * 5, ""),
        ("phone_type", "text", ["mobile"] * 3, ""),
        ("id", "integer", [4111111111111112] * 5, ""),
    ],
)
def test_what_is_not_personal(name: str, kind: str, values: list[object], table: str) -> None:
    found = semantic_type(name, kind, values, table=table)
    assert found is None or not found.personal


@pytest.mark.parametrize(
    ("name", "kind", "values", "table", "meaning"),
    [
        ("full_name", "text", PEOPLE, "", "person_name"),
        ("name", "text", PEOPLE, "customers", "person_name"),
        ("customerName", "text", PEOPLE, "", "person_name"),
        ("iban", "text", [], "", "iban"),
        ("account", "text", ["GB82 WEST 1234 5698 7654 32"] * 3, "", "iban"),
        ("contact", "text", ["ada@example.org", "g@example.com", "e@x.nl"], "", "email"),
        ("E-Mail", "text", ["ada@example.org"], "", "email"),
        ("phone", "text", ["+47 22 33 44 55"], "", "phone"),
        (
            "paid_with",
            "text",
            ["4111 1111 1111 1111", "5500-0055-5555-5559", "340000000000009"],
            "",
            "card_number",
        ),
        ("source", "text", ["10.0.0.1", "2001:db8::1", "192.168.0.1"], "", "ip_address"),
        ("dob", "date", [], "", "birth_date"),
    ],
)
def test_what_is_personal(name: str, kind: str, values: list[object], table: str, meaning: str) -> None:
    found = semantic_type(name, kind, values, table=table)
    assert found is not None
    assert (found.name, found.personal) == (meaning, True)


@pytest.mark.parametrize(
    ("name", "kind", "values", "low", "high", "meaning"),
    [
        ("lat", "float", [60.4], -60.0, 60.4, "latitude"),
        ("lng", "float", [5.3], -170.0, 179.0, "longitude"),
        ("country", "text", ["NO", "SE"], None, None, "country"),
        ("currency", "text", ["NOK", "EUR"], None, None, "currency"),
        ("link", "text", ["https://example.org/x"], None, None, "url"),
        ("day", "text", ["2024-01-01", "2024-01-02", "2024-01-03"], None, None, "date_text"),
        ("amount", "text", ["1.5", "2,5", "1 000"], None, None, "number_text"),
    ],
)
def test_other_meanings(
    name: str, kind: str, values: list[object], low: object, high: object, meaning: str
) -> None:
    found = semantic_type(name, kind, values, low=low, high=high)
    assert found is not None
    assert (found.name, found.personal) == (meaning, False)


def test_a_name_whose_range_contradicts_it_is_no_coordinate() -> None:
    assert semantic_type("lat", "float", [400.0], low=0.0, high=400.0) is None


def test_check_digits() -> None:
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE89370400440532013001")
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")


def test_masks_keep_the_form_only() -> None:
    assert masked("ada.lovelace@example.org") == "a**.l******@e******.o**"
    assert masked(None) is None


def test_patterns() -> None:
    assert [pattern(text) for text in ("Oslo 0150", "AB-12", "x@y.org")] == ["Aa 9999", "A-99", "a@a.a"]


def test_as_many_values_as_are_needed_are_enough() -> None:
    addresses = ["a@example.org"] * 4
    found = semantic_type("c", "text", ["none", *addresses])
    assert found is not None
    assert (found.name, found.share) == ("email", 0.8)
    assert semantic_type("c", "text", ["none", "none", *addresses]) is None
