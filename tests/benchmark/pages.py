"""How long a verdict takes in a page, here and in a bare worker, and what a page loads."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests import browsers, static_host
from tests.benchmark import bare, diagram, runs
from tests.benchmark.network import slow_network

ROOT = Path(__file__).parent.parent.parent
EXERCISE = "08_read_the_body"
OURS = "exercises/read-the-body/"
ROUNDS = 5
PATIENCE = 120_000
SETTLED = 2_000

# Presses Run as soon as there is a Run to press, and notes when a verdict is there.
AS_SOON_AS_IT_CAN = """
new MutationObserver(() => {
    const run = document.querySelector(".workshop__button--run");
    if (run && window.pressed === undefined) {
        window.pressed = performance.now();
        run.click();
    }
    if (document.querySelector(".verdict") && window.shown === undefined) {
        window.shown = performance.now();
    }
}).observe(document, { childList: true, subtree: true });
"""

# Runs what is in the editor, and gives the milliseconds from the press to the verdict on the screen.
PRESS_TO_SHOWN = """async () => {
    const results = document.querySelector(".workshop__results");
    const before = performance.now();
    const shown = new Promise((resolve) => {
        const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
        observer.observe(results, { childList: true });
    });
    document.querySelector(".workshop__button--run").click();
    await shown;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - before;
}"""


@contextmanager
def visitor(playwright: Playwright, folder: Path | None = None) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, a new one unless a folder is given."""
    (path,) = browsers.CHROMIUM.provide()
    with tempfile.TemporaryDirectory() as new:
        context = playwright.chromium.launch_persistent_context(
            str(folder or new),
            executable_path=path,
            args=[*browsers.CHROMIUM_ARGUMENTS, "--disable-background-networking"],
        )
        # A browser is busy with itself when it has just been started.
        context.pages[0].wait_for_timeout(SETTLED)
        yield context
        context.close()


def opened(context: BrowserContext, url: str) -> tuple[Page, float]:
    """The page, and the milliseconds from its opening to its verdict."""
    page = context.new_page()
    page.add_init_script(AS_SOON_AS_IT_CAN)
    page.goto(url)
    page.wait_for_function("window.shown !== undefined", timeout=PATIENCE)
    return page, page.evaluate("window.shown")


def cold(playwright: Playwright, url: str) -> float:
    with visitor(playwright) as context:
        return opened(context, url)[1]


def next_visit(playwright: Playwright, url: str) -> float:
    """What the visit before has left behind is used, once the browser had time to keep it."""
    with tempfile.TemporaryDirectory() as folder:
        with visitor(playwright, Path(folder)) as context:
            page, _ = opened(context, url)
            page.wait_for_timeout(4000)
        with visitor(playwright, Path(folder)) as context:
            return opened(context, url)[1]


def again(playwright: Playwright, url: str) -> tuple[float, float]:
    """The second verdict, and the first one after the Stop of an endless loop."""
    with visitor(playwright) as context:
        page, _ = opened(context, url)
        page.wait_for_timeout(3000)
        second: float = page.evaluate(PRESS_TO_SHOWN)
        editor = page.locator(".cm-content")
        answer = editor.inner_text()
        editor.fill("while True:\n    pass\n")
        page.get_by_role("button", name="Run", exact=True).click()
        page.wait_for_timeout(1500)
        editor.fill(answer)
        stopped: float = page.evaluate(f"""async () => {{
            const before = performance.now();
            [...document.querySelectorAll(".workshop__button")].find((button) => button.textContent === "Stop").click();
            await new Promise((resolve) => setTimeout(resolve));
            await ({PRESS_TO_SHOWN})();
            return performance.now() - before;
        }}""")
        return second, stopped


def medians(measure: Callable[[], tuple[float, ...]]) -> tuple[float, ...]:
    rounds = [measure() for _ in range(ROUNDS)]
    return tuple(statistics.median(values) for values in zip(*rounds, strict=True))


