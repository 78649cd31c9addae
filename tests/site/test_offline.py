"""What the service worker keeps: all of the site that a reader could come to."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.site.conftest import Project


def test_every_page_and_all_that_it_needs_is_listed(site_url: str, site_folder: Path) -> None:
    script = (site_folder / "service-worker.js").read_text("utf-8")
    match = re.match(r'const VERSION = "[0-9a-f]{12}";\nconst FILES = (\[.*\]);\n', script)
    assert match is not None
    listed = set(json.loads(match[1]))
    for address in listed:
        file = site_folder / address
        assert (file / "index.html" if address == "" or address.endswith("/") else file).is_file(), address
    pages = {path.parent.relative_to(site_folder).as_posix() + "/" for path in site_folder.rglob("index.html")}
    assert {page if page != "./" else "" for page in pages} <= listed
    needed = {path.relative_to(site_folder).as_posix() for path in (site_folder / "assets/runtime").iterdir()}
    assert needed <= listed
    assert "service-worker.js" not in listed
    assert not [address for address in listed if address.endswith((".map", ".gz"))]


def test_a_site_without_the_hook_names_no_service_worker(built: Project) -> None:
    assert "serviceworker" not in built.html("")
