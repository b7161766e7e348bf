"""Histograms and bars as inline SVG: no script, readable on light and on dark."""

from __future__ import annotations

from html import escape

from iopsdata_jupyter.profiling.models import Histogram, ValueCount
from iopsdata_jupyter.profiling.wording import share_text, value_text, visible

WIDTH, HEIGHT = 150, 34
_ROW = 16


def histogram_svg(histogram: Histogram, label: str) -> str:
    """Bars of the counts; hovering tells a bin's edges. A bin that is not empty is never invisible."""
    counts, most = histogram.counts, max(histogram.counts, default=0)
    if not most:
        return ""
    width = WIDTH / len(counts)
    bars = "".join(
        _bar(width * number, width, count / most, _bin_text(histogram, number))
        for number, count in enumerate(counts)
        if count
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(visible(label))}">{bars}</svg>'
    )


def _bar(x: float, width: float, share: float, text: str) -> str:
    height = max(1.0, share * (HEIGHT - 1))
    gap = min(1.0, width * 0.15)
    return (
        f'<rect class="iops-bar" x="{x:.1f}" y="{HEIGHT - height:.1f}" width="{width - gap:.1f}" '
        f'height="{height:.1f}"><title>{escape(text)}</title></rect>'
    )


def _bin_text(histogram: Histogram, number: int) -> str:
    low, high = (value_text(histogram.edges[at]) for at in (number, number + 1))
    return f"{low} to {high}: {histogram.counts[number]:,}"


def values_svg(values: tuple[ValueCount, ...], label: str, *, most: int = 3) -> str:
    """The most frequent values as bars with their text, longest first."""
    shown = values[:most]
    if not shown:
        return ""
    height = _ROW * len(shown)
    greatest = shown[0].count or 1
    rows = "".join(_value_row(item, at, greatest) for at, item in enumerate(shown))
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(visible(label))}">{rows}</svg>'
    )


def _value_row(item: ValueCount, at: int, greatest: int) -> str:
    y, share = _ROW * at, share_text(item.share).replace("under ", "< ")
    width = max(2.0, WIDTH * item.count / greatest)
    return (
        f"<g><title>{escape(visible(value_text(item.value)))}: {item.count:,} ({escape(share)})</title>"
        f'<rect class="iops-bar iops-soft" x="0" y="{y + 1}" width="{width:.1f}" height="{_ROW - 3}"/>'
        f'<text x="4" y="{y + 11}">{escape(visible(value_text(item.value, 16)))}</text>'
        f'<text x="{WIDTH - 3}" y="{y + 11}" text-anchor="end">{escape(share)}</text></g>'
    )


def share_bar(share: float, label: str) -> str:
    """A bar that is filled by `share`."""
    text = escape(label)
    return (
        f'<svg class="iops-share" viewBox="0 0 60 6" width="60" height="6" role="img" aria-label="{text}">'
        f'<title>{text}</title><rect class="iops-track" width="60" height="6" rx="3"/>'
        f'<rect class="iops-fill" width="{60 * share:.1f}" height="6" rx="3"/></svg>'
    )
