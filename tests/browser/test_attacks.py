"""Code, links and files come from anybody: none runs unasked, touches the storage, wins a pass, or becomes markup."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_share import shared
from tests.browser.workshop import HELLO, Workshop, solution
from tests.forgery import IN_JSON, IN_THE_GRADER, PASSED

MARKUP = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
MINE = "# mine\n"

FORGERIES = {
    "dumps": IN_JSON,
    "report": IN_THE_GRADER,
    "answer": PASSED
    + """
import sys
worker = sys.modules["barewire.worker"]
answer = worker.answer
worker.answer = lambda *arguments: __import__("json").dumps(passed(__import__("json").loads(answer(*arguments))))
""",
    "message": """
import json
REPORT = json.dumps({"exercise": "02_asgi_hello", "outcome": "passed", "tests": [{"outcome": "passed"}]})
try:
    import js
    for kind in ("answer", "report"):
        js.postMessage(js.JSON.parse(json.dumps({"kind": kind, "token": "", "answer": REPORT, "report": REPORT})))
except BaseException:
    pass
""",
    "exit": """
import sys
sys.exit(0)
""",
}
APP = """

async def app(scope, receive, send): ...
"""


def progress(page: Page) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = page.evaluate(
        "JSON.parse(localStorage.getItem('barewire.progress') ?? '{\"exercises\": {}}').exercises"
    )
    return found


def everything(page: Page) -> dict[str, str]:
    kept: dict[str, str] = page.evaluate("({ ...localStorage })")
    return {key: text for key, text in kept.items() if key.startswith("barewire")}


def follow(page: Page, code: str) -> Workshop:
    """Opens a link with code in it, as somebody who has an answer of their own."""
    workshop = Workshop(page).open()
    workshop.write(MINE)
    page.goto("about:blank")
    page.goto(workshop.address + shared(code))
    expect(page.get_by_text("This code came with a link.")).to_be_visible()
    return workshop


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_code_wins_a_pass_but_by_passing(page: Page, complaints: list[str], forgery: str) -> None:
    workshop = Workshop(page).open()
    workshop.run(FORGERIES[forgery] + APP)
    assert progress(page)[HELLO]["runs"] == 1
    assert progress(page)[HELLO]["passed"] == 0
    expect(page.locator(".passed")).to_have_count(0)
    expect(page.locator(".mark--done")).to_have_count(0)
    complaints.clear()


def test_code_from_a_link_is_not_run_and_not_kept(page: Page) -> None:
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    workshop = follow(page, solution())
    before = everything(page)
    # Long enough for a run: an interpreter gets ready all by itself meanwhile.
    page.wait_for_timeout(3000)
    expect(page.locator(".verdict")).to_have_count(0)
    assert workshop.announcement.inner_text() == ""
    assert everything(page) == before
    assert json.loads(before[f"barewire.answer.{HELLO}"])["code"] == MINE


def test_what_code_from_a_link_reaches_does_not_count(page: Page) -> None:
    workshop = follow(page, solution())
    before = everything(page)
    assert "All" in workshop.run()
    expect(page.locator(".passed")).to_have_count(0)
    workshop.editor.press("ControlOrMeta+End")
    workshop.editor.press_sequentially("# more")
    assert everything(page) == before


def test_code_from_a_link_reaches_no_storage_of_the_site(page: Page, complaints: list[str]) -> None:
    workshop = follow(
        page,
        """
async def app(scope, receive, send):
    import js
    for name in ("localStorage", "sessionStorage", "indexedDB", "caches"):
        try:
            found = getattr(js, name)
            found.setItem("barewire.progress", "taken")
            print(name, "REACHED")
        except BaseException as error:
            print(name, "refused", type(error).__name__)
""",
    )
    before = everything(page)
    workshop.run()
    lines = page.locator(".verdict__output pre").first.inner_text().strip().splitlines()
    assert len(lines) == 4
    assert all(" refused " in line for line in lines), lines
    assert everything(page) == before
    complaints.clear()


def test_no_markup_comes_out_of_a_link(page: Page) -> None:
    workshop = follow(page, MARKUP)
    expect(workshop.editor).to_contain_text(MARKUP)
    workshop.button("Share").click()
    workshop.button("History").click()
    workshop.button("Take it over as mine").click()
    expect(page.locator(".exercise :is(img, script)")).to_have_count(0)
    assert page.title() != "taken"


@pytest.mark.parametrize("place", ["code", "words", "exercise", "path", "mark"])
def test_no_markup_comes_out_of_a_file(page: Page, tmp_path: Path, place: str) -> None:
    version = {"time": 0, "code": MARKUP if place == "code" else "", "words": MARKUP, "passed": True}
    kept = {
        "version": 1,
        "progress": {"lessons": {MARKUP: 0} if place == "mark" else {}, "questions": {}, "exercises": {}},
        "starters": {},
        "histories": {MARKUP if place == "exercise" else HELLO: {"hints": 0, "versions": [version]}},
    }
    file = tmp_path / "file.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("barewire.json", json.dumps(kept))
        archive.writestr(f"exercises/{MARKUP if place == 'path' else HELLO}/app.py", MARKUP)
    page.goto("progress/")
    expect(page.get_by_role("button", name="Import …")).to_be_visible()
    page.locator("input[type=file]").set_input_files(file)
    accepted = place in {"code", "words"}
    if accepted:
        page.get_by_role("button", name="Import it").click()
        expect(page.get_by_text("Imported:")).to_be_visible()
    else:
        expect(page.get_by_text("This file was not imported")).to_be_visible()
    assert page.locator("article :is(img, script)").count() == 0
    workshop = Workshop(page).open()
    workshop.button("History").click()
    if accepted:
        expect(page.locator(".history__words")).to_have_text(MARKUP)
        page.get_by_role("button", name="Compare").click()
        expect(workshop.editor).to_contain_text(MARKUP)
    expect(page.locator(".exercise :is(img, script)")).to_have_count(0)
    assert page.title() != "taken"
