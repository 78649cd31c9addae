"""What `pytest exercises` prints: a table of all exercises, and the first failure of the one to do next."""

from __future__ import annotations

from typing import Any

_WHERE_TO_READ = "exercises/{exercise}/README.md has the task and hints; edit app.py beside it, then run this again."


def overview(exercises: list[dict[str, Any]], failures: dict[str, str]) -> str:
    """
    The table of the exercises in a report, each done, next or open.

    `exercises` is what `Grading.exercises()` gives, `failures` has the whole text of every failed test by
    its id, and the reason of one that a real server cannot put. The first exercise that is not done is the next one;
    its first failure is shown in full.
    """
    unsolved = [exercise for exercise in exercises if exercise["outcome"] == "failed"]
    done = [exercise for exercise in exercises if exercise["outcome"] == "passed"]
    lines = [f"{len(done)} of {len(exercises)} exercises done", ""]
    width = max(len(exercise["exercise"]) for exercise in exercises)
    for exercise in exercises:
        tests = exercise["tests"]
        passed = sum(test["outcome"] == "passed" for test in tests)
        state = "next" if exercise in unsolved[:1] else _STATES[exercise["outcome"]]
        marker = ">" if state == "next" else " "
        lines.append(f"{marker} {exercise['exercise']:<{width}}  {state}  {passed:>2} of {len(tests):>2} tests pass")
    for exercise in exercises:
        lines += _not_put(exercise, failures)
    if unsolved:
        lines += ["", *_first_failure(unsolved[0], failures)]
    return "\n".join(lines)


_STATES = {"passed": "done", "failed": "open", "skipped": "part"}


def _not_put(exercise: dict[str, Any], reasons: dict[str, str]) -> list[str]:
    """The tests of an exercise that are not on a real server, by reason."""
    claims: dict[str, list[str]] = {}
    for test in exercise["tests"]:
        if test["outcome"] == "skipped":
            claims.setdefault(reasons[test["id"]], []).append(test["name"])
    if not claims:
        return []
    lines = ["", f"{exercise['exercise']}: not on a real server, because"]
    for reason, names in claims.items():
        lines += [f"  {reason}:", *(f"    {name}" for name in names)]
    return lines


def _first_failure(exercise: dict[str, Any], failures: dict[str, str]) -> list[str]:
    test = next(test for test in exercise["tests"] if test["outcome"] == "failed")
    return [
        f"{exercise['exercise']}: {test['name']}",
        "",
        failures[test["id"]],
        "",
        _WHERE_TO_READ.format(exercise=exercise["exercise"]),
    ]