def compared(name: str, target: float, measure: Callable[[str], float], ours: str, theirs: str) -> None:
    own, other = medians(lambda: (measure(ours), measure(theirs)))
    print(f"{name:<44} {own:7.0f} ms  {other:7.0f} ms  {own / other:6.2f}  {target:9.2f}", flush=True)


def build(site: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})


def report() -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(site)  # and with it the runner, which is kept
        began = time.perf_counter()
        build(site)
        took = time.perf_counter() - began
        print(f"{'The whole site, the runner already built':<44} {took:7.1f} s   {'':>10}  {'':>6}  {10:6} s")
        bare.make(site / "bare", EXERCISE)
        static_host.TYPES[".mjs"] = static_host.TYPES[".js"]
        with static_host.serving(site) as url, sync_playwright() as playwright:
            measure(playwright, url)
            picture(playwright, url)
            many_runs(playwright, url)
    size()


def measure(playwright: Playwright, url: str) -> None:
    print(f"{'':<44} {'here':>10}  {'bare':>10}  {'ratio':>6}  {'at most':>9}")
    for target in (OURS, "bare/"):  # compiled and compressed once, which is not what is measured
        cold(playwright, url + target)
    compared("Cold first verdict, loopback", 0.30, lambda page: cold(playwright, page), url + OURS, url + "bare/")
    compared("Next visit, cache full", 0.25, lambda page: next_visit(playwright, page), url + OURS, url + "bare/")
    with slow_network(urlsplit(url).port or 0, megabits=10, delay=0.040) as port:
        slow = f"http://127.0.0.1:{port}{static_host.MOUNT}"
        compared(
            "Cold first verdict, 10 Mbit/s and 40 ms",
            0.70,
            lambda page: cold(playwright, page),
            slow + OURS,
            slow + "bare/",
        )
    second, stopped = medians(lambda: again(playwright, url + OURS))
    print(f"{'Second verdict, from press to shown':<44} {second:7.0f} ms  {'':>10}  {'':>6}  {250:6} ms")
    print(f"{'Verdict after Stop of an endless loop':<44} {stopped:7.0f} ms  {'':>10}  {'':>6}  {1000:6} ms")


def picture(playwright: Playwright, url: str) -> None:
    with visitor(playwright) as context:
        drawn, frames, longest = medians(lambda: diagram.measure(context.new_page(), url + OURS))
    print(f"{'Diagram of 200 events, drawn':<44} {drawn:7.1f} ms  {'':>10}  {'':>6}  {50:6} ms")
    print(f"{'Stepping through it, frames a second':<44} {frames:7.1f}     {'':>10}  {'':>6}  at least 60")
    print(f"{'Longest of its steps':<44} {longest:7.1f} ms  {'':>10}  {'':>6}  {16:6} ms")


def many_runs(playwright: Playwright, url: str) -> None:
    with visitor(playwright) as context:
        before, after, longest = runs.measure(context.new_page(), url + OURS)
    name = f"Memory after {runs.RUNS} runs, and before them"
    print(f"{name:<44} {after:7.0f} MB  {before:7.0f} MB  {after / before:6.2f}  {1:9.2f}")
    print(f"{'Longest task of the page in these runs':<44} {longest:7.0f} ms  {'':>10}  {'':>6}  {100:6} ms")


def size() -> None:
    dist = ROOT / "web/dist"
    manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    chunks = [asset["name"] for asset in manifest["assets"].values() if asset["name"].endswith(".js")]
    names = [manifest["script"], manifest["style"], *chunks]
    total = sum(len(gzip.compress((dist / name).read_bytes())) for name in names)
    print(f"{'Editor and runner, compressed':<44} {total / 1000:7.1f} kB  {'':>10}  {'':>6}  {250:6} kB")
    parts = {name: asset["size"] / 1e6 for name, asset in manifest["assets"].items() if asset["name"].endswith(".bin")}
    print("Parts of the interpreter, compressed: " + ", ".join(f"{name} {size:.2f} MB" for name, size in parts.items()))
