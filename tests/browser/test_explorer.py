"""The scope explorer: examples at once, any other request in the page, and words for what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from barewire.explorer import PRESETS, answer
from playwright.sync_api import Browser, Locator, Page, expect

ADDRESS = "reference/explorer/"
OTHER = "DELETE /tea/%E2%82%AC?now HTTP/1.1\nHost: a.example\nX-Note: <b>&amp;</b>\nX-Note: two"
# Material makes the addresses absolute of what is in the page when it begins.
LOOKS = """(place) => {
    place.querySelectorAll("a").forEach((link) => link.setAttribute("href", link.href));
    return place.innerHTML;
}"""


@pytest.fixture
def explorer(page: Page) -> Page:
    page.goto(ADDRESS)
    expect(page.get_by_role("button", name="Show the scope")).to_be_visible()
    return page


def rows(page: Page) -> dict[str, list[str]]:
    """What stands in the table, by the key of the scope."""
    found = page.locator(".explorer__result tbody tr")
    cells = found.evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
    return {key: rest for key, *rest in cells}


def write(page: Page, request: str, *, tls: bool = False, root_path: str = "") -> None:
    page.get_by_label("Request line").fill(request)
    page.get_by_label("Over TLS").set_checked(tls)
    page.get_by_label("Root path").fill(root_path)
    page.get_by_role("button", name="Show the scope").click()


def shown(page: Page, text: str) -> Locator:
    result = page.locator(".explorer__result")
    expect(result).to_contain_text(text)
    return result


def test_examples_need_no_interpreter(explorer: Page) -> None:
    explorer.route("**/assets/runtime/wasm-*", lambda route: None)
    for preset in PRESETS.values():
        explorer.get_by_role("button", name=preset.title, exact=True).click()
        expect(explorer.get_by_role("button", pressed=True)).to_have_text(preset.title)
        expect(explorer.get_by_label("Request line")).to_have_value(preset.request)
        expect(explorer.get_by_label("Over TLS")).to_be_checked(checked=preset.tls)
        expect(explorer.get_by_label("Root path")).to_have_value(preset.root_path)
        assert all(meaning for *_, meaning in rows(explorer).values())
    assert list(rows(explorer)) == ["type", "asgi", "state"]


def test_an_example_stands_beside_its_environ(explorer: Page) -> None:
    explorer.get_by_role("button", name="Behind a proxy").click()
    found = rows(explorer)
    assert found["path"][:2] == ['"/api/users"', 'PATH_INFO "/users"']
    assert found["root_path"][:2] == ['"/api"', 'SCRIPT_NAME "/api"']
    assert found["raw_path"][1] == "nothing"
    assert "already decoded" in found["path"][2]


def test_another_request_is_explored_as_the_examples_are(explorer: Page) -> None:
    write(explorer, OTHER, tls=True, root_path="/shop")
    shown(explorer, "DELETE")
    wanted: Any = json.loads(answer(OTHER, True, "/shop"))
    found = rows(explorer)
    assert list(found) == [row["key"] for row in wanted["rows"]]
    for row in wanted["rows"]:
        value, environ, meaning = found[row["key"]]
        assert value == row["value"]
        assert environ == ("".join(f"{pair['key']} {pair['value']}" for pair in row["environ"]) or "nothing")
        assert meaning
    expect(explorer.get_by_role("button", pressed=True)).to_have_count(0)


def test_an_example_that_is_asked_for_looks_as_it_came(explorer: Page) -> None:
    for name in ("GET with a query", "POST JSON", "WebSocket"):
        explorer.get_by_role("button", name=name, exact=True).click()
        place = explorer.locator(".explorer__place")
        came = place.evaluate(LOOKS)
        explorer.get_by_role("button", name="Show the scope").click()
        expect(explorer.get_by_role("button", pressed=True)).to_have_count(0)
        assert place.evaluate(LOOKS) == came


def test_what_is_no_request_is_said_beside_it(explorer: Page) -> None:
    write(explorer, "GET /tea HTTP/1.1\nHost: a\nAccept")
    fault = explorer.get_by_role("alert")
    expect(fault).to_contain_text("Line 3: Expected a header such as Accept: text/html")
    request = explorer.get_by_label("Request line")
    expect(request).to_have_attribute("aria-invalid", "true")
    write(explorer, "GET /tea HTTP/1.1\nHost: a\nAccept: b")
    shown(explorer, "/tea")
    expect(fault).to_have_text("")
    expect(request).to_have_attribute("aria-invalid", "false")


def test_it_works_by_keyboard(explorer: Page) -> None:
    explorer.get_by_role("button", name="TLS", exact=True).focus()
    explorer.keyboard.press("Enter")
    shown(explorer, "/account")
    request = explorer.get_by_label("Request line")
    request.focus()
    explorer.keyboard.press("ControlOrMeta+a")
    explorer.keyboard.insert_text("GET /by/keyboard HTTP/1.0")
    explorer.keyboard.press("ControlOrMeta+Enter")
    shown(explorer, "/by/keyboard")
    explorer.keyboard.press("Tab")
    expect(explorer.get_by_label("Over TLS")).to_be_focused()


def test_all_examples_are_there_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(ADDRESS)
    expect(page.locator(".explorer__table")).to_have_count(len(PRESETS))
    for preset in PRESETS.values():
        expect(page.get_by_role("heading", name=preset.title, exact=True)).to_be_visible()
    expect(page.get_by_text("Root path /api")).to_be_visible()
    context.close()


def test_what_keys_mean_leads_to_the_lessons(explorer: Page) -> None:
    explorer.get_by_role("link", name="lifespan").click()
    expect(explorer.get_by_role("heading", name="Lifespan", exact=False).first).to_be_visible()
    assert explorer.url.endswith("learn/lifespan/#state")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(ADDRESS)
    write(page, f"GET /{'long' * 40}?{'q' * 200} HTTP/1.1\nHost: a\n{'X-Long' * 10}: {'v' * 200}")
    shown(page, "longlong")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
