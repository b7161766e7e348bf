"""Ways in: the launcher's card, the file browser's entries, commands and their keys."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

START_MS = 60_000
"""Milliseconds that a kernel may take to start and to run a cell."""


@pytest.fixture
def watched(lab, watch):
    """A page on the lab's launcher."""
    watched = watch(lab)
    watched.open()
    yield watched
    assert watched.errors == []
    assert watched.requests_elsewhere == []


def wait_for_output(page, text, name=""):
    """Waits for the first output of the notebook in view, which is that of the file's name."""
    current = page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab.jp-mod-current")
    expect(current).to_contain_text(name, timeout=START_MS)
    output = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output").first
    expect(output).to_contain_text(text, timeout=START_MS)


def test_the_card_opens_a_notebook_that_answers(lab, watched):
    page = watched.page
    page.locator(".jp-LauncherCard", has_text="Ask your data").click()
    wait_for_output(page, "sample")
    watched.execute("notebook:run-cell")
    expect(page.locator(".iops-answer").first).to_contain_text("revenue", timeout=START_MS)
    watched.execute("docmanager:save")
    saved = json.loads((lab.root / "ask-your-data.ipynb").read_text())
    assert saved["metadata"]["kernelspec"]["name"] == "python3"


def test_a_second_one_gets_a_name_of_its_own(lab, watched):
    (lab.root / "again.csv").write_text("id\n1\n")
    for name in ("ask-again.ipynb", "ask-again-1.ipynb"):
        watched.page.evaluate(
            "() => void window.jupyterapp.commands.execute('iopsdata:ask-file', { path: 'again.csv' })"
        )
        wait_for_output(watched.page, "again", name)
    assert sorted(path.name for path in lab.root.glob("ask-again*")) == [
        "ask-again-1.ipynb",
        "ask-again.ipynb",
    ]


@pytest.mark.parametrize(("entry", "magic"), [("Ask About This File", "connect"), ("Profile", "profile")])
def test_a_file_of_a_folder_is_asked_about_and_profiled(entry, magic, lab, watched):
    folder = lab.root / "data"
    folder.mkdir(exist_ok=True)
    (folder / "my visits.csv").write_text("id,city\n1,Rome\n2,Bern\n")
    (folder / "notes.txt").write_text("x")
    page = watched.page
    watched.execute("filebrowser:activate")
    page.evaluate("window.jupyterapp.commands.execute('filebrowser:go-to-path', { path: 'data' })")
    page.locator(".jp-DirListing-item", has_text="notes.txt").click(button="right")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()
    expect(page.get_by_role("menuitem", name=entry, exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator(".jp-DirListing-item", has_text="my visits.csv").click(button="right")
    page.get_by_role("menuitem", name=entry, exact=True).click()
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=START_MS)
    wait_for_output(page, "city" if magic == "profile" else "visits")
    assert f'%{magic} "my visits.csv"' in watched.cell_sources()[1]
    page.evaluate("window.jupyterapp.commands.execute('filebrowser:go-to-path', { path: '/' })")


def test_keys_belong_to_one_command_and_open_the_history(watched):
    keys = """() => {
      const all = window.jupyterapp.commands.keyBindings;
      const ours = all.filter(each => each.command.startsWith("iopsdata:"));
      const same = (a, b) => a.keys.join() === b.keys.join() && a.command !== b.command;
      return ours.map(each => [each.command, all.filter(other => same(each, other)).map(o => o.command)]);
    }"""
    found = watched.page.evaluate(keys)
    assert {command for command, _ in found} >= {"iopsdata:ask-data", "iopsdata:show-history"}
    assert [others for _, others in found if others] == []
    watched.page.keyboard.press("Alt+Shift+H")
    expect(watched.page.locator("#iopsdata-history")).to_be_visible()
