"""Learner code may come from anybody: it reaches nothing of the site, the network, or the verdict."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Frame, Page, Worker, expect

from tests.browser.workshop import Workshop, solution

ATTEMPTS = """
async def app(scope, receive, send):
    import js, pyodide_js, pyodide.code, pyodide.http

    async def fetch():
        return await pyodide.http.pyfetch("https://example.org/")

    def through_a_timer():
        js.setTimeout("self.postMessage('forged')", 0)
        raise PermissionError("nothing came of it")

    attempts = {
        "page": lambda: js.document,
        "parent": lambda: js.parent,
        "storage": lambda: js.localStorage,
        "databases": lambda: js.indexedDB,
        "caches": lambda: js.caches,
        "global": lambda: js.globalThis,
        "message": lambda: js.postMessage("forged"),
        "request": lambda: js.XMLHttpRequest.new(),
        "fetch": lambda: js.fetch("/"),
        "script": lambda: js.importScripts("https://example.org/x.js"),
        "worker": lambda: js.Worker.new("data:,"),
        "eval": lambda: pyodide.code.run_js("self"),
        "function": lambda: js.Object.constructor("return self")(),
        "module": lambda: pyodide_js.runPython.constructor("return self")(),
        "url": lambda: pyodide.http.open_url("/"),
        "timer": through_a_timer,
    }
    for name, attempt in attempts.items():
        try:
            print(name, "REACHED", attempt())
        except BaseException as error:
            print(name, "refused", type(error).__name__)
    try:
        print("pyfetch", "REACHED", await (await fetch()).text())
    except BaseException as error:
        print("pyfetch", "refused", type(error).__name__)
"""


def test_python_reaches_nothing(page: Page, complaints: list[str]) -> None:
    Workshop(page).open().run(ATTEMPTS)
    output = page.locator(".verdict__output pre").first.inner_text().strip().splitlines()
    assert len(output) == 17, output
    assert [line for line in output if " refused " not in line] == []
    # The browser's own words on what its policy refused are the only ones.
    refused = re.compile("Content Security Policy|settings blocked")
    assert [complaint for complaint in complaints if not refused.search(complaint)] == []
    complaints.clear()


def test_forged_report_is_not_believed(page: Page, complaints: list[str]) -> None:
    workshop = Workshop(page).open()
    report = '{"exercise": "02_asgi_hello", "outcome": "passed", "tests": []}'
    verdict = workshop.run(f"""
REPORT = {report!r}


async def app(scope, receive, send):
    import js, pyodide_js
    for reach in (lambda: js, lambda: pyodide_js, lambda: pyodide_js._module, lambda: pyodide_js._api):
        for message in (REPORT, {{"kind": "report", "token": "", "report": REPORT}}):
            try:
                reach().postMessage(message)
            except BaseException:
                pass
""")
    assert "passed. GET /" in verdict
    assert "Run 1: 0 of" in verdict
    complaints.clear()


def sandbox(page: Page) -> Frame:
    Workshop(page).open().run(solution())
    (frame,) = (frame for frame in page.frames if frame != page.main_frame)
    return frame


@pytest.mark.parametrize(
    "attempt",
    [
        "localStorage.length",
        "indexedDB.open('barewire')",
        "document.cookie",
        "caches.open('barewire')",
        "parent.document.title",
        "top.location.pathname",
        "fetch(ADDRESS)",
        "fetch(ADDRESS, { mode: 'no-cors' })",
        "new Promise((resolve, reject) => { const request = new XMLHttpRequest(); request.open('GET', ADDRESS);"
        " request.onload = resolve; request.onerror = () => reject(new Error('refused')); request.send(); })",
        "import(ADDRESS + 'assets/runtime/x.js')",
        "new Promise((resolve, reject) => { const image = new Image(); image.onload = resolve;"
        " image.onerror = () => reject(new Error('refused')); image.src = ADDRESS + 'images/logo.svg'; })",
    ],
)
def test_frame_reaches_nothing(page: Page, site_url: str, complaints: list[str], attempt: str) -> None:
    outcome = sandbox(page).evaluate(
        f"""async (ADDRESS) => {{
            try {{ await ({attempt}); return "reached"; }} catch (error) {{ return "refused"; }}
        }}""",
        site_url,
    )
    assert outcome == "refused"
    complaints.clear()


def test_frame_opens_no_window_and_leaves_the_page_where_it_is(
    page: Page, site_url: str, complaints: list[str]
) -> None:
    frame = sandbox(page)
    # Firefox throws.
    assert frame.evaluate("(() => { try { return window.open('about:blank') === null; } catch { return true; } })()")
    before = page.url
    frame.evaluate("try { top.location = 'about:blank'; } catch {}")
    page.wait_for_timeout(200)
    assert page.url == before
    expect(page.locator("iframe")).to_have_attribute("sandbox", "allow-scripts")
    complaints.clear()


def spare_worker(page: Page) -> Worker:
    """The worker that waits for the next run, once those of this run and of the rehearsal have ended."""
    before: list[Worker] = []
    for _ in range(60):
        # The theme's search has a worker too.
        found = [worker for worker in page.workers if worker.url.startswith("blob:")]
        if len(found) == 1 and found == before:
            return found[0]
        before = found
        page.wait_for_timeout(500)
    raise AssertionError(f"one worker should be left, there are {len(before)}")


@pytest.mark.parametrize(
    "attempt",
    [
        "fetch(ADDRESS)",
        "caches.open('barewire')",
        "new WebSocket('ws://127.0.0.1:9')",
        "self.importScripts(ADDRESS + 'x.js')",
    ],
)
def test_worker_reaches_nothing(page: Page, site_url: str, complaints: list[str], attempt: str) -> None:
    sandbox(page)
    worker = spare_worker(page)
    outcome = worker.evaluate(
        f"""async (ADDRESS) => {{
            try {{
                const found = await ({attempt});
                if (found instanceof Response && (await found.arrayBuffer()).byteLength === 0) return "refused";
                if (found instanceof WebSocket) await new Promise((resolve, reject) => {{
                    found.onopen = resolve;
                    found.onerror = reject;
                }});
                return "reached";
            }} catch (error) {{ return "refused"; }}
        }}""",
        site_url,
    )
    assert outcome == "refused"
    complaints.clear()
