"""The table that a learner sees after `pytest exercises`."""

from typing import Any

from grading.overview import overview


def exercise(name: str, *outcomes: str) -> dict[str, Any]:
    tests = [
        {"id": f"{name}::test_{number}", "name": f"Claim {number}", "outcome": outcome}
        for number, outcome in enumerate(outcomes)
    ]
    return {"exercise": name, "outcome": "failed" if "failed" in outcomes else "passed", "tests": tests}


def test_the_first_unsolved_exercise_is_next_and_its_first_failure_is_told() -> None:
    exercises = [
        exercise("01_one", "passed"),
        exercise("02_second", "passed", "failed", "failed"),
        exercise("03_three", "failed"),
    ]
    text = overview(
        exercises, {"02_second::test_1": "what went wrong", "02_second::test_2": "no", "03_three::test_0": "no"}
    )
    assert text.splitlines() == [
        "1 of 3 exercises done",
        "",
        "  01_one     done   1 of  1 tests pass",
        "> 02_second  next   1 of  3 tests pass",
        "  03_three   open   0 of  1 tests pass",
        "",
        "02_second: Claim 1",
        "",
        "what went wrong",
        "",
        "exercises/02_second/README.md has the task and hints; edit app.py beside it, then run this again.",
    ]


def test_when_all_is_done_there_is_no_next() -> None:
    assert overview([exercise("01_one", "passed")], {}).splitlines()[-1] == "  01_one  done   1 of  1 tests pass"
