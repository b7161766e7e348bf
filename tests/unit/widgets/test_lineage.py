from __future__ import annotations

import gzip
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise

import nbformat
import pytest
from nbconvert import HTMLExporter

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.lineage import lineage
from iopsdata_jupyter.lineage.models import Flow, Node
from iopsdata_jupyter.lineage.node_graph import NodeGraph
from iopsdata_jupyter.lineage.payload import to_payload
from iopsdata_jupyter.widgets import lineage as lineage_module
from iopsdata_jupyter.widgets.built import STATIC, is_built
from iopsdata_jupyter.widgets.lineage import LINEAGE_MIME, lineage_bundle, lineage_widget
from iopsdata_jupyter.widgets.lineage_layout import CARD_WIDTH, place_cards
from iopsdata_jupyter.widgets.lineage_svg import MOST_CARDS, lineage_svg

HOSTILE = "</text></svg><script>attack()</script><img src=x onerror='attack()'>&\"]]>"
SVG = "{http://www.w3.org/2000/svg}"

needs_build = pytest.mark.skipif(not is_built("lineage"), reason="the widgets are not built")


@pytest.fixture
def graph():
    return lineage(
        "create view shop.monthly as select customer, sum(amount) as revenue from shop.orders where state = 1"
        " group by customer; select revenue from shop.monthly",
        dialect="duckdb",
    )


def node_graph(names, pairs, **values):
    nodes = tuple(Node(name, "table", name, ("x",), **values) for name in names)
    flows = tuple(Flow(a, "x", b, "x", "DIRECT", "IDENTITY") for a, b in pairs)
    return NodeGraph(nodes, flows)


def hostile(text=HOSTILE):
    """A graph in which every text that may come from data or a model is `text`."""
    nodes = tuple(
        Node(key, kind, text, (text,), cell=text, notebook=text, connection=text, stale=True, sql=text)
        for key, kind in (("a", "table"), ("b", "file"), ("c", "query"))
    )
    flow = Flow("a", text, "b", text, "DIRECT", "IDENTITY", text, 0.5, text)
    return NodeGraph(nodes, (flow, Flow("b", None, "c", None, "INDIRECT", "FILTER")), (text,))


