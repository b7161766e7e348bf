"""A result as a chart: what its shape calls for, as a Vega-Lite specification.

The specification is written here, not by Altair: importing Altair takes 1.1 s of CPU (measured 2026-11-23),
and Altair 6 writes Vega-Lite 6, which JupyterLab 4.6 does not render. `Chart.to_altair()` gives an Altair
chart to go on with where Altair is installed.
"""

from iopsdata_jupyter.charts.chart import VEGA_LITE_MIME, Chart, chart

__all__ = ["VEGA_LITE_MIME", "Chart", "chart"]
