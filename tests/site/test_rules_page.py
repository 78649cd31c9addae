"""The page of rules: every rule is there, under the anchor that verdicts link to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asgi_harness import LOSSES, RULES, WORLDS
from asgi_harness.rules import whole
from tests.site.conftest import Elements


@pytest.fixture(scope="module")
def page(site_url: str, site_folder: Path) -> str:
    return (site_folder / "reference/rules/index.html").read_text("utf-8")


def test_every_rule_has_its_own_anchor(page: str) -> None:
    anchors = [found.attributes.get("id") for found in Elements(page).found if found.tag == "h3"]
    assert anchors == [rule.lower() for rule in RULES]


def test_every_rule_stands_with_its_wrong_and_its_right_app(page: str) -> None:
    shown = re.sub(r"<[^>]+>", "", page)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    for rule in RULES.values():
        assert rule.hint.replace("`", "") in shown
        assert whole(rule.wrong) in shown
        assert whole(rule.right) in shown


def test_every_rule_links_to_its_section_of_the_spec(page: str) -> None:
    links = [found.attributes.get("href") for found in Elements(page).found if found.tag == "a"]
    assert [link for link in links if link in {rule.spec for rule in RULES.values()}] == [
        rule.spec for rule in RULES.values()
    ]


def test_the_rules_are_grouped_by_what_they_are_about(page: str) -> None:
    groups = [
        found.attributes["id"] for found in Elements(page).found if found.tag == "h2" and "id" in found.attributes
    ]
    assert groups == ["the-callable", "the-scope", "any-message", "http", "websocket", "lifespan", "extensions"]


def test_every_world_is_told_on_the_page_of_the_harness(site_url: str, site_folder: Path) -> None:
    page = (site_folder / "reference/harness/index.html").read_text("utf-8")
    for world in (WORLDS | LOSSES).values():
        assert f"<em>{world.name}</em>: {world.unusual}" in page
