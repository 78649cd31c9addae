"""What web/ built comes with the site and onto its pages."""

from __future__ import annotations

import pytest

from tests.site.conftest import Project

PAGES = ["", "exercises", "exercises/asgi-hello"]


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_the_script_and_its_style(built: Project, url: str) -> None:
    (script,) = (each for each in built.elements(url, "script") if "workshop" in each.get("src", ""))
    assert script["type"] == "module"
    (style,) = (each for each in built.elements(url, "link") if "workshop" in each["href"])
    assert style["rel"] == "stylesheet"
    for link in (script["src"], style["href"]):
        assert (built.site / url / link).is_file()


def test_files_that_no_manifest_names_stay_behind(project: Project) -> None:
    dist = project.folder / "web/dist"
    dist.mkdir()
    (dist / "workshop-0.js").write_text("stale")
    assert project.build().returncode == 0
    names = {path.name for path in (project.site / "assets/runtime").iterdir()}
    assert names == {"workshop-1.js", "workshop-1.css", "search-1.js", "worker-1.js", "python-1.wasm", "editing-1.js"}


def test_a_failing_build_of_web_is_shown(project: Project) -> None:
    (project.folder / "web/build.mjs").write_text('console.error("no snapshot"); process.exit(3);')
    outcome = project.build()
    assert outcome.returncode == 1
    assert "web/build.mjs failed:\nno snapshot" in outcome.stdout
    assert "Traceback" not in outcome.stdout


def test_a_missing_web_is_named(project: Project) -> None:
    (project.folder / "web/build.mjs").unlink()
    outcome = project.build()
    assert outcome.returncode == 1
    assert "web/build.mjs is missing" in outcome.stdout


def test_a_missing_node_is_named(project: Project) -> None:
    (project.folder / ".venv").unlink()
    outcome = project.build(PATH="/nowhere")
    assert outcome.returncode == 1
    assert "Node 20 or newer with npm is neither on PATH nor in" in outcome.stdout
