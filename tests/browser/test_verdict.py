"""From the editor to the verdict: what passed, what failed and why, and what was said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.workshop import Workshop, solution

PRINTS = """
async def app(scope, receive, send):
    print("called for", scope["path"])
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": "Hello from ASGI!"})
"""


@pytest.mark.parametrize("exercise", ["02_asgi_hello", "08_read_the_body", "13_streaming"])
def test_starter_fails_and_solution_passes(page: Page, exercise: str) -> None:
    workshop = Workshop(page, exercise).open()
    assert re.match(r"Run 1: \d+ of \d+ tests passed\. .+", workshop.run())
    assert re.match(r"Run 2: All \d+ tests passed\.", workshop.run(solution(exercise)))


def test_every_test_is_named_with_its_outcome(page: Page) -> None:
    Workshop(page).open().run(solution())
    tests = page.locator(".verdict__test")
    assert tests.count() > 3
    for name in tests.all_inner_texts():
        assert re.match(r"\W*Passed: \w+ .+", name.replace("\n", " ")), name


def test_failure_says_what_was_sent_expected_and_got(page: Page) -> None:
    Workshop(page).open().run(PRINTS)
    failure = page.locator(".verdict__failure").first
    expect(failure.locator(".verdict__sent")).to_contain_text("GET /")
    expect(failure.locator(".verdict__expected")).to_contain_text("bytes")
    expect(failure.locator(".verdict__got")).to_contain_text("str 'Hello from ASGI!'")
    expect(failure.locator(".verdict__rule")).to_have_text(re.compile(r"HTTP-\d+"))


def test_rule_leads_to_its_place_on_the_page_of_rules(page: Page) -> None:
    Workshop(page).open().run(PRINTS)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/reference/rules/", hold)
    rule = page.locator(".verdict__failure .verdict__rule").first
    anchor = rule.inner_text().lower()
    # A page that comes slowly: Material notes meanwhile, as the new page's, how far this one was scrolled.
    with page.expect_request("**/reference/rules/"):
        rule.click()
    page.wait_for_timeout(500)
    held.pop().continue_()
    heading = page.locator(f"h3[id='{anchor}']:target")
    expect(heading).to_be_in_viewport(ratio=1)
    header = page.locator(".md-header").evaluate("header => header.getBoundingClientRect().bottom")
    assert heading.evaluate("heading => heading.getBoundingClientRect().top") >= header


def test_failing_line_is_marked_until_the_next_run(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run(PRINTS.strip())
    marked = page.locator(".cm-failing")
    expect(marked).to_have_text(PRINTS.strip().splitlines()[4])
    workshop.run(solution())
    expect(marked).to_have_count(0)


def test_conversation_is_a_table_that_leads_to_the_lines(page: Page) -> None:
    Workshop(page).open().run(PRINTS.strip())
    page.get_by_role("button", name="Table").first.click()
    table = page.locator(".conversation-table").first.get_by_role("table")
    expect(table.locator("caption")).to_have_text("GET /")
    headings = [text.strip() for text in table.get_by_role("columnheader").all_inner_texts()]
    assert headings == ["Time", "Direction", "Message", "Line"]
    start = table.get_by_role("row").filter(has_text="http.response.start")
    expect(start).to_contain_text("your app sends")
    start.get_by_role("button", name="Go to line 4 of app.py").click()
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.insert_text("# here")
    expect(page.locator(".cm-line").nth(3)).to_have_text(re.compile("^# here"))


def test_message_opens_to_show_all_of_it(page: Page) -> None:
    Workshop(page).open().run(PRINTS)
    page.get_by_role("button", name="Table").first.click()
    table = page.locator(".conversation-table").first
    message = table.get_by_role("button", name="http GET")
    expect(message).to_have_attribute("aria-expanded", "false")
    message.click()
    expect(message).to_have_attribute("aria-expanded", "true")
    expect(table.locator("pre:visible")).to_contain_text("'http_version': '1.1'")


def test_printed_output_is_shown(page: Page) -> None:
    Workshop(page).open().run(PRINTS)
    expect(page.locator(".verdict__output pre").first).to_contain_text("called for /")


def test_report_is_never_read_as_markup(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run("""async def app(scope, receive, send):
    print('<img src="x" onerror="document.title = 1">')
    raise RuntimeError('<b class="bold">bold</b>')
""")
    expect(page.locator(".verdict__got").first).to_contain_text('<b class="bold">bold</b>')
    expect(page.locator(".verdict__output pre").first).to_contain_text("<img src=")
    expect(page.locator(".verdict img, .verdict b")).to_have_count(0)


def test_verdict_on_older_code_says_so(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.run(solution())
    verdict = page.get_by_label("Verdict")
    expect(verdict).not_to_have_class(re.compile("verdict--old"))
    workshop.write(solution() + "\n")
    expect(verdict).to_have_class(re.compile("verdict--old"))


def test_every_run_is_announced_anew(page: Page) -> None:
    workshop = Workshop(page).open()
    workshop.write(solution())
    first = workshop.run()
    second = workshop.run()
    assert first.removeprefix("Run 1") == second.removeprefix("Run 2") != ""
    expect(workshop.announcement).to_have_attribute("role", "status")


def test_import_beyond_the_small_library_is_fetched(page: Page) -> None:
    workshop = Workshop(page).open()
    with page.expect_request(re.compile(r"/rest-\w+\.bin")):
        assert "All" in workshop.run("import statistics\n" + solution())
    assert "All" in workshop.run("import statistics, xml.dom.minidom\n" + solution())


def test_module_that_nobody_has_is_named(page: Page) -> None:
    verdict = Workshop(page).open().run("import nosuchmodule\n" + solution())
    assert "ModuleNotFoundError" in verdict
    assert "nosuchmodule" in verdict
