"""The exercise page around a run: what it keeps, how it is worked by keyboard, and what it is without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.workshop import HELLO, Workshop, solution, starter

# Material keeps things too, and is not what is tested.
FAILING_STORAGE = """
for (const name of ["getItem", "setItem", "removeItem"]) {
    const usual = Storage.prototype[name];
    Storage.prototype[name] = function (key, ...rest) {
        if (key.startsWith("barewire")) throw new DOMException("no", ERROR);
        return usual.call(this, key, ...rest);
    };
}
"""


def lines(page: Page) -> list[str]:
    return page.locator(".cm-line").all_inner_texts()


def test_code_is_kept_across_reloads(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    page.reload()
    expect(workshop.editor).to_have_text("# mine")


def test_every_keystroke_is_kept(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("")
    workshop.editor.press_sequentially("abc")
    page.reload()
    expect(workshop.editor).to_have_text("abc")


def test_answers_to_two_exercises_are_kept_apart(page: Page) -> None:
    Workshop(page).open().write("# hello\n")
    other = Workshop(page, "13_streaming").open()
    assert lines(page)[0] == starter("13_streaming").splitlines()[0]
    other.write("# streaming\n")
    page.goto(Workshop(page).address)
    expect(page.locator(".cm-content")).to_have_text("# hello")


def test_starter_that_changed_meanwhile_is_said(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    page.evaluate(
        """(key) => {
            const kept = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...kept, starter: "another" }));
        }""",
        f"barewire.answer.{HELLO}",
    )
    page.reload()
    expect(workshop.editor).to_have_text("# mine")
    expect(page.get_by_text("The exercise has changed since you wrote this.")).to_be_visible()


@pytest.mark.parametrize("error", ["SecurityError", "QuotaExceededError"])
def test_storage_that_fails_is_said_and_the_session_goes_on(page: Page, error: str) -> None:
    page.add_init_script(FAILING_STORAGE.replace("ERROR", repr(error)))
    workshop = Workshop(page).open()
    workshop.write(solution())
    expect(page.get_by_text("does not let the page keep your code")).to_be_visible()
    assert "All" in workshop.run()


def test_reset_is_one_step_that_can_be_undone(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n# all mine\n")
    workshop.button("Reset").click()
    assert "\n".join(lines(page)).strip() == starter().strip()
    workshop.editor.press("ControlOrMeta+z")
    assert lines(page)[:2] == ["# mine", "# all mine"]


def test_all_of_it_works_by_keyboard(page: Page) -> None:
    workshop = Workshop(page).open()
    for _ in range(60):
        page.keyboard.press("Tab")
        if workshop.editor.evaluate("(editor) => editor === document.activeElement"):
            break
    expect(workshop.editor).to_be_focused()
    expect(page.get_by_text("leaves the editor")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(solution() + "#")
    page.keyboard.press("Tab")
    expect(workshop.editor).to_be_focused()
    page.keyboard.press("ControlOrMeta+Enter")
    assert "All" in workshop.verdict()
    expect(workshop.editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(workshop.button("Run")).to_be_focused()
    for name in ("Stop", "Reset", "Faults", "History", "Solution", "Share"):
        page.keyboard.press("Tab")
        expect(workshop.button(name)).to_be_focused()
    next_exercise = page.locator(".passed").get_by_role("link").last
    for _ in range(5):
        if next_exercise.evaluate("(link) => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(next_exercise).to_be_focused()
    page.keyboard.press("Tab")
    test = page.locator(".verdict__test").first
    expect(test).to_be_focused()
    page.keyboard.press("Enter")
    expect(test).to_have_attribute("aria-expanded", "true")


def test_focus_can_be_seen(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.editor.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    outline = workshop.button("Run").evaluate("(button) => getComputedStyle(button).outlineStyle")
    assert outline == "solid"


def test_keyboards_of_phones_leave_the_code_alone(page: Page) -> None:
    editor = Workshop(page).open().editor
    expect(editor).to_have_attribute("autocapitalize", "off")
    expect(editor).to_have_attribute("spellcheck", "false")


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    workshop = Workshop(page, "08_read_the_body").open()
    workshop.run()
    page.locator(".diagram__step").nth(1).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Table").first.click()
    page.locator(".conversation-table__expand").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_editor_has_the_colours_of_the_page(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    Workshop(page).open()
    colour = page.locator(".cm-editor").evaluate("(editor) => getComputedStyle(editor).backgroundColor")
    brightness = sum(int(part) for part in re.findall(r"\d+", colour)[:3])
    assert (brightness < 300) == (scheme == "dark")


def test_page_reads_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(Workshop(page).address)
    code = page.locator(".exercise pre")
    expect(code).to_be_visible()
    assert code.inner_text().strip() == starter().strip()
    expect(page.get_by_role("button", name="Run")).to_have_count(0)
    context.close()
