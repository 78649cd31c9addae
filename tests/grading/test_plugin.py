"""The plugin: what a grader is given, what its report says, and what a learner reads in the terminal."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from asgi_harness import Response
from grading.grader import Grader
from grading.guard import Seal
from tests.grading.conftest import GRADER, HELLO, Grade, run_here

ROOT = Path(__file__).parents[2]


def failures(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [test["failure"] for test in report["tests"] if test["failure"]]


def run_pytest(toy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`pytest` as a learner runs it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "exercises", "-o", "asyncio_mode=auto", "--import-mode=importlib", *arguments],
        cwd=toy,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_report_of_a_right_app_names_every_test_in_words(grade_app: Grade) -> None:
    report = grade_app(HELLO)
    assert (report["exercise"], report["outcome"]) == ("01_toy", "passed")
    assert [(test["id"], test["name"]) for test in report["tests"]] == [
        ("01_toy::test_says_hello[usual]", "GET / is answered with Hello · usual"),
        ("01_toy::test_says_hello[minimal scope]", "GET / is answered with Hello · minimal scope"),
        ("01_toy::test_draws_its_inputs", "Any path will do"),
        ("01_toy::test_has_an_app", "test_has_an_app"),
    ]


def test_the_report_has_the_conversation_of_each_test(grade_app: Grade) -> None:
    conversation = grade_app(HELLO)["tests"][0]["conversations"][0]
    assert conversation["title"] == "GET /"
    assert [event["direction"] for event in conversation["events"]] == ["scope", "send", "send", "return"]
    assert conversation["events"][1]["line"] == 3
    assert "'type': 'http.response.start'" in conversation["events"][1]["detail"]


def test_a_contract_failure_tells_sent_expected_and_got(grade_app: Grade) -> None:
    failure = failures(grade_app(HELLO.replace('b"Hello"', 'b"Bye"')))[0]
    assert failure["kind"] == "contract"
    assert (failure["sent"], failure["expected"], failure["got"]) == ("GET /", "body 'Hello'", "body 'Bye'")


def test_a_violation_tells_rule_line_and_code(grade_app: Grade) -> None:
    failure = failures(grade_app(HELLO.replace('b"Hello"', '"Hello"')))[0]
    assert (failure["kind"], failure["rule"]) == ("protocol", "HTTP-020")
    assert failure["frames"][0]["line"] == 4
    assert failure["frames"][0]["code"].startswith("await send(")


def test_an_exception_tells_only_the_lines_of_the_app(grade_app: Grade) -> None:
    failure = failures(
        grade_app("async def app(scope, receive, send):\n    fail()\n\ndef fail():\n    return 1 / 0\n")
    )[0]
    assert failure["message"] == "Your app raised ZeroDivisionError: division by zero."
    assert [(frame["line"], frame["function"]) for frame in failure["frames"]] == [(2, "app"), (5, "fail")]


def test_an_endless_recursion_is_cut_in_the_middle(grade_app: Grade) -> None:
    failure = failures(grade_app("async def app(scope, receive, send):\n    app2()\n\ndef app2():\n    app2()\n"))[0]
    assert "RecursionError" in failure["message"]
    assert len(failure["frames"]) == 8


@pytest.mark.parametrize(
    ("source", "message", "lines"),
    [
        ("async def app(scope)\n    pass\n", "app.py cannot be read as Python: expected ':' (line 1).", [1]),
        ("x = 1\nraise OSError('no')\n", "app.py cannot be imported: it raises OSError: no.", [2]),
        ("import sys\nsys.exit()\n", "app.py cannot be imported: it raises SystemExit.", [2]),
        ("application = 1\n", "app.py has no 'app'.", []),
        ("import pytest\n", "app.py cannot be imported: it raises ImportError: app.py must not import pytest", [1]),
    ],
    ids=["syntax error", "exception", "exit", "no app", "reaches for the grader"],
)
def test_what_cannot_be_imported_says_why(grade_app: Grade, source: str, message: str, lines: list[int]) -> None:
    failure = failures(grade_app(source))[0]
    assert failure["kind"] == "import"
    assert failure["message"].startswith(message)
    assert [frame["line"] for frame in failure["frames"]] == lines


def test_a_missing_file_says_which(grade_app: Grade, toy: Path) -> None:
    grader = toy / "exercises" / "01_toy" / "test_app.py"
    grader.write_text(GRADER.replace("import pytest", "import pytest\nimport pathlib\n" + REMOVE_APP))
    failure = failures(grade_app(HELLO))[0]
    assert (failure["kind"], failure["message"]) == ("import", "There is no app.py.")


REMOVE_APP = "pathlib.Path(__file__).with_name('app.py').unlink()"


def test_a_plain_assertion_of_a_grader_is_a_failure_of_the_app(grade_app: Grade) -> None:
    failure = failures(grade_app("app = 1\n"))[-1]
    assert failure["kind"] == "contract"
    assert failure["message"].startswith("app must be callable")


def test_a_grader_that_breaks_says_that_it_is_not_the_learners_fault(grade_app: Grade, toy: Path) -> None:
    (toy / "exercises" / "01_toy" / "test_app.py").write_text("def test_breaks(client):\n    1 / 0\n")
    failure = failures(grade_app(HELLO))[0]
    assert failure["kind"] == "grader"
    assert "ZeroDivisionError" in failure["got"]


def test_a_grader_that_cannot_be_collected_is_told(grade_app: Grade, toy: Path) -> None:
    (toy / "exercises" / "01_toy" / "test_app.py").write_text("import nothing_like_this\n")
    report = grade_app(HELLO)
    assert report["outcome"] == "failed"
    assert "nothing_like_this" in failures(report)[0]["got"]


def test_what_the_app_prints_is_kept_up_to_a_limit_that_is_told(grade_app: Grade) -> None:
    report = grade_app("print('loading')\n" + HELLO + "    for _ in range(10_000):\n        print('hello')\n")
    output = report["tests"][0]["output"]
    assert output.startswith("loading\nhello\n")
    assert len(output) < 20_200
    assert "only the first 20,000 characters are kept" in output


def test_a_task_left_behind_that_breaks_a_rule_fails_the_test(grade_app: Grade) -> None:
    late = """
