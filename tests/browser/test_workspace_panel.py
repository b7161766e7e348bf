"""The workspace section against a real Supabase server: codes, switching, sharing, and a project that goes away."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Lab, Watched
from tests.services.postgresql import postgresql
from tests.services.supabase_lite import SupabaseLite, supabase
from tests.services.workspaces import Person, person

__all__ = ["postgresql", "supabase"]

pytestmark = pytest.mark.service

REPOSITORY = Path(__file__).parents[2]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = REPOSITORY / "docs" / "images"
KEEP_PICTURES = os.environ.get("IOPSDATA_SCREENSHOTS") == "1"
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
SLOW_MS = 60_000
"""Milliseconds that a project may take to answer, or the panel to notice that it is back."""


@pytest.fixture(scope="module")
def team_lab(start_lab: Callable[..., Lab], supabase: SupabaseLite) -> Lab:
    """JupyterLab whose settings name the project."""
    variables = {"IOPSDATA_SUPABASE_URL": supabase.url, "IOPSDATA_SUPABASE_KEY": supabase.key}
    return start_lab(variables=variables)


@pytest.fixture
def other_lab(start_lab: Callable[..., Lab], supabase: SupabaseLite) -> Lab:
    """The same on another person's machine."""
    variables = {"IOPSDATA_SUPABASE_URL": supabase.url, "IOPSDATA_SUPABASE_KEY": supabase.key}
    return start_lab(variables=variables)


@pytest.fixture
def bob(supabase: SupabaseLite, tmp_path: Path) -> Iterator[Person]:
    bob = person(supabase, tmp_path / "bob", "bob")
    yield bob
    bob.remote.close()


def section_of(page: Page) -> Locator:
    """The workspace section, unfolded."""
    panel = page.locator("#iopsdata-panel")
    if not panel.is_visible():
        page.locator("[data-id='iopsdata-panel']").click()
    heading = panel.locator(".jp-AccordionPanel-title", has_text="Workspace")
    if heading.get_attribute("aria-expanded") != "true":
        heading.click()
    return page.locator("#iopsdata-workspace")


def connections_of(page: Page) -> Locator:
    return page.locator("#iopsdata-connections")


def sign_in(section: Locator, supabase: SupabaseLite, email: str) -> None:
    """By a code, as a person does."""
    section.get_by_label("E-mail address", exact=True).fill(email)
    section.get_by_role("button", name="Send a code").click()
    field = section.get_by_label("Code")
    expect(field).to_be_focused(timeout=SLOW_MS)
    field.fill(supabase.code_for(email))
    section.get_by_role("button", name="Sign in", exact=True).click()
    expect(section).to_contain_text(f"Signed in as{email}", timeout=SLOW_MS, use_inner_text=False)


def sign_out(section: Locator) -> None:
    section.get_by_role("button", name="Sign out").click()
    expect(section.get_by_label("E-mail address", exact=True)).to_be_visible(timeout=SLOW_MS)


def create(page: Page, section: Locator, name: str) -> None:
    section.get_by_role("button", name="New…").click()
    page.locator(".jp-Dialog input").fill(name)
    page.locator(".jp-Dialog").get_by_role("button", name="OK").click()
    expect(section.get_by_label("Work in")).to_contain_text(name, timeout=SLOW_MS)
    expect(section.get_by_label("Work in").locator("option:checked")).to_have_text(f"{name} (owner)")


def unexpected(watched: Watched) -> list[str]:
    """Console errors beside those that the browser writes for an answer that tells of a refusal."""
    return [text for text in watched.errors if "Failed to load resource" not in text]


def test_a_code_signs_in_a_workspace_is_made_switched_and_left(
    team_lab: Lab, watch: Callable[..., Watched], supabase: SupabaseLite
) -> None:
    watched = watch(team_lab)
    page = watched.open()
    section = section_of(page)
    sign_in(section, supabase, f"ann-{uuid.uuid4().hex[:8]}@example.com")
    expect(section).to_contain_text("You are in no workspace yet")
    create(page, section, MARKUP)
    create(page, section, "Second")
    section.get_by_label("Work in").select_option(label=f"{MARKUP} (owner)")
    expect(section.get_by_role("region", name="Members of")).to_contain_text("you, owner", timeout=SLOW_MS)
    expect(section).to_contain_text("In sync")
    section.get_by_label("Work in").select_option(label="This machine only")
    expect(section.get_by_role("region", name="Members of")).to_have_count(0)
    expect(connections_of(page)).to_contain_text("No saved connections")
    sign_out(section)
    assert page.title() != "attacked"
    assert unexpected(watched) == []
    assert watched.requests_elsewhere == []
