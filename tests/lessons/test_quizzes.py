"""Every quiz has one right answer, says why of each, and shows where the lesson tells what a wrong one missed."""

import re

import pytest

from tests.lessons.pages import LESSONS, Piece, pieces

QUIZZES = [piece for page in LESSONS for piece in pieces(page) if piece.language == "quiz"]
_OPTION = re.compile(
    r'<details markdown="1" data-answer="(?P<answer>right|wrong)"><summary>(?P<text>.+?)</summary>\n'
    r"(?P<why>.+?)\n</details>",
    re.DOTALL,
)


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.id)
def test_quiz_is_complete(quiz: Piece) -> None:
    assert re.match(r'<div class="quiz" markdown="1">\n\*\*[^*]+[?.]\*\*\n<details', quiz.text)
    options = list(_OPTION.finditer(quiz.text))
    assert len(options) == quiz.text.count("<details") >= 2
    assert [option["answer"] for option in options].count("right") == 1
    for option in options:
        if option["answer"] == "wrong":
            assert re.search(r"\]\([^)]*#[^)]+\)", option["why"]), f"{option['text']}: no link to where it is shown"


# What the course this one comes from asked, and where it is asked here.
FIRST_ASKED = {
    "asgi.md": "Which of the two standards has WebSockets in it?",
    "scope.md": "Which of the three tells the type of the connection and is there before the first message?",
    "send.md": "In which order does an app send an HTTP response?",
    "websocket.md": "What may an app send in answer to `websocket.connect`?",
}


@pytest.mark.parametrize(("lesson", "question"), FIRST_ASKED.items())
def test_the_first_four_questions_are_asked(lesson: str, question: str) -> None:
    assert [quiz.page.name for quiz in QUIZZES if f"**{question}**" in quiz.text] == [lesson]


def test_every_lesson_asks_three_more() -> None:
    asked = {
        page.name: sum(quiz.page == page for quiz in QUIZZES) - (page.name in FIRST_ASKED)
        for page in LESSONS
        if page.name != "index.md"
    }
    assert min(asked.values()) >= 3, asked


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.id)
def test_options_are_written_as_html(quiz: Piece) -> None:
    """Markdown does not look into a summary."""
    for option in _OPTION.finditer(quiz.text):
        assert "`" not in option["text"]


def test_right_answers_stand_in_every_place() -> None:
    places = [[option["answer"] for option in _OPTION.finditer(quiz.text)].index("right") for quiz in QUIZZES]
    assert max(places.count(place) for place in (0, 1, 2)) <= len(places) * 0.6, places
