"""A toy exercise to grade apps with."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grading.grader import Grader

GRADER = '''
"""The grader of a toy exercise."""

import pytest


@pytest.mark.worlds("minimal scope")
async def test_says_hello(client):
    """GET / is answered with Hello."""
    response = await client.get("/")
    response.expect(status=200, text="Hello")


async def test_draws_its_inputs(client, random):
    """Any path will do."""
    await client.get(f"/{random.random()}")


def test_has_an_app(module):
    assert callable(module.app), "app must be callable"
'''

HELLO = """
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello"})
"""

Grade = Callable[[str], dict[str, Any]]


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A folder with a toy exercise and its solution."""
    for room, app in (("exercises", "async def app(scope, receive, send): ...\n"), ("solutions", HELLO)):
        folder = tmp_path / room / "01_toy"
        folder.mkdir(parents=True)
        (folder / "app.py").write_text(app)
    (tmp_path / "exercises" / "01_toy" / "test_app.py").write_text(GRADER)
    (tmp_path / "exercises" / "conftest.py").write_text('pytest_plugins = ["grading.plugin"]\n')
    return tmp_path


@pytest.fixture
def grade_app(toy: Path) -> Grade:
    """Grades the source text of an app.py in the toy exercise and returns the report."""

    def grade_source(source: str) -> dict[str, Any]:
        folder = toy / "exercises" / "01_toy"
        (folder / "app.py").write_text(source)
        report: dict[str, Any] = json.loads(Grader(folder.parent).grade(folder.name, seed="toy"))
        return report

    return grade_source


def run_here(toy: Path, *options: str) -> int:
    """pytest on the toy exercise, in this process; gives its exit code."""
    settings = ["asyncio_mode=auto", "asyncio_default_fixture_loop_scope=function"]
    arguments = [f"--rootdir={toy}", f"--config-file={os.devnull}", "--import-mode=importlib", "-pno:cacheprovider"]
    arguments += [f"--override-ini={setting}" for setting in settings]
    code = pytest.main([*arguments, *options, str(toy / "exercises/01_toy/test_app.py")])
    # pytest knows a grader by its folder's name, and would take this one for the next of that name.
    for key, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(toy)):
            del sys.modules[key]
    return code
