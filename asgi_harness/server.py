"""Runs an app on a real server."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

# How each server is started from the command line; the app and the port come last.
COMMANDS = {
    "uvicorn": ("uvicorn", "--log-level=warning", "{app}", "--host=127.0.0.1", "--port={port}"),
    "hypercorn": ("hypercorn", "{app}", "--bind=127.0.0.1:{port}"),
    "daphne": ("daphne", "{app}", "--bind=127.0.0.1", "--port={port}"),
    "granian": ("granian", "{app}", "--interface=asgi", "--host=127.0.0.1", "--port={port}"),
    "gunicorn": ("gunicorn", "{app}", "--worker-class=asgi", "--bind=127.0.0.1:{port}"),
}

_LONG_ENOUGH_TO_START = 20.0
_LONG_ENOUGH_TO_STOP = 5.0


class NotStarted(Exception):
    """A server that did not get as far as taking connections; says what it printed."""


class Server:
    """A server in a process of its own: `with Server("uvicorn", folder) as server: ... server.port`."""

    def __init__(
        self,
        name: str,
        folder: Path,
        app: str = "app:app",
        *,
        options: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.folder = folder
        self.app = app
        self.options = list(options)
        self.environment = dict(environment or {})

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        if importlib.util.find_spec(self.name) is None:
            raise NotStarted(f"{self.name} is not installed here: python -m pip install {self.name}")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        module, *arguments = (part.format(app=self.app, port=self.port) for part in COMMANDS[self.name])
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, *self.options],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"} | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            # A group of its own, so that its workers can be ended with it.
            start_new_session=True,
        )
        deadline = time.monotonic() + _LONG_ENOUGH_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._end()
                raise NotStarted(self.stop())
            time.sleep(0.02)

    def stop(self) -> str:
        """Ask the server to shut down and wait for it; returns what it has printed."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LONG_ENOUGH_TO_STOP)
        self._end()
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace")
        self._said.close()
        return said

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