class Page(HTMLParser):
    """The tags and attributes of a fragment."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


class TestPayload:
    def test_a_script_becomes_nodes_and_edges(self, graph):
        payload = to_payload(graph)
        assert [(node["name"], node["kind"]) for node in payload["nodes"]] == [
            ("shop.monthly", "view"),
            ("shop.orders", "table"),
            ("result", "query"),
        ]
        sums = [edge for edge in payload["edges"] if edge["subtype"] == "AGGREGATION"]
        assert [(edge["source_column"], edge["target_column"], edge["expression"]) for edge in sums] == [
            ("amount", "revenue", "sum(amount)")
        ]
        assert all(set(edge) == EDGE_FIELDS for edge in payload["edges"])

    def test_it_is_plain_json(self):
        payload = to_payload(hostile())
        assert json.loads(json.dumps(payload)) == payload

    def test_a_cell_outside_a_notebook_is_none(self):
        (node,) = to_payload(node_graph(["a"], []))["nodes"]
        assert node["cell"] is None

    def test_a_column_may_be_lit_at_first(self, graph):
        focus = to_payload(graph, focus="monthly.REVENUE")["focus"]
        assert focus == {"node": "table:shop.monthly", "column": "revenue"}

    def test_a_table_may_be_lit_at_first(self, graph):
        assert to_payload(graph, focus="shop.orders")["focus"] == {
            "node": "table:shop.orders",
            "column": None,
        }

    def test_a_focus_that_is_not_there_is_told(self, graph):
        with pytest.raises(UsageError, match="nowhere"):
            to_payload(graph, focus="nowhere")


EDGE_FIELDS = {
    "source", "source_column", "target", "target_column", "kind", "subtype", "expression", "confidence",
    "reason",
}  # fmt: skip


class TestBundle:
    def test_every_form_names_the_columns(self, graph):
        bundle = lineage_bundle(graph)
        html = Page(bundle["text/html"]).text
        for form in (bundle["text/plain"], html, json.dumps(bundle[LINEAGE_MIME])):
            assert "shop.monthly" in form
            assert "revenue" in form

    def test_outside_a_kernel_there_is_no_widget(self, graph):
        assert set(lineage_bundle(graph)) == {LINEAGE_MIME, "text/html", "text/plain"}

    @needs_build
    def test_in_a_kernel_the_widget_carries_the_payload(self, graph, monkeypatch):
        monkeypatch.setattr(lineage_module, "in_kernel", lambda: True)
        bundle = lineage_bundle(graph)
        assert len(bundle["application/vnd.jupyter.widget-view+json"]["model_id"]) == 32
        assert "<svg" in bundle["text/html"]

    @needs_build
    def test_the_widget_itself_keeps_a_static_form_of_what_it_shows_now(self, graph):
        widget = lineage_widget(graph)
        data, _ = widget._repr_mimebundle_()
        assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
        widget.payload = to_payload(node_graph(["later"], []))
        assert "later" in widget._repr_mimebundle_()[0]["text/plain"]

    def test_without_built_files_it_says_how_to_build(self, graph, monkeypatch):
        monkeypatch.setattr(lineage_module, "is_built", lambda name: False)
        assert "npm run build:widgets" in lineage_bundle(graph)["text/html"]
        with pytest.raises(UsageError, match="not there"):
            lineage_widget(graph)

    def test_a_graph_too_large_for_a_notebook_keeps_its_static_forms(self, graph, monkeypatch):
        monkeypatch.setattr(lineage_module, "LARGEST_SAVED", 100)
        assert set(lineage_bundle(graph)) == {"text/html", "text/plain"}

    @needs_build
    def test_the_built_files_are_at_most_60_kb(self):
        sizes = [len(gzip.compress((STATIC / f"lineage.{suffix}").read_bytes())) for suffix in ("js", "css")]
        assert sum(sizes) <= 60_000


class TestHTML:
    def test_markup_in_any_text_stays_text(self):
        page = Page(lineage_bundle(hostile())["text/html"])
        assert page.tags <= {
            "div", "svg", "g", "rect", "path", "text", "title", "p", "small", "span", "details", "summary",
            "table", "thead", "tbody", "tr", "th", "td", "code",
        }  # fmt: skip
        assert not any(name.startswith("on") or name in ("href", "src") for name in page.attributes)
        assert "<script>attack()" in page.text

    def test_it_asks_for_nothing_from_elsewhere(self, graph):
        html = lineage_bundle(graph)["text/html"]
        assert not any(word in html for word in ("url(", "@import", "src=", "href="))

    def test_terminal_escapes_and_direction_marks_are_written_out(self):
        bundle = lineage_bundle(hostile("a\x1b[31mb\u202ec\x07\u200f\ud800"))
        for form in (bundle["text/html"], bundle["text/plain"]):
            assert "a\\u001b[31mb\\u202ec\\u0007" in form
            assert not set(form) & set("\x1b\u202e\x07\u200f\ud800")

    def test_a_name_of_10_000_letters_is_cut(self):
        bundle = lineage_bundle(hostile("x" * 10_000))
        assert "x" * 250 not in bundle["text/html"] + bundle["text/plain"]

    def test_an_empty_graph_says_so(self):
        bundle = lineage_bundle(NodeGraph())
        assert bundle["text/plain"] == "No table is read or written."
        assert "No table is read or written." in bundle["text/html"]

    def test_a_long_list_is_cut_and_says_so(self):
        names = [f"t{place}" for place in range(600)]
        bundle = lineage_bundle(node_graph(names, list(pairwise(names))))
        assert "… 99 more" in bundle["text/html"]
        assert "… 399 more" in bundle["text/plain"]


class TestNbconvert:
    def test_a_saved_notebook_becomes_a_page_with_the_picture(self, graph):
        view = {"version_major": 2, "version_minor": 0, "model_id": "0" * 32}
        data = lineage_bundle(graph) | {"application/vnd.jupyter.widget-view+json": view}
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%lineage")])
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        notebook.cells[0].outputs = [nbformat.from_dict(output)]
        nbformat.validate(notebook)
        page, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
        assert {"svg", "path"} <= Page(page).tags
        assert "monthly" in page


class TestSVG:
    def test_it_is_well_formed_with_every_text(self, graph):
        root = ET.fromstring(lineage_svg(to_payload(graph)))
        texts = {one.text for one in root.iter(f"{SVG}text")}
        assert {"monthly", "view · shop", "customer", "revenue", "orders"} <= texts

    def test_hostile_text_leaves_it_well_formed(self):
        root = ET.fromstring(lineage_svg(to_payload(hostile())))
        assert {one.tag for one in root.iter()} == {
            SVG + name for name in ("svg", "g", "rect", "path", "text", "title")
        }

    def test_direct_and_indirect_lines_differ(self, graph):
        paths = list(ET.fromstring(lineage_svg(to_payload(graph))).iter(f"{SVG}path"))
        assert {bool(path.get("stroke-dasharray")) for path in paths} == {True, False}

    def test_stale_nodes_say_so(self):
        assert "stale table" in lineage_svg(to_payload(node_graph(["a"], [], stale=True)))

    def test_many_columns_are_counted_instead_of_drawn(self):
        nodes = tuple(
            Node(f"t{place}", "table", f"t{place}", tuple(f"c{column}" for column in range(20)))
            for place in range(40)
        )
        svg = lineage_svg(to_payload(NodeGraph(nodes)))
        assert "table · 20 columns" in svg
        assert "c3" not in svg

    def test_too_many_cards_are_not_drawn(self):
        names = [f"t{place}" for place in range(MOST_CARDS + 1)]
        html = lineage_bundle(node_graph(names, []))["text/html"]
        assert "<svg" not in html
        assert "301 tables and other nodes" in html


class TestLayout:
    def test_a_card_stands_right_of_what_it_reads(self):
        places = place_cards(dict.fromkeys("abc", 40), [("a", "b"), ("b", "c"), ("a", "c")])
        assert places["a"].x + CARD_WIDTH < places["b"].x < places["c"].x

    def test_circles_and_loops_end(self):
        places = place_cards(dict.fromkeys("abc", 40), [("a", "b"), ("b", "a"), ("b", "b"), ("b", "c")])
        assert places["a"].x < places["b"].x < places["c"].x

    def test_cards_do_not_overlap(self):
        names = [f"t{place}" for place in range(60)]
        pairs = [(names[place // 3], names[place]) for place in range(1, 60)]
        places = place_cards({name: 30 + place * 3 for place, name in enumerate(names)}, pairs)
        for one in places.values():
            below = [two.y for two in places.values() if two.x == one.x and two.y > one.y]
            assert all(y >= one.y + one.height for y in below)

    def test_a_long_chain_does_not_overflow_the_stack(self):
        names = [f"t{place}" for place in range(3000)]
        assert len(place_cards(dict.fromkeys(names, 40), list(pairwise(names)))) == 3000
