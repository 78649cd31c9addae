"""The app that is recorded: runs the app of the case that a request names, and keeps all that passes in a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from asgi_harness.types import Receive, Scope, Send
from tests.servers.cases import CASES, live
from tests.servers.witness import witness

FOLDER = Path(os.environ["RECORDINGS"])


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {bytes(name).lower(): bytes(value) for name, value in scope.get("headers", ())}
    name = headers[b"x-case"].decode("ascii") if headers else "lifespan"
    path = FOLDER / f"{name}.jsonl"

    def write(what: str, values: Any) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([what, values]) + "\n")

    await witness(CASES[name].app if headers else live, write, scope, receive, send)
