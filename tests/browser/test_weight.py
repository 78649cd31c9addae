"""What a lesson loads before anything in it is touched, compressed as a static host compresses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

LESSONS = sorted(path.stem for path in (Path(__file__).parents[2] / "docs/learn").glob("*.md") if path.stem != "index")
AT_MOST = 150_000
# For a page that waits until nothing else is going on before it fetches more.
IDLE = 1000


@pytest.mark.parametrize("lesson", ["", *LESSONS], ids=lambda lesson: lesson or "overview")
def test_a_lesson_is_light(page: Page, lesson: str) -> None:
    loaded: dict[str, int] = {}

    def note(response: Response) -> None:
        if "search/search_index" not in response.url:
            loaded[response.url] = int(response.headers["content-length"])

    page.on("response", note)
    page.goto(f"learn/{lesson}/" if lesson else "learn/", wait_until="networkidle")
    page.wait_for_timeout(IDLE)
    heaviest = "\n".join(f"{size:8} {url}" for url, size in sorted(loaded.items(), key=lambda each: -each[1])[:8])
    assert sum(loaded.values()) <= AT_MOST, f"{sum(loaded.values())} bytes:\n{heaviest}"
    assert any(url.endswith(".css") for url in loaded), "nothing was counted"
