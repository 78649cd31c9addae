"""Nothing of what a learner writes is lost: earlier versions, other tabs, changed exercises, export and import."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.workshop import HELLO, Saved, Workshop, solution, starter

STREAMING = "13_streaming"


def stored(page: Page, name: str) -> Any:
    return json.loads(page.evaluate("(name) => localStorage.getItem(`barewire.${name}`) ?? 'null'", name))


def store(page: Page, name: str, text: str) -> None:
    page.evaluate("([name, text]) => localStorage.setItem(`barewire.${name}`, text)", [name, text])


def everything(page: Page) -> dict[str, str]:
    kept: dict[str, str] = page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('barewire')))"
    )
    return kept


# Versions.


def test_every_run_is_kept_with_its_time_and_verdict_and_comes_back(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run("# first\nasync def app(scope, receive, send): ...\n")
    workshop.run(solution())
    workshop.button("History").click()
    items = page.locator(".history__item")
    expect(items).to_have_count(2)
    expect(items.nth(0)).to_contain_text("All 14 tests passed.")
    expect(items.nth(1)).to_contain_text("0 of 14 tests passed.")
    assert re.match(r"\d{4}-\d\d-\d\dT", items.nth(0).locator("time").get_attribute("datetime") or "")
    items.nth(1).get_by_role("button", name="Compare").click()
    expect(items.nth(1).locator("ins")).to_contain_text(["# first", "async def"])
    page.reload()
    workshop.button("History").click()
    items.nth(1).get_by_role("button", name="Bring back").click()
    expect(page.locator(".cm-line").first).to_have_text("# first")
    workshop.button("Undo").click()
    expect(page.locator(".cm-line").first).to_have_text(solution().splitlines()[0])


def test_reset_can_be_undone_even_after_a_reload(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# mine\n")
    workshop.button("Reset").click()
    workshop.button("Undo").click()
    expect(workshop.editor).to_have_text("# mine")
    workshop.button("Reset").click()
    page.reload()
    expect(page.locator(".cm-line").first).to_have_text(starter().splitlines()[0])
    workshop.button("History").click()
    expect(page.locator(".history__item")).to_contain_text("Before Reset")
    page.get_by_role("button", name="Bring back").click()
    expect(workshop.editor).to_have_text("# mine")


def test_old_versions_go_but_the_last_that_passed_stays(page: Page) -> None:
    page.goto("progress/")
    versions = [{"time": number, "code": f"# {number}", "words": "ran", "passed": number == 3} for number in range(200)]
    store(page, f"history.{HELLO}", json.dumps({"version": 1, "versions": versions, "hints": 0}))
    workshop = Workshop(page).open()
    workshop.write("# new\n")
    workshop.button("Reset").click()
    times = [version["time"] for version in stored(page, f"history.{HELLO}")["versions"]]
    assert times[0] == 3
    assert times[1:-1] == list(range(200 - len(times) + 2, 200))
    assert len(times) == 60


def test_a_changed_exercise_offers_both(page: Page) -> None:
    def changed() -> Workshop:
        workshop = Workshop(page).open()
        workshop.write("# mine\n")
        kept = stored(page, f"answer.{HELLO}")
        store(page, f"answer.{HELLO}", json.dumps({**kept, "starter": "00000000"}))
        page.reload()
        expect(workshop.editor).to_have_text("# mine")
        return workshop

    workshop = changed()
    workshop.editor.press("End")
    workshop.editor.press_sequentially("!")
    page.reload()
    expect(page.get_by_text("The exercise has changed since you wrote this.")).to_be_visible()
    workshop.button("Go on with mine").click()
    page.reload()
    expect(workshop.editor).to_have_text("# mine!")
    expect(page.locator(".workshop__note")).to_be_hidden()

    workshop = changed()
    workshop.button("Show the new beginning").click()
    expect(page.locator(".cm-line").first).to_have_text(starter().splitlines()[0])
    workshop.button("History").click()
    expect(page.locator(".history__item").first).to_contain_text("Written for the exercise as it was before")


# Storage.


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ("{", "it is no JSON"),
        ("null", "it has no version"),
        ('{"version": 2, "starter": "0", "code": "new"}', "it is of version 2, and this page knows version 1"),
        ('{"version": 1, "starter": "0", "code": 1}', "the code should be text"),
        ('{"version": 1, "starter": {}, "code": ""}', "the mark of the starter should be text"),
    ],
    ids=["no JSON", "null", "another version", "a number", "an object"],
)
def test_an_answer_that_cannot_be_read_stays_until_it_is_discarded(
    page: Page, saved: Saved, kept: str, reason: str
) -> None:
    page.goto("progress/")
    store(page, f"answer.{HELLO}", kept)
    workshop = Workshop(page).open()
    expect(page.locator(".workshop__note")).to_contain_text(reason)
    workshop.write("# typed meanwhile\n")
    assert page.evaluate(f"localStorage.getItem('barewire.answer.{HELLO}')") == kept
    assert saved(workshop.button("Save it to a file"))[1].decode() == kept
    workshop.button("Discard it").click()
    expect(workshop.editor).to_have_text("# typed meanwhile")
    page.reload()
    expect(workshop.editor).to_have_text("# typed meanwhile")


def test_a_storage_that_is_full_is_said_once_and_keeps_what_it_has(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# kept\n")
    page.evaluate(
        """() => {
            for (let size = 1 << 22; size > 0; size >>= 1) {
                try {
                    for (let number = 0; ; number++) localStorage.setItem(`fill.${size}.${number}`, "x".repeat(size));
                } catch {}
            }
        }"""
    )
    workshop.write("# kept\n" + "# does not fit\n" * 20)
    expect(page.locator(".notice__text")).to_contain_text("its room for them is full")
    workshop.button("Reset").click()
    expect(page.locator(".notice")).to_have_count(1)
    page.evaluate(
        """() => {
            for (const key of Object.keys(localStorage)) if (key.startsWith("fill")) localStorage.removeItem(key);
        }"""
    )
    workshop.write("# fits again\n")
    page.reload()
    expect(workshop.editor).to_have_text("# fits again")


def test_what_is_longer_than_an_answer_ever_is_is_said_and_the_last_that_was_not_stays(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("# kept\n")
    workshop.write("#" * 200_001)
    expect(page.get_by_text("This is longer than 200,000 characters")).to_be_visible()
    page.reload()
    expect(workshop.editor).to_have_text("# kept")


# Tabs.


def two_tabs(page: Page) -> tuple[Workshop, Workshop]:
    first = Workshop(page).open()
    first.write("# common\n")
    second = Workshop(page.context.new_page()).open()
    expect(second.editor).to_have_text("# common")
    first.write("# from the first\n")
    expect(second.page.get_by_text("Another tab has changed your answer")).to_be_visible()
    return first, second


def test_a_second_tab_overwrites_nothing_unasked(page: Page) -> None:
    first, second = two_tabs(page)
    second.write("# from the second\n")
    page.reload()
    expect(first.editor).to_have_text("# from the first")
    second.button("Show the other tab's").click()
    expect(second.editor).to_have_text("# from the first")
    second.button("History").click()
    expect(second.page.locator(".history__item")).to_contain_text("Replaced by what another tab had")


def test_a_second_tab_can_keep_its_own_and_the_others_stays_in_the_history(page: Page) -> None:
    first, second = two_tabs(page)
    second.write("# from the second\n")
    second.button("Keep what is here").click()
    expect(page.get_by_text("Another tab has changed your answer")).to_be_visible()
    second.page.reload()
    expect(second.editor).to_have_text("# from the second")
    second.button("History").click()
    expect(second.page.locator(".history__item")).to_contain_text("Written in another tab")
    first.button("Show the other tab's").click()
    expect(first.editor).to_have_text("# from the second")


def test_a_tab_that_slept_asks_before_it_writes(page: Page) -> None:
    page.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")
    first = Workshop(page).open()
    first.write("# common\n")
    other = Workshop(page.context.new_page()).open()
    other.write("# newer\n")
    # Tabs in processes of their own hear a moment later what is in the storage that they share.
    page.wait_for_function(f"localStorage.getItem('barewire.answer.{HELLO}').includes('newer')")
    first.write("# late\n")
    expect(page.get_by_text("Another tab has changed your answer")).to_be_visible()
    assert stored(page, f"answer.{HELLO}")["code"] == "# newer\n"


# Hints and solution.


def test_hints_come_one_at_a_time_and_stay(page: Page) -> None:
    workshop = Workshop(page).open()
    hints = page.locator("#hints ~ details")
    assert hints.count() == 3
    expect(hints.filter(visible=True)).to_have_count(1)
    hints.nth(0).locator("summary").click()
    expect(hints.filter(visible=True)).to_have_count(2)
    page.reload()
    expect(workshop.editor).to_be_visible()
    expect(hints.filter(visible=True)).to_have_count(2)


def test_all_hints_are_there_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(Workshop(page).address)
    expect(page.locator("#hints ~ details").filter(visible=True)).to_have_count(3)
    context.close()


def test_the_solution_waits_for_a_wish_said_twice(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    workshop = Workshop(page, "01_wsgi_hello").open()
    assert solution("01_wsgi_hello").splitlines()[-1].strip() not in page.content()
    workshop.button("Solution").click()
    expect(page.get_by_text("once your app has passed, or after three runs")).to_be_visible()
    workshop.button("Not yet").click()
    expect(workshop.button("Solution")).to_be_focused()
    assert not [url for url in asked if "/solutions/" in url]
    workshop.button("Solution").click()
    workshop.button("Show it all the same").click()
    panel = page.get_by_role("region", name="Solution")
    expect(panel.locator("ins").first).to_be_visible()
    expect(panel).to_contain_text("Another approach: generator.py")
    assert [url for url in asked if "/solutions/" in url]


def test_the_solution_is_there_after_three_runs(page: Page) -> None:
    workshop = Workshop(page).open()
    for _ in range(3):
        workshop.run("async def app(scope, receive, send): ...\n")
    workshop.button("Solution").click()
    panel = page.get_by_role("region", name="Solution")
    expect(panel.locator("del")).to_contain_text("async def app(scope, receive, send): ...")
    put_in = [line.removeprefix("+ ") for line in panel.locator("ins").all_inner_texts()]
    assert [line.rstrip("\n") for line in put_in] == solution().rstrip("\n").split("\n")


# Export and import.


Import = Callable[[str | bytes | dict[str, str]], None]


@pytest.fixture
def choose(page: Page, tmp_path: Path) -> Import:
    """Gives a file to the page of progress: its bytes, or the files in a zip."""

    def choose_file(content: str | bytes | dict[str, str]) -> None:
        file = tmp_path / "chosen.zip"
        if isinstance(content, dict):
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in content.items():
                    archive.writestr(name, text)
        else:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        page.goto("progress/")
        expect(page.get_by_role("button", name="Import …")).to_be_visible()
        page.locator("input[type=file]").set_input_files(file)

    return choose_file


def export(page: Page, saved: Saved) -> bytes:
    page.goto("progress/")
    name, packed = saved(page.get_by_role("button", name="Export"))
    assert re.fullmatch(r"barewire-\d{4}-\d\d-\d\d\.zip", name)
    return packed


def test_everything_goes_out_and_comes_in_elsewhere(page: Page, choose: Import, saved: Saved, tmp_path: Path) -> None:
    workshop = Workshop(page).open()
    workshop.run(solution())
    Workshop(page, STREAMING).open().write("# ünïcödé 🐍\n")
    page.goto("learn/wsgi/")
    page.get_by_role("button", name="Mark as read").click()
    before = everything(page)
    packed = export(page, saved)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    assert (tmp_path / "exercises" / HELLO / "app.py").read_text("utf-8") == solution()
    assert (tmp_path / "exercises" / STREAMING / "app.py").read_text("utf-8") == "# ünïcödé 🐍\n"

    page.get_by_role("button", name="Forget everything …").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator(".overview__facts")).to_contain_text(re.compile(r"Exercises passed\s*0 of 28"))
    assert everything(page) == {}

    choose(packed)
    expect(page.get_by_text("This file holds 2 answers, 1 earlier version, 1 lesson read")).to_be_visible()
    assert everything(page) == {}
    page.get_by_role("button", name="Import it").click()
    expect(page.locator(".overview__facts")).to_contain_text(re.compile(r"Exercises passed\s*1 of 28"))
    assert {key: json.loads(text) for key, text in everything(page).items()} == {
        key: json.loads(text) for key, text in before.items()
    }


def test_the_app_in_the_playground_goes_along_and_replaces_none(page: Page, choose: Import, saved: Saved) -> None:
    page.goto("progress/")
    store(page, "playground", json.dumps({"version": 1, "code": "# sketch\n"}))
    packed = export(page, saved)
    for before, after in (("# another\n", "# another\n"), (None, "# sketch\n")):
        page.evaluate("localStorage.clear()")
        if before:
            store(page, "playground", json.dumps({"version": 1, "code": before}))
        choose(packed)
        expect(page.get_by_text("This file holds the app in the playground")).to_be_visible()
        page.get_by_role("button", name="Import it").click()
        expect(page.get_by_text("Imported:")).to_be_visible()
        assert stored(page, "playground")["code"] == after


def test_what_cannot_be_read_is_exported_as_it_stands(page: Page, choose: Import, saved: Saved) -> None:
    page.goto("progress/")
    store(page, f"answer.{HELLO}", "{broken")
    store(page, f"history.{HELLO}", "[]")
    packed = export(page, saved)
    expect(page.locator(".backup__said")).to_contain_text("What cannot be read is in the folder unreadable/")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read(f"unreadable/answer.{HELLO}.json") == b"{broken"
    workshop = Workshop(page).open()
    workshop.button("History").click()
    panel = page.get_by_role("region", name="History")
    expect(panel).to_contain_text("cannot be read: it has no version")
    panel.get_by_role("button", name="Discard it").click()
    expect(panel).to_contain_text("There was none yet.")
    before = everything(page)
    choose(packed)
    expect(page.get_by_text("This file holds 0 answers")).to_be_visible()
    assert everything(page) == before


def test_an_import_replaces_nothing_that_is_not_in_the_history(page: Page, choose: Import, saved: Saved) -> None:
    workshop = Workshop(page).open()
    workshop.write("# exported\n")
    packed = export(page, saved)
    workshop.open().write("# mine\n")
    choose(packed)
    expect(page.get_by_text("One answer differs from yours: yours goes into the history.")).to_be_visible()
    page.get_by_role("button", name="Leave it").click()
    workshop.open()
    expect(workshop.editor).to_have_text("# mine")
    choose(packed)
    page.get_by_role("button", name="Import it").click()
    workshop.open()
    expect(workshop.editor).to_have_text("# exported")
    workshop.button("History").click()
    expect(page.locator(".history__item")).to_contain_text("Before an import")
    page.get_by_role("button", name="Bring back").click()
    expect(workshop.editor).to_have_text("# mine")


PROGRESS: dict[str, object] = {"lessons": {}, "questions": {}, "exercises": {}}
LIST: dict[str, object] = {"version": 1, "progress": PROGRESS, "starters": {}, "histories": {}}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no zip file"),
        (b"\x89PNG" * 100, "it is no zip file"),
        ({"README.md": "a foreign zip file"}, "it has no barewire.json"),
        ({"barewire.json": "{"}, "it is no JSON"),
        ({"barewire.json": json.dumps({**LIST, "version": 7})}, "it is of version 7"),
        ({"barewire.json": json.dumps({**LIST, "progress": []})}, "the progress should be an object"),
        (
            {"barewire.json": json.dumps({**LIST, "histories": {"../x": {}}})},
            "the list of histories has a name that this site never gives",
        ),
        (
            {"barewire.json": json.dumps(LIST), "exercises/../../etc/app.py": ""},
            "it has a file that this site never saves: exercises/../../etc/app.py",
        ),
        (
            {"barewire.json": json.dumps(LIST), f"exercises/{HELLO}/app.py": "#" * 200_001},
            "the code is longer than 200,000 characters",
        ),
        (
            {"barewire.json": json.dumps({**LIST, "histories": {HELLO: {"hints": 0, "versions": [{"time": -1}]}}})},
            "the time of a version should be a whole number",
        ),
    ],
    ids=[
        "nothing",
        "a picture",
        "another zip",
        "no JSON",
        "another version",
        "a list",
        "a name",
        "a path",
        "long",
        "a time",
    ],
)
def test_a_broken_or_foreign_file_is_refused_and_nothing_changes(
    page: Page, choose: Import, content: bytes | dict[str, str], reason: str
) -> None:
    Workshop(page).open().write("# mine\n")
    before = everything(page)
    choose(content)
    said = page.locator(".backup__said")
    expect(said).to_contain_text("This file was not imported, and nothing has changed")
    expect(said).to_contain_text(reason)
    assert everything(page) == before


@pytest.mark.parametrize("place", ["cut off", "flipped", "locked"])
def test_a_damaged_file_is_refused(page: Page, choose: Import, saved: Saved, place: str) -> None:
    Workshop(page).open().write("# mine\n" + "# more\n" * 50)
    packed = bytearray(export(page, saved))
    before = everything(page)
    if place == "cut off":
        del packed[200:400]
    elif place == "flipped":
        packed[packed.index(b"# more")] ^= 1
    else:
        central = packed.index(b"PK\x01\x02")
        packed[central + 8] |= 1
    choose(bytes(packed))
    expect(page.locator(".backup__said")).to_contain_text(re.compile("damaged|password"))
    assert everything(page) == before


def test_an_import_that_does_not_fit_changes_nothing(page: Page, choose: Import) -> None:
    Workshop(page).open().write("# mine\n")
    before = everything(page)
    page.add_init_script(
        """const usual = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
            if (key === "barewire.answer.13_streaming") throw new DOMException("full", "QuotaExceededError");
            return usual.call(this, key, value);
        };"""
    )
    choose(
        {
            "barewire.json": json.dumps(LIST),
            f"exercises/{HELLO}/app.py": "# theirs\n",
            f"exercises/{STREAMING}/app.py": "# theirs\n",
        }
    )
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("There is no room for it in this browser.")).to_be_visible()
    assert everything(page) == before
