"""An exercise's page as a test sees it: an editor, a Run button, a verdict in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parent.parent.parent
HELLO = "02_asgi_hello"
PATIENCE = 30_000  # milliseconds; a busy machine is slow to start an interpreter

# Presses a button that saves a file, and gives its name and what is in it.
Saved = Callable[[Locator], tuple[str, bytes]]
PASTE = """(editor, text) => {
    const pasted = new Event("paste", { bubbles: true, cancelable: true });
    editor.dispatchEvent(Object.assign(pasted, { clipboardData: { getData: () => text } }));
}"""


def write(editor: Locator, code: str) -> None:
    """Replaces what is in an editor: pasted, since Playwright's own way puts an empty line before it in Firefox."""
    editor.press("ControlOrMeta+a")
    if code:
        editor.evaluate(PASTE, code)
    else:
        editor.press("Delete")


class Workshop:
    def __init__(self, page: Page, exercise: str = HELLO) -> None:
        self.page = page
        self.exercise = exercise
        self.editor = page.locator(".cm-content")
        self.announcement = page.locator(".workshop > [role=status]")
        self.title = page.locator(".verdict__title")

    @property
    def address(self) -> str:
        return address_of(self.exercise)

    def open(self) -> Workshop:
        self.page.goto(self.address)
        expect(self.editor).to_be_visible()
        return self

    def write(self, code: str) -> None:
        write(self.editor, code)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press_run(self) -> None:
        self.button("Run").click()

    def verdict(self) -> str:
        """What the page announces of the run that goes on; its end is awaited."""
        expect(self.announcement).to_have_text(re.compile(r"^Run \d+: ."))
        return self.announcement.inner_text()

    def run(self, code: str | None = None) -> str:
        if code is not None:
            self.write(code)
        self.press_run()
        return self.verdict()


def address_of(exercise: str) -> str:
    return f"exercises/{exercise.split('_', 1)[1].replace('_', '-')}/"


def solution(exercise: str = HELLO) -> str:
    return (ROOT / "solutions" / exercise / "app.py").read_text("utf-8")


def starter(exercise: str = HELLO) -> str:
    return (ROOT / "exercises" / exercise / "app.py").read_text("utf-8")