import asyncio

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello"})
    task = asyncio.get_running_loop().create_task(again(send))
    await receive()
    task.set_name("again")

async def again(send):
    await send({"type": "http.response.body"})
"""
    assert failures(grade_app(late))[0]["rule"] in ("HTTP-006", "APP-010")


def test_the_same_seed_draws_the_same_inputs(grade_app: Grade) -> None:
    titles = [grade_app(HELLO)["tests"][2]["conversations"][0]["title"] for _ in range(2)]
    assert titles[0] == titles[1] != "GET /"


def test_a_test_draws_the_same_inputs_in_every_world(grade_app: Grade, toy: Path) -> None:
    grader = toy / "exercises" / "01_toy" / "test_app.py"
    test = "async def test_draws_its_inputs"
    grader.write_text(grader.read_text().replace(test, f'@pytest.mark.worlds("minimal scope")\n{test}'))
    tests = [test for test in grade_app(HELLO)["tests"] if "test_draws_its_inputs" in test["id"]]
    usual, minimal = [test["conversations"][0]["title"] for test in tests]
    assert usual == minimal


def test_app_is_loaded_afresh_for_every_test(grade_app: Grade) -> None:
    counting = "count = 0\n" + HELLO.replace(
        "send):", "send):\n    global count\n    count += 1\n    assert count == 1", 1
    )
    assert grade_app(counting)["outcome"] == "passed"


def test_a_skip_of_the_app_is_no_pass(grade_app: Grade) -> None:
    skip = "import sys\n\nasync def app(scope, receive, send):\n    sys.modules['pytest'].skip('no')\n"
    report = grade_app(skip)
    assert report["outcome"] == "failed"
    assert failures(report)[0]["got"] == "Skipped: no"


def test_the_terminal_shows_the_table_and_the_first_failure_of_the_next_exercise(toy: Path) -> None:
    done = run_pytest(toy)
    assert "0 of 1 exercises done" in done.stdout
    assert re.search(r"> 01_toy  next   1 of  4 tests pass", done.stdout)
    assert done.stdout.count("Every request is answered with one http.response.start.") == 1
    assert "0.000  scope   http GET /" in done.stdout
    assert done.returncode == 1


def test_the_terminal_shows_pytests_own_account_with_v(toy: Path) -> None:
    done = run_pytest(toy, "-v")
    assert "exercises/01_toy/test_app.py::test_says_hello[usual] FAILED" in done.stdout
    assert "exercises done" not in done.stdout


def test_a_failure_is_told_with_the_line_of_the_app(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = toy / "exercises" / "01_toy" / "app.py"
    app.write_text("async def app(scope, receive, send):\n    return 1 / 0\n")
    assert run_here(toy, "-v") == pytest.ExitCode.TESTS_FAILED
    assert f"{app}:2\n    return 1 / 0\n" in capsys.readouterr().out


def test_solutions_are_graded_on_wish_and_the_report_is_written(toy: Path) -> None:
    done = run_pytest(toy, "--solutions", "--report", "report.json", "--seed", "abc")
    assert "1 of 1 exercises done" in done.stdout
    assert "--seed=abc" in done.stdout
    report = json.loads((toy / "report.json").read_text())
    assert (report["seed"], report["exercises"][0]["outcome"]) == ("abc", "passed")
    assert done.returncode == 0


def test_an_app_that_ends_the_process_ends_in_a_verdict(toy: Path) -> None:
    app = "import os\n\nasync def app(scope, receive, send):\n    os._exit(0)\n"
    (toy / "exercises" / "01_toy" / "app.py").write_text(app)
    done = run_pytest(toy)
    assert done.returncode == 1
    assert "os._exit is not here, because it would end the whole server" in done.stdout


def test_a_loop_inside_c_code_ends_the_process_with_its_line(toy: Path) -> None:
    app = "async def app(scope, receive, send):\n    sum(iter(int, 1))\n"
    (toy / "exercises" / "01_toy" / "app.py").write_text(app)
    done = run_pytest(toy, "-k", "usual")
    assert done.returncode != 0
    assert re.search(r'app\.py", line 2 in app', done.stderr)


def test_a_run_that_breaks_off_is_no_pass(grade_app: Grade, toy: Path) -> None:
    grader = toy / "exercises" / "01_toy" / "test_app.py"
    breaks_off = "def test_breaks_off():\n    raise KeyboardInterrupt\n\n\n"
    grader.write_text(GRADER.replace("async def test_draws", f"{breaks_off}async def test_draws"))
    report = grade_app(HELLO)
    assert report["outcome"] == "failed"
    assert report["tests"][-1]["failure"]["message"] == "The grader broke off."


def test_a_changed_harness_gives_no_report(grade_app: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seal, "intact", lambda self: False)
    (test,) = grade_app(HELLO)["tests"]
    assert test["failure"]["message"] == "app.py has changed the grader."


def grade_with(toy: Path, grader: str, app: str = HELLO) -> dict[str, Any]:
    """The report of another grader on an app."""
    folder = toy / "exercises" / "01_toy"
    (folder / "test_app.py").write_text(grader)
    (folder / "app.py").write_text(app)
    report: dict[str, Any] = json.loads(Grader(folder.parent).grade(folder.name))
    return report


def test_tests_are_found_before_there_is_an_app(toy: Path) -> None:
    folder = toy / "exercises" / "01_toy"
    (folder / "app.py").unlink()
    grader = Grader(folder.parent)
    grader.collect(folder.name)
    # What is graded is what was found.
    (folder / "test_app.py").unlink()
    (folder / "app.py").write_text(HELLO)
    report = json.loads(grader.grade(folder.name))
    assert (report["outcome"], len(report["tests"])) == ("passed", 4)


def test_tests_that_were_found_for_another_exercise_are_not_run(toy: Path) -> None:
    folder, other = toy / "exercises" / "01_toy", toy / "exercises" / "02_other"
    shutil.copytree(folder, other)
    (other / "app.py").write_text(HELLO)
    (other / "test_app.py").write_text(GRADER + "\n\ndef test_of_the_other(): ...\n")
    grader = Grader(folder.parent)
    grader.collect(folder.name)
    report = json.loads(grader.grade(other.name))
    assert (report["exercise"], report["outcome"], len(report["tests"])) == ("02_other", "passed", 5)


def test_tests_that_cannot_be_found_are_told_with_the_verdict(toy: Path) -> None:
    folder = toy / "exercises" / "01_toy"
    (folder / "test_app.py").write_text("import nothing_of_the_kind")
    grader = Grader(folder.parent)
    grader.collect(folder.name)
    (test,) = json.loads(grader.grade(folder.name))["tests"]
    assert test["failure"]["message"] == "The grader could not begin."
    assert "nothing_of_the_kind" in test["failure"]["got"]


def test_a_message_that_comes_after_the_verdict_is_still_told(toy: Path) -> None:
    late = """
