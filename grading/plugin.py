"""The pytest plugin that grades exercises: fixtures for the graders, the time limit, and the report as JSON."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import os
import random as random_module
import secrets
import sys
import types
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asgi_harness.client import Client
from asgi_harness.clock import VirtualTimeLoop, blocking_sleep_moves_the_clock
from asgi_harness.conversation import Conversation, conversations_as_json
from asgi_harness.failure import Failure, NotOnAServer
from asgi_harness.rules import RULES
from asgi_harness.types import ASGIApp
from asgi_harness.worlds import LOSSES, USUAL, WORLDS, World
from grading import limit
from grading.guard import Seal, guarded
from grading.learner import capped_output, defined_in, load
from grading.limit import time_limit
from grading.overview import overview
from grading.report import failure_as_json, failure_from, late_violation, text_of

if TYPE_CHECKING:
    from grading.server import RemoteClient, Server

grading_key = pytest.StashKey["Grading"]()


def new_seed() -> str:
    return secrets.token_hex(4)


class Grading:
    """What has been found out about every exercise of one pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        self.solutions: bool = config.getoption("solutions")
        self.seed: str = config.getoption("seed") or new_seed()
        # Whether the table of the exercises stands in for pytest's own account; -v, -q and --tb ask for the latter.
        self.shows_overview: bool = config.option.verbose == 0 and config.option.tbstyle == "auto"
        # In a browser nobody reads what pytest would write.
        self.has_readers = not config.pluginmanager.is_blocked("terminalreporter")
        self.tests: dict[str, list[dict[str, Any]]] = {}
        self.failures: dict[str, str] = {}
        # Where the process can say something when it has to be ended; later, pytest redirects the real one.
        self.last_words = os.dup(2)
        self.limit = time_limit(self.last_words)
        self.exercise = ""
        self.seal = Seal()
        self.server_name: str | None = config.getoption("server")
        self.server: Server | None = None

    def add(self, exercise: str, test: dict[str, Any]) -> None:
        self.tests.setdefault(exercise, []).append(test)

    def report(self) -> dict[str, Any]:
        """
        The findings as JSON: `{"seed": str, "exercises": [{"exercise", "outcome", "tests"}]}`.

        A test is `{"id", "name", "outcome", "failure", "conversations", "output"}`; web/src/messages.ts has the types.
        """
        return {
            "seed": self.seed,
            "exercises": [
                {
                    **exercise,
                    "tests": [
                        {**test, "conversations": conversations_as_json(test["conversations"])}
                        for test in exercise["tests"]
                    ],
                }
                for exercise in self.exercises()
            ],
        }

    def exercises(self) -> list[dict[str, Any]]:
        """The findings by exercise, their conversations not yet told."""
        return [
            {
                "exercise": exercise,
                "outcome": _outcome({test["outcome"] for test in tests}),
                "tests": tests,
            }
            for exercise, tests in self.tests.items()
        ]

    def begin(self, item: pytest.Function) -> None:
        """A test begins; a new exercise gets its own time."""
        self.item = item
        self.conversations: list[Conversation] = []
        self.finding = _new_finding(item)
        folder = item.path.parent
        if folder.name == self.exercise:
            self.limit.renew()
        else:
            self.end()
            self.exercise = folder.name
            self.app_file = (folder.parent.parent / "solutions" / folder.name if self.solutions else folder) / "app.py"
            if self.server_name is None:
                self.limit = time_limit(self.last_words)
                self.limit.start()

    def end(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.server = None
        if self.exercise and self.server_name is None:
            self.limit.stop()
        self.exercise = ""

    def remote_client(self, server: str, world: World) -> RemoteClient:
        """A client of the app on the real server, which serves all tests of an exercise."""
        from grading.server import RemoteClient, start

        self.server = self.server or start(server, self.app_file.parent)
        return RemoteClient(self.server, world)


def _outcome(outcomes: set[str]) -> str:
    """What comes of an exercise; where a real server cannot put every test, it is not passed."""
    return "failed" if "failed" in outcomes else "skipped" if "skipped" in outcomes else "passed"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("exercises")
    group.addoption("--solutions", action="store_true", help="grade the solutions instead of your apps")
    group.addoption("--seed", metavar="SEED", help="draw the same inputs as the run that printed this seed")
    group.addoption("--server", metavar="NAME", help="grade on uvicorn, hypercorn, daphne, granian or gunicorn")
    group.addoption("--report", metavar="FILE", help="write what was found as JSON to this file")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "worlds(*names): run the test in the usual world and in each of these")
    # What an app forgets to await is told with its own test, not as a warning in somebody else's.
    for category in ("pytest.PytestUnraisableExceptionWarning", "RuntimeWarning"):
        config.addinivalue_line("filterwarnings", f"ignore::{category}")
    grading = Grading(config)
    config.stash[grading_key] = grading
    if (name := config.getoption("server")) is not None:
        from grading.server import why_not

        if reason := why_not(name):
            raise pytest.UsageError(f"--server: {reason}")
    config.pluginmanager.register(FixturesOnAServer(grading, name) if name is not None else Fixtures(grading))
    if config.option.tbstyle == "auto":
        # The other styles parse the source anew for each frame, which takes a learner's time, and which Python 3.11
        # refuses where a task is collected meanwhile. What a learner reads of a failure comes from `text_of()`.
        config.option.tbstyle = "native"


