"""The site as a whole: hosted anywhere, asking nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.site.conftest import ROOT, SITE_URL, Element, Elements, Project


def addresses(path: Path) -> Iterator[tuple[Element, str]]:
    for element in Elements(path.read_text("utf-8")).found:
        for name in ("src", "href", "srcset", "poster", "data"):
            if name in element.attributes:
                yield element, element.attributes[name]


def test_nothing_is_loaded_from_another_host(site_url: str, site_folder: Path) -> None:
    for path in site_folder.rglob("*.html"):
        for element, address in addresses(path):
            followed = element.tag == "a" or element.attributes.get("rel") in {"canonical", "prev", "next"}
            assert followed or not urlsplit(address).netloc, f"{path}: {element.tag} loads {address}"


def test_no_style_loads_from_another_host(site_url: str, site_folder: Path) -> None:
    for path in site_folder.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", path.read_text("utf-8")), path


def test_every_link_leads_to_a_page_and_a_place_in_it(site_url: str, site_folder: Path) -> None:
    places: dict[Path, set[str]] = {}
    for path in site_folder.rglob("*.html"):
        page = site_url + path.relative_to(site_folder).as_posix().removesuffix("index.html")
        for _, address in addresses(path):
            target = urljoin(page, address)
            if not target.startswith(site_url):
                assert urlsplit(target).netloc != urlsplit(site_url).netloc, f"{path}: {address}"
                continue
            file = site_folder / urlsplit(target).path.removeprefix(urlsplit(site_url).path)
            if file.is_dir():
                file /= "index.html"
            assert file.is_file(), f"{path}: {address}"
            if fragment := urlsplit(target).fragment:
                if file not in places:
                    found = Elements(file.read_text("utf-8")).found
                    places[file] = {each.attributes.get("id", "") for each in found}
                assert fragment in places[file], f"{path}: {address}"


def test_the_404_page_finds_its_styles_from_any_depth(built: Project) -> None:
    found = Elements((built.site / "404.html").read_text("utf-8")).found
    styles = [each.attributes["href"] for each in found if each.attributes.get("rel") == "stylesheet"]
    assert "/project/styles/site.css" in styles


def test_the_site_map_names_the_pages_where_they_are_hosted(built: Project) -> None:
    addresses = re.findall(r"<loc>(.+?)</loc>", (built.site / "sitemap.xml").read_text("utf-8"))
    assert f"{SITE_URL}exercises/read-the-body/" in addresses
    assert all(address.startswith(SITE_URL) for address in addresses)


def test_the_parts_of_the_theme_are_no_pages(built: Project) -> None:
    assert not (built.site / "overrides").exists()


def test_a_build_leaves_the_sources_alone(project: Project) -> None:
    def sources() -> dict[Path, bytes]:
        files = [path for name in ("docs", "exercises") for path in (project.folder / name).rglob("*")]
        return {path: path.read_bytes() for path in files if path.is_file()}

    before = sources()
    assert project.build().returncode == 0
    assert sources() == before


def test_there_are_no_edit_links_where_no_repository_is_known(project: Project) -> None:
    assert project.build().returncode == 0
    assert "Edit this page" not in project.html("exercises/asgi-hello")


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_colour_of_text_stands_out_from_its_paper(built: Project, scheme: str) -> None:
    """WCAG 2 AA for text: a contrast of at least 4.5."""
    style = (built.site / "styles/palette.css").read_text("utf-8")
    rule = re.search(rf'\[data-md-color-scheme="{scheme}"\] \{{(.*?)\}}', style, re.DOTALL)
    assert rule is not None
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", rule[1]))
    papers = [colours.pop(name) for name in ("paper", "code-paper")]
    del colours["hairline"]
    marked = colours.pop("marked")
    assert _contrast(colours["ink"], marked) >= 4.5
    for name, colour in colours.items():
        for paper in papers:
            assert _contrast(colour, paper) >= 4.5, f"{name} {colour} on {paper}"


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_lock_files_name_no_host() -> None:
    """Each machine takes packages from the registry that it is set up for."""
    for name in ("requirements.txt", "tests/requirements.txt", "hooks/node.txt"):
        assert "://" not in (ROOT / name).read_text("utf-8"), name
    assert '"resolved"' not in (ROOT / "web/package-lock.json").read_text("utf-8")
