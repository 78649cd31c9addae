"""Going through a recorded run: forward, back, by itself, by keyboard, and without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PAGE = "learn/life-cycle/"
HTTP, STREAMING, CLIENT_LEAVES, WEBSOCKET, LIFESPAN, EXCEPTION = range(6)


class Stepper:
    def __init__(self, page: Page, number: int) -> None:
        self.root = page.locator(".stepper").nth(number)
        self.slider = self.root.get_by_role("slider", name="Step")
        self.steps = self.root.locator(".diagram__step:visible")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def step(self, count: int = 1) -> None:
        for _ in range(count):
            self.button("Step").click()

    def says(self, term: str) -> Locator:
        return self.root.locator(".stepper__says > div").filter(has_text=re.compile(f"^{term}")).locator("dd")

    def marked(self) -> list[str]:
        """The lines of code under the marks."""
        lines: list[str] = self.root.evaluate(
            """(root) => {
                const code = root.querySelector("pre > code");
                const [from, style] = [code.getBoundingClientRect(), getComputedStyle(code)];
                const height = parseFloat(style.lineHeight);
                const lines = code.textContent.split("\\n");
                return [...root.querySelectorAll(".stepper__marks > div")].flatMap((mark) => {
                    const { top, bottom } = mark.getBoundingClientRect();
                    const line = (y) => Math.round((y - from.top - 1 - parseFloat(style.paddingTop)) / height);
                    return lines.slice(line(top), line(bottom));
                });
            }"""
        )
        return [line.strip() for line in lines]


def stepper(page: Page, number: int) -> Stepper:
    # Marks and diagrams are at their places at once.
    page.emulate_media(reduced_motion="reduce")
    page.goto(PAGE)
    found = Stepper(page, number)
    expect(found.button("Step")).to_be_visible()
    return found


def test_a_step_shows_its_line_its_message_and_what_each_side_does(page: Page) -> None:
    run = stepper(page, HTTP)
    expect(run.says("App")).to_have_text("is called with a scope of type http")
    expect(run.says("Server")).to_have_text("waits for http.response.start")
    assert run.marked() == ["async def app(scope, receive, send):"]
    expect(run.steps).to_have_count(1)
    run.step(4)
    expect(run.says("App")).to_have_text("gets http.request")
    expect(run.says("Server")).to_have_text("waits for more of the body, and for http.response.start")
    assert run.marked() == ["message = await receive()"]
    expect(run.steps).to_have_count(2)
    expect(run.root.locator(".diagram__whole")).to_contain_text("b'Hello '")


def test_waiting_is_a_step_of_its_own_and_time_passes_after_it(page: Page) -> None:
    run = stepper(page, HTTP)
    run.step(8)
    expect(run.says("App")).to_have_text("waits at line 5 for a message")
    expect(run.says("Time")).to_have_text("0 s")
    paper = run.root.locator(".diagram__paper")
    before = paper.evaluate("(paper) => parseFloat(paper.style.getPropertyValue('--shown'))")
    run.step()
    expect(run.says("App")).to_have_text("gets http.request")
    expect(run.says("Time")).to_have_text("0.5 s")
    assert paper.evaluate("(paper) => parseFloat(paper.style.getPropertyValue('--shown'))") > before


def test_two_places_wait_at_once(page: Page) -> None:
    run = stepper(page, CLIENT_LEAVES)
    run.step(6)
    expect(run.says("App")).to_have_text("waits at line 10 for a message and at line 17")
    assert run.marked() == ["leaving = asyncio.create_task(receive())", "await asyncio.wait([leaving], timeout=1)"]


def test_two_conversations_go_on_at_one_time(page: Page) -> None:
    run = stepper(page, LIFESPAN)
    run.slider.fill("12")
    expect(run.says("Server").locator("span")).to_have_text(
        ["lifespan: serves requests, until it is to stop", re.compile("^GET /: waits for")]
    )
    expect(run.root.locator(".diagram__column")).to_have_count(2)


def test_an_exception_is_the_end(page: Page) -> None:
    run = stepper(page, EXCEPTION)
    run.step()
    expect(run.says("App")).to_have_text("raises KeyError: '/socks'")
    expect(run.says("Server")).to_have_text("answers with status 500 by itself")
    assert run.marked() == ['price = PRICES[scope["path"]]']
    expect(run.button("Step")).to_have_attribute("aria-disabled", "true")


def test_back_takes_a_step_back(page: Page) -> None:
    run = stepper(page, WEBSOCKET)
    expect(run.button("Back")).to_have_attribute("aria-disabled", "true")
    run.step(3)
    said = run.says("App").inner_text()
    run.step()
    expect(run.says("App")).not_to_have_text(said)
    run.button("Back").click()
    expect(run.says("App")).to_have_text(said)
    expect(run.slider).to_have_value("4")


def test_play_goes_on_by_itself_until_it_is_paused(page: Page) -> None:
    page.clock.install()
    run = stepper(page, STREAMING)
    run.button("Play").click()
    expect(run.slider).to_have_value("2")
    page.clock.run_for(3100)
    expect(run.slider).to_have_value("4")
    run.button("Pause").click()
    page.clock.run_for(10_000)
    expect(run.slider).to_have_value("4")


def test_play_ends_at_the_end_and_begins_anew(page: Page) -> None:
    page.clock.install()
    run = stepper(page, EXCEPTION)
    run.button("Play").click()
    page.clock.run_for(5000)
    expect(run.button("Play")).to_be_visible()
    expect(run.slider).to_have_value("2")
    run.button("Play").click()
    expect(run.slider).to_have_value("1")


def test_whoever_steps_stops_the_play(page: Page) -> None:
    page.clock.install()
    run = stepper(page, HTTP)
    run.button("Play").click()
    run.button("Step").click()
    expect(run.button("Play")).to_be_visible()
    page.clock.run_for(10_000)
    expect(run.slider).to_have_value("3")


def test_all_of_it_works_by_keyboard_and_is_announced(page: Page) -> None:
    run = stepper(page, HTTP)
    run.slider.focus()
    page.keyboard.press("ArrowRight")
    expect(run.slider).to_have_attribute("aria-valuetext", "2 of 17")
    status = run.root.get_by_role("status")
    expect(status).to_contain_text("runs line 2")
    page.keyboard.press("End")
    expect(status).to_contain_text("returns")
    page.keyboard.press("Shift+Tab")
    expect(run.button("Play")).to_be_focused()
    page.keyboard.press("Enter")
    expect(status).to_have_attribute("aria-live", "off")
    run.button("Pause").click()
    expect(status).to_have_attribute("aria-live", "polite")


def test_arrow_keys_in_the_diagram_lead_through_the_run(page: Page) -> None:
    run = stepper(page, WEBSOCKET)
    run.steps.first.focus()
    page.keyboard.press("ArrowDown")
    expect(run.says("App")).to_have_text("gets websocket.connect")
    expect(run.root.locator(".diagram__step:focus")).to_contain_text("websocket.connect")
    page.keyboard.press("End")
    expect(run.says("App")).to_have_text("returns")
    page.keyboard.press("Home")
    expect(run.says("App")).to_have_text("is called with a scope of type websocket")


def test_what_has_not_happened_yet_is_not_there(page: Page) -> None:
    run = stepper(page, STREAMING)
    expect(run.steps).to_have_count(1)
    seen = """(mark) => {
        mark.scrollIntoView({ block: "center" });
        const { left, top, height } = mark.getBoundingClientRect();
        return mark.closest(".diagram__paper").contains(document.elementFromPoint(left + 5, top + height / 2));
    }"""
    assert not run.root.locator(".diagram__mark--send").last.evaluate(seen)
    run.slider.fill("14")
    expect(run.steps).to_have_count(7)
    assert run.root.locator(".diagram__mark--send").last.evaluate(seen)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    run = stepper(page, LIFESPAN)
    run.slider.fill("12")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_controls_stay_within_reach_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    run = stepper(page, LIFESPAN)
    run.root.locator(".diagram__head").first.scroll_into_view_if_needed()
    expect(run.button("Step")).to_be_in_viewport()


def test_page_left_and_come_back_to_has_it_again(page: Page) -> None:
    run = stepper(page, HTTP)
    run.step(2)
    page.get_by_role("link", name="Scope", exact=True).first.click()
    expect(page.locator(".stepper")).to_have_count(0)
    page.go_back()
    expect(run.button("Step")).to_be_visible()
    expect(run.slider).to_have_value("1")


def test_code_and_conversation_are_there_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE)
    for run in page.locator(".stepper").all():
        expect(run.locator(".highlighttable code")).to_be_visible()
        expect(run.locator(".conversation").first).to_contain_text("scope")
    said = page.locator(".stepper").nth(HTTP).locator(".conversation").inner_text()
    assert re.search(r"0\.500 +receive +http\.request +body=b'world' +more_body=False +line 5", said)
    context.close()


def test_paper_has_code_and_conversation(page: Page) -> None:
    run = stepper(page, HTTP)
    page.emulate_media(media="print")
    expect(run.root.locator(".conversation")).to_be_visible()
    expect(run.root.locator(".highlight code").first).to_be_visible()
    expect(run.button("Step")).to_be_hidden()
    expect(run.root.locator(".diagram")).to_be_hidden()


def test_numbers_stand_beside_their_lines(page: Page) -> None:
    run = stepper(page, LIFESPAN)
    run.slider.fill("14")
    assert run.marked()[-2:] == ['"body": scope["state"]["greeting"],', "})"]
    last = run.root.locator(".linenodiv .normal").last.bounding_box()
    mark = run.root.locator(".stepper__marks > div").bounding_box()
    assert last is not None
    assert mark is not None
    assert last["y"] + last["height"] / 2 == pytest.approx(mark["y"] + mark["height"] - 10.7, abs=3)