def pytest_unconfigure(config: pytest.Config) -> None:
    grading = config.stash[grading_key]
    grading.end()
    with contextlib.suppress(OSError):  # in a browser it stayed behind when this interpreter was restored
        os.close(grading.last_words)


def pytest_sessionstart(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and session.config.stash[grading_key].shows_overview:
        reporter.showfspath = False


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport, config: pytest.Config
) -> tuple[str, str, str] | None:
    if isinstance(report, pytest.TestReport) and config.stash[grading_key].shows_overview:
        return ("" if report.when != "call" and report.passed else report.outcome, "", "")
    return None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None, None, None]:
    if not config.stash[grading_key].shows_overview:
        return (yield)
    grading = config.stash[grading_key]
    failed = terminalreporter.stats.pop("failed", [])
    yield
    if failed:
        # Back again, so that the last line counts them.
        terminalreporter.stats["failed"] = failed
    if grading.tests:
        terminalreporter.write_line("")
        terminalreporter.write_line(overview(grading.exercises(), grading.failures))
        terminalreporter.write_line("")


def pytest_report_header(config: pytest.Config) -> str:
    return f"inputs drawn from --seed={config.stash[grading_key].seed}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    grading = session.config.stash[grading_key]
    grading.end()
    if file := session.config.getoption("report"):
        Path(file).write_text(json.dumps(grading.report(), indent=1), encoding="utf-8")


def pytest_asyncio_loop_factories(config: pytest.Config) -> Mapping[str, type[asyncio.AbstractEventLoop]]:
    if config.stash[grading_key].server_name is None:
        return {"virtual time": VirtualTimeLoop}
    from grading.server import RealTimeLoop

    return {"real time": RealTimeLoop}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("worlds")
    if marker is not None:
        worlds = [USUAL, *((WORLDS | LOSSES)[name] for name in marker.args)]
        metafunc.fixturenames.append("world")
        metafunc.parametrize("world", worlds, ids=[world.name for world in worlds])


class Fixtures:
    """What a grader's tests can ask for; nothing of it asks for pytest's `request`, which is made anew each time."""

    def __init__(self, grading: Grading) -> None:
        self._grading = grading

    @pytest.fixture
    def world(self) -> World:
        """The world that a test's server lives in; the marker `worlds` gives others."""
        return USUAL

    @pytest.fixture
    def random(self, world: World) -> random_module.Random:
        """
        Draws a test's inputs; every run draws others, and `--seed` the same again.

        They are the same in every world, so that a test that fails in one and passes in the usual one fails for its
        world.
        """
        name = self._grading.item.name.replace(world.name, USUAL.name)
        return random_module.Random(f"{self._grading.seed} {name}")

    @pytest.fixture
    def conversations(self) -> list[Conversation]:
        """Every conversation of the test, in the order of their beginnings."""
        return self._grading.conversations

    @pytest.fixture
    def module(self) -> Iterator[types.ModuleType]:
        """The learner's app.py, loaded afresh for every test."""
        grading = self._grading
        if grading.limit.passed:
            took = f"the tests before this one took the {limit.SECONDS:g} seconds that one exercise has"
            raise Failure(f"Not run: {took}.", kind="endless")
        grading.seal.include(grading.item.module.__name__)
        with guarded(), blocking_sleep_moves_the_clock():
            yield load(grading.app_file, grading.limit)
        sys.modules.pop("app", None)

    @pytest.fixture
    def app(self, module: types.ModuleType) -> ASGIApp:
        """The learner's `app`."""
        learners: ASGIApp = named(module, "app")
        return learners

    @pytest.fixture
    def client(self, module: types.ModuleType, world: World) -> Client:
        """A client of the learner's `app`."""
        return self._client(module, world, named(module, "app"))

    @pytest.fixture
    def client_of(self, module: types.ModuleType, world: World) -> Callable[[ASGIApp], Client]:
        """Makes a client of another app than the learner's `app`, such as one that the learner's middleware wraps."""
        return lambda app: self._client(module, world, app)

    def _client(self, module: types.ModuleType, world: World, app: ASGIApp) -> Client:
        return Client(app, world=world, source=module.__file__, conversations=self._grading.conversations)


