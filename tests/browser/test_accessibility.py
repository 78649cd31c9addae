"""Axe finds nothing serious or critical on any page of the site, in light and in dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hooks.exercise import exercises
from tests.browser.workshop import Workshop

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"

SOURCES = [
    *(path.relative_to(ROOT / "docs").as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))),
    *(exercise.source for exercise in exercises(ROOT)),
]
PAGES = [source.removesuffix(".md").removesuffix("index").rstrip("/") for source in SOURCES]

# Widgets bring their buttons when they come to life; a few only show what is known.
ALIVE = """() => [...document.querySelectorAll("[data-widget]")].every((widget) =>
    ["lesson", "next", "overview"].includes(widget.dataset.widget)
    || widget.querySelector("button:not(.md-code__button)"))"""

# Of text in the very colour of its paper axe says only that it could not decide.
AUDIT = """async (only) => {
    const { violations, incomplete } = await axe.run({
        resultTypes: ["violations", "incomplete"],
        ...(only && { runOnly: [only] }),
    });
    const invisible = ({ any }) => any.some(({ data }) => data?.messageKey === "equalRatio");
    return [
        ...violations.filter(({ impact }) => ["serious", "critical"].includes(impact)),
        ...incomplete.map(({ id, nodes }) => ({ id, nodes: nodes.filter(invisible) })),
    ].flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\\n${failureSummary}`));
}"""

# Colours that are on their way are none that anybody reads.
AT_ONCE = "*, *::before, *::after { transition: none !important; animation: none !important; }"


def audit(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    page.add_style_tag(content=AT_ONCE)
    # Of all that axe looks at, only the colours are others in the dark.
    for scheme, only in (("light", None), ("dark", "color-contrast")):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect(page.locator("body")).to_have_attribute(
            "data-md-color-scheme", {"light": "default", "dark": "slate"}[scheme]
        )
        found: list[Any] = page.evaluate(AUDIT, only)
        assert not found, "\n\n".join([f"In the {scheme} colours:", *found])


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address or "home")
def test_nothing_serious_on_a_page(page: Page, address: str) -> None:
    page.goto(f"{address}/" if address else "")
    page.wait_for_function(ALIVE)
    audit(page)


def test_nothing_serious_where_no_page_is(page: Page, complaints: list[str]) -> None:
    page.goto("nowhere/")
    audit(page)
    assert [complaint for complaint in complaints if "404" in complaint] == complaints
    complaints.clear()


def test_nothing_serious_in_a_button_of_any_kind(page: Page) -> None:
    page.goto("")
    page.locator("article").evaluate("""(article) => {
        for (const more of ["", " md-button--primary"]) {
            const link = Object.assign(document.createElement("a"), { href: "#", className: "md-button" + more });
            link.append("A button");
            article.append(link);
        }
    }""")
    expect(page.get_by_role("link", name="A button")).to_have_count(2)
    audit(page)


def test_nothing_serious_in_a_verdict(page: Page) -> None:
    Workshop(page).open().run()
    audit(page)


def test_nothing_serious_in_a_lessons_app_that_has_run(page: Page) -> None:
    page.goto("learn/asgi/")
    page.locator(".live").first.get_by_role("button", name="Run").click()
    expect(page.locator(".verdict--passed")).to_be_visible()
    audit(page)


def test_nothing_serious_in_a_playground_with_connections(page: Page) -> None:
    page.goto("playground/")
    page.get_by_label("Begin with").select_option("Chat")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Send the request").click()
    expect(page.locator(".scene__connection")).to_have_count(2)
    audit(page)


def test_nothing_serious_in_the_search(page: Page) -> None:
    page.goto("")
    box = page.get_by_role("textbox", name="Search")
    box.focus()
    expect(page.get_by_text("Type to start searching")).to_be_visible()
    box.press_sequentially("lifespan")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    audit(page)


def test_nothing_serious_in_an_answered_question(page: Page) -> None:
    page.goto("learn/scope/")
    page.wait_for_function(ALIVE)
    for option in page.locator(".quiz__option").all()[:4]:
        option.click()
    audit(page)


def test_nothing_serious_in_a_request_that_is_none(page: Page) -> None:
    page.goto("reference/explorer/")
    page.get_by_label("Request line").fill("GET")
    page.get_by_role("button", name="Show the scope").click()
    expect(page.get_by_role("alert")).to_contain_text("Expected a method")
    audit(page)
