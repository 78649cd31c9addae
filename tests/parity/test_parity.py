"""The same answer gets the same verdict in the browser's Python and in this one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from asgi_harness.plugin import grade
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
    assert told(found["report"], "/exercises") == told(grade(str(exercise), SEED), str(exercise.parent))


def told(report: str, folder: str) -> dict[str, Any]:
    """The report, without where files and objects happened to lie."""
    found: dict[str, Any] = json.loads(re.sub(r" at 0x[0-9a-f]+", "", report.replace(folder, "exercises")))
    return found
