"""A real Chromium and a real Firefox, and pages that fail their test when they complain or leave the site's host."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Error, Locator, Page, expect, sync_playwright

from tests import browsers
from tests.browser.workshop import PATIENCE, Saved

# A busy machine takes its time; what comes at once is not waited for.
expect.set_options(timeout=PATIENCE)

FAILURES = Path(__file__).parent / "failures"
failed = pytest.StashKey[bool]()

SAME = "axe and the scales look at what a page is made of, which is the same everywhere, and take ten minutes"
EMULATED = (
    "Playwright makes no stock Firefox dark, paper, a touch screen, of few colours or motions, or without JavaScript"
)
OFFLINE = "Playwright takes no stock Firefox off the network"
# Every other test runs in each engine.
ONLY_IN_CHROMIUM = {
    "test_accessibility.py": SAME,
    "test_weight.py": SAME,
    "test_cheat_sheet.py::test_prints_": EMULATED,
    "test_cheat_sheet.py::test_breaks_no_line_of_code_on_paper": EMULATED,
    "test_completion.py::test_a_narrow_screen_has_a_bar_of_symbols": EMULATED,
    "test_diagram.py::test_paper_has_the_table": EMULATED,
    "test_diagram.py::test_forced_colours_draw_it_in_the_colours_of_text": EMULATED,
    "test_live.py::test_editor_that_cannot_be_fetched_is_said_and_fetched_again": OFFLINE,
    "test_offline.py::test_exercises_and_lessons_work_without_a_network": OFFLINE,
    "test_page.py::test_editor_has_the_colours_of_the_page": EMULATED,
    "test_stepper.py::test_what_has_not_happened_yet_is_not_there": EMULATED,
    "_without_javascript": EMULATED,
    "test_sandbox.py::test_worker_reaches_nothing": "Playwright evaluates nothing in a worker of a stock Firefox",
    "test_stepper.py::test_paper_has_code_and_conversation": EMULATED,
}

collect_ignore = [] if browsers.WEBKIT.find() else ["test_webkit.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if collect_ignore:
        terminalreporter.write_line(f"Nothing was tested in WebKit: {browsers.WEBKIT.missing}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "browser" in metafunc.fixturenames:
        bound = any(place in metafunc.definition.nodeid for place in ONLY_IN_CHROMIUM)
        engines = ["chromium"] if bound else list(browsers.REQUIRED)
        metafunc.parametrize("browser", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest, downloads: Path) -> Iterator[Browser]:
    (path,) = browsers.REQUIRED[request.param].provide()
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright, request.param, path, downloads)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the pages said that no page may say; a test that expects a complaint takes it out."""
    return []


@pytest.fixture
def context(browser: Browser, site_url: str, complaints: list[str]) -> Iterator[BrowserContext]:
    """A visitor who has never been here: no storage, no cache."""
    host = urlsplit(site_url).netloc

    def check_host(url: str) -> None:
        if urlsplit(url).scheme not in {"blob", "data"} and urlsplit(url).netloc != host:
            complaints.append(f"request to another host: {url}")

    context = browser.new_context(base_url=site_url)
    context.on("console", lambda message: complaints.append(f"console {message.type}: {message.text}"))
    context.on("weberror", lambda error: complaints.append(f"error: {error.error}"))
    context.on("request", lambda request: check_host(request.url))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    page = context.new_page()
    page.on("crash", lambda _: complaints.append("the page crashed"))
    yield page
    said = list(complaints)  # a screenshot makes the sandbox refuse the style that hides the caret
    if request.node.stash.get(failed, False) or said:
        FAILURES.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name).strip("-")
        (FAILURES / f"{name}.txt").write_text("\n".join([page.url, *said, ""]), "utf-8")
        with contextlib.suppress(Error):  # of a page that the test has closed
            page.screenshot(path=FAILURES / f"{name}.png", full_page=True)
    assert not said


@pytest.fixture
def saved(page: Page, downloads: Path) -> Saved:
    def press(button: Locator) -> tuple[str, bytes]:
        heard: list[Download] = []

        def hear(download: Download) -> None:
            heard.append(download)

        page.once("download", hear)
        button.click()
        for _ in range(PATIENCE // 100):
            page.wait_for_timeout(100)
            if heard:
                return heard[0].suggested_filename, heard[0].path().read_bytes()
            files = list(downloads.iterdir())
            if len(files) == 1 and files[0].stat().st_size:  # one that is still written has a second beside it
                content = files[0].read_bytes()
                files[0].unlink()
                return files[0].name, content
        raise AssertionError("no file came")

    return press


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[failed] = True
    return report
