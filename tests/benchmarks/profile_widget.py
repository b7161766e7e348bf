"""The profile widget with 500 columns in Chromium: first picture, and frames while scrolling.

    npm run build:widgets && python -m tests.benchmarks.profile_widget

The built bundle runs in a bare page without GPU. Times are wall-clock seconds on the machine as it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

STATIC = Path(__file__).parents[2] / "iopsdata_jupyter" / "widgets" / "static"
ADDRESS = "http://127.0.0.1/profile"
"""Never asked: every request of the page is answered here."""
PAGE = """<!doctype html><meta charset="utf-8"><title>profile</title>
<link rel="stylesheet" href="/profile.css"><body><div id="widget"></div>"""

SHOW = """async payload => {
  const { default: widget } = await import('/profile.js');
  const el = document.getElementById('widget');
  const start = performance.now();
  widget.render({ model: { get: () => payload, on() {}, off() {}, send() {} }, el });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return (performance.now() - start) / 1000;
}"""
SCROLL = """async frames => {
  const list = document.querySelector('.iops-scroller');
  const times = [];
  let elements = 0;
  for (let frame = 0, last = performance.now(); frame < frames; frame++) {
    list.scrollTop = (frame * 97) % (list.scrollHeight - list.clientHeight);
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - last);
    last = performance.now();
    elements = Math.max(elements, document.querySelectorAll('#widget *').length);
  }
  times.sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b) / frames;
  return { fps: 1000 / mean, slow: times[Math.floor(frames * 0.95)], elements };
}"""


def wide_payload(columns: int = 500) -> dict[str, Any]:
    """A profile of numbers and text in turn."""
    import numpy as np
    import pandas as pd

    from iopsdata_jupyter import profile
    from iopsdata_jupyter.widgets.profile_payload import payload_of

    chance = np.random.default_rng(7)
    values = {
        f"column_{place}": chance.normal(place, 1, 200) if place % 3 else chance.choice(["a", "b", "c"], 200)
        for place in range(columns)
    }
    return payload_of(profile(pd.DataFrame(values)))


@contextmanager
def bare_page() -> Iterator[Page]:
    """A page in which the built widget can be imported."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=flags)
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.route("**/*", answer)
        page.goto(ADDRESS)
        yield page
        chromium.close()


def answer(route: Route) -> None:
    """Gives the page and the two built files."""
    name = route.request.url.rpartition("/")[2]
    kinds = {"profile.js": "text/javascript", "profile.css": "text/css"}
    if name in kinds:
        route.fulfill(body=(STATIC / name).read_text("utf-8"), content_type=kinds[name])
    else:
        route.fulfill(body=PAGE, content_type="text/html")


def main() -> None:
    payload = wide_payload()
    with bare_page() as page:
        first = page.evaluate(SHOW, payload)
        found = page.evaluate(SCROLL, 200)
    print(f"{datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.0f}, 500 columns")
    print(f"first picture {first:.2f} s, {found['fps']:.0f} frames a second while scrolling,")
    print(f"95 % of frames within {found['slow']:.0f} ms, at most {found['elements']} elements")


if __name__ == "__main__":
    main()
