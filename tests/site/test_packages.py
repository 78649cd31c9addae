"""The hooks find what they need wherever `mkdocs` is started."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_hooks_load_from_another_folder(tmp_path: Path) -> None:
    code = f"from mkdocs.config import load_config; print(len(load_config({str(ROOT / 'mkdocs.yml')!r}).hooks))"
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 4
