"""Grades one answer to one exercise in this process, as `pytest exercises` would."""

import ast
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.grader import Grader

ROOT = Path(__file__).parents[2]
EXERCISES = sorted(path.parent.name for path in (ROOT / "exercises").glob("*/test_app.py"))


@dataclass(frozen=True)
class Answer:
    """An app.py for an exercise; a wrong one says in its docstring which fault it has and which message it must get."""

    exercise: str
    path: Path
    fault: str = ""
    message: str = ""

    @property
    def id(self) -> str:
        return f"{self.exercise}-{self.path.parent.name}-{self.path.stem}"


def answers(kind: str) -> list[Answer]:
    """All answers below tests/answers of one kind, `right` or `wrong`."""
    found = []
    for path in sorted((ROOT / "tests" / "answers").glob(f"*/{kind}/*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        parts = dict(re.findall(r"^(Fault|Message): (.+?)(?=^\w+: |\Z)", docstring, flags=re.MULTILINE | re.DOTALL))
        if kind == "wrong" and len(parts) != 2:
            raise ValueError(f"{path} needs a docstring with the lines `Fault: …` and `Message: …`")
        texts = [re.sub(r"\s+", " ", parts.get(name, "")).strip() for name in ("Fault", "Message")]
        found.append(Answer(path.parents[1].name, path, *texts))
    return found


def report_of(answer: Answer, folder: Path) -> dict[str, Any]:
    """The report on an answer, with each failure as one text under `failures`."""
    exercise = folder / "exercises" / answer.exercise
    exercise.mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / answer.exercise / "test_app.py", exercise)
    shutil.copy(answer.path, exercise / "app.py")
    report: dict[str, Any] = json.loads(Grader(exercise.parent).grade(exercise.name))
    report["failures"] = [
        f"{test['id']}: " + " ".join(str(value) for value in test["failure"].values() if isinstance(value, str))
        for test in report["tests"]
        if test["failure"] is not None
    ]
    return report
