"""A real JupyterLab and a real browser.

Everything that JupyterLab reads or writes stands in a temporary folder. The servers listen on loopback only
and are ended by their process id.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from iopsdata_jupyter.store.local import LocalStore

REPOSITORY = Path(__file__).parents[2]
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FOREIGN_EXTENSIONS = ["jupysql-plugin"]
"""Extensions of the benchmark's packages, which log errors of their own."""
ATTACKED = ("1", "attacked")
"""What markup in the tests' data would make of a page's title."""
START_S = 60
"""Seconds that JupyterLab may take to answer; a cold disk needs about ten."""
# Playwright's own 5 s are less than a busy machine needs for a kernel's answer.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    root: Path
    """The folder that it shows."""
    data_dir: Path
    """The product's data folder."""

    def page_url(self, notebook: str | None = None) -> str:
        """Address of the lab, with a fresh layout, on a notebook of `root` where one is named."""
        tree = f"/tree/{quote(notebook)}" if notebook else ""
        return f"{self.url}/lab{tree}?reset&token={self.token}"

    def add_notebook(self, name: str, *sources: str, outputs: list[list[dict]] | None = None) -> str:
        """Writes a notebook of code cells into `root`; its name."""
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for cell, saved in zip(cells, outputs or [], strict=False):
            cell.outputs = [nbformat.from_dict(output) for output in saved]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, self.root / name)
        return name


@dataclass
class Watched:
    """A page, and what it should not have done."""

    page: Page
    lab: Lab
    errors: list[str] = field(default_factory=list)
    """Console errors and uncaught exceptions."""
    requests_elsewhere: list[str] = field(default_factory=list)
    """Addresses off this machine that the page asked for."""

    def open(self, notebook: str | None = None) -> Page:
        """Goes to the lab, on a notebook where one is named, and waits until it can be used."""
        self.page.goto(self.lab.page_url(notebook))
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell" if notebook else ".jp-Launcher")
        return self.page

    def execute(self, command: str) -> None:
        """Runs one of JupyterLab's commands and waits for its end."""
        self.page.evaluate("command => window.jupyterapp.commands.execute(command)", command)

    def cell_sources(self) -> list[str]:
        """The text of each cell of the open notebook."""
        sources: list[str] = self.page.evaluate(CELL_SOURCES)
        return sources

    def run_all(self) -> None:
        """Starts every cell of the open notebook, in order."""
        self.page.wait_for_function(KERNEL_IDLE, timeout=START_S * 1000)
        self.execute("notebook:run-all-cells")

    def wait_until_done(self) -> None:
        """Waits until every code cell of the open notebook has run."""
        self.page.wait_for_function(ALL_RUN, timeout=START_S * 1000)


CELL_SOURCES = """() => {
  const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  return cells.map(cell => cell.model.sharedModel.source);
}"""
ALL_RUN = """() => {
  const all = window.jupyterapp.shell.currentWidget.content.widgets;
  const cells = all.filter(cell => cell.model.type === "code");
  return cells.every(cell => cell.model.executionState === 'idle' && cell.model.executionCount !== null);
}"""
KERNEL_IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  return panel?.sessionContext?.session?.kernel?.status === 'idle';
}"""


@pytest.fixture(scope="session")
def start_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Lab]]:
    """Starts JupyterLab servers, without the lab extensions named, with more variables in the environment.

    The application is `notebook` for Notebook 7. They end with the test run.
    """
    running: list[subprocess.Popen[bytes]] = []

    def start(
        *,
        application: str = "jupyterlab",
        without: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> Lab:
        home = tmp_path_factory.mktemp("lab")
        lab = Lab(
            f"http://127.0.0.1:{free_port()}",
            secrets.token_hex(16),
            home / "root",
            home / "data" / "iopsdata",
        )
        lab.root.mkdir()
        log = (home / "log").open("wb")
        command = [sys.executable, "-m", application, *server_options(lab)]
        own = environment(home, without) | dict(variables or {})
        running.append(subprocess.Popen(command, env=own, cwd=lab.root, stdout=log, stderr=log))
        wait_for(lab, running[-1], home / "log")
        return lab

    yield start
    for process in running:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def lab(start_lab: Callable[..., Lab]) -> Lab:
    """JupyterLab with both extensions of this package."""
    return start_lab()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one file: Playwright keeps an event loop running, which others would trip over."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Opens watched pages on a lab; they close with the test."""
    contexts = []

    def open_page(lab: Lab, **options: Any) -> Watched:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        watched = Watched(context.new_page(), lab)
        observe(watched)
        return watched

    yield open_page
    for context in contexts:
        context.close()


def observe(watched: Watched) -> None:
    """Collects what a page should not do."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            watched.errors.append(f"{message.text} {urlsplit(message.location['url']).path}")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
            watched.requests_elsewhere.append(request.url)

    watched.page.on("console", on_console)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("request", on_request)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_options(lab: Lab) -> list[str]:
    return [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={urlsplit(lab.url).port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={lab.root}",
        f"--IdentityProvider.token={lab.token}",
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]


def environment(home: Path, without: Sequence[str]) -> dict[str, str]:
    """The process environment, in which every folder of Jupyter and of the product is a new one."""
    for name in ("config", "data", "runtime", "ipython"):
        (home / name).mkdir()
    # JupyterLab asks a server of its own for news and newer versions unless it is told not to.
    overrides = {
        "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"}
    }
    settings = home / "config" / "labconfig"
    settings.mkdir()
    (settings / "default_setting_overrides.json").write_text(json.dumps(overrides))
    (settings / "page_config.json").write_text(
        json.dumps({"disabledExtensions": dict.fromkeys([*FOREIGN_EXTENSIONS, *without], True)})
    )
    own = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("IOPSDATA_")}
    return inherited | own | ({} if installed() else from_source(home))


def installed() -> bool:
    """Whether the package is installed, with its data files, and not only on the path."""
    try:
        importlib.metadata.distribution("iopsdata-jupyter")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def from_source(home: Path) -> dict[str, str]:
    """Variables by which Jupyter finds the built files of this source tree without an installation."""
    extensions = home / "share" / "labextensions"
    extensions.mkdir(parents=True)
    (extensions / "iopsdata-jupyter").symlink_to(REPOSITORY / "iopsdata_jupyter" / "labextension")
    shutil.copytree(REPOSITORY / "jupyter-config" / "server-config", home / "etc" / "jupyter_server_config.d")
    return {
        "JUPYTER_PATH": str(home / "share"),
        "JUPYTER_CONFIG_PATH": str(home / "etc"),
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
    }


def wait_for(lab: Lab, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{lab.url}/api?token={lab.token}", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def store(lab: Lab) -> Iterator[LocalStore]:
    """The store that the lab's server reads; its connections are gone afterwards."""
    store = LocalStore(lab.data_dir)
    yield store
    for record in store.connections():
        store.delete_connection(record.name)
    store.close()


@pytest.fixture
def watched(lab: Lab, watch: Callable[..., Watched]) -> Iterator[Watched]:
    """A page, which must do nothing that it should not."""
    watched: Watched = watch(lab)
    yield watched
    assert watched.errors == []
    assert watched.requests_elsewhere == []
    assert watched.page.title() not in ATTACKED
