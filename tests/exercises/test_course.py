"""The course is whole: every exercise has all its parts, its starter fails, its solutions pass, its example happens."""

import re
from pathlib import Path

import pytest

from tests.exercises.grading import EXERCISES, ROOT, Answer, report_of

FILES = {"README.md", "app.py", "test_app.py"}
HEADINGS = ["Task", "Example", "Your code", "Hints", "Read on"]

pytestmark = pytest.mark.parametrize("exercise", EXERCISES)


def folder(exercise: str) -> Path:
    return ROOT / "exercises" / exercise


def readme(exercise: str) -> str:
    return (folder(exercise) / "README.md").read_text(encoding="utf-8")


def test_name_is_a_number_and_words(exercise: str) -> None:
    assert re.fullmatch(r"\d\d_[a-z]+(_[a-z]+)*", exercise), f"rename exercises/{exercise} to NN_words_in_lower_case"
    same = [other for other in EXERCISES if other[:2] == exercise[:2]]
    assert same == [exercise], f"give each of {same} a number of its own"


def test_folder_holds_what_a_learner_needs_and_nothing_else(exercise: str) -> None:
    there = {path.name for path in folder(exercise).iterdir()} - {"__pycache__"}
    assert there == FILES, (
        f"exercises/{exercise} lacks {FILES - there or 'nothing'}; remove {there - FILES or 'nothing'}"
    )


def test_answers_are_there_to_grade_the_grader(exercise: str) -> None:
    answers = ROOT / "tests" / "answers" / exercise
    wrong, right = (len(list((answers / kind).glob("*.py"))) for kind in ("wrong", "right"))
    assert wrong >= 6, f"tests/answers/{exercise}/wrong has {wrong} answers, each exercise needs 6"
    assert right >= 3, f"tests/answers/{exercise}/right has {right} answers, each exercise needs 3"


def test_readme_has_all_its_parts_in_order(exercise: str) -> None:
    text = readme(exercise)
    assert re.match(r"# \S.*\n", text), f"begin exercises/{exercise}/README.md with a title"
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert headings == HEADINGS, f"exercises/{exercise}/README.md needs the headings {HEADINGS}, it has {headings}"
    hints = re.findall(r"<summary>Hint (\d+): .+</summary>", text)
    expected = [str(number) for number in range(1, max(len(hints), 3) + 1)]
    assert hints == expected, f"number at least three hints in exercises/{exercise}/README.md, they are {hints}"
    assert "https://" in text.partition("## Read on")[2], f"link the spec in exercises/{exercise}/README.md, Read on"


def test_readme_leads_to_the_lesson_that_leads_to_it(exercise: str) -> None:
    read_on = readme(exercise).rpartition("## Read on")[2]
    lessons = re.findall(r"\]\(\.\./\.\./docs/learn/(\w[\w-]*\.md)", read_on)
    page = f"(../exercises/{exercise.split('_', 1)[1].replace('_', '-')}.md)"
    leading = [lesson for lesson in lessons if page in (ROOT / "docs/learn" / lesson).read_text("utf-8")]
    assert leading, f"exercises/{exercise}/README.md: link under 'Read on' to a lesson that lists {page} to practise"


def test_starter_marks_the_spot_and_fails_on_what_is_to_be_done(exercise: str, tmp_path: Path) -> None:
    starter = folder(exercise) / "app.py"
    assert "# TODO" in starter.read_text(encoding="utf-8"), f"mark the spot with # TODO in {starter}"
    report = report_of(Answer(exercise, starter), tmp_path)
    assert report["outcome"] == "failed", f"{starter} is solved already"
    kinds = {test["failure"]["kind"] for test in report["tests"] if test["failure"]}
    assert not kinds & {"import", "grader", "endless"}, f"{starter} fails for another reason: {report['failures']}"


def test_solutions_pass(exercise: str, tmp_path: Path) -> None:
    solutions = sorted((ROOT / "solutions" / exercise).glob("*.py"))
    assert solutions, f"add solutions/{exercise}/app.py"
    assert "app.py" in {path.name for path in solutions}, f"add solutions/{exercise}/app.py"
    for number, solution in enumerate(solutions):
        report = report_of(Answer(exercise, solution), tmp_path / str(number))
        assert report["outcome"] == "passed", f"{solution}: {report['failures']}"
        assert "#" in solution.read_text(encoding="utf-8"), f"explain {solution} with comments"


def test_example_really_happens(exercise: str, tmp_path: Path) -> None:
    example = re.search(r"^## Example\n.*?^```(\w+)\n(.*?)^```", readme(exercise), flags=re.MULTILINE | re.DOTALL)
    assert example, f"show an example in exercises/{exercise}/README.md"
    kind, text = example.groups()
    if kind != "conversation":
        assert exercise.startswith(("01_", "28_")), f"show a conversation in exercises/{exercise}/README.md"
        return
    report = report_of(Answer(exercise, ROOT / "solutions" / exercise / "app.py"), tmp_path)
    happened = [
        [_folded(f"{event['time']:.3f} {event['direction']} {event['message']}") for event in conversation["events"]]
        for test in report["tests"]
        for conversation in test["conversations"]
    ]
    shown = [_folded(re.sub(r"\s+line \d+$", "", line)) for line in text.strip().splitlines()]
    assert shown in happened, f"no test of {exercise} has this conversation with the solution:\n{text}"


def _folded(line: str) -> str:
    return re.sub(r"\s+", " ", line).strip()
