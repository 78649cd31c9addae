"""When the interpreter is fetched, by which way it starts, and how long it lives."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Page, Route, Worker, expect

from tests.browser.workshop import HELLO, PATIENCE, Workshop, address_of, solution

NEVER_IDLE = "window.requestIdleCallback = () => 0;"
SAVE_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"


@pytest.fixture
def fetched(page: Page) -> list[str]:
    """The names of the interpreter's parts, in the order in which the page asked for them."""
    names: list[str] = []

    def note(url: str) -> None:
        if match := re.search(r"/(\w+)-\w+\.bin$", url):
            names.append(match[1])

    page.on("request", lambda request: note(request.url))
    return names


ANSWERS = """
window.answers = [];
const { get, set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
Object.defineProperty(MessagePort.prototype, "onmessage", {
    get,
    set(hear) {
        set.call(this, (event) => {
            if (["ready", "answer"].includes(event.data?.kind)) {
                window.answers.push(event.data.kind);
            }
            return hear.call(this, event);
        });
    },
});
"""
ORDERS = """
window.orders = [];
const { postMessage } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.task) {
        window.orders.push(`${message.task} ${JSON.parse(message.argument).exercise}`);
    }
    return postMessage.call(this, message, ...rest);
};
"""


def interpreter_starts(page: Page) -> None:
    """Some interpreter has said that it is ready; the page was opened with ANSWERS."""
    page.wait_for_function("window.answers.includes('ready')")


def test_nothing_is_fetched_before_the_browser_is_idle(page: Page, fetched: list[str]) -> None:
    page.add_init_script(NEVER_IDLE)
    Workshop(page).open()
    page.wait_for_load_state("networkidle")
    assert fetched == []


def test_nothing_is_fetched_where_bytes_are_paid_for(page: Page, fetched: list[str]) -> None:
    page.add_init_script(SAVE_DATA)
    Workshop(page).open()
    page.wait_for_timeout(1000)
    assert fetched == []


def test_idle_browser_fetches_and_starts_an_interpreter(page: Page, fetched: list[str]) -> None:
    page.add_init_script(ANSWERS)
    Workshop(page).open()
    interpreter_starts(page)
    assert {"worker", "wasm"} <= set(fetched)


def test_idle_browser_rehearses_once_and_keeps_one_interpreter(page: Page) -> None:
    started: list[str] = []
    ended: list[str] = []

    def begin(worker: Worker) -> None:
        if worker.url.startswith("blob:"):
            started.append(worker.url)
            worker.on("close", lambda _: ended.append(worker.url))

    page.on("worker", begin)
    Workshop(page).open()
    for _ in range(120):
        page.wait_for_timeout(250)
        if ended:
            break
    assert (len(started), len(ended)) == (2, 1)
    assert "All" in Workshop(page).run(solution())


def test_tests_are_found_before_run_is_pressed(page: Page) -> None:
    page.add_init_script(ANSWERS)
    page.add_init_script(ORDERS)
    workshop = Workshop(page).open()
    page.wait_for_function("window.answers.includes('answer')")
    assert page.evaluate("window.orders[0]") == f"collect {workshop.exercise}"
    assert "All" in workshop.run(solution())


def test_tests_are_found_anew_for_the_exercise_that_is_gone_to(page: Page) -> None:
    page.add_init_script(ORDERS)
    Workshop(page).open()
    page.wait_for_function("window.orders.includes('rehearse undefined')")
    other = "03_three_protocols"
    page.locator(f".md-nav--primary a[href$='{address_of(other).removeprefix('exercises/')}']").click()
    workshop = Workshop(page, other)
    page.wait_for_url(f"**/{workshop.address}")
    page.wait_for_function(f"window.orders.includes('collect {other}')")
    assert "All" in workshop.run(solution(other))
    orders = page.evaluate("window.orders")
    assert orders.index(f"collect {HELLO}") < orders.index(f"collect {other}") < orders.index(f"grade {other}")


