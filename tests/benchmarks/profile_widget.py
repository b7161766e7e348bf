"""The profile widget with 500 columns in Chromium: first picture, and frames while scrolling.

    npm run build:widgets && python -m tests.benchmarks.profile_widget

The built bundle runs in a bare page without GPU. Times are wall-clock seconds on the machine as it is.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from tests.benchmarks.bare_page import bare_page

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


def main() -> None:
    payload = wide_payload()
    with bare_page("profile") as page:
        first = page.evaluate(SHOW, payload)
        found = page.evaluate(SCROLL, 200)
    print(f"{datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.0f}, 500 columns")
    print(f"first picture {first:.2f} s, {found['fps']:.0f} frames a second while scrolling,")
    print(f"95 % of frames within {found['slow']:.0f} ms, at most {found['elements']} elements")


if __name__ == "__main__":
    main()
