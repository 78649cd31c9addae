"""The theme's search: begun by whoever searches, and by nobody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

THEIRS = re.compile(r"/workers/search\.")
# The widgets stand, and what was on its way is there.
AT_REST = 1000


@pytest.fixture
def begun(page: Page) -> list[str]:
    """The theme's search worker, as often as it was fetched."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        if THEIRS.search(request.url):
            addresses.append(request.url)

    page.context.on("request", note)
    return addresses


def first_result(page: Page) -> str:
    result = page.locator(".md-search-result__item").first
    expect(result).to_be_visible()
    return result.inner_text()


@pytest.mark.parametrize("address", ["", "learn/scope/", "exercises/read-the-body/"])
def test_page_reads_no_index_before_somebody_searches(page: Page, begun: list[str], address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(AT_REST)
    assert begun == []
    page.get_by_role("textbox", name="Search").press_sequentially("lifespan")
    assert "ifespan" in first_result(page)
    assert len(begun) == 1


def test_search_is_found_with_the_keyboard(page: Page) -> None:
    page.goto("", wait_until="networkidle")
    page.keyboard.press("/")
    page.keyboard.type("websocket")
    assert "WebSocket" in first_result(page)


def test_search_goes_on_where_a_link_leads_in_the_page(page: Page) -> None:
    page.goto("learn/scope/", wait_until="networkidle")
    page.locator("article a[href*='exercises/']").first.click()
    # The theme closes the search as it shows another page.
    expect(page.get_by_role("button", name="Solution")).to_be_visible()
    page.get_by_role("textbox", name="Search").press_sequentially("lifespan")
    assert "ifespan" in first_result(page)


def test_link_to_results_shows_them(page: Page) -> None:
    page.goto("?q=lifespan")
    assert "ifespan" in first_result(page)
