"""Every lesson leads on: to exercises that practise it, and to the next lesson; and every exercise is led to."""

import itertools
import re
from pathlib import Path

import pytest

from tests.lessons.pages import LESSONS, ROOT

_SECTION = re.compile(r"^## (?P<title>Practise|Next)\n\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_EXERCISE = re.compile(r"\]\(\.\./exercises/([\w-]+)\.md\)")


def exercise_names() -> set[str]:
    folders = (path.parent.name for path in ROOT.glob("exercises/*/README.md"))
    return {folder.split("_", 1)[1].replace("_", "-") for folder in folders}


@pytest.mark.parametrize("page", [page for page in LESSONS if page.name != "index.md"], ids=lambda page: page.name)
def test_lesson_ends_with_exercises_and_the_way_on(page: Path) -> None:
    practise, onward = _SECTION.finditer(page.read_text("utf-8"))
    assert practise["title"] == "Practise"
    assert _EXERCISE.search(practise["text"])
    assert onward["title"] == "Next"
    assert "](" in onward["text"]


def test_every_exercise_is_practised_by_a_lesson() -> None:
    practised = {name for page in LESSONS for name in _EXERCISE.findall(page.read_text("utf-8"))}
    assert exercise_names() <= practised | {"index"}


def test_the_lessons_are_in_the_order_in_which_they_lead_on() -> None:
    overview = re.findall(r"^\d+\. \[.+?\]\((.+?)\)", (ROOT / "docs/learn/index.md").read_text("utf-8"), re.MULTILINE)
    assert sorted([*overview, "index.md"]) == [page.name for page in LESSONS]
    for name, following in itertools.pairwise(overview):
        _, onward = _SECTION.finditer((ROOT / "docs/learn" / name).read_text("utf-8"))
        assert f"]({following})" in onward["text"], name
