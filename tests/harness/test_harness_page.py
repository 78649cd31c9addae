"""The page about the harness in other projects: its examples are run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "harness.md"

USE_OF_STRICT = """
import logging

import main
import pytest
import staging
from asgi_harness import Client, run


@pytest.mark.parametrize("app", [main.app, staging.app])
def test_the_app_is_served_as_before(app):
    run(Client(app).get("/")).expect(status=200, text="Hi")
"""


def copy_harness(folder: Path) -> None:
    """As the page says: it is one folder."""
    shutil.copytree(ROOT / "asgi_harness", folder / "asgi_harness", ignore=shutil.ignore_patterns("__pycache__"))


def test_it_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    copy_harness(tmp_path)
    modules = ", ".join(f"asgi_harness.{file.stem}" for file in (tmp_path / "asgi_harness").glob("[!_]*.py"))
    without_site_packages = [sys.executable, "-I", "-S", "-c"]
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import {modules}"
    subprocess.run([*without_site_packages, code], check=True)


def test_the_examples_work_as_they_stand_there(tmp_path: Path) -> None:
    examples = re.findall(r'^```python title="(.+?)"\n(.+?)^```$', PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(examples) == PAGE.read_text("utf-8").count("```python")
    copy_harness(tmp_path)
    for name, text in [*examples, ("test_strict.py", USE_OF_STRICT)]:
        (tmp_path / name).write_text(text, "utf-8")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
    )
    assert outcome.returncode == 0, outcome.stdout
    assert "8 passed" in outcome.stdout