def test_page_that_was_left_while_the_interpreter_came_holds_up_no_other(page: Page, fetched: list[str]) -> None:
    for _ in range(2):
        fetched.clear()
        workshop = Workshop(page).open()
        for _ in range(PATIENCE // 10):
            if "wasm" in fetched:
                break
            page.wait_for_timeout(10)
        page.goto("about:blank")
    assert "All" in workshop.open().run(solution())


def test_touched_editor_fetches_an_interpreter(page: Page, fetched: list[str]) -> None:
    page.add_init_script(NEVER_IDLE)
    page.add_init_script(ANSWERS)
    Workshop(page).open().editor.click()
    interpreter_starts(page)
    assert "wasm" in fetched


def test_page_without_exercise_fetches_neither_editor_nor_interpreter(page: Page) -> None:
    page.goto("")
    page.wait_for_load_state("networkidle")
    fetched: list[str] = page.evaluate("""() => performance.getEntriesByType("resource")
        .map(({ name }) => name.split("/assets/runtime/")[1]).filter(Boolean)""")
    assert any(name.startswith("workshop-") for name in fetched)
    assert [name for name in fetched if name.startswith("editing-") or name.endswith(".bin")] == []


def test_progress_is_told_in_steps(page: Page) -> None:
    page.add_init_script(SAVE_DATA)
    workshop = Workshop(page).open()
    page.evaluate("""() => {
        const status = document.querySelector(".workshop__status");
        window.steps = [];
        new MutationObserver(() => window.steps.push(status.textContent)).observe(status, { childList: true });
    }""")
    workshop.run()
    steps = [step.split(" …")[0] for step in page.evaluate("window.steps") if step]
    assert list(dict.fromkeys(steps)) == [
        "Preparing the interpreter",
        "Fetching the interpreter",
        "Starting Python",
        "Importing pytest",
        "Running",
    ]


def test_plain_start_makes_the_snapshot_of_later_runs_and_visits(page: Page, fetched: list[str]) -> None:
    page.add_init_script(SAVE_DATA)
    workshop = Workshop(page).open()
    assert "All" in workshop.run(solution())
    assert "library" in fetched
    assert "snapshot" not in fetched
    for _ in range(PATIENCE // 100):
        if page.evaluate("caches.open('barewire').then((cache) => cache.keys()).then((keys) => keys.length)"):
            break
        page.wait_for_timeout(100)
    assert "All" in workshop.run()
    fetched.clear()
    page.reload()
    assert "All" in workshop.run(solution())
    assert set(fetched) <= {"worker", "wasm"}


@pytest.mark.parametrize(
    "body",
    [b"no gzip at all", gzip.compress(bytes(1_000_000)), gzip.compress(b"\1\2\3\4" * 100_000)],
    ids=["not compressed", "zeros", "nonsense"],
)
def test_snapshot_that_cannot_be_restored_falls_back_and_says_so(
    page: Page, fetched: list[str], complaints: list[str], body: bytes
) -> None:
    page.route(re.compile(r"/snapshot-\w+\.bin"), lambda route: route.fulfill(body=body))
    workshop = Workshop(page).open()
    assert "All" in workshop.run(solution())
    assert "All" in workshop.run()
    assert "library" in fetched
    assert any("could not be restored from its snapshot" in complaint for complaint in complaints)
    complaints.clear()


def test_interpreter_that_cannot_be_fetched_is_said_and_fetched_next_time(page: Page, complaints: list[str]) -> None:
    page.add_init_script(NEVER_IDLE)
    wasm = re.compile(r"/wasm-\w+\.bin")
    workshop = Workshop(page).open()

    def refuse(route: Route) -> None:
        route.abort()

    page.route(wasm, refuse)
    workshop.press_run()
    assert "The interpreter could not be fetched." in workshop.verdict()
    page.unroute(wasm)
    assert "All" in workshop.run(solution())
    complaints[:] = [complaint for complaint in complaints if "ERR_FAILED" not in complaint]


UNABLE = "This browser could not start Python."


@pytest.mark.parametrize("missing", ["WebAssembly", "Worker", "DecompressionStream"])
def test_browser_that_lacks_something_says_what(page: Page, fetched: list[str], missing: str) -> None:
    page.add_init_script(f"delete globalThis.{missing}")
    workshop = Workshop(page).open()
    assert f"{UNABLE} It has no {missing}." in workshop.run()
    assert fetched == []
    page.goto("reference/explorer/")
    page.get_by_label("Request line").fill("GET /tea HTTP/1.1")
    page.get_by_role("button", name="Show the scope").click()
    expect(page.get_by_text(f"It has no {missing}.")).to_be_visible()


def test_worker_that_fails_before_it_is_needed_is_said_where_python_is_wanted(page: Page) -> None:
    body = gzip.compress(b"throw new Error('no such luck')")
    page.route(re.compile(r"/worker-\w+\.bin"), lambda route: route.fulfill(body=body))
    verdict = Workshop(page).open().run()
    assert UNABLE in verdict
    assert "no such luck" in verdict


def test_site_whose_policy_forbids_workers_says_so(page: Page, complaints: list[str]) -> None:
    workshop = Workshop(page)

    def forbid(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": "worker-src 'none'"})

    page.route(re.compile(workshop.address), forbid)
    assert f"{UNABLE} It lets no worker begin." in workshop.open().run()
    complaints.clear()


def test_sandbox_that_is_kept_from_running_is_said(page: Page) -> None:
    page.add_init_script("Object.defineProperty(HTMLIFrameElement.prototype, 'srcdoc', { set: () => undefined })")
    assert f"{UNABLE} The frame in which your code would run does not answer." in Workshop(page).open().run()


def test_without_a_secure_connection_it_runs_as_well(page: Page) -> None:
    page.add_init_script("delete Crypto.prototype.randomUUID; delete globalThis.caches")
    page.add_init_script("for (const name of ['serviceWorker', 'clipboard']) delete Navigator.prototype[name]")
    assert "All" in Workshop(page).open().run(solution())


def test_runtime_survives_instant_navigation(page: Page, fetched: list[str]) -> None:
    workshop = Workshop(page).open()
    assert "All" in workshop.run(solution())
    page.evaluate("window.stillHere = true")
    fetched.clear()
    page.get_by_role("link", name="Exercises").first.click()
    expect(workshop.editor).to_have_count(0)
    page.evaluate("(address) => document.querySelector(`a[href$='${address}']`).click()", "streaming/")
    other = Workshop(page, "13_streaming")
    expect(other.editor).to_be_visible()
    assert "All" in other.run(solution("13_streaming"))
    page.go_back()
    page.go_back()
    expect(workshop.editor).to_be_visible()
    assert "All" in workshop.run()
    assert page.evaluate("window.stillHere")
    assert fetched == []
    expect(page.locator("iframe")).to_have_count(1)
