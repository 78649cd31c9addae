"""What `pytest exercises` prints: a table of all exercises, and the first failure of the one to do next."""

from __future__ import annotations

from typing import Any

_WHERE_TO_READ = "exercises/{exercise}/README.md has the task and hints; edit app.py beside it, then run this again."


def overview(exercises: list[dict[str, Any]], failures: dict[str, str]) -> str:
    """
    The table of the exercises in a report, each done, next or open.

    `exercises` is what `Grading.exercises()` gives, `failures` has the whole text of every failed test by
    its id. The first exercise that is not done is the next one; its first failure is shown in full.
    """
    unsolved = [exercise for exercise in exercises if exercise["outcome"] == "failed"]
    lines = [f"{len(exercises) - len(unsolved)} of {len(exercises)} exercises done", ""]
    width = max(len(exercise["exercise"]) for exercise in exercises)
    for exercise in exercises:
        tests = exercise["tests"]
        passed = sum(test["outcome"] == "passed" for test in tests)
        state = "done" if exercise["outcome"] == "passed" else "next" if exercise is unsolved[0] else "open"
        marker = ">" if state == "next" else " "
        lines.append(f"{marker} {exercise['exercise']:<{width}}  {state}  {passed:>2} of {len(tests):>2} tests pass")
    if unsolved:
        lines += ["", *_first_failure(unsolved[0], failures)]
    return "\n".join(lines)


def _first_failure(exercise: dict[str, Any], failures: dict[str, str]) -> list[str]:
    test = next(test for test in exercise["tests"] if test["outcome"] == "failed")
    return [
        f"{exercise['exercise']}: {test['name']}",
        "",
        failures[test["id"]],
        "",
        _WHERE_TO_READ.format(exercise=exercise["exercise"]),
    ]
