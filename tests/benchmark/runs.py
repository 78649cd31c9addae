"""What a hundred runs leave behind in the memory of a browser, and for how long they hold up its page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

RUNS = 100
PATIENCE = 120_000
SETTLED = 5_000

# Runs what is in the editor again and again, and gives the milliseconds of the longest task of the page meanwhile.
AGAIN_AND_AGAIN = """async (runs) => {
    const results = document.querySelector(".workshop__results");
    let longest = 0;
    const tasks = new PerformanceObserver((list) => {
        longest = Math.max(longest, ...list.getEntries().map(({ duration }) => duration));
    });
    tasks.observe({ type: "longtask" });
    for (let run = 0; run < runs; run++) {
        const shown = new Promise((resolve) => {
            const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
            observer.observe(results, { childList: true });
        });
        document.querySelector(".workshop__button--run").click();
        await shown;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    tasks.disconnect();
    return longest;
}"""


def measure(page: Page, url: str) -> tuple[float, float, float]:
    """Megabytes of the page's process before and after the runs, and milliseconds of its longest task."""
    page.goto(url)
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".verdict").first.wait_for(timeout=PATIENCE)
    page.evaluate(AGAIN_AND_AGAIN, 3)
    before = _memory(page)
    longest = page.evaluate(AGAIN_AND_AGAIN, RUNS)
    return before, _memory(page), longest


def _memory(page: Page) -> float:
    """Megabytes that the browser's pages and their workers hold, as Linux counts them, once all is quiet."""
    page.wait_for_timeout(SETTLED)
    page.request_gc()
    page.wait_for_timeout(SETTLED)
    browser = page.context.browser
    session = page.context.new_cdp_session(page) if browser is None else browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    kilobytes = 0
    for process in processes:
        if process["type"] == "renderer":
            rollup = Path(f"/proc/{process['id']}/smaps_rollup").read_text("ascii")
            kilobytes += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return kilobytes / 1000
