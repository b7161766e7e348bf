"""Ask settings over their real routes, store and provider tests; only the provider is scripted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
from iopsdata_jupyter.store.local import LocalStore
from tests.browser.conftest import Lab, Watched
from tests.browser.sections import look, only_section, unexpected
from tests.services.openai_server import OpenAIServer, Reply, openai_server

__all__ = ["openai_server"]

KEY = "sk-S3cr3t-1234567890"
ANSWER = json.dumps({"sql": "SELECT count(*) FROM t", "explanation": "", "assumptions": []})
MARKUP = "<img src=x onerror=\"document.title = 'attacked'\">"
TEST_MS = 110_000
"""Milliseconds that a test call may take: a process of its own imports litellm."""


@pytest.fixture(scope="module")
def settings_lab(start_lab: Callable[..., Lab]) -> Lab:
    """JupyterLab in an environment that decides one setting and one key."""
    return start_lab(
        variables={"IOPSDATA_STATEMENT_TIMEOUT_S": "7", "ANTHROPIC_API_KEY": "sk-ant-environment"}
    )


@pytest.fixture
def kept(settings_lab: Lab) -> Iterator[LocalStore]:
    """The store that the lab's server writes; its settings and connections are forgotten afterwards."""
    store = LocalStore(settings_lab.data_dir)
    yield store
    for name in store.settings():
        store.save_setting(name, None)
    for record in store.connections():
        store.delete_connection(record.name)
    store.close()


@pytest.fixture
def watched(settings_lab: Lab, watch: Callable[..., Watched], kept: LocalStore) -> Watched:
    watched = watch(settings_lab)
    watched.open()
    return watched


def settings_of(page: Page) -> Locator:
    section = only_section(page, "Ask settings")
    expect(section.get_by_label("Provider")).to_contain_text("OpenAI")
    expect(section.get_by_role("button", name="Test", exact=True)).to_be_enabled()
    return section


def pick(field: Locator, text: str) -> None:
    """Types into a combobox and takes the first suggestion by keyboard."""
    field.click()
    field.fill(text)
    field.press("ArrowDown")
    field.press("Enter")


def eventually(page: Page, found: Callable[[], object], wanted: object) -> None:
    """Waits until what is read is what is wanted."""
    for _ in range(100):
        if found() == wanted:
            return
        page.wait_for_timeout(100)
    assert found() == wanted


def clean(watched: Watched) -> None:
    assert watched.page.title() != "attacked"
    assert unexpected(watched) == []
    assert watched.requests_elsewhere == []


def test_a_model_and_the_order_of_fallbacks_are_chosen_by_keyboard(
    watched: Watched, kept: LocalStore
) -> None:
    page, section = watched.page, settings_of(watched.page)
    pick(section.get_by_role("combobox", name="Model", exact=True), "gpt-4.1-mini")
    eventually(page, lambda: kept.settings().get("model"), "gpt-4.1-mini")
    for name in ("gpt-4.1-nano", "offline", MARKUP):
        field = section.get_by_role("combobox", name="Add a model")
        field.fill(name)
        field.press("Enter")
        expect(section.get_by_role("listitem").filter(has_text=name)).to_have_count(1)
    order = section.get_by_role("list", name="Models in the order in which they are asked")
    order.get_by_role("button", name="Ask offline earlier").focus()
    page.keyboard.press("Enter")
    expect(order.get_by_role("listitem")).to_have_text(["offline", "gpt-4.1-nano", MARKUP])
    page.keyboard.press("Alt+ArrowDown")
    expect(order.get_by_role("listitem")).to_have_text(["gpt-4.1-nano", "offline", MARKUP])
    order.get_by_role("listitem").nth(1).drag_to(order.get_by_role("listitem").nth(0))
    expect(order.get_by_role("listitem")).to_have_text(["offline", "gpt-4.1-nano", MARKUP])
    order.get_by_role("button", name=f"Remove {MARKUP}").click()
    expect(order.get_by_role("listitem")).to_have_count(2)
    eventually(page, lambda: kept.settings().get("fallback_models"), ["offline", "gpt-4.1-nano"])
    clean(watched)


def test_switches_numbers_and_choices_are_saved_and_forgotten(watched: Watched, kept: LocalStore) -> None:
    page, section = watched.page, settings_of(watched.page)
    section.get_by_label("Who answers", exact=True).select_option("offline_first")
    section.get_by_label("Run the SQL of an answer").uncheck()
    rows = section.get_by_label("Rows of an answer", exact=True)
    rows.fill("many")
    rows.press("Enter")
    expect(section.get_by_role("alert")).to_have_text("A whole number from 0.")
    rows.fill("500")
    rows.press("Enter")
    wanted = {"translator": "offline_first", "auto_execute": False, "ask_row_limit": 500}
    eventually(page, lambda: dict(kept.settings()), wanted)
    section.get_by_role("button", name="Forget what is saved for: Rows of an answer").click()
    expect(rows).to_have_value("100000")
    section.get_by_text("Budget and limits").click()
    timeout = section.get_by_label("A statement may take")
    expect(timeout).to_be_disabled()
    expect(timeout).to_have_value("7")
    expect(section).to_contain_text("Decided by IOPSDATA_STATEMENT_TIMEOUT_S in the environment")
    clean(watched)


