"""A page in which one built widget runs by itself, in Chromium without GPU; no server is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

STATIC = Path(__file__).parents[2] / "iopsdata_jupyter" / "widgets" / "static"
KINDS = {"js": "text/javascript", "css": "text/css"}


@contextmanager
def bare_page(widget: str) -> Iterator[Page]:
    """A page that can import `/{widget}.js`, with its style and an element `widget` to draw in."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=flags)
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.route("**/*", lambda route: answer(route, widget))
        # Never asked: every request of the page is answered here.
        page.goto(f"http://127.0.0.1/{widget}")
        yield page
        chromium.close()


def answer(route: Route, widget: str) -> None:
    """Gives the page and the two built files."""
    name = route.request.url.rpartition("/")[2]
    ending = name.rpartition(".")[2]
    if name == f"{widget}.{ending}" and ending in KINDS:
        route.fulfill(body=(STATIC / name).read_text("utf-8"), content_type=KINDS[ending])
        return
    page = (
        f'<!doctype html><meta charset="utf-8"><title>{widget}</title>'
        f'<link rel="stylesheet" href="/{widget}.css"><body><div id="widget"></div>'
    )
    route.fulfill(body=page, content_type="text/html")
