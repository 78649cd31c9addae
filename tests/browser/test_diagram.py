"""The diagram of a conversation: arrows in time, to be stepped through, each leading to its message and its line."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.workshop import Workshop, solution

WRONG = """async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": "Hello from ASGI!"})
"""

SLOW = """import asyncio

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    for pause in (1, 2, 1, 60):
        await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": b".", "more_body": pause != 60})
"""

GIVES_UP = """import asyncio

async def app(scope, receive, send):
    await receive()
    try:
        await asyncio.wait_for(receive(), 2)
    except TimeoutError:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"Nobody left."})
"""

BLOCKS = """import time

async def app(scope, receive, send):
    await receive()
    time.sleep(2)
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"late"})
"""

MANY = """async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200})
    for number in range(196):
        await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
    await send({"type": "http.response.body"})
"""

# The directions in which the drawn arrows lead, from the places of their tips.
ARROWS = """(diagram) => [...diagram.querySelectorAll(".diagram__mark")].map((mark) => {
    const [line, tip] = [mark.querySelector("line"), mark.querySelector(".diagram__tip")];
    if (!line || !tip) return "";
    const [from, at] = [line.getBoundingClientRect(), tip.getBoundingClientRect()];
    return at.left - from.left > from.right - at.right ? "to the app" : "to the server";
})"""


def diagram(page: Page) -> Locator:
    return page.locator(".diagram:visible").first


def steps(page: Page) -> Locator:
    return diagram(page).locator(".diagram__step")


def middle(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


@pytest.fixture
def workshop(page: Page) -> Workshop:
    return Workshop(page).open()


def test_every_message_is_an_arrow_from_who_says_it(page: Page, workshop: Workshop) -> None:
    workshop.run(WRONG)
    expect(steps(page)).to_have_count(5)
    assert diagram(page).evaluate(ARROWS) == ["to the app", "to the app", "to the server", "to the server", ""]
    expect(steps(page).nth(4)).to_contain_text("raises ProtocolError")


def test_table_is_the_twin_of_the_diagram(page: Page, workshop: Workshop) -> None:
    workshop.run(GIVES_UP)
    shown = [text.split()[-1] for text in diagram(page).locator(".diagram__type").all_text_contents()]
    directions = [name.split("--")[1] for name in steps(page).evaluate_all("(all) => all.map((one) => one.className)")]
    page.get_by_role("button", name="Table").first.click()
    expect(diagram(page)).to_have_count(0)
    rows = page.locator(".conversation-table tbody tr:visible")
    expect(rows).to_have_count(len(directions))
    for direction, name in zip(directions, rows.evaluate_all("(all) => all.map((one) => one.className)"), strict=True):
        assert f"--{direction}" in name
    text = " ".join(rows.all_inner_texts())
    assert all(message in text for message in shown)


def test_chosen_form_holds_for_other_tests(page: Page, workshop: Workshop) -> None:
    workshop.run(WRONG)
    page.get_by_role("button", name="Table").first.click()
    page.locator(".verdict__test").nth(2).click()
    expect(page.locator(".conversation-table:visible")).to_have_count(2)
    expect(diagram(page)).to_have_count(0)


def test_step_shows_the_whole_message_and_marks_its_line(page: Page, workshop: Workshop) -> None:
    workshop.run(WRONG)
    steps(page).nth(2).click()
    whole = diagram(page).locator(".diagram__whole")
    expect(whole).to_contain_text("'headers': [(b'content-type', b'text/plain')]")
    expect(whole).to_contain_text('await send({"type": "http.response.start"')
    expect(page.locator(".cm-current")).to_contain_text("http.response.start")
    expect(page.locator(".cm-failing")).to_contain_text("http.response.body")
    whole.get_by_role("button", name="Go to line 3 of app.py").click()
    expect(page.locator(".cm-content")).to_be_focused()


def test_next_run_takes_both_marks_away(page: Page, workshop: Workshop) -> None:
    workshop.run(WRONG)
    steps(page).nth(2).click()
    expect(page.locator(".cm-current")).to_have_count(1)
    workshop.run(solution())
    expect(page.locator(".cm-current, .cm-failing")).to_have_count(0)


def test_arrow_keys_step_through_and_tab_stops_once(page: Page, workshop: Workshop) -> None:
    workshop.run(solution())
    page.locator(".verdict__test").first.click()
    page.get_by_role("button", name="Table").first.focus()
    page.keyboard.press("Tab")
    expect(steps(page).first).to_be_focused()
    for key, index in (("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1), ("ArrowUp", 0), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(steps(page).nth(index)).to_be_focused()
        expect(diagram(page).locator("[aria-current=step]")).to_have_count(1)
        expect(steps(page).nth(index)).to_have_attribute("aria-current", "step")
    page.keyboard.press("End")
    expect(steps(page).last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(steps(page).last).to_be_focused()
    page.keyboard.press("Tab")
    assert not diagram(page).locator(".diagram__step:focus").count()
    page.keyboard.press("Shift+Tab")
    expect(steps(page).last).to_be_focused()
    page.keyboard.press("Home")
    expect(steps(page).first).to_be_focused()


def test_screen_reader_hears_time_and_direction_of_each_step(page: Page, workshop: Workshop) -> None:
    workshop.run(SLOW)
    names = [
        "0 s, the connection begins: http GET /",
        "0 s, your app sends: http.response.start status=200",
        "1 s, your app sends: http.response.body body=b'.' more_body=True",
    ]
    for index, name in enumerate(names):
        expect(steps(page).nth(index)).to_have_accessible_name(name)
    expect(steps(page).last).to_have_accessible_name("64 s, your app returns")


def test_broken_rule_stands_at_its_arrow_and_leads_to_the_rule(page: Page, workshop: Workshop) -> None:
    workshop.run(WRONG)
    broken = diagram(page).locator(".diagram__steps .verdict__rule")
    expect(broken).to_have_text("HTTP-020")
    arrow = diagram(page).locator(".diagram__mark--error line")
    assert abs(middle(broken) - middle(arrow)) < 4
    expect(diagram(page).locator("[tabindex='0'].diagram__step")).to_contain_text("http.response.body")
    broken.click()
    expect(page.locator("[id='http-020']")).to_be_in_viewport()


def test_rule_that_no_message_breaks_has_a_sign_of_its_own(page: Page, workshop: Workshop) -> None:
    workshop.run(BLOCKS)
    note = diagram(page).locator(".diagram__step--note")
    expect(note).to_contain_text("2 s of blocking")
    note.click()
    expect(page.locator(".cm-current")).to_contain_text("time.sleep(2)")
    expect(diagram(page).locator(".diagram__whole")).to_contain_text("APP-008")


def test_time_is_drawn_to_scale_and_a_long_time_broken(page: Page, workshop: Workshop) -> None:
    workshop.run(SLOW)
    places = [middle(steps(page).nth(index)) for index in range(1, 6)]
    one, two, again, sixty = (after - before for before, after in itertools.pairwise(places))
    row = middle(steps(page).nth(1)) - middle(steps(page).nth(0))
    assert one == pytest.approx(again, abs=1)
    assert two - row == pytest.approx(2 * (one - row), abs=1)
    assert sixty < 3 * two
    expect(diagram(page).locator(".diagram__break")).to_have_count(2)
    times = diagram(page).locator(".diagram__times span").all_text_contents()
    assert times == ["0 s", "1 s", "3 s", "4 s", "64 s"]


def test_awaiting_is_drawn_as_waiting(page: Page, workshop: Workshop) -> None:
    workshop.run(GIVES_UP)
    wait = steps(page).nth(2)
    expect(wait).to_have_accessible_name("2 s, your app waits, and nothing comes")
    bar = diagram(page).locator(".diagram__wait").bounding_box()
    assert bar is not None
    request = diagram(page).locator(".diagram__mark--receive line")
    assert bar["y"] == pytest.approx(middle(request), abs=2)
    assert bar["y"] + bar["height"] == pytest.approx(middle(diagram(page).locator(".diagram__mark--wait path")), abs=2)
    expect(diagram(page).locator(".diagram__doing")).to_have_text("waits")
    wait.click()
    expect(diagram(page).locator(".diagram__whole")).to_contain_text("after waiting 2 s")
    expect(page.locator(".cm-current")).to_contain_text("wait_for(receive(), 2)")


@pytest.fixture
def three_at_once(page: Page) -> Locator:
    """Three requests that wait at the same time."""
    page.goto("learn/asgi/")
    app = page.locator("[data-widget=live]").filter(has_text="GET / & GET / & GET /").first
    app.get_by_role("button", name="Run").click()
    expect(diagram(page)).to_be_visible()
    return diagram(page)


def test_any_time_that_passes_is_waiting_or_blocking(page: Page, workshop: Workshop) -> None:
    workshop.run(SLOW)
    expect(diagram(page).locator(".diagram__doing")).to_have_text(["waits"] * 4)
    expect(diagram(page).locator(".diagram__idle")).to_have_count(4)
    workshop.run(BLOCKS)
    expect(diagram(page).locator(".diagram__doing")).to_have_text(["blocks"])


def test_connections_have_lanes_of_their_own_in_one_time(page: Page, three_at_once: Locator) -> None:
    columns = three_at_once.locator(".diagram__column")
    expect(columns).to_have_count(3)
    assert len(set(columns.evaluate_all("(all) => all.map((one) => one.offsetLeft)"))) == 3
    place = "(one) => Math.round(one.closest('li').offsetTop)"
    tops = [step.evaluate(place) for step in steps(page).all()]
    assert len(set(tops)) == len(tops), "each step has its own moment"
    steps(page).first.focus()
    for top in sorted(tops)[1:]:
        page.keyboard.press("ArrowDown")
        assert three_at_once.locator(".diagram__step:focus").evaluate(place) == top


def test_step_of_several_connections_says_whose_it_is(page: Page, three_at_once: Locator) -> None:
    expect(steps(page).nth(0)).to_have_accessible_name("1: GET /, 0 s, the connection begins: http GET /")
    expect(steps(page).last).to_have_accessible_name("3: GET /, 1 s, your app returns")


def test_connections_one_after_the_other_share_their_lanes(page: Page) -> None:
    page.goto("learn/receive/")
    # Its three requests come each when the one before has been answered.
    page.locator("[data-widget=live]").nth(1).get_by_role("button", name="Run").click()
    expect(diagram(page)).to_be_visible()
    expect(diagram(page).locator(".diagram__column")).to_have_count(1)
    lists = diagram(page).get_by_role("list")
    expect(lists).to_have_count(3)
    expect(lists.last.get_by_role("button").first).to_have_accessible_name(
        re.compile("^3: POST /, 1 s, the connection")
    )
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".conversation-table").last.get_by_role("row").nth(1)).to_contain_text("1 s")


def test_two_hundred_steps_are_all_there(page: Page, workshop: Workshop) -> None:
    workshop.run(MANY)
    expect(steps(page)).to_have_count(200)
    steps(page).first.focus()
    page.keyboard.press("End")
    expect(steps(page).last).to_be_in_viewport()
    expect(steps(page).last).to_be_focused()


def test_phone_shows_every_message_type_whole(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    Workshop(page).open().run(WRONG)
    for kind in diagram(page).locator(".diagram__type").all():
        overflow = "(one) => one.getBoundingClientRect().right - one.parentElement.getBoundingClientRect().right"
        assert kind.evaluate(overflow) <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_has_the_table(page: Page, workshop: Workshop) -> None:
    workshop.run(WRONG)
    expect(page.locator(".conversation-table")).to_have_count(0)
    page.pdf()
    page.emulate_media(media="print")
    expect(page.locator(".conversation-table").first).to_be_visible()
    expect(diagram(page)).to_have_count(0)


def test_forced_colours_draw_it_in_the_colours_of_text(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    Workshop(page).open().run(WRONG)
    text = page.evaluate("getComputedStyle(document.body).color")
    for part in (".diagram__lane", ".diagram__mark--error"):
        assert diagram(page).locator(part).first.evaluate("(one) => getComputedStyle(one).stroke") == text