import asyncio

tasks = []

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello"})
    tasks.append(asyncio.create_task(again(send)))

async def again(send):
    await asyncio.sleep(1)
    try:
        await send({"type": "http.response.body"})
    except RuntimeError:
        pass
"""
    grader = "import asyncio\n\nasync def test_waits(client):\n    await client.get('/')\n    await asyncio.sleep(5)\n"
    assert failures(grade_with(toy, grader, late))[0]["rule"] == "APP-010"


def test_an_app_that_changes_the_harness_fails(grade_app: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Response, "expect", Response.expect)
    patch = "import sys\nsys.modules['asgi_harness.response'].Response.expect = print\n"
    failure = failures(grade_app(patch + HELLO.replace("Hello", "Bye")))[0]
    assert (failure["kind"], failure["message"]) == ("grader", "app.py has changed the grader.")


def test_a_grader_may_call_the_app_itself_and_look_at_every_conversation(toy: Path) -> None:
    grader = """
async def test_calls(app, client, conversations):
    await client.get("/")
    assert client.app is app
    assert [conversation.title for conversation in conversations] == ["GET /"]
"""
    report = grade_with(toy, grader)
    assert report["outcome"] == "passed", report


def test_a_grader_may_put_another_app_around_the_learners(toy: Path) -> None:
    grader = """
