"""The graph in other forms: each is read back by a parser of that form."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from iopsdata_jupyter.lineage import LineageGraph, lineage

SCHEMA = json.loads((Path(__file__).parent / "openlineage.schema.json").read_text())
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def graph() -> LineageGraph:
    return lineage(
        "create table a as select x, count(*) as n from b where c > 1 group by x;"
        "select n + 1 as m from a; selec",
        "duckdb",
    )


@pytest.fixture
def hostile() -> LineageGraph:
    name = HOSTILE.replace('"', '""')
    return lineage(f'insert into t select "{name}" as "{name}" from "{name}"', "postgres")


def test_openlineage_events_are_valid(graph: LineageGraph) -> None:
    events = graph.to_openlineage(namespace="shop", job="nightly")
    for event in events:
        jsonschema.validate(event, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [event["job"]["name"] for event in events] == ["nightly.0", "nightly.1"]
    fields = events[0]["outputs"][0]["facets"]["columnLineage"]["fields"]
    (counted,) = [one for one in fields["n"]["inputFields"] if one["field"] == "*"]
    assert counted["transformations"][0]["subtype"] == "AGGREGATION"


def test_openlineage_schema_refuses_what_is_no_event() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"eventTime": "now"}, SCHEMA)


def test_json_holds_statements_edges_and_errors(graph: LineageGraph) -> None:
    held = json.loads(graph.to_json())
    assert held["sources"] == ["b"]
    assert len(held["statements"]) == 2
    assert held["errors"][0]["message"].startswith("The SQL cannot be read")
    assert held["column_edges"][0].keys() >= {"source_table", "expression", "confidence", "reason", "span"}


def test_mermaid_and_dot_draw_columns_or_tables(graph: LineageGraph) -> None:
    assert 'subgraph t0["b"]' in graph.to_mermaid()
    assert "-.->|FILTER|" in graph.to_mermaid()
    assert graph.to_mermaid(columns=False).count("-->") == 2
    assert "style=dashed" in graph.to_dot()
    assert graph.to_dot(columns=False).count("->") == 2


def test_names_cannot_break_out(hostile: LineageGraph) -> None:
    assert "<script" not in hostile.to_html()
    assert "<script" not in hostile.to_dot()
    labels = [line for line in hostile.to_mermaid().splitlines() if "[" in line]
    assert all(line.count('"') == 2 and "<" not in line for line in labels)


def test_html_is_one_page_without_scripts_or_outside_parts(graph: LineageGraph) -> None:
    tags: list[str] = []
    addresses: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            addresses.extend(value or "" for name, value in attrs if name in ("src", "href"))

    Reader().feed(graph.to_html(title="<Nightly>"))
    assert "script" not in tags
    assert not addresses
    assert tags.count("rect") == 3
    assert "&lt;Nightly&gt;" in graph.to_html(title="<Nightly>")
