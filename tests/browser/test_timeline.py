"""The timelines of the lessons: examples at once, other settings worked out in the page."""

from __future__ import annotations

from typing import Any

import pytest
from barewire.timeline import SERVERS, Settings, timeline
from playwright.sync_api import Browser, Locator, Page, expect

from hooks.timeline import figure

WSGI, ASGI = "learn/wsgi/", "learn/asgi/"

# Drawn here already, since Playwright's own event loop runs during the tests.
OTHERS = [
    timeline(settings)
    for settings in (
        Settings("wsgi", requests=7, waiting=500, computing=123, workers=2, threads=2),
        Settings("asgi", requests=3, waiting=0, computing=1500),
        Settings("asgi blocking", requests=2, waiting=1250, computing=500),
        Settings("asgi threads", requests=5, waiting=1000, computing=100, threads=2),
    )
]


@pytest.fixture
def without_python(page: Page) -> Page:
    """A page whose interpreter never arrives."""
    page.route("**/assets/runtime/wasm-*", lambda route: None)
    return page


def visit(page: Page, lesson: str) -> None:
    page.goto(lesson)
    expect(panel(page).get_by_role("button", name="Show")).to_be_visible()


def panel(page: Page) -> Locator:
    return page.locator(".timeline")


def caption(page: Page) -> Locator:
    return panel(page).locator("figcaption")


def write(page: Page, **settings: Any) -> None:
    if server := settings.pop("server", None):
        panel(page).get_by_label("Server").select_option(server)
    labels = {"waiting": "Each waits, in seconds", "computing": "Then computes, in seconds", "workers": "Processes"}
    for name, value in settings.items():
        number = panel(page).get_by_label(labels.get(name, name.capitalize()), exact=True)
        number.press("ControlOrMeta+a")  # `fill` would put it before what is there, in Firefox
        number.press("Delete")
        number.press_sequentially(str(value))


def show(page: Page) -> None:
    panel(page).get_by_role("button", name="Show").click()


def test_examples_need_no_interpreter(without_python: Page) -> None:
    page = without_python
    visit(page, WSGI)
    expect(caption(page)).to_have_text("WSGI, one thread. All 5 requests are answered after 5 s. "
                                       "The quickest answer takes 1 s, the median 3 s, the slowest 5 s.")  # fmt: skip
    panel(page).get_by_role("button", name="WSGI, four threads").click()
    expect(caption(page)).to_contain_text("WSGI, four threads. All 5 requests are answered after 2 s.")
    expect(panel(page).get_by_label("Threads")).to_have_value("4")
    pressed = panel(page).get_by_role("button", pressed=True)
    expect(pressed).to_have_text("WSGI, four threads")


def test_settings_of_an_example_are_that_example(without_python: Page) -> None:
    page = without_python
    visit(page, WSGI)
    write(page, threads=4)
    show(page)
    expect(panel(page).get_by_role("button", pressed=True)).to_have_text("WSGI, four threads")


@pytest.mark.parametrize("drawn", OTHERS, ids=lambda drawn: drawn["settings"]["server"])
def test_other_settings_are_worked_out_and_drawn_as_the_examples_are(page: Page, drawn: dict[str, Any]) -> None:
    visit(page, ASGI)
    server, *numbers = drawn["settings"].values()
    write(page, server=server)
    for name, number in zip(list(drawn["settings"])[1:], numbers, strict=True):
        if panel(page).locator(f"[name={name}]").is_visible():
            write(page, **{name: number / 1000 if name in ("waiting", "computing") else number})
    show(page)
    expect(caption(page)).to_contain_text(SERVERS[server][0])
    wanted = page.evaluate(
        """(html) => {
            const place = document.createElement("div");
            place.innerHTML = html;
            return place.innerHTML;
        }""",
        figure(SERVERS[server][0], drawn),
    )
    assert panel(page).locator(".timeline__place").evaluate("(place) => place.innerHTML") == wanted
    expect(panel(page).get_by_role("status")).to_have_text(drawn["summary"])
    expect(panel(page).get_by_role("button", pressed=True)).to_have_count(0)


