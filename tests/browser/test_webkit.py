"""What a learner does, in WebKit: that of WebKitGTK, which Selenium drives. It is here where the machine has one."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Remote
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import ReadTimeoutError

from tests.browser.test_sandbox import ATTEMPTS
from tests.browser.test_share import shared
from tests.browser.workshop import HELLO, PASTE, PATIENCE, address_of, solution, starter
from tests.browsers import WEBKIT

# Selenium does to itself what it warns of.
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")

Found = TypeVar("Found")
EXERCISE = address_of(HELLO)

# The driver tells nothing of the console, so the page itself notes what nobody may hear.
LISTEN = """
window.complaints = [];
const note = (...said) => complaints.push(said.join(" "));
console.warn = console.error = note;
addEventListener("error", ({ message }) => note(message));
addEventListener("unhandledrejection", ({ reason }) => note(reason));
addEventListener("securitypolicyviolation", ({ violatedDirective }) => note(violatedDirective));
"""

# Through the theme's instant navigation, which keeps what listens.
FOLLOW = """
const link = Object.assign(document.createElement("a"), { href: arguments[0], id: "followed" });
document.querySelector("article").append(link);
link.click();
"""

ATTEMPT = """
const [ADDRESS, tell] = arguments;
(async () => tell((await (%s)) === "" ? "refused" : "reached"))().catch(() => tell("refused"));
"""


@pytest.fixture(scope="session")
def programs() -> tuple[str, ...]:
    found = WEBKIT.find()
    assert found
    return found


@pytest.fixture(scope="session")
def screen(programs: tuple[str, ...]) -> Iterator[str]:
    """One that nobody looks at."""
    command = [programs[2], "-displayfd", "1", "-screen", "0", "1280x900x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as xvfb:
        assert xvfb.stdout
        yield f":{xvfb.stdout.readline().strip()}"
        xvfb.terminate()


class Visitor:
    def __init__(self, driver: Remote, site_url: str) -> None:
        self.driver = driver
        self.site_url = site_url
        driver.get(site_url)
        driver.execute_script(LISTEN)

    def open(self, address: str) -> Visitor:
        self.driver.execute_script(FOLLOW, self.site_url + address)
        # The address changes first, while what was there still stands.
        self.until(lambda: self.driver.current_url == self.site_url + address and not self.all("#followed"))
        return self

    def until(self, look: Callable[[], Found | None]) -> Found:
        """What it finds, once it does."""
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            with contextlib.suppress(StaleElementReferenceException):  # what was found has been replaced
                if found := look():
                    return found
            time.sleep(0.1)
        pytest.fail(f"It never came; the page says: {self.find('main').text}")

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", selector)

    def find(self, selector: str) -> WebElement:
        return self.until(lambda: next(iter(self.all(selector)), None))

    def press(self, name: str, within: str = "body") -> None:
        """A button that begins with these words."""

        def pressed() -> bool:
            for button in self.all(f"{within} button"):
                if button.text.startswith(name):
                    button.click()
                    return True
            return False

        self.until(pressed)

    @property
    def lines(self) -> str:
        return "\n".join(line.text for line in self.all(".cm-line"))

    def write(self, code: str) -> None:
        editor = self.find(".cm-content")
        editor.send_keys(Keys.CONTROL + "a" + Keys.NULL)
        self.driver.execute_script(f"({PASTE})(...arguments)", editor, code)

    def verdict(self, number: int = 1) -> str:
        def look() -> str:
            said = self.find(".workshop > [role=status]").get_attribute("textContent") or ""
            return said if re.match(rf"Run {number}: .", said) else ""

        return self.until(look)

    def run(self, code: str, number: int = 1) -> str:
        self.write(code)
        self.press("Run")
        return self.verdict(number)


@contextlib.contextmanager
def driven(service: Service, options: Options) -> Iterator[Remote]:
    service.start()
    try:
        # Without a limit its client would wait for as long as the driver does, which may be for ever.
        with Remote(
            service.service_url, options=options, client_config=ClientConfig(service.service_url, timeout=60)
        ) as driver:
            yield driver
    finally:
        service.stop()


@contextlib.contextmanager
def browser(programs: tuple[str, ...], screen: str) -> Iterator[Remote]:
    options = Options()
    options.binary_location = programs[1]
    options.add_argument("--automation")
    with contextlib.ExitStack() as stack:
        for attempt in (1, 2, 3):
            service = Service(programs[0], env={**os.environ, "DISPLAY": screen})
            try:
                driver = stack.enter_context(driven(service, options))
                break
            except ReadTimeoutError:  # a browser that dies as it begins; its driver does not notice
                if attempt == 3:
                    raise
        yield driver


@pytest.fixture
def visitor(programs: tuple[str, ...], screen: str, site_url: str) -> Iterator[Visitor]:
    with browser(programs, screen) as driver:
        visitor = Visitor(driver, site_url)
        yield visitor
        complaints: list[Any] = driver.execute_script("return window.complaints ?? []")
        assert not complaints


def test_an_exercise_is_solved(visitor: Visitor) -> None:
    visitor.open(EXERCISE)
    assert visitor.run(solution()) == "Run 1: All 14 tests passed."
    assert visitor.find(".md-nav .mark--done")
    assert visitor.find(".passed")


def test_a_wrong_answer_is_told_what_it_broke(visitor: Visitor) -> None:
    visitor.open(EXERCISE)
    assert "0 of 14 tests passed." in visitor.run(
        'async def app(scope, receive, send):\n    await send({"type": "http.response.body"})\n'
    )
    assert visitor.find(".verdict__rule").text == "HTTP-002"
    assert visitor.find(".cm-failing").text.strip() == 'await send({"type": "http.response.body"})'
    visitor.find(".diagram__step").click()
    assert "'type': 'http'" in visitor.find(".diagram__whole").text


def test_stop_ends_a_loop_and_the_next_run_is_as_any(visitor: Visitor) -> None:
    visitor.open(EXERCISE)
    visitor.write("while True:\n    pass\n")
    visitor.press("Run")
    visitor.until(lambda: visitor.find(".workshop__status").text == "Running …")
    visitor.press("Stop")
    assert visitor.verdict().startswith("Run 1: Stopped. You stopped this run")
    assert visitor.run(solution(), 2) == "Run 2: All 14 tests passed."


def test_an_endless_loop_ends_in_words_with_its_line(visitor: Visitor) -> None:
    visitor.open(EXERCISE)
    verdict = visitor.run("async def app(scope, receive, send):\n    while True:\n        pass\n")
    assert re.search("still running at line [23]", verdict)


def test_code_stays_when_the_page_is_loaded_anew(visitor: Visitor) -> None:
    visitor.open(EXERCISE)
    visitor.write("# mine\n")
    visitor.driver.refresh()
    visitor.until(lambda: visitor.lines.startswith("# mine"))
    visitor.press("Reset")
    visitor.until(lambda: visitor.lines.startswith(starter().splitlines()[0]))


def test_all_of_it_works_by_keyboard(visitor: Visitor) -> None:
    visitor.open(EXERCISE).write(solution())
    keyboard = ActionChains(visitor.driver)
    keyboard.key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    assert visitor.verdict() == "Run 1: All 14 tests passed."
    ActionChains(visitor.driver).send_keys(Keys.ESCAPE, Keys.TAB).perform()
    assert visitor.driver.switch_to.active_element.text.startswith("Run")


def test_a_lessons_app_runs_where_it_stands(visitor: Visitor) -> None:
    visitor.open("learn/asgi/").press("Run", ".live")
    assert visitor.verdict() == "Run 1: All went well: no rule was broken."


def test_the_playground_answers(visitor: Visitor) -> None:
    visitor.open("playground/").press("Run")
    visitor.verdict()
    visitor.press("Send the request")
    visitor.until(lambda: "over." in visitor.find(".scene__connection").text)
    assert "1. GET /" in visitor.find(".scene__connection").text


def test_a_request_is_explained(visitor: Visitor) -> None:
    visitor.open("reference/explorer/")
    request = visitor.find(".explorer textarea")
    request.send_keys(Keys.CONTROL + "a" + Keys.NULL)
    ActionChains(visitor.driver).send_keys("GET /tea HTTP/1.0").perform()
    visitor.press("Show the scope")
    visitor.until(lambda: '"/tea"' in visitor.find(".explorer__result").text)


def test_a_link_brings_its_code_and_does_not_run_it(visitor: Visitor) -> None:
    visitor.open(EXERCISE + shared())
    visitor.until(lambda: visitor.lines.startswith("# from a friend"))
    assert "This code came with a link." in visitor.find("main").text
    assert visitor.find(".workshop > [role=status]").text == ""


def test_a_link_is_made(visitor: Visitor) -> None:
    visitor.open(EXERCISE).press("Share")
    link = visitor.find(".panel__field").get_attribute("value") or ""
    assert link.startswith(visitor.site_url + EXERCISE + "#share=")


def test_python_reaches_nothing(visitor: Visitor) -> None:
    visitor.open(EXERCISE).run(ATTEMPTS)
    output = visitor.find(".verdict__output pre").text.strip().splitlines()
    assert len(output) == 17, output
    assert [line for line in output if " refused " not in line] == []


@pytest.mark.parametrize(
    "attempt",
    [
        "localStorage.length",
        "document.cookie",
        "caches.open('barewire')",
        "parent.document.title",
        "top.location.pathname",
        "fetch(ADDRESS)",
        "fetch(ADDRESS, { mode: 'no-cors' })",
        "import(ADDRESS + 'assets/runtime/x.js')",
    ],
)
def test_frame_reaches_nothing(visitor: Visitor, attempt: str) -> None:
    visitor.open(EXERCISE).run(solution())
    visitor.driver.execute_script("document.cookie = 'secret=1'")
    visitor.driver.switch_to.frame(visitor.find("iframe"))
    assert visitor.driver.execute_async_script(ATTEMPT % attempt, visitor.site_url) == "refused"
    visitor.driver.switch_to.default_content()
