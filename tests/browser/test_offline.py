"""The site without a network, for those who want that; and everything as usual where a browser cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.workshop import Workshop, solution


@contextmanager
def changed(file: Path, text: bytes) -> Iterator[None]:
    """A file of the hosted site with another content for a while."""
    before = file.read_bytes()
    file.write_bytes(text)
    try:
        yield
    finally:
        file.write_bytes(before)


def keep(page: Page) -> None:
    page.goto("progress/")
    page.get_by_role("button", name="Keep the site for offline use").click()
    expect(page.get_by_text("The site is kept in this browser")).to_be_visible()


def registrations(page: Page) -> int:
    count: int = page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
    return count


def test_nothing_is_kept_unasked(page: Page) -> None:
    Workshop(page).open()
    page.goto("progress/")
    expect(page.get_by_role("button", name="Keep the site for offline use")).to_be_visible()
    assert registrations(page) == 0


def test_exercises_and_lessons_work_without_a_network(page: Page, complaints: list[str]) -> None:
    keep(page)
    page.context.set_offline(True)
    page.goto("learn/scope/")
    expect(page.locator(".quiz--alive").first).to_be_visible()
    workshop = Workshop(page).open()
    assert "All" in workshop.run(solution())
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in complaints), complaints
    complaints.clear()


def test_with_a_network_the_newest_page_is_shown(page: Page, site_folder: Path) -> None:
    keep(page)
    file = site_folder / "learn/scope/index.html"
    with changed(file, file.read_bytes().replace(b"<h1", b"<p>News of today</p><h1", 1)):
        page.goto("learn/scope/", wait_until="networkidle")  # Firefox tells of what is broken off in the worker
        page.reload()  # as the host lets a browser keep a page for ten minutes
        expect(page.get_by_text("News of today")).to_be_visible()


def test_a_new_version_is_offered(page: Page, site_folder: Path) -> None:
    keep(page)
    page.reload()
    expect(page.get_by_text("The site is kept in this browser")).to_be_visible()
    worker = site_folder / "service-worker.js"
    newer = re.sub(rb'VERSION = "\w+"', b'VERSION = "newer"', worker.read_bytes(), count=1)
    with changed(worker, newer):
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
        expect(page.get_by_text("A new version of this site is there.")).to_be_visible()
        page.wait_for_function(
            """caches.keys().then((names) =>
                names.filter((name) => name.includes("offline")).join() === "barewire-offline-newer")"""
        )
        with page.expect_navigation():
            page.get_by_role("button", name="Reload").click()
        expect(page.locator(".notice")).to_have_count(0)


def test_who_wants_it_no_longer_has_nothing_left(page: Page) -> None:
    keep(page)
    page.get_by_role("button", name="Keep it no longer").click()
    expect(page.get_by_role("button", name="Keep the site for offline use")).to_be_visible()
    assert registrations(page) == 0
    assert not [name for name in page.evaluate("caches.keys()") if "offline" in name]


def test_what_cannot_be_kept_as_a_whole_is_not_kept(page: Page, site_folder: Path, complaints: list[str]) -> None:
    worker = site_folder / "service-worker.js"
    with changed(worker, worker.read_bytes().replace(b"FILES = [", b'FILES = ["missing.html", ', 1)):
        page.goto("progress/")
        page.get_by_role("button", name="Keep the site for offline use").click()
        expect(page.get_by_text("The site could not be kept: not every file could be fetched")).to_be_visible()
        expect(page.get_by_role("button", name="Keep the site for offline use")).to_be_visible()
    complaints.clear()


def test_where_there_is_no_service_worker_everything_else_works(page: Page) -> None:
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("progress/")
    expect(page.get_by_text("This browser keeps nothing for later here")).to_be_visible()
    assert "All" in Workshop(page).open().run(solution())
