"""Runs pytest on one exercise, in a process where Python is already running, and gives its report."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _pytest.config import _prepareconfig

from asgi_harness.failure import Failure
from grading.guard import changed_grader
from grading.plugin import grading_key, new_seed
from grading.report import failure_as_json

# What no grader uses of pytest's own plugins: a third of the time that pytest takes to begin.
_NOT_NEEDED = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "freeze_support",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "recwarn",
    "setuponly",
    "setupplan",
    "skipping",
    "stepwise",
    "subtests",
    "terminalreporter",
    "threadexception",
    "unittest",
)


class Grader:
    """
    pytest, ready to grade one exercise among those in a folder.

    Whatever pytest does before it looks for tests is done when this is made, so that who waits for a verdict does not
    wait for it: a third of the run. pytest has no public names for the two halves of `pytest.main()`; pytest-xdist
    takes it apart in the same places.
    """

    def __init__(self, exercises: Path) -> None:
        arguments = [
            f"--rootdir={exercises}",
            f"--confcutdir={exercises}",
            "--noconftest",
            f"--config-file={os.devnull}",
            "--override-ini=asyncio_mode=auto",
            "--override-ini=asyncio_default_fixture_loop_scope=function",
            "--import-mode=importlib",
            "--assert=plain",  # graders say themselves what they expected
            "--capture=sys",
            *(f"-pno:{name}" for name in _NOT_NEEDED),
            "-pgrading.plugin",
            "-ppytest_asyncio.plugin",
        ]
        self._said: list[str] = []
        self._exercise = ""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            self._config = _prepareconfig(arguments)
        self._config.pluginmanager.register(self)
        self._config._do_configure()
        self._session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=self._session)

    def collect(self, exercise: str) -> None:
        """Find the exercise's tests, for which there need be no app.py yet."""
        self.forget()
        self._said.clear()
        self._exercise = exercise
        self._directory = self._config.rootpath / exercise
        self._config.args = [str(self._directory / "test_app.py")]
        self._collected = self._went_well(self._config.hook.pytest_collection)

    def forget(self) -> None:
        """Forget the tests that were found, which pytest would take for others in a folder of the same name."""
        if self._exercise:
            for name, module in list(sys.modules.items()):
                if str(getattr(module, "__file__", None)).startswith(str(self._directory)):
                    del sys.modules[name]
        self._exercise = ""

    def grade(self, exercise: str, seed: str | None = None) -> str:
        """Run the exercise's grader and return its report, a JSON object (see `Grading.report`). Once."""
        if exercise != self._exercise:
            self.collect(exercise)
        grading = self._config.stash[grading_key]
        grading.seed = seed or new_seed()
        nothing = {"exercise": exercise, "tests": []}
        # Made now, as what would make it later may be what was changed.
        refused = json.dumps(_broken_off(nothing, changed_grader("")))
        try:
            whole = self._run()
        finally:
            self.forget()
        if not grading.seal.intact():
            return refused
        found = next(iter(grading.report()["exercises"]), nothing)
        # What has been found out before the run broke off is no verdict: the rest was not looked at.
        if not found["tests"] or not whole:
            message = "The grader broke off." if found["tests"] else "The grader could not begin."
            found = _broken_off(found, Failure(message, kind="grader", got="\n".join(self._said)))
        return json.dumps(found)

    def _run(self) -> bool:
        """Run the tests that were found; tells whether that went to its end."""
        session, hook = self._session, self._config.hook
        whole = self._collected and self._went_well(hook.pytest_runtestloop)
        status = pytest.ExitCode.TESTS_FAILED if session.testsfailed else pytest.ExitCode.OK
        hook.pytest_sessionfinish(session=session, exitstatus=status)
        self._config._ensure_unconfigure()
        return whole

    def _went_well(self, step: Callable[..., object]) -> bool:
        try:
            step(session=self._session)
        except BaseException as error:
            self._said += traceback.format_exception(error)
            return False
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Called by pytest."""
        if report.failed:
            self._said.append(report.longreprtext)


def _broken_off(found: dict[str, Any], failure: Failure) -> dict[str, Any]:
    test = {
        "id": found["exercise"],
        "name": "The grader runs from beginning to end",
        "outcome": "failed",
        "failure": failure_as_json(failure, ""),
        "conversations": [],
        "output": "",
    }
    return {**found, "outcome": "failed", "tests": [*found["tests"], test]}
