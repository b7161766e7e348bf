from __future__ import annotations

import json
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from iopsdata_jupyter.charts import VEGA_LITE_MIME, chart
from iopsdata_jupyter.execution.result import to_frame

MONTHS = pd.date_range("2024-01-01", periods=6, freq="MS")
SERIES = pd.DataFrame({"month": MONTHS, "tonnage": [1.0, 2.0, None, 4.0, 5.0, 6.0]})
TWO_SERIES = pd.DataFrame({"month": [*MONTHS] * 2, "coast": ["N"] * 6 + ["S"] * 6, "tonnage": range(12)})
RANKING = pd.DataFrame({"port": ["Skagen", "Gedser", None], "tonnage": [350, 140, 40]})
PLAIN = [
    (SERIES, "time series"),
    (TWO_SERIES, "time series"),
    (pd.DataFrame({"month": ["2024-01", "2024-02", "2024-03"], "n": [1, 2, 3]}), "time series"),
    (pd.DataFrame({"year": [2022, 2023, 2024], "n": [1, 2, 3]}), "time series"),
    (RANKING, "ranking"),
    (pd.DataFrame({"is_paid": [True, False], "n": [1, 2]}), "ranking"),
    (pd.DataFrame({"port": ["a", "a", "b"], "kind": ["x", "y", "x"], "n": [1, 2, 3]}), "ranking"),
]
ASKED = [
    (pd.DataFrame({"tonnage": [12]}), "single number"),
    (pd.DataFrame({"tonnage": np.arange(50.0)}), "distribution"),
    (pd.DataFrame({"built": [1.5, 2.5, 3.5], "tonnage": [3, 2, 1]}), "relation"),
    (pd.DataFrame({"port": ["a", "b"], "calls": [1, 2], "tonnage": [3, 4]}), "ranking"),
    (pd.DataFrame({"day": MONTHS[:2], "n": [1, 2]}), "time series"),
]
NONE = [
    pd.DataFrame(),
    pd.DataFrame({"port": []}),
    pd.DataFrame({"port": ["a", "b"]}),
    pd.DataFrame({"port": [f"p{i}" for i in range(100)], "n": range(100)}),
    pd.DataFrame({"port": ["a", "a"], "n": [1, 2]}),
    pd.DataFrame({"n": [1, 2, 3], "x": [[1], [2], [3]]}),
    pd.DataFrame({"n": range(6000)}),
]


@pytest.mark.parametrize(("frame", "kind"), PLAIN)
def test_a_shape_that_calls_for_a_chart_gets_it(frame: pd.DataFrame, kind: str) -> None:
    found = chart(frame, asked=False)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(("frame", "kind"), ASKED)
def test_other_charts_wait_to_be_asked_for(frame: pd.DataFrame, kind: str) -> None:
    assert chart(frame, asked=False) is None
    found = chart(frame)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("frame", NONE)
def test_what_no_chart_shows_has_none(frame: pd.DataFrame) -> None:
    assert chart(frame) is None


@pytest.mark.parametrize(("frame", "kind"), [*PLAIN, *ASKED])
def test_every_specification_is_vega_lite(frame: pd.DataFrame, kind: str) -> None:
    found = chart(frame, title="A chart")
    assert found is not None
    json.dumps(found.specification, allow_nan=False)
    assert isinstance(found.to_altair(), alt.Chart)  # checks against Vega-Lite's own schema


def test_values_are_json_whatever_the_engine_gives() -> None:
    table = pa.table(
        {
            "month": pa.array([None, *MONTHS[:3].date], pa.date32()),
            "price": pa.array([Decimal("1.10"), None, Decimal("2.20"), Decimal("1e3")], pa.decimal128(10, 2)),
        }
    )
    found = chart(to_frame(table))
    assert found is not None
    assert found.specification["data"]["values"][:3] == [
        {"x": None, "y": 1.1},
        {"x": "2024-01-01T00:00:00", "y": None},
        {"x": "2024-02-01T00:00:00", "y": 2.2},
    ]


def test_hostile_names_are_titles_and_nothing_else() -> None:
    attack = "<img src=x onerror=alert(1)>"
    frame = pd.DataFrame({attack: [attack, "b"], "datum['x']; alert(1)": [1, 2]})
    found = chart(frame)
    assert found is not None
    encoding = found.specification["encoding"]
    assert (encoding["y"]["field"], encoding["x"]["field"]) == ("x", "y")
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            tags.append(tag)

    Reader().feed(found._repr_mimebundle_()["image/svg+xml"])
    assert set(tags) == {"svg", "title", "text", "rect"}


def test_a_front_end_has_three_forms_to_choose_from() -> None:
    bundle = chart(RANKING)._repr_mimebundle_()
    assert list(bundle) == [VEGA_LITE_MIME, "text/plain", "image/svg+xml"]
    assert bundle["text/plain"] == "Chart: tonnage by port (ranking)"
    assert bundle[VEGA_LITE_MIME]["$schema"].endswith("/v5.json")
    assert bundle["image/svg+xml"].count("<rect") == 3
    assert chart(TWO_SERIES)._repr_mimebundle_()["image/svg+xml"].count("<polyline") == 2


def test_nothing_is_fetched_from_elsewhere() -> None:
    spec = {name: value for name, value in chart(SERIES).specification.items() if name != "$schema"}
    assert "http" not in json.dumps(spec)
