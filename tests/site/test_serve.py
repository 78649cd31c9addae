"""`make serve` shows every change of what the site is made from."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.site.conftest import Project


class Served:
    def __init__(self, project: Project, port: int) -> None:
        self.project = project
        self.url = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hooks.serve", str(port)],
            cwd=project.folder,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = ""

    def page(self, path: str) -> str:
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                content: str = answer.read().decode()
                return content
        except OSError:  # while it starts anew
            return ""

    def shows(self, path: str, pattern: str) -> bool:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if re.search(pattern, self.page(path)):
                return True
            time.sleep(0.1)
        return False

    def end(self) -> str:
        assert self.process.stdout is not None
        if not self.process.stdout.closed:
            self.process.terminate()
            self.output += self.process.communicate(timeout=10)[0]
        return self.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def served(project: Project) -> Iterator[Served]:
    served = Served(project, free_port())
    try:
        assert served.shows("exercises/read-the-body/", "Read the body")
        yield served
    finally:
        served.end()


def test_it_says_where_the_site_is_and_ends_without_a_word(served: Served) -> None:
    assert served.process.stdout is not None
    assert served.process.stdout.readline() == "Building the site ...\n"
    assert served.process.stdout.readline() == (
        f"Barewire is at {served.url} and follows every change. Ctrl+C ends it.\n"
    )
    assert served.end() == ""
    assert served.process.returncode == 0


def test_it_ends_however_often_it_is_told(served: Served) -> None:
    for _ in range(10_000):
        served.process.terminate()
    served.end()


def test_a_changed_page_is_shown(served: Served) -> None:
    (served.project.folder / "docs/index.md").write_text("# Other words\n")
    assert served.shows("", "Other words")


def test_a_broken_link_is_named_and_the_page_shown(served: Served) -> None:
    (served.project.folder / "docs/index.md").write_text("# [Other words](no.md)\n")
    assert served.shows("", "Other words")
    assert "a link 'no.md', but the target is not found" in served.end()


def test_a_changed_exercise_is_shown(served: Served) -> None:
    (served.project.folder / "exercises/08_read_the_body/app.py").write_text("other = code\n")
    assert served.shows("exercises/read-the-body/", "other")


def test_a_changed_script_is_built_and_shown(served: Served) -> None:
    source = served.project.folder / "web/src"
    build = served.project.folder / "web/build.mjs"
    build.write_text(build.read_text().replace("workshop-1.js", "workshop-2.js"))
    (source / "page.ts").write_text("")
    assert served.shows("", "workshop-2.js")


def test_a_changed_hook_is_shown(served: Served) -> None:
    hook = served.project.folder / "hooks/exercises.py"
    hook.write_text(hook.read_text().replace('f"## {chapter}', 'f"## Chapter {chapter}'))
    assert served.shows("exercises/", "Chapter 3 Receive")


def test_a_changed_harness_is_packed_and_shown(served: Served) -> None:
    build = served.project.folder / "web/build.mjs"
    build.write_text(build.read_text().replace("workshop-1.js", "workshop-2.js"))
    harness = served.project.folder / "asgi_harness"
    harness.mkdir(exist_ok=True)
    (harness / "changed.py").write_text("")
    assert served.shows("", "workshop-2.js")


def test_a_new_exercise_is_shown_once_it_is_complete(served: Served) -> None:
    old, new = (served.project.folder / "exercises" / name for name in ("08_read_the_body", "09_json_api"))
    new.mkdir()
    for name in ("README.md", "app.py", "test_app.py"):
        time.sleep(1)  # so that it is seen while it is incomplete
        (new / name).write_text((old / name).read_text().replace("# Read the body", "# A JSON API"))
    assert served.shows("exercises/json-api/", "A JSON API")


def test_what_pytest_leaves_behind_reloads_nothing(served: Served) -> None:
    def epoch() -> list[str]:
        return re.findall(r"livereload\((\d+), \d+\)", served.page(""))

    before = epoch()
    cache = served.project.folder / "exercises/08_read_the_body/__pycache__"
    cache.mkdir(exist_ok=True)  # the toy may have run here before
    (cache / "app.pyc").write_bytes(b"")
    time.sleep(2)
    assert before
    assert epoch() == before


def test_a_mistake_is_named_and_ends_it(project: Project) -> None:
    (project.folder / "exercises/08_read_the_body/app.py").unlink()
    outcome = project.run("hooks.serve", str(free_port()))
    assert outcome.returncode == 1
    assert "08_read_the_body has no app.py." in outcome.stdout
    assert "Traceback" not in outcome.stdout


def test_a_busy_port_is_named_in_one_sentence(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        outcome = project.run("hooks.serve", str(port))
    assert outcome.returncode == 1
    assert outcome.stdout == (
        f"Port {port} is taken by another program: end that, or call make serve PORT={port + 1}.\n"
    )
