"""Serves the site and keeps it fresh; as an MkDocs hook, says which folders MkDocs watches."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

HOST = "127.0.0.1"
ROOT = Path(__file__).parent.parent
WATCHED = ("exercises", "solutions", "web/python", "web/src")
LOADED = ("hooks", "asgi_harness", "grading", "web/python/barewire")  # once, and not again for a changed file
PAUSE = 0.5


def on_startup(command: str, dirty: bool) -> None:
    if command == "serve":
        # Not by --quiet, which hides warnings too, from `strict` as well.
        logging.getLogger("mkdocs").setLevel(logging.WARNING)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
    for folder in folders(*WATCHED):
        server.watch(str(folder), recursive=False)
    return server


def folders(*names: str) -> Iterator[Path]:
    """Each one by itself, as MkDocs would take what pytest writes into __pycache__ for a change."""
    for name in names:
        for folder in (ROOT / name, *sorted((ROOT / name).rglob("*/"))):
            if folder.is_dir() and folder.name != "__pycache__":
                yield folder


def state() -> dict[Path, int]:
    return {
        path: _time_of_change(path)
        for folder in folders("docs", *WATCHED, *LOADED)
        for path in (folder, *folder.glob("*.*"))
    }


def serve(port: int, signals: list[int]) -> None:
    """Serve until a signal has come; one that comes at any moment only adds its number to `signals`."""
    if _answers(port):
        sys.exit(f"Port {port} is taken by another program: end that, or call make serve PORT={port + 1}.")
    print("Building the site ...", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        seen = state()
        server = _start(port, scratch, signals)
        if server.poll():
            sys.exit(server.returncode)
        print(f"Barewire is at http://{HOST}:{port}/ and follows every change. Ctrl+C ends it.", flush=True)
        while not signals:
            time.sleep(PAUSE)
            now = state()
            changed = {path for path, _ in seen.items() ^ now.items()}
            if any(server.poll() is not None or _needs_start(path) for path in changed):
                _end(server)
                server = _start(port, scratch, signals)
            seen = now
        _end(server)


def _needs_start(changed: Path) -> bool:
    """MkDocs sees no new folders."""
    return changed.is_dir() or changed.parent in {ROOT / name for name in LOADED}


def _time_of_change(path: Path) -> int:
    try:
        return 0 if path.is_dir() else path.stat().st_mtime_ns
    except FileNotFoundError:  # since it was listed
        return 0


def _start(port: int, scratch: str, signals: list[int]) -> subprocess.Popen[bytes]:
    """Comes back when the server answers or has ended, as it does where the site cannot be built."""
    server = subprocess.Popen(
        # A page that is being written may have broken links; `make build` is strict.
        [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "--dev-addr", f"{HOST}:{port}"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": scratch},  # MkDocs leaves its site behind when it is ended
        start_new_session=True,
    )
    while server.poll() is None and not _answers(port) and not signals:
        time.sleep(0.1)
    return server


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)  # a build of web/ that it may have started, too
    server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex((HOST, port)) == 0


if __name__ == "__main__":
    # No threading.Event: its set() would wait for the lock of the wait() that the signal has interrupted.
    signals: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda came, _: signals.append(came))
    serve(int(sys.argv[1]), signals)
