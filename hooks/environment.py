"""Makes what the commands of the Makefile stand on: .venv, a Node and web's packages; what is there is kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from hooks import node

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".venv/bin/python"
UNREACHABLE = (
    "connection broken",
    "Network is unreachable",
    "name resolution",
    "Read timed out",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENOTFOUND",
    "ENETUNREACH",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
)


class Unready(Exception):
    pass


def prepare(*more: str) -> None:
    prepare_python("requirements.txt", *more)
    prepare_node()
    prepare_web()


def prepare_python(*requirements: str) -> None:
    if not (PYTHON.exists() and PYTHON.with_name("pip").exists()):  # pip comes last
        outcome = _run(sys.executable, "-m", "venv", "--clear", str(ROOT / ".venv"))
        if outcome.returncode:
            raise Unready(
                f"{sys.executable} cannot make a virtual environment (Debian and Ubuntu have that in the "
                f"package python3-venv): {_last_line(outcome.stdout)}"
            )
    for name in requirements:
        wanted, installed = ROOT / name, ROOT / ".venv" / name.replace("/", "-")
        if not _same(wanted, installed):
            _install(name)
            shutil.copyfile(wanted, installed)


def prepare_node() -> None:
    try:
        node.search_path()
    except node.NoNode:
        _install("hooks/node.txt")
        node.search_path()


def prepare_web() -> None:
    wanted, installed = ROOT / "web/package-lock.json", ROOT / "web/node_modules/.installed.json"
    if not wanted.exists():
        raise Unready("web/package-lock.json is missing: the page's scripts cannot be built without it.")
    if _same(wanted, installed):
        return
    _say("Installing the packages of web/ (once) ...")
    outcome = node.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=wanted.parent)
    if outcome.returncode:
        raise Unready(_reason("npm", outcome.stdout))
    installed.parent.mkdir(exist_ok=True)  # npm makes none where nothing is to be installed
    shutil.copyfile(wanted, installed)


def _install(requirements: str) -> None:
    _say(f"Installing {requirements} into .venv (once) ...")
    outcome = _run(
        str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-hashes",
        "--requirement", requirements,
    )  # fmt: skip
    if outcome.returncode:
        raise Unready(_reason("pip", outcome.stdout))


def _reason(program: str, output: str) -> str:
    if any(sign in output for sign in UNREACHABLE):
        return f"{program} cannot reach its package registry. Is this machine online? Then call make again."
    return f"{program} failed: {_last_line(output)}"


def _last_line(output: str) -> str:
    return (output.strip().splitlines() or ["it said nothing."])[-1]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _say(message: str) -> None:
    print(message, flush=True)


if __name__ == "__main__":
    try:
        prepare(*sys.argv[1:])
    except (Unready, node.NoNode) as error:
        sys.exit(str(error))
