"""The time limit: code that never ends is stopped at its line, in every version of Python."""

import time
from types import CodeType

import pytest

from asgi_harness import limit
from asgi_harness.limit import OutOfTime, TimeLimit
from tests.harness.conftest import HELLO, Grade


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 0.3)


def compiled(source: str) -> CodeType:
    return compile(source, "learner.py", "exec")


def run_limited(source: str, time_limit: TimeLimit | None = None) -> None:
    time_limit = time_limit or TimeLimit()
    code = compiled(source)
    time_limit.start()
    try:
        time_limit.watch(code)
        exec(code, {})
    finally:
        time_limit.stop()


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "def f():\n  while True:\n    try:\n      x = 1\n    except Exception:\n      pass\nf()",
        "class A:\n  def f(self):\n    while True:\n      [n for n in range(10)]\nA().f()",
    ],
    ids=["one line", "swallows exceptions", "deep inside"],
)
def test_endless_code_is_stopped(source: str) -> None:
    with pytest.raises(OutOfTime, match="still running after"):
        run_limited(source)


def test_code_in_time_is_left_alone() -> None:
    run_limited("for number in range(1000): pass")


def test_other_code_is_left_alone() -> None:
    time_limit = TimeLimit()
    time_limit.start()
    time_limit.watch(compiled("pass"))
    began = time.perf_counter()
    while time.perf_counter() - began < 0.7:
        pass
    assert time_limit.passed
    time_limit.stop()


def test_a_run_that_is_out_of_time_names_its_line_and_the_rest_is_not_run(grade_app: Grade) -> None:
    report = grade_app("async def app(scope, receive, send):\n    n = 0\n    while True:\n        n += 1\n")
    first, second = (test["failure"] for test in report["tests"][:2])
    assert first["kind"] == second["kind"] == "endless"
    assert first["message"].startswith("Your app was still running at line ")
    assert first["frames"][0]["line"] in (3, 4)
    assert second["message"].startswith("Not run: the tests before this one took the ")


def test_an_import_that_never_ends_is_stopped_too(grade_app: Grade) -> None:
    failure = grade_app("while True:\n    pass\n" + HELLO)["tests"][0]["failure"]
    assert failure["kind"] == "endless"
    assert failure["frames"][0]["line"] in (1, 2)