def test_a_change_meanwhile_is_told_before_it_is_overwritten(watched: Watched, kept: LocalStore) -> None:
    page, section = watched.page, settings_of(watched.page)
    kept.save_setting("translator", "offline")
    section.get_by_label("Who answers", exact=True).select_option("model")
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("Somebody has changed this since it was read.")
    expect(section.get_by_label("Who answers", exact=True)).to_have_value("offline")
    assert kept.settings()["translator"] == "offline"
    section.get_by_role("button", name="Save mine").click()
    expect(alert).to_have_count(0)
    eventually(page, lambda: kept.settings()["translator"], "model")
    clean(watched)


def test_a_key_is_tested_saved_masked_changed_and_forgotten(
    watched: Watched, kept: LocalStore, openai_server: OpenAIServer
) -> None:
    page, section = watched.page, settings_of(watched.page)
    section.get_by_label("Provider").select_option(label="OpenAI")
    section.get_by_label("Server address", exact=True).fill(openai_server.url)
    section.get_by_label("Server address", exact=True).press("Enter")
    eventually(page, lambda: kept.settings().get("api_base"), openai_server.url)
    openai_server.script(Reply(status=401, error={"message": "Incorrect API key"}), ANSWER)
    section.get_by_role("button", name="Add a key").click()
    field = section.get_by_label("Key of OpenAI")
    expect(field).to_have_attribute("type", "password")
    expect(section.get_by_label("Address that it may be sent to")).to_have_value(openai_server.url)
    field.fill("sk-wrong")
    section.get_by_role("button", name="Test it first").click()
    expect(section.get_by_role("alert")).to_contain_text("key", timeout=TEST_MS)
    field.fill(KEY)
    section.get_by_role("button", name="Save", exact=True).click()
    expect(section).to_contain_text("Key saved")
    assert kept.providers.key("openai", api_base=openai_server.url) == KEY
    section.get_by_role("button", name="Test", exact=True).click()
    answered = section.get_by_text(re.compile("answered in .* s, with the saved key"))
    expect(answered).to_be_visible(timeout=TEST_MS)
    assert openai_server.requests[-1].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in page.content()
    section.get_by_role("button", name="Forget the key").click()
    expect(section).to_contain_text("No key. One in OPENAI_API_KEY would go before a saved one.")
    assert kept.providers.key("openai", api_base=openai_server.url) is None
    section.get_by_label("Provider").select_option("anthropic")
    expect(section).to_contain_text("Key from ANTHROPIC_API_KEY in the environment.")
    clean(watched)


def test_samples_are_allowed_per_connection_and_its_password_stays(
    watched: Watched, kept: LocalStore
) -> None:
    record = ConnectionRecord("shop", "postgresql", "postgresql://ann@db.example/shop", "read_write")
    kept.save_connection(record, ConnectionSecrets("hunter2"))
    kept.save_connection(ConnectionRecord(MARKUP, "sqlite", "zoo.db", "read_only"))
    page, section = watched.page, settings_of(watched.page)
    section.get_by_text("What a model is told").click()
    section.get_by_role("checkbox", name="shop").check()
    eventually(
        page, lambda: {one.name: one.samples for one in kept.connections()}, {"shop": True, MARKUP: False}
    )
    [shop] = [one for one in kept.connections() if one.name == "shop"]
    assert (shop.target, shop.access, kept.secrets("shop").password) == (
        record.target,
        "read_write",
        "hunter2",
    )
    clean(watched)


def test_axe_finds_nothing_in_light_and_dark(settings_lab: Lab, watch: Callable[..., Watched]) -> None:
    store = LocalStore(settings_lab.data_dir)
    store.save_setting("model", "gpt-4.1-mini")
    store.save_setting("fallback_models", ("anthropic/claude-haiku-4-5", "offline"))
    store.save_connection(ConnectionRecord("shop", "sqlite", "shop.db", "read_only"))
    try:
        watched = watch(settings_lab, device_scale_factor=2, viewport={"width": 1280, "height": 1100})
        page = watched.open()
        section = settings_of(page)
        expect(section.get_by_role("listitem").filter(has_text="haiku")).to_be_visible()
        assert look(page, "#iopsdata-settings", "panel-settings") == []
        for group in ("What a model is told", "Budget and limits", "What decides a setting"):
            section.get_by_text(group).click()
        section.get_by_role("combobox", name="Model", exact=True).click()
        expect(section.get_by_role("listbox", name="Model", exact=True)).to_be_visible()
        assert look(page, "#iopsdata-settings") == []
    finally:
        store.delete_connection("shop")
        store.close()
