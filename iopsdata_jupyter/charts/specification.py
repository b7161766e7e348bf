"""Vega-Lite for a shape. Fields are called x, y and series, so that no column's name is read as a path."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.charts.shape import Shape

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_INK = "#7d838c"
"""Text and axes: at least 3.8 to 1 on white and on JupyterLab's dark background."""
_FAINT = "rgba(127,127,127,0.25)"
_COLOURS = ["#3b7dd8", "#d9822b", "#2f8a57", "#b05cc6", "#c9504c", "#2a9aa8", "#a8862a", "#7d838c"]
_WIDTH, _HEIGHT = 560, 260

_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "view": {"stroke": "transparent"},
    "axis": {
        "labelColor": _INK,
        "titleColor": _INK,
        "domainColor": _FAINT,
        "tickColor": _FAINT,
        "gridColor": _FAINT,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    },
    "legend": {"labelColor": _INK, "titleColor": _INK, "titleFontWeight": "normal"},
    "title": {"color": _INK, "fontSize": 13, "fontWeight": "normal", "anchor": "start"},
    "range": {"category": _COLOURS},
}


def specification(frame: pd.DataFrame, shape: Shape, title: str) -> dict[str, Any]:
    """The whole specification, with its rows; JSON values only."""
    names = {"x": shape.x, "y": shape.y, "series": shape.series}
    columns = {field: place for field, place in names.items() if place is not None}
    titles = {field: str(frame.columns[place]) for field, place in columns.items()}
    spec: dict[str, Any] = {"$schema": SCHEMA, "width": _WIDTH, "height": _HEIGHT, "config": _CONFIG}
    if title:
        spec["title"] = title
    spec["data"] = {"values": rows(frame, columns)}
    spec.update(_BODIES[shape.kind](titles, len(frame)))
    return spec


def rows(frame: pd.DataFrame, columns: dict[str, int]) -> list[dict[str, Any]]:
    """The rows with the given columns, as JSON values."""
    parts = {field: [_plain(value) for value in frame.iloc[:, place]] for field, place in columns.items()}
    return [dict(zip(parts, values, strict=True)) for values in zip(*parts.values(), strict=True)]


def _plain(value: Any) -> Any:
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if math.isfinite(value) else None
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)


def _time_series(titles: dict[str, str], points: int) -> dict[str, Any]:
    kind = "ordinal" if titles["x"].casefold() == "year" else "temporal"
    x = {"field": "x", "type": kind, "title": titles["x"], "axis": {"labelAngle": 0, "grid": False}}
    return {
        "mark": {"type": "line", "point": points <= 60, "color": _COLOURS[0]},
        "encoding": {
            "x": x,
            "y": _amount("y", titles),
            **_series(titles),
            "tooltip": _tooltip(titles, kind),
        },
    }


def _ranking(titles: dict[str, str], _points: int) -> dict[str, Any]:
    y = {"field": "x", "type": "nominal", "title": titles["x"], "sort": None}
    return {
        "height": {"step": 22},
        "mark": {"type": "bar", "color": _COLOURS[0]},
        "encoding": {
            "y": y,
            "x": _amount("y", titles),
            **_series(titles),
            "tooltip": _tooltip(titles, "nominal"),
        },
    }


def _distribution(titles: dict[str, str], _points: int) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "color": _COLOURS[0]},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "bin": {"maxbins": 30}, "title": titles["x"]},
            "y": {"aggregate": "count", "type": "quantitative", "title": "rows"},
        },
    }


def _relation(titles: dict[str, str], _points: int) -> dict[str, Any]:
    x = {"field": "x", "type": "quantitative", "title": titles["x"], "scale": {"zero": False}}
    y = {"field": "y", "type": "quantitative", "title": titles["y"], "scale": {"zero": False}}
    return {
        "mark": {"type": "point", "color": _COLOURS[0], "opacity": 0.7},
        "encoding": {"x": x, "y": y, "tooltip": _tooltip(titles, "quantitative")},
    }


def _single_number(titles: dict[str, str], _points: int) -> dict[str, Any]:
    return {
        "height": 70,
        "width": 240,
        "title": titles["x"],
        "mark": {"type": "text", "fontSize": 36, "color": _COLOURS[0]},
        "encoding": {"text": {"field": "x", "type": "quantitative", "format": ",.6~g"}},
    }


_BODIES = {
    "time series": _time_series,
    "ranking": _ranking,
    "distribution": _distribution,
    "relation": _relation,
    "single number": _single_number,
}


def _amount(field: str, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": titles["y"],
        "axis": {"format": "~s", "tickCount": 6},
    }


def _series(titles: dict[str, str]) -> dict[str, Any]:
    if "series" not in titles:
        return {}
    return {"color": {"field": "series", "type": "nominal", "title": titles["series"]}}


def _tooltip(titles: dict[str, str], kind: str) -> list[dict[str, str]]:
    kinds = {"x": kind, "y": "quantitative", "series": "nominal"}
    return [{"field": field, "type": kinds[field], "title": title} for field, title in titles.items()]
