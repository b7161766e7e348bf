"""A chart as a still picture, for notebooks shown without JupyterLab: SVG of text and shapes alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from iopsdata_jupyter.charts.shape import Shape

_INK, _BAR = "#7d838c", "#3b7dd8"
_COLOURS = ["#3b7dd8", "#d9822b", "#2f8a57", "#b05cc6", "#c9504c", "#2a9aa8", "#a8862a", "#7d838c"]
_WIDTH, _LEFT, _STEP, _HEIGHT = 640, 180, 22, 220
_MOST_CHARS = 26


def picture(values: Sequence[dict[str, Any]], shape: Shape, title: str) -> str | None:
    """The chart as one SVG element; None for kinds that are better left to their table."""
    drawn = [value for value in values if isinstance(value.get("y"), int | float)]
    if shape.kind == "ranking" and shape.series is None and drawn:
        return _svg(title, len(drawn) * _STEP + 8, _bars(drawn))
    if shape.kind == "time series" and len(drawn) > 1:
        return _svg(title, _HEIGHT + 24, _lines(drawn))
    return None


def _svg(title: str, height: float, parts: Iterator[str]) -> str:
    label = escape(title, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" width="{_WIDTH}" '
        f'role="img" aria-label="{label}" font-family="system-ui, sans-serif" font-size="11" fill="{_INK}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _bars(values: Sequence[dict[str, Any]]) -> Iterator[str]:
    most = max(0.0, *(float(value["y"]) for value in values)) or 1.0
    room = _WIDTH - _LEFT - 90
    for place, value in enumerate(values):
        top = place * _STEP + 4
        width = max(0.0, float(value["y"]) / most * room)
        yield f'<text x="{_LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(_short(value["x"]))}</text>'
        yield f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_STEP - 6}" fill="{_BAR}"/>'
        yield f'<text x="{_LEFT + width + 6:.1f}" y="{top + 12}">{_figure(value["y"])}</text>'


def _lines(values: Sequence[dict[str, Any]]) -> Iterator[str]:
    times = sorted({str(value["x"]) for value in values})
    low = min(0.0, *(float(value["y"]) for value in values))
    high = max(float(value["y"]) for value in values)
    span = (high - low) or 1.0
    left, room = 70, _WIDTH - 90
    names = list(dict.fromkeys(str(value.get("series", "")) for value in values))
    for number, name in enumerate(names):
        own = sorted((v for v in values if str(v.get("series", "")) == name), key=lambda v: str(v["x"]))
        points = " ".join(
            f"{left + times.index(str(v['x'])) / max(1, len(times) - 1) * room:.1f},"
            f"{10 + (high - float(v['y'])) / span * (_HEIGHT - 30):.1f}"
            for v in own
        )
        colour = _COLOURS[number % len(_COLOURS)]
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        if name:
            yield f'<text x="{left + 8}" y="{20 + 14 * number}" fill="{colour}">{escape(_short(name))}</text>'
    yield f'<text x="{left - 8}" y="16" text-anchor="end">{_figure(high)}</text>'
    yield f'<text x="{left - 8}" y="{_HEIGHT - 16}" text-anchor="end">{_figure(low)}</text>'
    yield f'<text x="{left}" y="{_HEIGHT + 8}">{escape(_day(times[0]))}</text>'
    yield f'<text x="{left + room}" y="{_HEIGHT + 8}" text-anchor="end">{escape(_day(times[-1]))}</text>'


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 1] + "…"


def _day(text: str) -> str:
    return text.removesuffix("T00:00:00")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4g}"
