"""Right answers are right on a real server too: `pytest exercises --solutions --server uvicorn`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_solution_fails_on_uvicorn() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "exercises", "--solutions", "--server=uvicorn"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout
    assert " passed, " in outcome.stdout
