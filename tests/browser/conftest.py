"""A real Chromium, and pages that fail their test when they complain or leave the site's host."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests import chromium

FAILURES = Path(__file__).parent / "failures"
failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.provide(), args=chromium.ARGUMENTS)
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
    if request.node.stash.get(failed, False) or complaints:
        FAILURES.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name).strip("-")
        (FAILURES / f"{name}.txt").write_text("\n".join([page.url, *complaints, ""]), "utf-8")
        with contextlib.suppress(Error):  # of a page that the test has closed
            page.screenshot(path=FAILURES / f"{name}.png", full_page=True)
    assert not complaints


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[failed] = True
    return report
