"""How long `pytest exercises --solutions` takes, beside a run of pytest with the same plugins and nothing to run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 5


def seconds(*arguments: str) -> float:
    """How long pytest takes with what a learner has: no plugin but pytest-asyncio."""
    command = [sys.executable, "-m", "pytest", "-p", "pytest_asyncio.plugin", *arguments]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    before = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, check=False)
    return time.perf_counter() - before


def report() -> None:
    rounds = [
        (seconds("exercises", "--solutions"), seconds("exercises", "--solutions", "-k", "no_such_test"))
        for _ in range(ROUNDS)
    ]
    own, empty = (statistics.median(side) for side in zip(*rounds, strict=True))
    print(f"{'pytest exercises --solutions':<44} {own:8.2f} s  {empty:8.2f} s  {own / empty:6.2f}  {3:7} s", flush=True)
