"""The graders are graded: each right answer passes, each wrong one fails with the message that names its fault."""

import re
from pathlib import Path

import pytest

from tests.exercises.grading import Answer, answers, report_of


def _id(answer: Answer) -> str:
    return answer.id


@pytest.mark.parametrize("answer", answers("right"), ids=_id)
def test_right_answer_passes(answer: Answer, tmp_path: Path) -> None:
    report = report_of(answer, tmp_path)
    assert report["outcome"] == "passed", report["failures"]


@pytest.mark.parametrize("answer", answers("wrong"), ids=_id)
def test_wrong_answer_gets_the_message_that_names_its_fault(answer: Answer, tmp_path: Path) -> None:
    report = report_of(answer, tmp_path)
    assert report["outcome"] == "failed", f"{answer.path} passes, though {answer.fault}"
    texts = [re.sub(r"\s+", " ", failure) for failure in report["failures"]]
    assert any(answer.message in text for text in texts), f"{answer.message!r} is in none of:\n" + "\n".join(texts)
