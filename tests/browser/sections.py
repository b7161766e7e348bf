"""Sections of the side panel: unfolded, looked at by axe, and as pictures for the documentation."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Watched

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = REPOSITORY / "docs" / "images"
# Read here, because a fixture clears the product's variables for each test.
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
THEMES = ("Light", "Dark")


def only_section(page: Page, title: str) -> Locator:
    """The section of that title, unfolded, with every other one folded."""
    panel = page.locator("#iopsdata-panel")
    if not panel.is_visible():
        page.locator("[data-id='iopsdata-panel']").click()
    for heading in panel.locator(".jp-AccordionPanel-title").all():
        wanted = heading.inner_text().strip().lower() == title.lower()
        if (heading.get_attribute("aria-expanded") == "true") != wanted:
            heading.click(position={"x": 40, "y": 8})
    return page.locator(f"#iopsdata-{title.rsplit(maxsplit=1)[-1].lower()}")


def unexpected(watched: Watched) -> list[str]:
    """Console errors beside those that the browser writes for an answer that tells of a refusal."""
    return [text for text in watched.errors if "Failed to load resource" not in text]


def set_theme(page: Page, theme: str) -> None:
    """Light or Dark, once it is there."""
    command = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    page.evaluate(command, f"JupyterLab {theme}")
    is_light = "true" if theme == "Light" else "false"
    page.wait_for_selector(f'body[data-jp-theme-light="{is_light}"]', state="attached")
    # JupyterLab covers the change and takes the cover off 200 ms later; twice, and with an error, where the
    # next change comes before that.
    page.wait_for_selector("#jupyterlab-splash", state="detached")


def axe_violations(page: Page, selector: str) -> list[tuple[str, list[str]]]:
    """What axe finds below a node, as rule and places."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(content=AXE.read_text())
    found = page.evaluate("selector => axe.run(document.querySelector(selector))", selector)
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def look(page: Page, selector: str, name: str | None = None) -> list[tuple[str, list[str]]]:
    """What axe finds in light and dark; IOPSDATA_SCREENSHOTS=1 keeps a picture in light as `name`."""
    found = []
    for theme in reversed(THEMES):
        set_theme(page, theme)
        found += axe_violations(page, selector)
    if KEEP_PICTURES and name:
        page.locator(selector).screenshot(path=IMAGES / f"{name}.png", animations="disabled")
    return found