async def test_wraps(app, client_of, conversations):
    async def wrapped(scope, receive, send):
        await app(scope, receive, send)

    response = await client_of(wrapped).get("/wrapped")
    response.expect(status=200)
    assert [conversation.title for conversation in conversations] == ["GET /wrapped"]
"""
    report = grade_with(toy, grader)
    assert report["outcome"] == "passed", report


def test_an_app_that_cancels_every_task_is_told_that_they_are_not_its_own(grade_app: Grade) -> None:
    cancelling = """
import asyncio

async def app(scope, receive, send):
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
"""
    failure = failures(grade_app(cancelling))[0]
    assert (failure["kind"], failure["message"]) == ("contract", "Your app has cancelled a task that is not its own.")


def test_a_next_without_a_default_is_told_with_its_line(grade_app: Grade) -> None:
    failure = failures(grade_app("async def app(scope, receive, send):\n    next(iter([]))\n"))[0]
    assert failure["message"] == "Your app raised StopIteration."
    assert failure["frames"][0]["line"] == 2


def test_what_is_called_with_other_arguments_says_how_it_was_called(toy: Path) -> None:
    grader = (
        "from grading.plugin import called\n\n"
        "def test_two(module):\n    assert called(module, 'double', 2) == 4\n\n"
        "def test_none(module):\n    called(module, 'double')\n"
    )
    report = grade_with(toy, grader, "def double(number):\n    return 2 * number\n")
    assert [test["outcome"] for test in report["tests"]] == ["passed", "failed"]
    assert failures(report)[0]["message"] == "double cannot be called as the task says."


def test_what_tells_no_signature_is_called(toy: Path) -> None:
    grader = (
        "from grading.plugin import called\n\n"
        "def test_partial(module):\n    assert called(module, 'adder', 40)(2) == 42\n"
    )
    answer = "import functools, operator\n\nadder = functools.partial(functools.partial, operator.add)\n"
    report = grade_with(toy, grader, answer)
    assert [test["outcome"] for test in report["tests"]] == ["passed"]


def test_another_style_of_traceback_is_left_to_pytest(toy: Path) -> None:
    plain = ["-c", os.devnull, "-o", "asyncio_default_fixture_loop_scope=function", "-p", "grading.plugin"]
    quiet = [*plain, "-W", "ignore::pytest.PytestAssertRewriteWarning", str(toy / "solutions")]
    assert pytest.main(quiet) == pytest.ExitCode.NO_TESTS_COLLECTED
    assert pytest.main([*quiet, "--tb=line"]) == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_grader_s_failure_names_the_rule_of_a_world_only_if_the_usual_test_passed(grade_app: Grade) -> None:
    careless = """
async def app(scope, receive, send):
    body = b"Hello" if "client" in scope else b"Who are you?"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": body})
"""
    rules = {test["id"]: (test["failure"] or {}).get("rule") for test in grade_app(careless)["tests"]}
    assert rules["01_toy::test_says_hello[usual]"] is None
    assert rules["01_toy::test_says_hello[minimal scope]"] == "SCO-002"
    wrong = {
        test["id"]: (test["failure"] or {}).get("rule") for test in grade_app(careless.replace("Hello", "Bye"))["tests"]
    }
    assert wrong["01_toy::test_says_hello[minimal scope]"] == ""
