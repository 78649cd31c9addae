"""What the home page and a lesson load before anything in them is touched, compressed as a static host does it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Response

from tests.lessons.pages import LESSONS

ADDRESSES = ["", *(f"learn/{lesson.stem}/".replace("index/", "") for lesson in LESSONS)]
AT_MOST = 150_000
# For a page that waits until nothing else is going on before it fetches more.
IDLE = 1000


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.strip("/") or "home")
def test_a_page_is_light_before_anything_is_touched(page: Page, address: str) -> None:
    loaded: dict[str, int] = {}

    def note(response: Response) -> None:
        if "search/search_index" not in response.url:
            loaded[response.url] = int(response.headers["content-length"])

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(IDLE)
    heaviest = "\n".join(f"{size:8} {url}" for url, size in sorted(loaded.items(), key=lambda each: -each[1])[:8])
    assert sum(loaded.values()) <= AT_MOST, f"{sum(loaded.values())} bytes:\n{heaviest}"
    assert not [url for url in loaded if url.endswith(".bin")], "a part of the interpreter"
    assert any(url.endswith(".css") for url in loaded), "nothing was counted"
