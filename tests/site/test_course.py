"""The site lists its course for the scripts, and its lessons and exercises name what these bring to life."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import ROOT, Elements, Project

LESSONS = sorted(path.stem for path in (ROOT / "docs/learn").glob("*.md") if path.stem != "index")
EXERCISES = sorted(path.parent.name for path in (ROOT / "exercises").glob("[0-9]*/README.md"))


@pytest.fixture(scope="session")
def listing(site_url: str, site_folder: Path) -> Any:
    (file,) = (site_folder / "assets").glob("course-*.json")
    return json.loads(file.read_text("utf-8"))


def elements(folder: Path, address: str, **attributes: str) -> list[dict[str, str]]:
    found = Elements((folder / address / "index.html").read_text("utf-8")).found
    return [each.attributes for each in found if attributes.items() <= each.attributes.items()]


def items(listing: Any) -> list[dict[str, Any]]:
    return [item for chapter in listing["chapters"] for item in chapter["items"]]


def test_every_lesson_and_exercise_is_listed_once_and_on_the_path(listing: Any, site_folder: Path) -> None:
    lessons = [item["address"] for item in items(listing) if item["kind"] == "lesson"]
    assert sorted(lessons) == [f"learn/{name}/" for name in LESSONS]
    assert [item["exercise"] for item in items(listing) if item["kind"] == "exercise"] == EXERCISES
    addresses = [item["address"] for item in items(listing)]
    assert sorted(listing["path"]) == sorted(addresses)
    for address in addresses:
        assert (site_folder / address / "index.html").is_file()


def test_the_path_goes_from_a_lesson_to_the_exercises_that_practise_it(listing: Any) -> None:
    path = listing["path"]
    place = path.index("learn/receive/")
    assert path[place + 1].startswith("exercises/")
    assert path.index("exercises/read-the-body/") < path.index("learn/send/")


def test_every_question_is_listed_with_its_mark_and_none_twice(listing: Any, site_folder: Path) -> None:
    marks = []
    for item in items(listing):
        if item["kind"] == "lesson":
            quizzes = elements(site_folder, item["address"], **{"data-widget": "quiz"})
            assert [quiz["data-question"] for quiz in quizzes] == item["questions"]
            assert len(quizzes) == len(elements(site_folder, item["address"], **{"class": "quiz"}))
            assert len(elements(site_folder, item["address"], **{"data-lesson": item["address"]})) == 1
            marks += item["questions"]
    assert len(set(marks)) == len(marks)


def test_every_page_says_where_the_list_is(listing: Any, site_folder: Path) -> None:
    for page in (*site_folder.rglob("index.html"), site_folder / "404.html"):
        (link,) = (each for each in Elements(page.read_text("utf-8")).found if each.attributes.get("rel") == "course")
        assert re.search(r"assets/course-[0-9a-f]{12}\.json$", link.attributes["href"])


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_page_does_not_give_its_solution_away(site_url: str, site_folder: Path, exercise: str) -> None:
    folder = site_folder / "exercises" / exercise.split("_", 1)[1].replace("_", "-")
    html = (folder / "index.html").read_text("utf-8")
    (block,) = elements(folder, "", **{"data-exercise": exercise})
    approaches = json.loads((folder / block["data-solution"]).read_text("utf-8"))
    files = {path.name: path.read_text("utf-8") for path in (ROOT / "solutions" / exercise).glob("*.py")}
    assert {each["name"]: each["code"] for each in approaches} == files
    assert approaches[0]["name"] == "app.py"
    assert html.count("solutions/") == 1
    assert files["app.py"] not in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_page_has_hints_and_tells_of_the_frameworks(site_url: str, site_folder: Path, exercise: str) -> None:
    html = (site_folder / "exercises" / exercise.split("_", 1)[1].replace("_", "-") / "index.html").read_text("utf-8")
    hints = html.partition('<h2 id="hints">')[2].partition("<h2")[0]
    assert hints.count("<details") >= 3
    read_on = html.partition('<h2 id="read-on">')[2].partition("</article>")[0]
    assert "<strong>Starlette</strong>" in read_on
    assert "<strong>FastAPI</strong>" in read_on


def test_an_exercise_without_a_solution_has_no_place_for_one(project: Project) -> None:
    (project.folder / "solutions/02_asgi_hello/app.py").unlink()
    assert project.build().returncode == 0
    assert "data-solution" not in project.exercise("exercises/asgi-hello")
    assert "data-solution" in project.exercise("exercises/read-the-body")
