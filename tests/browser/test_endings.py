"""Whatever learner code does, it ends in a verdict in words, the page goes on, and so does the next run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.workshop import Workshop, solution

APP = "async def app(scope, receive, send):\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param(APP + "    while True:\n        pass\n", "still running at line [23]", id="endless loop"),
        pytest.param(
            "import asyncio\n\n\n" + APP + "    while True:\n        await asyncio.sleep(0)\n",
            "line [56]",
            id="endless waiting for nothing",
        ),
        pytest.param(
            APP + "    while True:\n        await receive()\n", "line 3|receive", id="receive that nothing can answer"
        ),
        pytest.param(
            "import asyncio\n\n\n" + APP + "    await asyncio.Event().wait()\n",
            "line 5|wait",
            id="event that nobody sets",
        ),
        pytest.param("while True:\n    pass\n", "still running at line [12]", id="endless import"),
        pytest.param(
            APP + "    while True:\n        try:\n            while True:\n                pass\n"
            "        except BaseException:\n            pass\n",
            "line [2-7]",
            id="endless loop that cannot be interrupted",
        ),
        pytest.param(APP + "    sum(iter(int, 1))\n", r"last seen at line \d", id="endless loop in C"),
        pytest.param("import sys\n\n\n" + APP + "    sys.exit()\n", "SystemExit", id="sys.exit"),
        pytest.param("import sys\n\nsys.exit(3)\n", "SystemExit", id="sys.exit at import"),
        pytest.param("import os\n\n\n" + APP + "    os._exit(1)\n", "_exit", id="os._exit"),
        pytest.param("import os\n\n\n" + APP + "    os.abort()\n", "abort|ended", id="os.abort"),
        pytest.param(APP + "    await app(scope, receive, send)\n", "RecursionError", id="endless recursion"),
        pytest.param(
            "def deeper():\n    return deeper()\n\n\n" + APP + "    deeper()\n",
            "RecursionError",
            id="endless recursion of a function",
        ),
        pytest.param(APP + "    bytearray(10**10)\n", "MemoryError|OverflowError", id="more memory than there is"),
        pytest.param(
            APP + "    hoard = []\n    while True:\n        hoard.append(bytearray(10**7))\n",
            "MemoryError|gave up|still running at line [34]|last seen at line [34]",
            id="hoarding memory",
        ),
        pytest.param(
            APP + "    while True:\n        print('again')\n", "still running at line [23]", id="printing for ever"
        ),
        pytest.param("async def app(scope, receive, send)\n    pass\n", r"line 1\b", id="syntax error"),
        pytest.param("application = None\n", "no 'app'", id="no app"),
        pytest.param("", "no 'app'", id="nothing at all"),
        pytest.param("def app(scope, receive, send):\n    send({})\n", "async def", id="def for async def"),
        pytest.param("app = 42\n", "int|call", id="app that is no function"),
        pytest.param(APP + "    raise KeyboardInterrupt\n", "KeyboardInterrupt", id="KeyboardInterrupt"),
    ],
)
def test_ends_in_words_and_the_next_run_works(page: Page, code: str, words: str) -> None:
    workshop = Workshop(page).open()
    verdict = workshop.run(code)
    told = verdict + page.locator(".workshop__results").inner_text()
    assert re.search(words, told), told
    assert "not your fault" not in told
    assert "All" in workshop.run(solution())


def test_printing_for_ever_is_cut_and_says_so(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run(APP + "    for number in range(20_000):\n        print('again', number)\n")
    output = page.locator(".verdict__output pre").first.inner_text()
    assert len(output) < 25_000
    assert "cut here" in output


def test_what_is_written_past_python_is_nothing_to_the_console(page: Page) -> None:
    code = "import os\n\n\n" + APP + "    os.write(1, b'heard')\n    os.write(2, b'heard')\n"
    assert "tests passed" in Workshop(page).open().run(code)


def test_page_answers_while_code_loops(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run(solution())
    workshop.write("while True:\n    pass\n")
    workshop.press_run()
    expect(page.get_by_text("Running …")).to_be_visible()
    longest = page.evaluate("""async () => {
        let longest = 0, before = performance.now();
        for (const end = before + 1500; before < end; ) {
            await new Promise((resolve) => setTimeout(resolve, 10));
            longest = Math.max(longest, performance.now() - before);
            before = performance.now();
        }
        return longest;
    }""")
    assert longest < 500
    workshop.button("Stop").click()
    assert "Stopped" in workshop.verdict()


@pytest.mark.parametrize("when", ["at once", "while it is fetched", "while it runs"])
def test_stop_at_any_moment(page: Page, when: str) -> None:
    workshop = Workshop(page).open()
    workshop.write("while True:\n    pass\n")
    workshop.press_run()
    if when == "while it is fetched":
        page.wait_for_timeout(200)
    elif when == "while it runs":
        expect(page.get_by_text("Running …")).to_be_visible()
    workshop.button("Stop").click()
    assert "Stopped." in workshop.verdict()
    expect(workshop.button("Stop")).to_have_attribute("aria-disabled", "true")
    assert "All" in workshop.run(solution())


def test_stop_and_run_again_and_again(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write("while True:\n    pass\n")
    for _ in range(5):
        workshop.press_run()
        workshop.button("Stop").click()
        assert "Stopped." in workshop.verdict()
    assert "All" in workshop.run(solution())
