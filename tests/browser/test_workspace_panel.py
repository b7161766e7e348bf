"""The workspace section against a real Supabase server: sign-in, sharing, and a project that goes away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Lab, Watched
from tests.browser.sections import look, only_section, unexpected
from tests.services.postgresql import postgresql
from tests.services.supabase_lite import SupabaseLite, supabase
from tests.services.workspaces import PASSWORD, Person, person

__all__ = ["postgresql", "supabase"]

pytestmark = pytest.mark.service

MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
SLOW_MS = 60_000
"""Milliseconds that a project may take to answer, or the panel to notice that it is back."""


@pytest.fixture(scope="module")
def team_lab(start_lab: Callable[..., Lab], supabase: SupabaseLite) -> Lab:
    """JupyterLab whose settings name the project."""
    return start_lab(variables={"IOPSDATA_SUPABASE_URL": supabase.url, "IOPSDATA_SUPABASE_KEY": supabase.key})


@pytest.fixture
def watched(team_lab: Lab, watch: Callable[..., Watched]) -> Iterator[Watched]:
    """A page on which nobody is signed in; who is at the end is signed out."""
    watched = watch(team_lab, device_scale_factor=2, viewport={"width": 1280, "height": 640})
    page = watched.open()
    yield watched
    button = section_of(page).get_by_role("button", name="Sign out")
    if button.count():
        sign_out(section_of(page))


@pytest.fixture
def bob(supabase: SupabaseLite, tmp_path: Path) -> Iterator[Person]:
    bob = person(supabase, tmp_path / "bob", "bob")
    yield bob
    bob.remote.close()


@pytest.fixture
def eve(supabase: SupabaseLite, tmp_path: Path) -> Iterator[Person]:
    eve = person(supabase, tmp_path / "eve", "eve")
    yield eve
    eve.remote.close()


def section_of(page: Page) -> Locator:
    """The workspace section, once it has been read."""
    section = only_section(page, "Workspace")
    expect(section.get_by_role("button").first).to_be_visible(timeout=SLOW_MS)
    return section


def connections_of(page: Page) -> Locator:
    return only_section(page, "Connections")


def email_of(section: Locator) -> Locator:
    return section.get_by_label("E-mail address", exact=True)


def new_address(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}@example.com"


def sign_in(section: Locator, supabase: SupabaseLite, email: str) -> None:
    """By a code, as a person does."""
    email_of(section).fill(email)
    section.get_by_role("button", name="Send a code").click()
    field = section.get_by_label("Code")
    expect(field).to_be_focused(timeout=SLOW_MS)
    field.fill(supabase.code_for(email))
    section.get_by_role("button", name="Sign in", exact=True).click()
    signed_in(section, email)


def signed_in(section: Locator, email: str) -> None:
    expect(section.get_by_text(email, exact=True).first).to_be_visible(timeout=SLOW_MS)
    expect(section.get_by_role("button", name="Sign out")).to_be_enabled(timeout=SLOW_MS)


def sign_out(section: Locator) -> None:
    section.get_by_role("button", name="Sign out").click()
    expect(email_of(section)).to_be_visible(timeout=SLOW_MS)


def choice_of(section: Locator) -> Locator:
    return section.get_by_label("Work in")


def create(page: Page, section: Locator, name: str) -> None:
    section.get_by_role("button", name="New…").click()
    page.locator(".jp-Dialog input").fill(name)
    page.locator(".jp-Dialog").get_by_role("button", name="OK").click()
    expect(choice_of(section).locator("option:checked")).to_have_text(f"{name} (owner)", timeout=SLOW_MS)


def answer(page: Page, button: str) -> None:
    page.locator(".jp-Dialog").get_by_role("button", name=button).click()


def clean(watched: Watched) -> None:
    assert watched.page.title() != "attacked"
    assert unexpected(watched) == []
    assert watched.requests_elsewhere == []


def test_a_code_signs_in_and_workspaces_are_made_switched_renamed_and_left(
    watched: Watched, supabase: SupabaseLite
) -> None:
    page, section = watched.page, section_of(watched.page)
    sign_in(section, supabase, new_address("ann"))
    expect(section).to_contain_text("You are in no workspace yet")
    create(page, section, MARKUP)
    create(page, section, "Second")
    choice_of(section).select_option(label=f"{MARKUP} (owner)")
    members = section.get_by_role("region", name="Members of")
    expect(members).to_contain_text("you, owner", timeout=SLOW_MS)
    expect(section).to_contain_text("In sync")
    choice_of(section).select_option(label="This machine only")
    expect(members).to_have_count(0)
    expect(connections_of(page)).to_contain_text("No saved connections")
    section = section_of(page)
    choice_of(section).select_option(label="Second (owner)")
    section.get_by_role("button", name="Rename…").click()
    page.locator(".jp-Dialog input").fill("Third")
    answer(page, "OK")
    expect(choice_of(section).locator("option:checked")).to_have_text("Third (owner)", timeout=SLOW_MS)
    section.get_by_role("button", name="Leave…").click()
    answer(page, "Leave")
    expect(section.get_by_role("alert")).to_contain_text("owner", timeout=SLOW_MS)
    section.get_by_role("button", name="Delete…").click()
    answer(page, "Delete")
    expect(choice_of(section)).not_to_contain_text("Third", timeout=SLOW_MS)
    sign_out(section)
    section.get_by_role("button", name="Work on this machine only").click()
    expect(section).to_contain_text("You work on this machine only")
    clean(watched)


def share(page: Page) -> None:
    """Saves a server for the workspace, by the form, which asks whether that is meant."""
    page.evaluate("window.jupyterapp.commands.execute('iopsdata:add-connection')")
    form = page.get_by_role("form", name="New connection")
    form.get_by_label("Name", exact=True).fill("shop")
    form.get_by_label("Host", exact=True).fill("db.example")
    form.get_by_label("Database", exact=True).fill("shop")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Say that this is meant.", timeout=SLOW_MS)
    form.get_by_label("Save this for the workspace Analytics.").check()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("form", name="Connection shop")).to_contain_text("Saved.", timeout=SLOW_MS)


def test_a_shared_connection_is_seen_by_a_member_and_not_by_a_stranger(
    watched: Watched, supabase: SupabaseLite, bob: Person, eve: Person
) -> None:
    page, section = watched.page, section_of(watched.page)
    ann = new_address("ann")
    sign_in(section, supabase, ann)
    create(page, section, "Analytics")
    section.get_by_label("E-mail address to invite").fill(bob.email)
    section.get_by_label("Role of the invited").select_option("editor")
    section.get_by_role("button", name="Invite", exact=True).click()
    expect(section.get_by_text("invited, editor")).to_be_visible(timeout=SLOW_MS)
    [invitation] = bob.remote.call("my_invitations")
    bob.remote.call("accept_invitation", invitation=invitation["invitation"])
    share(page)
    expect(connections_of(page)).to_contain_text("shop", timeout=SLOW_MS)
    page.locator("#iopsdata-panel").get_by_role("button", name="Refresh").last.click()
    section = section_of(page)
    expect(section.get_by_label(f"Role of {bob.email}")).to_have_value("editor", timeout=SLOW_MS)
    sign_out(section)
    email_of(section).fill("nobody@example.com")
    for email, seen in ((eve.email, False), (bob.email, True)):
        section.get_by_role("button", name="With a password instead").click()
        email_of(section).fill(email)
        section.get_by_label("Password").fill(PASSWORD)
        section.get_by_role("button", name="Sign in", exact=True).click()
        signed_in(section, email)
        assert PASSWORD not in page.content()
        connections = connections_of(page)
        if seen:
            expect(connections).to_contain_text("shop", timeout=SLOW_MS)
        else:
            expect(connections).to_contain_text("No workspace is chosen", timeout=SLOW_MS)
            expect(connections).not_to_contain_text("shop")
        section = section_of(page)
        sign_out(section)
    clean(watched)


def test_an_invitation_is_accepted_and_another_declined(
    watched: Watched, supabase: SupabaseLite, bob: Person
) -> None:
    ann = new_address("ann")
    for name in (MARKUP, "Unwanted"):
        bob.remote.call("invite_member", workspace=bob.new_workspace(name), email=ann, role="viewer")
    section = section_of(watched.page)
    sign_in(section, supabase, ann)
    section.get_by_role("region", name="Invitation to Unwanted").get_by_role("button", name="Decline").click()
    expect(section.get_by_role("region", name="Invitation to")).to_have_count(1, timeout=SLOW_MS)
    section.get_by_role("button", name="Join").click()
    expect(choice_of(section).locator("option:checked")).to_have_text(f"{MARKUP} (viewer)", timeout=SLOW_MS)
    expect(section.get_by_role("button", name="Invite", exact=True)).to_have_count(0)
    section.get_by_role("button", name="Leave…").click()
    answer(watched.page, "Leave")
    expect(section).to_contain_text("You are in no workspace yet", timeout=SLOW_MS)
    clean(watched)


def test_a_browser_signs_in_with_a_provider_and_the_panel_notices(
    watched: Watched, supabase: SupabaseLite
) -> None:
    supabase.github.email = new_address("octo")
    section = section_of(watched.page)
    section.get_by_role("button", name="GitHub").click()
    link = section.get_by_role("link", name="Go on in the browser")
    expect(link).to_be_focused(timeout=SLOW_MS)
    with watched.page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_text("You are signed in.")).to_be_visible(timeout=SLOW_MS)
    opened.value.close()
    signed_in(section, supabase.github.email)
    clean(watched)


def test_a_wrong_code_is_told_and_another_can_be_sent(watched: Watched, supabase: SupabaseLite) -> None:
    section, email = section_of(watched.page), new_address("ann")
    email_of(section).fill(email)
    section.get_by_role("button", name="Send a code").click()
    section.get_by_label("Code").fill("000000")
    section.get_by_role("button", name="Sign in", exact=True).click()
    expect(section.get_by_role("alert")).to_contain_text("code", timeout=SLOW_MS)
    section.get_by_role("button", name="Back").click()
    sign_in(section, supabase, email)
    clean(watched)


def test_a_project_that_goes_is_shown_and_recovered_from(watched: Watched, supabase: SupabaseLite) -> None:
    page, section = watched.page, section_of(watched.page)
    sign_in(section, supabase, new_address("ann"))
    create(page, section, "Analytics")
    assert look(page, "#iopsdata-workspace", "panel-workspace") == []
    supabase.kill()
    try:
        section.get_by_role("button", name="Sync now").click()
        expect(section.get_by_role("status")).to_contain_text("cannot be reached since", timeout=SLOW_MS)
        expect(section).to_contain_text("queries go on")
        assert look(page, "#iopsdata-workspace") == []
        section.get_by_role("button", name="Rename…").click()
        page.locator(".jp-Dialog input").fill("Other")
        answer(page, "OK")
        expect(section.get_by_role("alert")).to_contain_text("cannot be reached", timeout=SLOW_MS)
    finally:
        supabase.start()
    # Without a click: the panel asks again by itself.
    expect(section.get_by_role("status")).to_contain_text("In sync", timeout=SLOW_MS)
    expect(section.get_by_role("region", name="Members of")).to_contain_text("you, owner", timeout=SLOW_MS)
    clean(watched)
