"""What make sets up by itself, and the one sentence it says where it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.conftest import ROOT, Project

NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
def clone(project: Project) -> Project:
    """As a newcomer has it: nothing is installed."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, project.folder)
    (project.folder / ".venv").unlink()
    return project


def programs(folder: Path, **contents: str) -> str:
    """A PATH with nothing but the machine's basic tools and these scripts."""
    folder.mkdir(exist_ok=True)
    for tool in ("sh", "env", "true"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    for name, content in contents.items():
        (folder / name).write_text(f"#!/bin/sh\n{content}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def make(project: Project, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program is not None
    # As a newcomer calls it, not as a part of the make that runs these tests.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        [program, target],
        cwd=project.folder,
        env=inherited | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )


def said(outcome: subprocess.CompletedProcess[str]) -> list[str]:
    """All lines but make's own of its failure."""
    assert outcome.returncode != 0
    return [line for line in outcome.stdout.splitlines() if not line.startswith("make")]


def test_no_python_is_named(clone: Project, tmp_path: Path) -> None:
    outcome = make(clone, "build", PATH=programs(tmp_path / "programs"))
    assert said(outcome) == ["Barewire needs Python 3.11 or newer, and none is on PATH."]


def test_an_old_python_is_no_python(clone: Project, tmp_path: Path) -> None:
    old = programs(tmp_path / "programs", python3="exit 1")
    outcome = make(clone, "build", PATH=old)
    assert said(outcome) == ["Barewire needs Python 3.11 or newer, and none is on PATH."]


def test_a_python_that_makes_no_environment_is_named(clone: Project) -> None:
    (clone.folder / ".venv").write_text("in the way")
    (line,) = said(make(clone, "build"))
    assert " cannot make a virtual environment (Debian and Ubuntu have that in the package python3-venv): " in line


def test_an_unreachable_registry_of_python_is_named(clone: Project) -> None:
    outcome = make(
        clone,
        "build",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
        PIP_INDEX_URL=NOBODY,
        PIP_NO_CACHE_DIR="1",
        PIP_RETRIES="1",
    )
    assert said(outcome) == [
        "Installing requirements.txt into .venv (once) ...",
        "pip cannot reach its package registry. Is this machine online? Then call make again.",
    ]


@pytest.fixture
def prepared(clone: Project) -> Project:
    """As after a first call: Python's packages are installed, web's are not."""
    venv = clone.folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (venv / "bin/pip").touch()
    shutil.copy(ROOT / "requirements.txt", venv)
    wanted = {"name": "toy", "dependencies": {"esbuild": "0.25.0"}}
    packages = {"": wanted, "node_modules/esbuild": {"version": "0.25.0"}}
    lock = {"name": "toy", "lockfileVersion": 3, "packages": packages}
    (clone.folder / "web/package-lock.json").write_text(json.dumps(lock))
    (clone.folder / "web/package.json").write_text(json.dumps(wanted))
    return clone


def environment(project: Project, path: str, **settings: str) -> list[str]:
    return said(project.run("hooks.environment", PATH=path, **settings))


def test_an_unreachable_registry_of_node_is_named(prepared: Project) -> None:
    settings = {"npm_config_registry": NOBODY, "npm_config_fetch_retries": "0", "npm_config_cache": NOBODY[7:]}
    assert environment(prepared, os.environ["PATH"], **settings) == [
        "Installing the packages of web/ (once) ...",
        "npm cannot reach its package registry. Is this machine online? Then call make again.",
    ]


@pytest.mark.parametrize(
    "node", [{}, {"node": "echo v18.20.0", "npm": "true"}, {"node": "echo v20.0.0"}], ids=["none", "old", "no npm"]
)
def test_without_a_node_that_will_do_a_wheel_is_installed(
    prepared: Project, tmp_path: Path, node: dict[str, str]
) -> None:
    (line, _) = environment(prepared, programs(tmp_path / "programs", **node))
    assert line == "Installing hooks/node.txt into .venv (once) ..."


def test_a_node_that_will_do_is_taken(prepared: Project, tmp_path: Path) -> None:
    path = programs(tmp_path / "programs", node="echo v20.0.0", npm="echo It is npm that fails.; exit 1")
    assert environment(prepared, path) == [
        "Installing the packages of web/ (once) ...",
        "npm failed: It is npm that fails.",
    ]


def test_what_is_installed_is_not_installed_again(prepared: Project, tmp_path: Path) -> None:
    calls = prepared.folder / "web/calls"
    path = programs(tmp_path / "programs", node="echo v20.0.0", npm="echo called >> calls")
    for _ in range(2):
        assert prepared.run("hooks.environment", PATH=path).returncode == 0
    assert calls.read_text() == "called\n"
    (prepared.folder / "web/package-lock.json").write_text("{}")
    assert prepared.run("hooks.environment", PATH=path).returncode == 0
    assert calls.read_text() == "called\n" * 2
