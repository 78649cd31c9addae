"""The editor knows ASGI's names: it offers them where they belong, explains them, and helps phones type them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from asgi_harness.schema import MESSAGE_TYPES
from tests.browser.workshop import Workshop


def offered(page: Page) -> list[str]:
    options = page.locator(".cm-tooltip-autocomplete .cm-completionLabel")
    expect(options.first).to_be_visible()
    return options.all_inner_texts()


def typed(page: Page, text: str) -> Workshop:
    workshop = Workshop(page).open()
    workshop.write("")
    workshop.editor.press_sequentially(text)
    return workshop


def test_keys_of_the_scope_are_offered_and_taken(page: Page) -> None:
    workshop = typed(page, 'scope["')
    assert {"type", "path", "headers", "subprotocols", "root_path"} <= set(offered(page))
    workshop.editor.press_sequentially("pa")
    expect(page.locator(".cm-tooltip-autocomplete .cm-completionLabel").first).to_have_text("path")
    expect(page.get_by_text("The path, already decoded.")).to_be_visible()
    page.wait_for_timeout(100)  # CodeMirror takes no Enter for an offer that has only just come
    page.keyboard.press("Enter")
    expect(workshop.editor).to_have_text('scope["path"]')


def test_what_an_app_sends_is_offered_as_a_type_and_its_keys_after_it(page: Page) -> None:
    workshop = typed(page, 'await send({"type": "')
    sent = {each.name for each in MESSAGE_TYPES.values() if each.direction == "send"}
    received = {each.name for each in MESSAGE_TYPES.values() if each.direction == "receive"}
    assert sent <= set(offered(page))
    assert not received & set(offered(page))
    workshop.editor.press_sequentially("http.response.st")
    expect(page.locator(".cm-tooltip-autocomplete .cm-completionLabel")).to_have_text(
        ["http.response.start", "websocket.http.response.start"]
    )
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    workshop.editor.press_sequentially(', "')
    assert set(offered(page)) == {"type", "status", "headers", "trailers"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('if scope["type"] == "', {"http", "websocket", "lifespan"}),
        ('if message["type"] == "', {e.name for e in MESSAGE_TYPES.values() if e.direction == "receive"}),
        ('message.get("', {"type", "body", "more_body", "text", "bytes", "code", "reason"}),
    ],
    ids=["scope types", "messages", "keys of messages"],
)
def test_what_is_offered_belongs_to_the_place(page: Page, text: str, names: set[str]) -> None:
    typed(page, text)
    expect(page.locator(".cm-tooltip-autocomplete .cm-completionLabel")).to_have_count(len(names))
    assert set(offered(page)) == names


@pytest.mark.parametrize("text", ["sco", 'name = "', 'print("', "# scope[", 'b"'])
def test_elsewhere_nothing_is_offered(page: Page, text: str) -> None:
    typed(page, text)
    page.wait_for_timeout(500)
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)


def test_escape_closes_the_offer_and_then_leaves_the_editor(page: Page) -> None:
    workshop = typed(page, 'scope["')
    offered(page)
    page.keyboard.press("Escape")
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    expect(workshop.editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(workshop.editor).not_to_be_focused()


def test_who_points_at_a_name_is_told_what_it_means(page: Page) -> None:
    workshop = typed(page, "")
    workshop.write('await send({"type": "http.response.start", "status": 200})')
    workshop.editor.get_by_text('"http.response.start"').hover()
    expect(page.locator(".cm-tooltip-hover")).to_contain_text("The status and headers of the response.")
    workshop.editor.get_by_text('"status"').hover()
    expect(page.locator(".cm-tooltip-hover")).to_contain_text("int, required")


def test_a_narrow_screen_has_a_bar_of_symbols(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    workshop = Workshop(page).open()
    workshop.write("")
    workshop.editor.focus()
    bar = page.get_by_role("toolbar", name="Insert")
    bar.get_by_role("button", name="Square brackets").tap()
    expect(workshop.editor).to_be_focused()
    bar.get_by_role("button", name="Bytes").tap()
    page.keyboard.type("x")
    expect(workshop.editor).to_have_text('[b"x"]')
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    bar.get_by_role("button").first.focus()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Square brackets")).to_be_focused()
    page.keyboard.press("Tab")
    expect(workshop.button("Run")).to_be_focused()
    context.close()


def test_a_wide_screen_has_no_such_bar(page: Page) -> None:
    Workshop(page).open()
    expect(page.get_by_role("toolbar", name="Insert")).to_be_hidden()
