"""Where the side panel stands, by JupyterLab's own settings."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Lab, Watched


def save(lab: Lab, settings: dict[str, str]) -> None:
    """Saves the person's settings of the panel, as the settings editor does."""
    request = urllib.request.Request(
        f"{lab.url}/lab/api/settings/iopsdata-jupyter:side-panel?token={lab.token}",
        method="PUT",
        data=json.dumps({"raw": json.dumps(settings)}).encode(),
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=30).close()


def test_the_panel_stands_where_the_settings_say(lab: Lab, watch: Callable[..., Watched]) -> None:
    watched = watch(lab)
    tab = "[data-id='iopsdata-panel']"
    try:
        page = watched.open()
        expect(page.locator(f".jp-mod-left {tab}")).to_be_visible()
        save(lab, {"side": "right"})
        watched.open()
        expect(page.locator(f".jp-mod-right {tab}")).to_be_visible()
        expect(page.locator(f".jp-mod-left {tab}")).to_have_count(0)
        save(lab, {"side": "hidden"})
        watched.open()
        expect(page.locator(tab)).to_have_count(0)
    finally:
        save(lab, {})
    assert watched.errors == []