def test_a_server_is_asked_for_nothing_that_means_nothing_to_it(page: Page) -> None:
    visit(page, ASGI)
    fields = panel(page).get_by_role("spinbutton")
    for server, names in {
        "asgi": [],
        "asgi blocking": [],
        "asgi threads": ["threads"],
        "wsgi": ["workers", "threads"],
    }.items():
        write(page, server=server)
        shown = [field.get_attribute("name") for field in fields.all() if field.is_visible()]
        assert shown == ["requests", "waiting", "computing", *names]


@pytest.mark.parametrize(
    ("settings", "at_fault"),
    [
        ({"requests": 41}, "requests"),
        ({"waiting": -1}, "waiting"),
        ({"waiting": 0}, "waiting"),
        ({"threads": ""}, "threads"),
    ],
    ids=["too many", "negative", "no time at all", "empty"],
)
def test_settings_that_mean_nothing_are_refused(without_python: Page, settings: dict[str, Any], at_fault: str) -> None:
    page = without_python
    visit(page, WSGI)
    write(page, **settings)
    show(page)
    at_fault_now = panel(page).locator("input:invalid")
    expect(at_fault_now).to_have_attribute("name", at_fault)
    expect(at_fault_now).to_be_focused()
    expect(caption(page)).to_contain_text("WSGI, one thread.")
    write(page, **{at_fault: 2})
    expect(at_fault_now).to_have_count(0)


def test_it_works_by_keyboard(page: Page) -> None:
    visit(page, ASGI)
    panel(page).get_by_role("button", name="ASGI, a blocking call").focus()
    page.keyboard.press("Enter")
    expect(caption(page)).to_contain_text("a blocking call")
    panel(page).get_by_label("Requests").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(caption(page)).to_contain_text("All 3 requests are answered after 3 s.")


def test_bars_are_told_apart_without_colour(page: Page) -> None:
    visit(page, WSGI)
    write(page, computing=1)
    show(page)
    expect(panel(page).locator(".bars__chart .bars__span--running")).to_have_count(5)
    looks = [
        panel(page).locator(f".bars__swatch.bars__span--{state}").evaluate(
            "(bar) => { const style = getComputedStyle(bar); return [style.borderStyle, style.backgroundImage] }"
        )
        for state in ("queued", "waiting", "running")
    ]  # fmt: skip
    assert len({str(look) for look in looks}) == 3
    for state in ("queued", "waiting", "running"):
        assert panel(page).locator(f".bars__span--{state} .bars__word", has_text=state).count()


def test_a_table_says_the_same(page: Page) -> None:
    visit(page, WSGI)
    panel(page).get_by_text("The same as a table").click()
    rows = panel(page).get_by_role("row").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["Request", "Queued", "Waiting", "Running", "Answered after"],
        ["1", "never", "0 to 1 s", "never", "1 s"],
        *([str(n + 1), f"0 to {n} s", f"{n} to {n + 1} s", "never", f"{n + 1} s"] for n in range(1, 5)),
    ]


def test_all_examples_are_drawn_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    for lesson in (WSGI, ASGI):
        page.goto(lesson)
        expect(panel(page).locator(".bars__chart")).to_have_count(3)
        expect(panel(page).get_by_role("button")).to_have_count(0)
    context.close()


def test_leaving_and_coming_back_brings_it_to_life_again(page: Page) -> None:
    visit(page, WSGI)
    expect(panel(page).locator("figure")).to_have_count(1)
    page.get_by_role("link", name="ASGI", exact=True).first.click()
    expect(panel(page).get_by_role("button", name="ASGI, await")).to_be_visible()
    page.go_back()
    panel(page).get_by_role("button", name="WSGI, four processes").click()
    expect(caption(page)).to_contain_text("WSGI, four processes.")


@pytest.mark.parametrize("width", [360, 768])
def test_it_fits_a_small_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    visit(page, WSGI)
    panel(page).get_by_text("The same as a table").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = panel(page).locator(".bars__end").last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