class FixturesOnAServer(Fixtures):
    """The same where the learner's app runs on a real server."""

    def __init__(self, grading: Grading, server: str) -> None:
        super().__init__(grading)
        self._server = server

    @pytest.fixture
    def module(self) -> types.ModuleType:
        raise NotOnAServer("it looks into app.py itself")

    @pytest.fixture
    def client(self, world: World) -> RemoteClient:
        return self._grading.remote_client(self._server, world)


def named(module: types.ModuleType, name: str) -> Any:
    """What the learner's module calls `name`; raises Failure if there is no such thing."""
    try:
        return getattr(module, name)
    except AttributeError:
        raise Failure(
            f"app.py has no {name!r}.",
            kind="import",
            expected=f"a definition of {name}",
            got=defined_in(module),
            why=f"The grader calls what app.py calls {name!r}, as a server does that was started with `app:{name}`.",
        ) from None


def called(module: types.ModuleType, name: str, *arguments: Any) -> Any:
    """Call what the learner's module calls `name`; raises Failure if it does not take these arguments."""
    function = named(module, name)
    try:
        inspect.signature(function, follow_wrapped=False).bind(*arguments)
    except ValueError:
        pass  # What is not written in Python may have no signature, such as functools.partial; calling it will tell.
    except TypeError as error:
        raise Failure(
            f"{name} cannot be called as the task says.",
            expected=f"{name} to take {len(arguments)} argument{'' if len(arguments) == 1 else 's'}",
            got=str(error),
        ) from None
    return function(*arguments)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Function) -> Generator[None, Any, Any]:
    item.config.stash[grading_key].begin(item)
    return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    with capped_output():
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    with capped_output():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    # pytest would write its own account of the exception, which takes longer than the test and which nobody reads.
    excinfo, call.excinfo = call.excinfo, None
    report = yield
    call.excinfo = excinfo
    grading = item.config.stash[grading_key]
    source, conversations, finding = str(grading.app_file), grading.conversations, grading.finding
    error = excinfo.value if excinfo is not None else None
    if report.when == "call" and grading.server_name is None:
        error = _broken_seal(grading.seal) or error or late_violation(conversations)
    if isinstance(error, NotOnAServer):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), 0, f"not on a real server, because {error}")
        finding["outcome"] = "skipped"
        grading.failures.setdefault(finding["id"], str(error))
    elif error is not None:
        failure = failure_from(error, source, conversations)
        failure.rule = failure.rule or _rule_of_world(item, finding["id"], conversations)
        if failure.rule and not failure.why:
            failure.why = f"{RULES[failure.rule].consequence} {RULES[failure.rule].hint}"
        report.outcome = "failed"
        report.longrepr = text_of(failure, source, conversations) if grading.has_readers else failure.message
        grading.failures.setdefault(finding["id"], report.longrepr)
        finding["outcome"] = "failed"
        finding["failure"] = finding["failure"] or failure_as_json(failure, source)
    if report.when == "teardown":
        finding["conversations"] = conversations
        finding["output"] = "".join(text for title, text in report.sections if title.startswith("Captured std"))
        grading.add(item.path.parent.name, finding)
    return report


def _rule_of_world(item: pytest.Item, test: str, conversations: list[Conversation]) -> str:
    """The rule that a test's world puts to the test, where the same test has passed in the usual world."""
    world: Any = item.funcargs.get("world", USUAL) if isinstance(item, pytest.Function) else USUAL
    usual = test.replace(world.name, USUAL.name)
    for other in item.config.stash[grading_key].tests.get(item.path.parent.name, []):
        if other["id"] == usual and other["outcome"] == "passed" and conversations:
            return str(world.rule_for(conversations[-1].scope["type"]))
    return ""


def _new_finding(item: pytest.Item) -> dict[str, Any]:
    exercise = item.path.parent.name
    return {
        "id": f"{exercise}::{item.name}",
        "name": _name(item),
        "outcome": "passed",
        "failure": None,
        "conversations": [],
        "output": "",
    }


def _name(item: pytest.Item) -> str:
    """The claim of a test: the first line of its docstring, and the case where there are several."""
    function = getattr(item, "function", None)
    claim = (inspect.getdoc(function) or item.name).partition("\n")[0].rstrip(".")
    callspec = getattr(item, "callspec", None)
    return f"{claim} · {callspec.id}" if callspec is not None and callspec.id else claim


def _broken_seal(seal: Seal) -> Failure | None:
    try:
        seal.check()
    except Failure as failure:
        return failure
    return None
