"""The lineage widget with 500 tables and 5,000 columns in Chromium: first picture, and frames while panning.

    npm run build:widgets && python -m tests.benchmarks.lineage_widget

The built bundle runs in a bare page without GPU. Times are wall-clock seconds on the machine as it is.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.bare_page import bare_page

SHOW = """async payload => {
  const { default: widget } = await import('/lineage.js');
  const el = document.getElementById('widget');
  const start = performance.now();
  widget.render({ model: { get: () => payload, on() {}, off() {} }, el });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return (performance.now() - start) / 1000;
}"""
PAN = """async frames => {
  const svg = document.querySelector('.iops-canvas');
  const box = svg.getBoundingClientRect();
  svg.setPointerCapture = () => {};
  let [x, y] = [box.left + 300, box.top + 200];
  const fire = type => svg.dispatchEvent(new PointerEvent(
    type, { clientX: x, clientY: y, button: 0, buttons: 1, pointerId: 1, bubbles: true }));
  fire('pointerdown');
  const times = [];
  for (let frame = 0, last = performance.now(); frame < frames; frame++) {
    x += frame % 60 < 30 ? -12 : 12;
    y += frame % 20 < 10 ? -5 : 5;
    fire('pointermove');
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - last);
    last = performance.now();
  }
  fire('pointerup');
  times.sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b) / frames;
  const elements = svg.querySelectorAll('*').length;
  return { fps: 1000 / mean, slow: times[Math.floor(frames * 0.95)], elements };
}"""
ZOOM = """target => {
  const svg = document.querySelector('.iops-canvas');
  const zoomed = document.querySelector('.iops-scale');
  const scale = () => Number(/[\\d.]+/.exec(zoomed.getAttribute('transform'))[0]);
  const press = key => svg.dispatchEvent(new KeyboardEvent('keydown', { key }));
  press('0');
  while (scale() < target) press('+');
  return scale();
}"""


def large_graph(tables: int = 500, columns: int = 10) -> dict[str, Any]:
    """Tables in layers, each reading up to three of the 120 before it; the same each time."""
    chance = random.Random(7)
    kinds = ["table", "view", "dataframe", "query", "cell", "file"]
    names = [f"column_{place}" for place in range(columns)]
    nodes, edges = [], []
    for table in range(tables):
        kind = "table" if table < tables / 5 else chance.choice(kinds)
        nodes.append(
            {"id": f"n{table}", "kind": kind, "name": f"shop.table_{table}", "columns": names, "cell": None,
             "notebook": "", "place": 0, "connection": "", "stale": False, "sql": "select 1"}
        )  # fmt: skip
        if table < tables / 5:
            continue
        sources = [max(0, table - 1 - int(chance.random() * min(table, 120))) for _ in range(3)]
        edges += [_edge(chance, sources, table, name, names) for name in names]
    return {"version": 1, "nodes": nodes, "edges": edges, "focus": None, "notes": []}


def _edge(
    chance: random.Random, sources: list[int], table: int, column: str, names: list[str]
) -> dict[str, Any]:
    return {
        "source": f"n{chance.choice(sources)}",
        "source_column": chance.choice(names),
        "target": f"n{table}",
        "target_column": column,
        "kind": "DIRECT" if chance.random() < 0.8 else "INDIRECT",
        "subtype": "IDENTITY",
        "expression": "a + b",
        "confidence": 1,
        "reason": "",
    }


def main() -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, no GPU")
    with bare_page("lineage") as page:
        print(f"first picture of 500 tables, 5,000 columns: {page.evaluate(SHOW, large_graph()):.2f} s")
        for name, button in (("closed", None), ("open", "Open all")):
            if button:
                page.get_by_role("button", name=button).click()
            for scale in (0.0, 0.35, 0.55, 1.0):
                pan(page, f"cards {name}", scale)
        page.evaluate(ZOOM, 1.0)
        page.keyboard.press("Escape")
        page.locator(".iops-row").nth(5).click(force=True)
        for scale in (0.0, 0.35, 0.55, 1.0):
            pan(page, "cards open, a path lit", scale)


def pan(page: Page, name: str, scale: float) -> None:
    zoom = page.evaluate(ZOOM, scale)
    found = page.evaluate(PAN, 120)
    print(
        f"{name}, zoom {zoom:.2f}: {found['fps']:.0f} frames a second, 95 % of frames within "
        f"{found['slow']:.0f} ms, {found['elements']} elements"
    )


if __name__ == "__main__":
    main()
