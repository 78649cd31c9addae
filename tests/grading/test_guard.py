"""Learner code cannot reach the grader, end the process, or leave the event loop."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from asgi_harness.failure import Failure, NotHere
from grading.guard import Seal, builtins_for_learners, guarded
from tests.forgery import IN_JSON, IN_THE_GRADER, PASSED


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import os; os._exit(0)", "os._exit"),
        ("import os; os.abort()", "os.abort"),
        ("import os; os.system('true')", "os.system"),
        ("import atexit; atexit.register(print)", "atexit.register"),
        ("import threading; threading.Thread(target=print).start()", "threading.Thread"),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import socket; socket.create_connection(('127.0.0.1', 1))", "socket.socket"),
    ],
)
def test_it_is_not_here(code: str, what: str) -> None:
    with guarded(), pytest.raises(NotHere, match=f"^{what} is not here, because "):
        exec(code, {})


def test_everything_is_back_afterwards() -> None:
    before = os._exit
    with guarded():
        assert os._exit is not before
    assert os._exit is before
    assert subprocess.run([sys.executable, "-c", ""], check=False).returncode == 0


@pytest.mark.parametrize("module", ["pytest", "_pytest.outcomes", "asgi_harness.client", "pluggy"])
def test_the_grader_cannot_be_imported(module: str) -> None:
    with pytest.raises(ImportError, match=f"app.py must not import {module}: a server does not have it"):
        exec(f"import {module}", {"__builtins__": builtins_for_learners()})


def test_everything_else_can_be_imported() -> None:
    namespace: dict[str, Any] = {"__builtins__": builtins_for_learners()}
    exec("import json\nfrom os import path\nimport urllib.parse", namespace)
    assert namespace["json"].dumps(1) == "1"


@pytest.mark.parametrize(
    "patch",
    [
        'sys.modules["asgi_harness.response"].Response.expect = lambda *a, **k: None',
        'sys.modules["asgi_harness.checker"].HTTPChecker.returned = lambda self: None',
        'sys.modules["asgi_harness.http"].HTTPExchange.ended = None',
        'sys.modules["asgi_harness.rules"].RULES["HTTP-001"] = None',
        'sys.modules["grading.plugin"].named = None',
    ],
)
def test_a_changed_harness_is_noticed(patch: str) -> None:
    # In a process of its own: what is changed stays changed.
    code = (
        "import sys\nfrom grading.guard import Seal\nimport grading.plugin\nfrom asgi_harness.failure import "
        f"Failure\nseal = Seal()\nseal.check()\n{patch}\n"
        "try:\n    seal.check()\nexcept Failure as failure:\n    print(failure)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "app.py has changed the grader." in done.stdout
    assert re.search(r"other values for (asgi_harness|grading)\.", done.stdout)


def test_a_changed_grader_is_noticed() -> None:
    seal = Seal()
    seal.include(__name__)
    seal.include(__name__)
    seal.check()
    module = sys.modules[__name__]
    module.__dict__["helper_of_the_grader"] = 1
    with pytest.raises(Failure, match="helper_of_the_grader"):
        seal.check()
    del module.__dict__["helper_of_the_grader"]
    seal.check()
    # Python itself adds such names.
    module.__dict__["__added_by_python__"] = 1
    seal.check()
    del module.__dict__["__added_by_python__"]


def test_a_changed_value_or_function_is_not_intact() -> None:
    def other() -> None: ...

    seal = Seal()
    seal.include(__name__)
    assert seal.intact()
    code, builtins_for_learners_here = swapped.__code__, builtins_for_learners
    swapped.__code__ = other.__code__
    assert not seal.intact()
    swapped.__code__ = code
    assert seal.intact()
    vars(sys.modules[__name__])["builtins_for_learners"] = None
    assert not seal.intact()
    vars(sys.modules[__name__])["builtins_for_learners"] = builtins_for_learners_here
    assert seal.intact()


def swapped() -> None: ...


@pytest.mark.parametrize(
    "forgery",
    [
        IN_JSON,
        f"{PASSED}import json\nencode = json.JSONEncoder.encode\n"
        "json.JSONEncoder.encode = lambda self, value: encode(self, passed(value))",
        IN_THE_GRADER,
        "import json\ndef forged(value, **options):\n"
        '    return \'{"exercise": "toy", "outcome": "passed", "tests": [{}]}\'\n'
        "json.dumps.__code__ = forged.__code__\njson.dumps.__kwdefaults__ = None",
    ],
    ids=["dumps", "encode", "report", "code"],
)
def test_a_report_cannot_be_forged(tmp_path: Path, forgery: str) -> None:
    (tmp_path / "app.py").write_text(f"{forgery}\n\n\nasync def app(scope, receive, send): ...\n")
    (tmp_path / "test_app.py").write_text(
        "async def test_answers(client):\n    (await client.get('/')).expect(status=200)\n"
    )
    # In a process of its own: what is changed stays changed.
    code = (
        "from pathlib import Path\nfrom grading.grader import Grader\n"
        f"print(Grader(Path({str(tmp_path.parent)!r})).grade({tmp_path.name!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert report["outcome"] == "failed"
    assert report["tests"][-1]["failure"]["message"] == "app.py has changed the grader."
