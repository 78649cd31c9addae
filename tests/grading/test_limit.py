"""The time limit: code that never ends is stopped at its line, in every version of Python."""

import signal
import sys
import time
from collections.abc import Callable
from types import CodeType

import pytest

from asgi_harness.failure import OutOfTime
from grading import limit
from grading.limit import ThreadLimit, TimeLimit
from tests.grading.conftest import HELLO, Grade


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 0.3)
    # It would end the process that runs these tests, where a busy machine lets them wait.
    monkeypatch.setattr(limit, "_GRACE", 60.0)


def compiled(source: str) -> CodeType:
    return compile(source, "learner.py", "exec")


def time_limits() -> list[Callable[[], TimeLimit]]:
    """Every kind of limit that this Python has."""
    kinds: list[Callable[[], TimeLimit]] = [lambda: ThreadLimit(2)]
    if sys.version_info >= (3, 12):
        kinds.append(limit.LineLimit)
    return kinds


def run_limited(source: str, time_limit: TimeLimit) -> None:
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
@pytest.mark.parametrize("new_limit", time_limits())
def test_endless_code_is_stopped(source: str, new_limit: Callable[[], TimeLimit]) -> None:
    with pytest.raises(OutOfTime, match="still running after"):
        run_limited(source, new_limit())


@pytest.mark.parametrize("new_limit", time_limits())
def test_code_in_time_is_left_alone(new_limit: Callable[[], TimeLimit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 60.0)
    run_limited("for number in range(1000): pass", new_limit())


def test_each_test_has_the_whole_time_until_one_has_used_it_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 1.0)
    time_limit = ThreadLimit(2)
    time_limit.start()
    began = time.perf_counter()
    while time.perf_counter() < began + 1.5:
        time_limit.renew()
    assert not time_limit.passed
    while not time_limit.passed:
        pass
    time_limit.renew()
    assert time_limit.passed
    time_limit.stop()


def test_an_interrupt_from_the_keyboard_is_what_it_always_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 60.0)
    time_limit = ThreadLimit(2)
    time_limit.start()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    time_limit.stop()


@pytest.mark.parametrize("new_limit", time_limits())
def test_other_code_is_left_alone(new_limit: Callable[[], TimeLimit]) -> None:
    time_limit = new_limit()
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
