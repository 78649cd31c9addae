"""A lesson's app runs where it stands: after one click it can be run, edited and run again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.workshop import write

LESSON = "learn/asgi/"


class Live:
    """One app of a page, by the text in its code."""

    def __init__(self, page: Page, address: str, code: str = "Hello from ASGI!") -> None:
        self.page = page
        page.goto(address)
        shown = page.locator(".highlight", has_text=code)
        self.root = shown.locator("xpath=following-sibling::div[@data-widget='live'][1]")
        expect(self.run).to_be_visible()

    @property
    def run(self) -> Locator:
        return self.root.get_by_role("button", name="Run")

    @property
    def bench(self) -> Locator:
        return self.page.locator(".workshop")

    def begin(self) -> str:
        self.run.click()
        return self.verdict()

    def again(self, code: str) -> str:
        write(self.bench.locator(".cm-content"), code)
        self.bench.get_by_role("button", name="Run").click()
        return self.verdict(2)

    def verdict(self, number: int = 1) -> str:
        announcement = self.bench.get_by_role("status")
        expect(announcement).to_have_text(re.compile(rf"^Run {number}: ."))
        return announcement.inner_text()

    def messages(self) -> list[str]:
        self.bench.get_by_role("button", name="Table").click()
        rows = self.bench.locator(".conversation-table__message > span, .conversation-table__expand")
        return [re.split(r" +\w+=", text)[0] for text in rows.all_inner_texts()]


@pytest.fixture
def loaded(page: Page) -> list[Response]:
    responses: list[Response] = []

    def note(response: Response) -> None:
        responses.append(response)

    page.on("response", note)
    return responses


@pytest.mark.parametrize("address", ["", LESSON])
def test_app_runs_on_the_page_and_shows_its_conversation(page: Page, address: str) -> None:
    live = Live(page, address)
    assert live.begin() == "Run 1: All went well: no rule was broken."
    assert live.messages() == ["http GET /", "http.response.start", "http.response.body", "your app returns"]


def test_app_can_be_edited_and_run_again(page: Page) -> None:
    live = Live(page, LESSON)
    live.begin()
    verdict = live.again(
        "async def app(scope, receive, send):\n    print('here I am')\n    await send({'type': 'http'})\n"
    )
    assert verdict.startswith("Run 2: Something went wrong.")
    expect(live.bench.locator(".verdict__output pre")).to_have_text("here I am\n")
    expect(live.bench.locator(".cm-failing")).to_have_text("    await send({'type': 'http'})")
    live.bench.locator(".verdict__message .verdict__rule").click()
    expect(page).to_have_url(re.compile(r"/project/reference/rules/#evt-"))
    expect(page.locator("h3:target")).to_be_visible()


def test_reset_brings_the_lessons_app_back(page: Page) -> None:
    live = Live(page, LESSON)
    live.begin()
    before = live.bench.locator(".cm-content").inner_text()
    write(live.bench.locator(".cm-content"), "# mine")
    live.bench.get_by_role("button", name="Reset").click()
    assert live.bench.locator(".cm-content").inner_text() == before


def test_app_that_fails_on_purpose_says_so_with_its_rule(page: Page) -> None:
    live = Live(page, "learn/send/", "pairs, but of text")
    assert live.begin().startswith("Run 1: Something went wrong.")
    expect(live.bench.locator(".verdict__message .verdict__rule")).to_have_text("HTTP-012")


def test_endless_loop_ends_in_words_with_its_line(page: Page) -> None:
    live = Live(page, LESSON)
    live.begin()
    verdict = live.again("async def app(scope, receive, send):\n    while True:\n        pass\n")
    assert re.search("still running at line [23]", verdict)


def test_requests_at_the_same_time_are_told_beside_each_other(page: Page) -> None:
    live = Live(page, LESSON, "blocks the event loop")
    assert live.begin() == "Run 1: It went through, but look at APP-008."
    assert live.messages().count("http GET /") == 3


def test_two_apps_run_one_after_the_other(page: Page) -> None:
    page.goto(LESSON)
    runs = page.locator(".live").get_by_role("button", name="Run")
    runs.nth(1).click()
    runs.nth(0).click()
    expect(page.locator(".verdict--passed")).to_have_count(2)


def test_wsgi_app_runs_too(page: Page) -> None:
    live = Live(page, "learn/wsgi/", 'return [b"Hello from WSGI!"]')
    assert live.begin() == "Run 1: All went well: no rule was broken."
    assert live.messages() == ["environ", "start_response", "piece of the body", "your app returns"]


def test_all_of_it_works_by_keyboard(page: Page) -> None:
    live = Live(page, LESSON)
    live.run.focus()
    page.keyboard.press("Enter")
    live.verdict()
    expect(live.bench.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(live.bench.locator(".cm-content")).to_be_focused()


def test_going_on_and_back_shows_the_lesson_as_it_was(page: Page) -> None:
    live = Live(page, LESSON)
    live.begin()
    page.locator(".md-content").get_by_role("link", name="Receive").first.click()
    expect(page).to_have_url(re.compile("receive/$"))
    page.go_back()
    expect(live.run).to_be_visible()
    expect(page.locator(".workshop")).to_have_count(0)
    assert live.begin() == "Run 1: All went well: no rule was broken."


def test_interpreter_is_fetched_for_run_alone(page: Page, loaded: list[Response]) -> None:
    live = Live(page, "learn/send/", "Grüße")
    page.wait_for_load_state("networkidle")
    assert not [response.url for response in loaded if response.url.endswith(".bin")]
    live.begin()
    assert [response.url for response in loaded if response.url.endswith(".bin")]


def test_lesson_says_what_its_app_is_asked_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(LESSON)
    expect(page.get_by_role("list", name="What the app above is asked").first).to_have_text("GET /")
    expect(page.get_by_role("button", name="Run")).to_have_count(0)
    context.close()


def test_editor_that_cannot_be_fetched_is_said_and_fetched_again(page: Page, complaints: list[str]) -> None:
    live = Live(page, LESSON)
    page.context.set_offline(True)
    live.run.click()
    expect(live.root.get_by_role("status")).to_contain_text("could not be fetched")
    page.context.set_offline(False)
    complaints.clear()
    assert live.begin() == "Run 1: All went well: no rule was broken."


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    live = Live(page, "learn/receive/", "async def crunch")
    live.begin()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
