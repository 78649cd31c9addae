"""Asks every server the same things on loopback and keeps what app and client saw: `python -m tests.servers.record`."""

from __future__ import annotations

import ast
import json
import re
import socket
import struct
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from grading.server import Server
from tests.servers.cases import CASES, CLOSE, HEAD, PAUSE, RESET, Case

ROOT = Path(__file__).parents[2]
RECORDINGS = Path(__file__).with_name("recordings")

# A server, and its options where it is recorded in more than one way.
SERVERS: dict[str, tuple[str, ...]] = {
    "uvicorn h11": ("--http=h11",),
    "uvicorn httptools": ("--http=httptools",),
    "hypercorn": (),
    "daphne": (),
    "granian": (),
    "gunicorn": (),
}

# Chance values, and what stands for them.
CLIENT_PORT, SERVER_PORT = 50000, 8000

_PAUSE = 0.15
# An answer that has not come by then never will; daphne looks for dead apps once a second.
_PATIENCE = 2.5
_OPCODES = {1: "text", 2: "bytes", 8: "close", 9: "ping", 10: "pong"}

Recording = dict[str, Any]


def record(server: str, cases: list[Case]) -> dict[str, Recording]:
    """What app and client saw of these cases, by their names, and of the lifespan."""
    found: dict[str, Recording] = {}
    # After one exception daphne answers no other, so each wrong app there gets a server of its own.
    alone = [case for case in cases if server == "daphne" and case.rule]
    for group in ([case for case in cases if case not in alone], *([case] for case in alone)):
        if not group:
            continue
        with tempfile.TemporaryDirectory() as folder:
            name = server.split()[0]
            environment = {"RECORDINGS": folder, "PYTHONPATH": str(ROOT)}
            with Server(name, ROOT, "tests.servers.app:app", options=SERVERS[server], environment=environment) as real:
                for case in group:
                    found[case.name] = _record(case, real.port, Path(folder))
            lifespan = _app_side("lifespan", Path(folder), real.port, 0)
            found.setdefault("lifespan", {"app": lifespan})
    return found


def _record(case: Case, port: int, folder: Path) -> Recording:
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        own_port = connection.getsockname()[1]
        heard, end = _talk(connection, case)
    _wait_for_end(folder / f"{case.name}.jsonl")
    return {"app": _app_side(case.name, folder, port, own_port), "client": {**_told(heard, case), "end": end}}


def _talk(connection: socket.socket, case: Case) -> tuple[bytes, str]:
    """Do what the case says, then listen to the end; what was heard, and how it ended."""
    heard = b""
    try:
        for step in case.steps:
            if step == PAUSE:
                time.sleep(_PAUSE)
            elif step == HEAD:
                while b"\r\n\r\n" not in heard and (more := connection.recv(65536)):
                    heard += more
                time.sleep(_PAUSE)
            elif step in (CLOSE, RESET):
                if step == RESET:
                    # Without lingering, the end is a reset.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return heard, "the client left"
            else:
                assert isinstance(step, bytes)
                connection.sendall(step)
        while more := connection.recv(65536):
            heard += more
    except TimeoutError:
        return heard, "open"
    except OSError:
        return heard, "reset"
    return heard, "closed"


def _wait_for_end(path: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if path.exists() and '["end"' in path.read_text("utf-8"):
            return
        time.sleep(0.02)


def _app_side(name: str, folder: Path, port: int, own_port: int) -> list[Any]:
    path = folder / f"{name}.jsonl"
    if not path.exists():
        return []
    events = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for what, values in events:
        if what == "scope":
            for key, chance, fixed in (("client", own_port, CLIENT_PORT), ("server", port, SERVER_PORT)):
                if key in values:
                    values[key] = re.sub(rf"\b{chance}\b", str(fixed), values[key])
    return events


def _told(heard: bytes, case: Case) -> Recording:
    """What the client heard, taken apart."""
    if not heard:
        return {"status": None}
    head, _, rest = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [line for line in lines if not line.lower().startswith(("date:", "server:"))]
    status = int(first.split()[1])
    told: Recording = {"status": status, "headers": headers}
    if status == 101:
        return {**told, "frames": _frames(rest)}
    return {**told, "body": rest.decode("latin-1")}


def _frames(data: bytes) -> list[list[Any]]:
    """A server's frames, which are short and not masked."""
    frames = []
    while len(data) >= 2:
        opcode, length = data[0] & 15, data[1] & 127
        payload, data = data[2 : 2 + length], data[2 + length :]
        kind = _OPCODES.get(opcode, str(opcode))
        if kind == "close" and len(payload) >= 2:
            frames.append([kind, int.from_bytes(payload[:2], "big"), payload[2:].decode("utf-8", "replace")])
        elif kind == "close":
            frames.append([kind, None, ""])
        else:
            frames.append([kind, payload.decode("utf-8" if kind == "text" else "latin-1", "replace")])
    return frames


def path_of(server: str) -> Path:
    return RECORDINGS / f"{server.replace(' ', '-')}.json"


def load(server: str) -> Recording:
    """A recording with its version; messages still as written."""
    recording: Recording = json.loads(path_of(server).read_text("utf-8"))
    return recording


def message(written: dict[str, str]) -> dict[str, Any]:
    """A scope or message as it was, from what was written down."""
    return {key: ast.literal_eval(value) for key, value in written.items()}


def main(names: list[str]) -> None:
    for server in names or SERVERS:
        started = time.monotonic()
        cases = record(server, list(CASES.values()))
        path_of(server).write_text(_written(f"{server} {version(server.split()[0])}", cases), encoding="utf-8")
        print(f"{server}: {len(cases)} cases in {time.monotonic() - started:.0f} s")


def _written(server: str, cases: dict[str, Recording]) -> str:
    """JSON with one event a line, so that a difference is easy to read."""
    parts = []
    for name, recording in cases.items():
        events = ",\n".join(f"  {json.dumps(event)}" for event in recording["app"])
        client = f',\n "client": {json.dumps(recording["client"])}' if "client" in recording else ""
        parts.append(f'{json.dumps(name)}: {{"app": [\n{events}\n ]{client}}}')
    return f'{{"server": {json.dumps(server)}, "cases": {{\n' + ",\n".join(parts) + "\n}}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
