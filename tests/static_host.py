"""A static host as the public ones are: compresses what is text or wasm, lets browsers cache, knows a 404 page."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".xml": "application/xml",
}
UNCOMPRESSED = {".png"}
MOUNT = "/project/"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serves the folder below a sub-path of a free port, whose URL it gives."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{MOUNT}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # a browser holds connections open for a while

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.folder / path.removeprefix(MOUNT)
        if file.is_dir():
            if not path.endswith("/"):
                self._answer(HTTPStatus.MOVED_PERMANENTLY, {"Location": f"{path}/"})
                return
            file /= "index.html"
        status = HTTPStatus.OK
        if not path.startswith(MOUNT) or not file.is_file():
            status, file = HTTPStatus.NOT_FOUND, self.folder / "404.html"
        content = file.read_bytes() if file.is_file() else b""
        headers = {
            "Content-Type": TYPES.get(file.suffix, "application/octet-stream"),
            "Cache-Control": "max-age=600",
            "ETag": f'"{_digest(content)}"',
            "Vary": "Accept-Encoding",
        }
        if status is HTTPStatus.OK and self.headers["If-None-Match"] == headers["ETag"]:
            self._answer(HTTPStatus.NOT_MODIFIED, headers)
            return
        if "gzip" in self.headers.get("Accept-Encoding", "") and file.suffix in TYPES.keys() - UNCOMPRESSED:
            headers["Content-Encoding"] = "gzip"
            content = _compressed(content)
        self._answer(status, headers, content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, status: HTTPStatus, headers: dict[str, str], content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@cache
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


@cache
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
