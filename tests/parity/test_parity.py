"""The same answer gets the same verdict in the browser's Python and in this one."""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from grading.grader import Grader
from hooks import dist, node

ROOT = Path(__file__).parent.parent.parent
EXERCISES = sorted(path.parent for path in ROOT.glob("exercises/*/test_app.py"))
SEED = "parity"


def answers() -> dict[str, Path]:
    """Every starter, solution, right and wrong answer, by a name that says which it is."""
    found = {}
    for exercise in EXERCISES:
        slug = exercise.name
        found[f"{slug}-starter"] = exercise / "app.py"
        found[f"{slug}-solution"] = ROOT / "solutions" / slug / "app.py"
        for path in sorted((ROOT / "tests/answers" / slug).glob("*/*.py")):
            found[f"{slug}-{path.parent.name}-{path.stem}"] = path
    return found


ANSWERS = answers()

# Where a test fails, and with which message, is decided by Python's version (comprehensions have frames of their own
# until 3.11, wait_for and task groups changed), by the order of a set of objects, which is that of their addresses, or
# by the time that the machine takes.
DECIDED_BY_PYTHON = (
    "06_headers-wrong-decodes_utf_8",
    "16_fan_out-wrong-limits_one_after_the_other",
    "21_chat_room-",
    "22_lifespan_state-wrong-forgets_the_await",
    "24_timing_header-wrong-other_clock",
    "25_error_boundary-wrong-answers_after_the_start",
    "25_error_boundary-wrong-flag_on_self",
)


def files_of(name: str) -> dict[str, str]:
    grader = ROOT / "exercises" / name.split("-")[0] / "test_app.py"
    return {"app.py": ANSWERS[name].read_text("utf-8"), "test_app.py": grader.read_text("utf-8")}


@pytest.fixture(scope="session")
def in_pyodide(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The reports of all answers, graded in one go."""
    dist.build(ROOT)
    folder = tmp_path_factory.mktemp("parity")
    cases = [{"id": name, "exercise": name.split("-")[0], "files": files_of(name), "seed": SEED} for name in ANSWERS]
    (folder / "cases.json").write_text(json.dumps(cases), "utf-8")
    script = str(Path(__file__).with_name("grade_in_pyodide.mjs"))
    outcome = node.run("node", script, str(folder / "cases.json"), str(folder / "reports.json"))
    assert outcome.returncode == 0, outcome.stdout
    reports: dict[str, dict[str, Any]] = json.loads((folder / "reports.json").read_text("utf-8"))
    return reports


@pytest.mark.parametrize("name", ANSWERS)
def test_verdict_is_the_same(name: str, in_pyodide: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    found = in_pyodide[name]
    assert found["wanted"] == [], "imports for which the page would have to fetch the rest of the library"
    exercise = tmp_path / "exercises" / name.split("-")[0]
    exercise.mkdir(parents=True)
    for file, text in files_of(name).items():
        (exercise / file).write_text(text, "utf-8")
    browser, here = (
        told(found["report"], "/exercises"),
        told(Grader(exercise.parent).grade(exercise.name, SEED), str(exercise.parent)),
    )
    if name.startswith(DECIDED_BY_PYTHON):
        assert verdict(browser) == verdict(here)
    else:
        # Not as a whole: pytest would lay the difference of two long reports out for hours.
        pairs = zip_longest(lines(browser), lines(here))
        assert next(((theirs, ours) for theirs, ours in pairs if theirs != ours), None) is None


def verdict(report: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """The verdict as a whole, and which tests there were."""
    return report["outcome"], [(test["id"], test["name"]) for test in report["tests"]]


def lines(report: dict[str, Any]) -> list[str]:
    """The report as JSON, a value a line."""
    return json.dumps(report, indent=1).splitlines()


def told(report: str, folder: str) -> dict[str, Any]:
    """
    The report as far as it is ours: what Python itself says in an exception changes with its version, and with it what
    an app makes of that, as does the order of a set. Of such texts only the type of the exception is compared.
    """
    found: dict[str, Any] = json.loads(re.sub(r" at 0x[0-9a-f]+", "", report.replace(folder, "exercises")))
    for test in found["tests"]:
        test["conversations"] = [
            (
                conversation["title"],
                # When a wait that was cancelled ends is a matter of Python's version too.
                [
                    (event["time"], event["direction"], event["rule"])
                    for event in conversation["events"]
                    if event["direction"] != "wait"
                ],
            )
            for conversation in test["conversations"]
        ]
        failure = test["failure"]
        if failure is not None and failure["kind"] in ("exception", "import"):
            failure["message"] = failure["message"].partition(":")[0]
            failure["got"] = failure["got"].partition(":")[0]
    return found
