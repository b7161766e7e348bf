from __future__ import annotations

import gzip
import json
from html.parser import HTMLParser

import pandas as pd
import pytest

import iopsdata_jupyter as iops
from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.widgets import profile as profile_module
from iopsdata_jupyter.widgets.built import STATIC, is_built
from iopsdata_jupyter.widgets.profile import PROFILE_MIME, profile_bundle, profile_widget

HOSTILE = "</script><img src=x onerror='attack()'>\u202e"
MOST_BYTES = 60_000

needs_build = pytest.mark.skipif(not is_built("profile"), reason="the widgets are not built")


def frame(rows: int = 20) -> pd.DataFrame:
    return pd.DataFrame({"n": range(rows), HOSTILE: [HOSTILE, None] * (rows // 2)})


@pytest.fixture
def found():
    return iops.profile(frame())


@pytest.fixture
def change():
    return iops.compare_data(frame(), frame(30))


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)


class TestBundle:
    def test_it_holds_the_figures_the_page_and_the_text(self, found):
        bundle = profile_bundle(found)
        assert set(bundle) == {PROFILE_MIME, "text/html", "text/plain"}
        left_out = {"created_at", "elapsed_s"}
        figures = {name: value for name, value in found.to_dict().items() if name not in left_out}
        assert bundle[PROFILE_MIME] == {"version": 1, "profile": figures}
        assert "20 rows" in bundle["text/plain"]

    def test_a_comparison_holds_both_sides(self, change):
        payload = profile_bundle(change)[PROFILE_MIME]
        assert set(payload) == {"version", "comparison"}
        assert payload["comparison"]["left"]["row_count"] == 20
        assert payload["comparison"]["right"]["row_count"] == 30

    def test_the_same_data_gives_the_same_payload(self):
        for make in (lambda: iops.profile(frame()), lambda: iops.compare_data(frame(), frame(30))):
            first, second = (profile_bundle(make())[PROFILE_MIME] for _ in range(2))
            assert first == second

    @pytest.mark.parametrize("name", ["found", "change"])
    def test_it_is_plain_json_and_no_data_becomes_markup(self, request, name):
        bundle = profile_bundle(request.getfixturevalue(name))
        assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
        assert not Tags(bundle["text/html"]).found & {"img", "script"}

    def test_a_huge_profile_is_left_out_of_the_notebook(self, found, monkeypatch):
        monkeypatch.setattr(profile_module, "LARGEST_SAVED", 10)
        assert set(profile_bundle(found)) == {"text/html", "text/plain"}

    def test_without_the_built_files_it_says_how_to_build(self, found, monkeypatch):
        monkeypatch.setattr(profile_module, "is_built", lambda _name: False)
        assert "npm run build:widgets" in profile_bundle(found)["text/html"]
        with pytest.raises(UsageError, match="not there"):
            profile_widget(found)


@needs_build
class TestWidget:
    def test_it_shows_a_profile_and_then_another(self, found, change):
        widget = profile_widget(found)
        assert widget.payload["profile"]["row_count"] == 20
        profile_bundle(change, widget)
        assert set(widget.payload) == {"version", "comparison"}

    def test_its_own_bundle_holds_the_live_view_and_the_saved_forms(self, found):
        data, _ = profile_widget(found)._repr_mimebundle_()
        assert {"application/vnd.jupyter.widget-view+json", PROFILE_MIME, "text/html"} <= set(data)

    def test_a_view_can_ask_for_nothing_without_a_name(self, found, monkeypatch):
        widget = profile_widget(found)
        sent: list[object] = []
        monkeypatch.setattr(widget, "send", lambda content, **_: sent.append(content))
        for content in ("page", {"request": "drop table x"}, {"sql": "select 1"}, None):
            widget._handle_custom_msg(content, [])
        assert sent == []
        widget._handle_custom_msg({"request": "page"}, [])
        assert sent == [{"page": found.to_html()}]

    def test_script_and_style_are_small(self):
        sizes = [len(gzip.compress((STATIC / f"profile.{end}").read_bytes())) for end in ("js", "css")]
        assert sum(sizes) <= MOST_BYTES
