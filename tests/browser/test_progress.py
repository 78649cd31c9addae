"""What is read, answered and passed: marked in the navigation, summed up, and only ever kept here."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.workshop import HELLO, Saved, Workshop, solution

LESSON = "learn/wsgi/"


def entry(page: Page, title: str) -> Locator:
    return page.locator(".md-nav--primary a.md-nav__link").filter(
        has=page.locator(".md-ellipsis").get_by_text(title, exact=True)
    )


def answer_all(page: Page) -> None:
    """Every question of the lesson, right in the end."""
    expect(page.locator(".quiz--alive").first).to_be_visible()
    for quiz in page.locator(".quiz--alive").all():
        for option in quiz.get_by_role("button").all():
            option.click()
            if quiz.locator(".quiz__feedback--right .quiz__verdict").is_visible():
                break


def test_a_lesson_is_read_at_its_end_and_done_with_its_questions(page: Page) -> None:
    page.goto(LESSON)
    expect(page.get_by_text("You have not read this lesson yet.")).to_be_visible()
    expect(entry(page, "WSGI").locator(".mark")).to_have_count(0)
    page.locator(".lesson-end").scroll_into_view_if_needed()
    expect(page.get_by_text("You have read this lesson.")).to_be_visible()
    expect(entry(page, "WSGI").locator(".mark")).to_have_text(", read, 0 of 3 questions right")
    answer_all(page)
    expect(entry(page, "WSGI").locator(".mark--done")).to_have_text(", read, 3 of 3 questions right")
    expect(entry(page, "Lessons").locator(".mark")).to_contain_text(re.compile(r"1 of \d+ done"))


def test_who_says_not_read_is_not_contradicted(page: Page) -> None:
    page.goto(LESSON)
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_text("You have read this lesson.")).to_be_visible()
    page.get_by_role("button", name="Mark as not read").click()
    page.wait_for_timeout(2500)
    expect(page.get_by_text("You have not read this lesson yet.")).to_be_visible()
    expect(page.locator(".md-nav--primary .mark")).to_have_count(0)


def test_a_pass_is_marked_and_what_comes_next_is_told(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run()
    expect(entry(page, "Hello, ASGI").locator(".mark--begun")).to_have_text(", begun, 1 run")
    expect(page.locator(".passed")).to_have_count(0)
    assert "All" in workshop.run(solution())
    expect(entry(page, "Hello, ASGI").locator(".mark--done")).to_have_text(", passed")
    expect(page.locator(".passed")).to_contain_text("PlainTextResponse")
    page.locator(".passed").get_by_role("link", name="Three protocols, one app").click()
    expect(page.get_by_role("heading", level=1, name="Three protocols, one app")).to_be_visible()
    expect(entry(page, "Hello, ASGI").locator(".mark--done")).to_have_text(", passed")
    page.get_by_role("link", name="Your progress").first.click()
    facts = page.locator(".overview__facts")
    expect(facts).to_contain_text(re.compile(r"Exercises passed\s*1 of 28"))
    expect(page.locator(".overview__chapter").filter(has_text="1 From WSGI to ASGI")).to_contain_text("1 of 3 done")


def test_the_front_page_tells_what_comes_next(page: Page) -> None:
    page.goto("")
    line = page.locator(".next")
    expect(line).to_have_text("Begin with: WSGI (a lesson)")
    page.goto(LESSON)
    answer_all(page)
    page.get_by_role("button", name="Mark as read").click()
    page.goto("")
    expect(line).to_have_text(re.compile(r"Next: Hello, WSGI \(an exercise\) 1 of \d+ done"))
    line.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, WSGI")


def test_another_tab_shows_at_once_what_is_reached_here(page: Page) -> None:
    other = page.context.new_page()
    other.goto("progress/")
    expect(other.locator(".overview__facts")).to_contain_text(re.compile(r"Lessons read\s*0 of \d+"))
    page.goto(LESSON)
    page.get_by_role("button", name="Mark as read").click()
    expect(other.locator(".overview__facts")).to_contain_text(re.compile(r"Lessons read\s*1 of \d+"))


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ("{", "it is no JSON"),
        ('{"version": 2}', "it is of version 2"),
        ('{"lessons": {}}', "it has no version"),
        ('{"version": 1, "lessons": [], "questions": {}, "exercises": {}}', "the list of lessons should be an object"),
        (
            '{"version": 1, "lessons": {"<b>": 1}, "questions": {}, "exercises": {}}',
            "the list of lessons has a name that this site never gives: <b>",
        ),
        (
            '{"version": 1, "lessons": {}, "questions": {}, "exercises": {"02_a": {"runs": 1, "passed": true}}}',
            "the time of a pass should be a whole number",
        ),
    ],
    ids=["no JSON", "another version", "no version", "a list", "markup", "another kind of value"],
)
def test_what_cannot_be_read_is_refused_with_its_reason_and_stays(
    page: Page, saved: Saved, kept: str, reason: str
) -> None:
    page.goto(LESSON)
    page.evaluate("(kept) => localStorage.setItem('barewire.progress', kept)", kept)
    page.reload()
    expect(page.locator(".notice__text")).to_contain_text(reason)
    page.get_by_role("button", name="Mark as read").click()
    assert page.evaluate("localStorage.getItem('barewire.progress')") == kept
    expect(page.locator(".notice")).to_have_count(1)
    assert saved(page.get_by_role("button", name="Save it to a file"))[1].decode() == kept
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator(".notice")).to_have_count(0)
    page.get_by_role("button", name="Mark as read").click()
    page.reload()
    expect(page.get_by_text("You have read this lesson.")).to_be_visible()


def test_only_a_report_of_the_page_itself_counts(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run()
    progress = page.evaluate("JSON.parse(localStorage.getItem('barewire.progress')).exercises")
    assert progress[HELLO]["runs"] == 1
    assert progress[HELLO]["passed"] == 0
