"""Serves the site and keeps it fresh; as an MkDocs hook, says which folders MkDocs watches."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

HOST = "127.0.0.1"
ROOT = Path(__file__).parent.parent
WATCHED = ("exercises", "asgi_harness", "web/src")
PAUSE = 0.5


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
    for folder in folders():
        server.watch(str(folder), recursive=False)
    return server


def folders() -> Iterator[Path]:
    """Each one by itself, as MkDocs would take what pytest writes into __pycache__ for a change."""
    for name in WATCHED:
        for folder in (ROOT / name, *sorted((ROOT / name).rglob("*/"))):
            if folder.is_dir() and folder.name != "__pycache__":
                yield folder


def state() -> dict[Path, int]:
    """What MkDocs would not notice by itself: changed hooks, which it loads only once, and new folders."""
    hooks = {path: path.stat().st_mtime_ns for path in (ROOT / "hooks").glob("*.py")}
    return hooks | dict.fromkeys(folders(), 0)


def serve(port: int) -> None:
    if _answers(port):
        sys.exit(f"Port {port} is taken by another program: end that, or call make serve PORT={port + 1}.")
    print("Building the site ...", flush=True)
    seen = state()
    server = _start(port)
    if server.poll() is not None:
        sys.exit(server.returncode)
    print(f"Barewire is at http://{HOST}:{port}/ and follows every change. Ctrl+C ends it.", flush=True)
    try:
        while True:
            time.sleep(PAUSE)
            if (now := state()) != seen:
                _end(server)
                server, seen = _start(port), now
    finally:
        _end(server)


def _start(port: int) -> subprocess.Popen[bytes]:
    """Comes back when the server answers or has ended, as it does where the site cannot be built."""
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"{HOST}:{port}"], cwd=ROOT
    )
    while server.poll() is None and not _answers(port):
        time.sleep(0.1)
    return server


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
    server.wait()


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex((HOST, port)) == 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with contextlib.suppress(KeyboardInterrupt):
        serve(int(sys.argv[1]))
