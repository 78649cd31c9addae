"""Faults on an exercise's page: what may happen on a real server happens at the press of a button."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.workshop import Workshop, solution

BODY = "08_read_the_body"
CARELESS = """
async def app(scope, receive, send):
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": message["body"]})
"""


class Faults(Workshop):
    def put(self, fault: str) -> str:
        """Press a fault's button; gives what the page announces."""
        if not self.page.get_by_role("region", name="Faults").is_visible():
            self.button("Faults").click()
        before = self.announcement.text_content()
        self.page.get_by_role("region", name="Faults").get_by_role("button", name=fault).click()
        expect(self.announcement).not_to_have_text(before or "")
        return self.verdict()


def test_the_panel_says_what_is_asked_and_what_may_happen(page: Page) -> None:
    Workshop(page, BODY).open().button("Faults").click()
    panel = page.get_by_role("region", name="Faults")
    expect(panel).to_contain_text("It is asked POST /upload")
    assert panel.get_by_role("button").all_inner_texts() == [
        "Split the body",
        "Leave out optional keys",
        "Client leaves",
        "Slow client",
        "Two at once",
        "Unknown scope type",
        "Server shuts down",
    ]


def test_a_right_app_comes_through(page: Page) -> None:
    workshop = Faults(page, BODY).open()
    workshop.write(solution(BODY))
    verdict = Faults(page, BODY).put("Client leaves")
    assert "All went well: no rule was broken." in verdict
    assert "the client left while your app was still at it" in verdict
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".conversation-table").get_by_text("http.disconnect").first).to_be_visible()


def test_a_careless_app_is_found_out_with_the_rule_and_the_line(page: Page) -> None:
    Workshop(page, BODY).open().write(CARELESS)
    verdict = Faults(page, BODY).put("Split the body")
    assert "Your app answers otherwise than without the fault." in verdict
    expect(page.locator(".verdict__message .verdict__rule")).to_have_text("HTTP-027")
    verdict = Faults(page, BODY).put("Unknown scope type")
    assert "Run 2: Something went wrong." in verdict
    expect(page.locator(".cm-failing")).to_have_count(1)


def test_a_fault_is_no_attempt(page: Page) -> None:
    Workshop(page, BODY).open().write(CARELESS)
    Faults(page, BODY).put("Slow client")
    kept = page.evaluate("JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith('barewire')))")
    assert "runs" not in kept


@pytest.mark.parametrize("exercise", ["17_ws_echo", "22_lifespan_state"])
def test_two_at_once_are_told_beside_each_other(page: Page, exercise: str) -> None:
    Workshop(page, exercise).open().write(solution(exercise))
    verdict = Faults(page, exercise).put("Two at once")
    assert re.match(r"Run 1: All went well", verdict)
    expect(page.get_by_role("region", name=re.compile("conversations$"))).to_be_visible()


def test_an_app_that_spins_under_a_fault_is_stopped_in_words(page: Page) -> None:
    Workshop(page, BODY).open().write(
        solution(BODY).replace(
            "async def app(scope, receive, send):",
            "async def app(scope, receive, send):\n    while scope.get('client') is None:\n        pass",
        )
    )
    assert "still running at line" in Faults(page, BODY).put("Leave out optional keys")


def test_an_answer_that_is_no_app_is_put_around_the_example(page: Page) -> None:
    workshop = Workshop(page, "24_timing_header").open()
    workshop.write(solution("24_timing_header"))
    assert "All went well" in Faults(page, "24_timing_header").put("Slow client")


def test_where_nothing_is_an_app_there_are_no_faults(page: Page) -> None:
    workshop = Workshop(page, "28_http_server").open()
    expect(workshop.button("Faults")).to_have_count(0)


def test_faults_are_put_by_keyboard(page: Page) -> None:
    workshop = Workshop(page, BODY).open()
    workshop.write(solution(BODY))
    workshop.button("Faults").focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("region", name="Faults").get_by_role("button", name="Split the body")
    for _ in range(10):
        page.keyboard.press("Tab")
        if button.evaluate("(button) => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert "All went well" in workshop.verdict()
