"""The worker's orders: one grader for each interpreter, whose tests may be found before there is an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from barewire import worker

from tests.grading.conftest import GRADER, HELLO

TESTS = {"exercise": "01_toy", "files": {"test_app.py": GRADER}}
ANSWER = {"exercise": "01_toy", "files": {"test_app.py": GRADER, "app.py": HELLO}}


@pytest.fixture(autouse=True)
def one_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(worker, "EXERCISES", tmp_path)
    yield
    worker.made_ready.clear()


def asked(task: str, argument: dict[str, Any]) -> Any:
    return json.loads(worker.answer(task, json.dumps(argument)))


def test_tests_found_ahead_are_those_that_are_run() -> None:
    asked("collect", TESTS)
    (found,) = worker.made_ready
    found.collect = None  # type: ignore[method-assign, assignment]
    assert asked("grade", ANSWER)["outcome"] == "passed"
    assert worker.made_ready == []


def test_a_page_that_shows_another_exercise_by_now_has_its_tests_found() -> None:
    asked("collect", TESTS)
    files = {"test_app.py": "async def test_of_the_other(client): ..."}
    asked("collect", {"exercise": "02_other", "files": files})
    report = asked("grade", {"exercise": "02_other", "files": {**files, "app.py": HELLO}})
    assert [test["name"] for test in report["tests"]] == ["test_of_the_other"]


def test_tests_that_lack_the_rest_of_the_library_are_not_found_before_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker.rest, "names", frozenset({"colorsys_of_tomorrow"}))
    lacking = {"exercise": "01_toy", "files": {"test_app.py": "import colorsys_of_tomorrow"}}
    assert worker.answer("collect", json.dumps(lacking)) == ""
    assert worker.answer("grade", json.dumps(lacking)) == "", "the page must be told to bring the rest"
