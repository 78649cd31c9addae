"""The questions of the lessons in the page: worked by keyboard, told to screen readers, kept in this browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

LESSON = "learn/send/"
QUESTION = "In which order does an app send an HTTP response?"


def question(page: Page) -> Locator:
    """The first of the lesson, with its options."""
    return page.get_by_role("group", name=QUESTION)


def option(page: Page, right: bool) -> Locator:
    """A right or a wrong one, by what it says when chosen."""
    options = question(page).get_by_role("button")
    expect(options.first).to_be_visible()
    for place in range(options.count()):
        options.nth(place).click()
        if question(page).locator(f".quiz__feedback--{'right' if right else 'wrong'} .quiz__verdict").is_visible():
            return options.nth(place)
    raise AssertionError("no such option")


def kept(page: Page) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = page.evaluate(
        "JSON.parse(localStorage.getItem('barewire.progress') ?? '{\"questions\": {}}').questions"
    )
    return found


def test_every_question_of_a_lesson_is_brought_to_life(page: Page) -> None:
    page.goto(LESSON)
    expect(question(page)).to_be_visible()
    expect(page.locator(".quiz--alive")).to_have_count(page.locator(".quiz").count())
    assert page.locator(".quiz").count() >= 4
    expect(page.locator(".quiz details")).to_have_count(0)


def test_each_option_says_why_and_a_wrong_one_leads_to_where_it_is_shown(page: Page) -> None:
    page.goto(LESSON)
    options = question(page).get_by_role("button")
    expect(options.first).to_be_visible()
    said = set()
    for place in range(options.count()):
        options.nth(place).click()
        expect(options.nth(place)).to_have_attribute("aria-pressed", "true")
        feedback = question(page).get_by_role("status").filter(visible=True, has_text=re.compile(r"^(Right|Not so)\."))
        expect(feedback).to_have_count(1)
        text = feedback.inner_text()
        said.add(text)
        assert len(text) > len("Not so. See.")
        if text.startswith("Not so."):
            target = feedback.get_by_role("link").first.get_attribute("href") or ""
            assert "#" in target
    assert len(said) == options.count()


def test_all_of_it_works_by_keyboard(page: Page) -> None:
    page.goto(LESSON)
    first = question(page).get_by_role("button").first
    first.focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first).to_be_focused()
    feedback = question(page).get_by_role("status").first
    for link in feedback.get_by_role("link").all():
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
    page.keyboard.press("Tab")
    second = question(page).get_by_role("button").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Space")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(first).to_have_attribute("aria-pressed", "false")
    expect(feedback).to_be_empty()


def test_an_answer_is_kept_and_the_first_choice_counts(page: Page) -> None:
    page.goto(LESSON)
    wrong = option(page, right=False)
    (answer,) = kept(page).values()
    first = answer["first"]
    option(page, right=True)
    (answer,) = kept(page).values()
    assert answer["solved"]
    assert answer["first"] == first
    expect(wrong).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(question(page).locator(".quiz__feedback--right .quiz__verdict")).to_have_text("Right.")
    expect(page.locator(".lesson-end__words")).to_contain_text(re.compile(r"Of its \d+ questions, .* 1 right, [01] of"))


def test_a_wrong_choice_at_first_is_not_made_good_by_a_right_one_later(page: Page) -> None:
    page.goto(LESSON)
    options = question(page).get_by_role("button")
    expect(options.first).to_be_visible()
    page.evaluate("localStorage.clear()")
    for place in range(options.count()):
        options.nth(place).click()
        if question(page).locator(".quiz__feedback--wrong .quiz__verdict").is_visible():
            break
        page.evaluate("localStorage.clear()")
    assert next(iter(kept(page).values()))["first"] is False
    option(page, right=True)
    assert next(iter(kept(page).values())) | {"time": 0, "chosen": 0} == {
        "chosen": 0,
        "first": False,
        "solved": True,
        "time": 0,
    }


def test_instant_navigation_gives_the_page_back_and_brings_it_to_life_again(page: Page) -> None:
    page.goto(LESSON)
    option(page, right=True)
    page.locator(".md-nav--primary").get_by_role("link", name="WebSocket", exact=True).click()
    expect(page.get_by_role("group", name="What may an app send in answer to")).to_be_visible()
    page.locator(".md-nav--primary a.md-nav__link[href*='learn/send/']").first.click()
    expect(question(page).locator(".quiz__feedback--right .quiz__verdict")).to_have_text("Right.")


def test_questions_are_what_they_were_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(base_url=site_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(LESSON)
    details = page.locator(".quiz").first.locator("details")
    assert details.count() >= 2
    details.first.locator("summary").click()
    expect(details.first.locator("p").first).to_be_visible()
    context.close()
