"""The page of what servers do: made from the recordings, and from nothing else."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from asgi_harness import RULES
from hooks.servers import COLUMNS, RECORDINGS, TABLES
from tests.servers.record import SERVERS, load


@pytest.fixture(scope="module")
def page(site_url: str, site_folder: Path) -> str:
    return (site_folder / "reference/servers/index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def rows(page: str) -> dict[str, list[str]]:
    """The cells of every row, by its first."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
        cells = [html.unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        if cells:
            found[cells[0]] = cells[1:]
    return found


def test_every_recording_has_its_place() -> None:
    assert sorted(name for ways in COLUMNS.values() for name in ways.values()) == sorted(
        path.stem for path in RECORDINGS.glob("*.json")
    )


def test_every_wrong_app_leads_to_its_rule(page: str) -> None:
    wrong = [row for row in TABLES["wrong"] if row.spec.startswith("[")]
    assert len(wrong) > 20
    for row in wrong:
        rule = row.spec[1:].partition("]")[0]
        assert rule in RULES
        assert f'href="../rules/#{rule.lower()}"' in page


def test_the_page_says_what_the_servers_did(rows: dict[str, list[str]]) -> None:
    assert rows["Headers are str"][1:] == ["h11: 200; httptools: closed without an answer", "500", "500", "500", "200"]
    assert rows["No headers key"][1:] == ["200", "200", "200", "500", "200"]
    assert rows["No response at all"][3] == "no answer, left open"
    assert rows["A body in two segments"][1:4] == ["b'hello ', b'world'", "b'hello ', b'world', b''", "b'hello world'"]
    assert rows["It leaves with 4001 and bye"][1] == '4001, "bye"'


def test_what_all_do_is_said_once(page: str, rows: dict[str, list[str]]) -> None:
    assert "A body before the start: 500." in re.sub("<[^>]+>", "", page)
    assert "A body before the start" not in rows


def test_the_page_names_the_versions(page: str) -> None:
    for server in SERVERS:
        name, *_, number = load(server)["server"].split()
        assert f"{name} {number}" in page
