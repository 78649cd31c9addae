"""An exercise's folder becomes its page."""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.site.conftest import Project

HELLO, BODY = "exercises/asgi-hello", "exercises/read-the-body"


def test_a_page_reads_without_scripts(built: Project) -> None:
    text = built.text(BODY)
    for part in ("Read the body", "any number of messages", "Your code", "async def app", "Look at more_body"):
        assert part in text


def test_the_starter_stands_unchanged_under_the_name_of_its_file(built: Project) -> None:
    assert 'raise NotImplementedError("TODO: &lt;div&gt; &amp; ``` ~~~")' in built.text(HELLO)
    assert '<span class="filename">app.py</span>' in built.html(HELLO)


def test_the_starter_follows_the_heading_for_it(built: Project) -> None:
    html = built.html(BODY)
    assert html.index('id="your-code"') < html.index('class="exercise"') < html.index("<summary>Hint 1")


def test_the_starter_ends_a_readme_without_the_heading(built: Project) -> None:
    html = built.html(HELLO)
    assert html.index("by its folder") < html.index('class="exercise"')


def test_a_conversation_is_kept_as_written(built: Project) -> None:
    conversation = "receive http.request\nsend    http.response.start"
    assert f'<pre class="conversation"><code>{conversation}</code></pre>' in built.html(BODY)


def test_the_page_loads_its_editor_with_itself(built: Project) -> None:
    scripts = [each["src"] for each in built.elements(BODY, "script") if each.get("type") == "module"]
    assert [(built.site / BODY / script).resolve().name for script in scripts] == ["editing-1.js", "workshop-1.js"]


def test_the_bundle_holds_what_grading_needs(built: Project) -> None:
    folder = built.folder / "exercises/08_read_the_body"
    assert built.bundle(BODY) == {
        "exercise": "08_read_the_body",
        "title": "Read the body",
        "starter": (folder / "app.py").read_text("utf-8"),
        "files": {"test_app.py": (folder / "test_app.py").read_text("utf-8")},
        "faults": None,
    }
    assert built.exercise(BODY)["data-exercise"] == "08_read_the_body"


def test_the_solution_is_named_by_its_content(built: Project) -> None:
    solution = built.site / BODY / built.exercise(BODY)["data-solution"]
    assert solution.stem == f"08_read_the_body-{hashlib.sha256(solution.read_bytes()).hexdigest()[:12]}"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("same text", "../../#how-an-exercise-goes"),
        ("the body", "../read-the-body/#your-code"),
        ("by its folder", "../read-the-body/"),
    ],
)
def test_links_of_a_readme_work_on_the_site(built: Project, text: str, target: str) -> None:
    assert f'<a href="{target}">{text}</a>' in built.html(HELLO)


def test_the_edit_link_leads_to_the_readme(built: Project) -> None:
    (link,) = (each["href"] for each in built.elements(BODY, "a") if each.get("title") == "Edit this page")
    path = posixpath.normpath(urlsplit(link).path)  # as a browser does
    assert path == "/edit/main/exercises/08_read_the_body/README.md"


def test_the_navigation_lists_the_exercises_by_chapter(built: Project) -> None:
    navigation = built.html("").split('aria-label="Navigation"')[1]
    words = ["1 From WSGI to ASGI", "Hello from ASGI", "3 Receive", "Read the body"]
    places = [navigation.index(word) for word in words]
    assert places == sorted(places)
    assert "2 Scope" not in navigation  # a chapter that has no exercise


def test_the_overview_lists_every_exercise_with_its_summary(built: Project) -> None:
    text = " ".join(built.text("exercises").split())
    assert re.search(r"1 From WSGI to ASGI.* 2 Hello from ASGI Answer every request with the same text\. ", text)
    assert re.search(r"3 Receive.* 8 Read the body A body comes in any number of messages\.", text)
    links = [link["href"] for link in built.elements("exercises", "a")]
    assert {"asgi-hello/", "read-the-body/", "../#how-an-exercise-goes"} <= set(links)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("README.md", "# Read", "Read", "08_read_the_body/README.md does not begin with a heading '# Title'."),
        ("README.md", "`more_body`", "[it](../09_no/)", "links to ../09_no/, which is no page of the site"),
        ("README.md", "`more_body`", "[it](../../docs/no.md)", "a link '../no.md', but the target"),
        ("README.md", "`more_body`", "[it](../../Makefile)", "links to ../../Makefile, which is no page"),
        ("README.md", "`more_body`", "[it](../../docs/index.md#no)", "does not contain an anchor '#no'"),
    ],
    ids=["no heading", "no such exercise", "no such page", "outside of the site", "no such anchor"],
)
def test_a_mistake_in_a_readme_stops_the_build(project: Project, file: str, old: str, new: str, message: str) -> None:
    edit(project.folder / "exercises/08_read_the_body" / file, old, new)
    outcome = project.build()
    assert outcome.returncode == 1
    assert message in outcome.stdout
    assert "Traceback" not in outcome.stdout


@pytest.mark.parametrize("name", ["app.py", "test_app.py"])
def test_a_missing_file_stops_the_build(project: Project, name: str) -> None:
    (project.folder / "exercises/08_read_the_body" / name).unlink()
    outcome = project.build()
    assert outcome.returncode == 1
    assert f"08_read_the_body has no {name}." in outcome.stdout


def test_a_changed_grader_comes_with_the_page(project: Project) -> None:
    project.build()
    grader = project.folder / "exercises/08_read_the_body/test_app.py"
    edit(grader, "pass", "assert True")
    project.build()
    assert project.bundle(BODY)["files"]["test_app.py"] == grader.read_text("utf-8")
