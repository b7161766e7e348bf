"""The chart of a result, and how front ends get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.charts.shape import Kind, Shape, shape_of
from iopsdata_jupyter.charts.specification import specification
from iopsdata_jupyter.charts.static import picture
from iopsdata_jupyter.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

VEGA_LITE_MIME = "application/vnd.vegalite.v5+json"
"""Rendered by JupyterLab itself, and by VS Code, without the network."""


@dataclass(frozen=True)
class Chart:
    """A chart; a front end shows it where it is the last value of a cell."""

    kind: Kind
    description: str
    """What it shows, in a sentence."""
    specification: Mapping[str, Any] = field(repr=False)
    """Vega-Lite 5, with its rows."""
    shape: Shape = field(repr=False)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Vega-Lite, with a still picture and a sentence for front ends that do not know it."""
        bundle: dict[str, Any] = {VEGA_LITE_MIME: dict(self.specification), "text/plain": self.description}
        svg = picture(self.specification["data"]["values"], self.shape, self.description)
        if svg:
            bundle["image/svg+xml"] = svg
        return bundle

    def to_altair(self) -> Any:
        """The chart as an `altair.Chart`, to be changed and combined.

        Raises:
            UsageError: Altair is not installed.
        """
        try:
            import altair as alt
        except ImportError:
            raise UsageError("Altair is not installed.", hint="pip install altair") from None
        spec = {name: value for name, value in self.specification.items() if name != "$schema"}
        return alt.Chart.from_dict(spec)


def chart(frame: pd.DataFrame, *, title: str = "", asked: bool = True) -> Chart | None:
    """The chart of a result; None where no chart shows it.

    With `asked` false only where the shape of the result calls for one: a time series or a ranking.
    """
    shape = shape_of(frame)
    if shape is None or not (asked or shape.is_plain):
        return None
    return Chart(shape.kind, _described(frame, shape), specification(frame, shape, title), shape)


def _described(frame: pd.DataFrame, shape: Shape) -> str:
    names = [str(name) for name in frame.columns]
    x = names[shape.x]
    if shape.y is None:
        return f"Chart: {shape.kind} of {x}"
    by = f" and {names[shape.series]}" if shape.series is not None else ""
    return f"Chart: {names[shape.y]} by {x}{by} ({shape.kind})"
