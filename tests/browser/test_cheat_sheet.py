"""The cheat sheet is one page of paper, black on white, and can be read on a phone."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from hooks.cheat_sheet import CHROMIUMS

PAPERS = {"A4": (595, 842), "Letter": (612, 792)}

# Every text that is printed: its size in points, its colour, and whether it ends inside its column.
PRINTED_TEXT = """async () => {
  await Promise.all(document.getAnimations().map(animation => animation.finished));  // links fade into black
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (!element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const points = parseFloat(style.fontSize) * 0.75;
    found.push([node.data.trim(), points, style.color, element.closest(".sheet, h1") !== null]);
  }
  return found;
}"""


@pytest.fixture
def sheet(page: Page) -> Page:
    page.goto("reference/cheat-sheet/")
    return page


@pytest.mark.parametrize("paper", PAPERS)
def test_prints_on_exactly_one_page(sheet: Page, paper: str) -> None:
    pdf = sheet.pdf(format=paper, prefer_css_page_size=True)
    (box,) = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    width, height = PAPERS[paper]
    assert [round(float(side)) for side in box] == pytest.approx([height, width], abs=2), "not landscape"


def test_prints_nothing_but_the_sheet_large_enough_and_dark(sheet: Page) -> None:
    sheet.emulate_media(media="print")
    texts = sheet.evaluate(PRINTED_TEXT)
    assert len(texts) > 100
    for text, size, colour, in_sheet in texts:
        assert in_sheet, f"{text!r} is not of the sheet"
        assert round(size, 2) >= 7, f"{text!r} is printed in {size} pt"
        assert colour in ("rgb(0, 0, 0)", "rgb(51, 51, 51)"), f"{text!r} is printed in {colour}"


def test_prints_black_on_white_from_a_dark_screen(sheet: Page) -> None:
    sheet.emulate_media(media="print", color_scheme="dark")
    sheet.wait_for_timeout(500)  # the theme's links change their colour in a transition
    assert {colour for _, _, colour, _ in sheet.evaluate(PRINTED_TEXT)} <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}


def test_breaks_no_line_of_code_on_paper(sheet: Page) -> None:
    sheet.set_viewport_size({"width": 1000, "height": 700})  # about the width between the margins of Letter
    sheet.emulate_media(media="print")
    for block in sheet.locator(".sheet pre > code").all():
        height = "code => code.getBoundingClientRect().height"
        wrapped = block.evaluate(height)
        block.evaluate("code => { code.style.whiteSpace = 'pre' }")
        assert block.evaluate(height) == wrapped, block.inner_text()


def test_reads_on_a_phone(sheet: Page) -> None:
    sheet.set_viewport_size({"width": 360, "height": 740})
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 360
    for table in sheet.locator(".sheet table").all():
        box = table.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 360


def test_print_button_prints(sheet: Page) -> None:
    sheet.evaluate("window.print = () => { document.title = 'printed' }")
    sheet.get_by_role("button", name="Print").click()
    assert sheet.title() == "printed"


def test_every_row_leads_to_a_lesson(sheet: Page) -> None:
    for row in sheet.locator(".sheet tbody tr").all():
        text = row.inner_text()
        if not text.startswith(("anything else", "10", "3000")):
            assert "/learn/" in (row.get_by_role("link").first.get_attribute("href") or ""), text


@pytest.mark.parametrize("paper", PAPERS)
def test_is_there_as_a_pdf_of_one_page(sheet: Page, site_url: str, paper: str) -> None:
    links = sheet.get_by_role("link", name=paper, exact=True)
    assert links.count() == any(map(shutil.which, CHROMIUMS))
    for link in links.all():
        pdf = sheet.request.get(link.evaluate("a => a.href")).body()
        assert pdf.startswith(b"%PDF")
        (box,) = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert [round(float(side)) for side in box] == pytest.approx([*reversed(PAPERS[paper])], abs=2)
        addresses = re.findall(rb"/URI \((.*?)\)", pdf)
        assert len(addresses) > 50
        assert all(address.decode().startswith(site_url) for address in addresses), "a link leads to no page"


def test_nothing_that_was_printed_from_is_left(sheet: Page, site_folder: Path) -> None:
    assert [path.name for path in (site_folder / "reference/cheat-sheet").glob("*.html")] == ["index.html"]
