"""A link carries code to somebody else: shown, not run, and their own kept."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib

import pytest
from playwright.sync_api import Page, expect

from tests.browser.workshop import HELLO, Saved, Workshop, solution, starter

SHARED = "# from a friend\n"


def fragment(value: object) -> str:
    """What a link has behind its address, for any content."""
    text = value if isinstance(value, str) else json.dumps(value)
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(text.encode()) + packer.flush()
    return "#share=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def shared(code: str = SHARED, exercise: str = HELLO) -> str:
    return fragment({"version": 1, "exercise": exercise, "code": code})


def test_a_link_brings_the_code_to_another_browser(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# ünïcödé 🐍\nasync def app(scope, receive, send): ...\n")
    workshop.button("Share").click()
    link = page.get_by_role("textbox", name="Link to this code").input_value()
    assert "?" not in link
    assert link.split("#")[0].endswith(workshop.address)
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context()
    visitor = other.new_page()
    visitor.goto(link)
    expect(visitor.locator(".cm-line").first).to_have_text("# ünïcödé 🐍")
    expect(visitor.get_by_text("This code came with a link.")).to_be_visible()
    other.close()


def test_the_visitors_own_is_kept_and_comes_back(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    page.goto("about:blank")
    page.goto(workshop.address + shared())
    expect(workshop.editor).to_have_text("# from a friend")
    workshop.editor.press("ControlOrMeta+End")
    workshop.editor.press_sequentially("changed")
    workshop.button("Back to mine").click()
    expect(workshop.editor).to_have_text("# mine")
    assert "#" not in page.url
    page.reload()
    expect(workshop.editor).to_have_text("# mine")


def test_shared_code_can_be_taken_over_and_what_it_replaces_stays_in_the_history(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    page.goto("about:blank")
    page.goto(workshop.address + shared())
    workshop.button("Take it over as mine").click()
    page.reload()
    expect(workshop.editor).to_have_text("# from a friend")
    workshop.button("History").click()
    expect(page.locator(".history__item")).to_contain_text("Replaced by code from a link")
    page.get_by_role("button", name="Bring back the code of").click()
    expect(workshop.editor).to_have_text("# mine")


def test_a_link_followed_on_the_open_page_is_shown_too(page: Page) -> None:
    workshop = Workshop(page).open()
    page.evaluate("(hash) => { location.hash = hash; }", shared())
    expect(workshop.editor).to_have_text("# from a friend")


def test_reset_of_shared_code_touches_nothing_of_mine(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    page.goto("about:blank")
    page.goto(workshop.address + shared())
    expect(workshop.editor).to_have_text("# from a friend")
    workshop.button("Reset").click()
    expect(page.locator(".cm-line").first).to_have_text(starter().splitlines()[0])
    page.goto("about:blank")
    page.goto(workshop.address)
    expect(workshop.editor).to_have_text("# mine")


@pytest.mark.parametrize(
    ("hash_", "reason"),
    [
        ("#share=", "it is damaged, or was cut off"),
        ("#share=!!!", "it is damaged, or was cut off"),
        (shared(solution())[:-20], "it is damaged, or was cut off"),
        (fragment("no JSON"), "it is no JSON"),
        (fragment({"exercise": HELLO, "code": ""}), "it has no version"),
        (fragment({"version": 9, "exercise": HELLO, "code": ""}), "it is of version 9"),
        (fragment({"version": 1, "exercise": HELLO, "code": 7}), "its code should be text"),
        (fragment([1]), "it has no version"),
        (fragment({"version": 1, "exercise": "<img src=x>", "code": ""}), "it is for no exercise of this site"),
        (shared(exercise="13_streaming"), "it is for another exercise, 13_streaming"),
        (shared("#" * 300_000), "its code is longer than 200,000 characters"),
        (shared("#" * 30_000_000), "it unpacks to more than any answer has"),
    ],
    ids=[
        "nothing",
        "no base64",
        "cut off",
        "no JSON",
        "no version",
        "another version",
        "a number",
        "a list",
        "markup",
        "another exercise",
        "long",
        "a bomb",
    ],
)
def test_a_broken_or_foreign_link_is_refused_with_its_reason(page: Page, hash_: str, reason: str) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    page.goto("about:blank")
    page.goto(workshop.address + hash_)
    expect(page.locator(".workshop__note")).to_contain_text(reason)
    expect(workshop.editor).to_have_text("# mine")


def test_too_long_for_a_link_is_offered_as_a_file(page: Page, saved: Saved) -> None:
    workshop = Workshop(page).open()
    # What repeats would be packed into little.
    code = "".join(f"# {hashlib.sha512(str(number).encode()).hexdigest()}\n" for number in range(80))
    workshop.write(code)
    workshop.button("Share").click()
    expect(page.get_by_text("too long for a link")).to_be_visible()
    assert saved(workshop.button("Save app.py")) == ("app.py", code.encode())


def test_the_link_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    workshop = Workshop(page).open()
    workshop.button("Share").click()
    workshop.button("Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert re.search(r"#share=[\w-]+$", page.evaluate("navigator.clipboard.readText()"))
