"""What a client saw of a response, and how that differs from what was expected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from asgi_harness.conversation import Conversation, shorten
from asgi_harness.failure import Failure


@dataclass(slots=True)
class Chunk:
    """A piece of a response's body and the time, in seconds since the request, at which it was sent."""

    time: float
    body: bytes


@dataclass(slots=True)
class Response:
    """What the client saw: times in seconds since the request; None for what never came."""

    conversation: Conversation
    status: int | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    trailers: list[tuple[bytes, bytes]] = field(default_factory=list)
    hints: list[bytes] = field(default_factory=list)
    started_at: float | None = None
    completed_at: float | None = None
    ended_at: float | None = None
    error: BaseException | None = None

    @property
    def body(self) -> bytes:
        return b"".join(chunk.body for chunk in self.chunks)

    def header(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value.decode("latin-1") for key, value in self.headers if key.lower() == name.lower().encode("ascii")]

    def expect(
        self,
        *,
        status: int | None = None,
        text: str | None = None,
        data: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        why: str = "",
    ) -> None:
        """
        Compare with what was expected; raises Failure with every difference.

        `text` is a text/plain body in UTF-8, `data` an application/json body compared as data, `headers` are values
        that must be there as given.
        """
        __tracebackhide__ = True
        differences = []
        if status is not None and self.status != status:
            differences.append((f"status {status}", "no answer" if self.status is None else f"status {self.status}"))
        if self.status is not None:
            if text is not None:
                differences += self._text_differences(text)
            if data is not None:
                differences += self._data_differences(data)
            if body is not None and self.body != body:
                differences.append((f"body {shorten(body)}", f"body {shorten(self.body)}"))
            for name, value in (headers or {}).items():
                if self.header(name) != [value]:
                    differences.append((f"{name}: {value}", _header_lines(name, self.header(name))))
        if differences:
            expected, got = ("\n".join(side) for side in zip(*differences, strict=True))
            raise self.failure(f"{self.conversation.title} got another answer.", expected, got, why=why)

    def expect_nothing_sent(self, *, why: str = "") -> None:
        """The app must not have sent a single message."""
        __tracebackhide__ = True
        sent = self.conversation.sent()
        if sent:
            types = ", ".join(str(message.get("type")) for message in sent)
            raise self.failure(f"{self.conversation.title} was answered.", "no message at all", types, why=why)

    def failure(self, message: str, expected: str, got: str, *, why: str = "", rule: str = "") -> Failure:
        """A Failure about this request."""
        for violation in self.conversation.violations:
            why = f"{why} Note: {violation} {violation.hint}".strip()
        return Failure(message, sent=self.conversation.request, expected=expected, got=got, why=why, rule=rule)

    def _text_differences(self, text: str) -> list[tuple[str, str]]:
        differences = self._content_type_differences("text/plain")
        if self.body != text.encode("utf-8"):
            differences.append((f"body {shorten(text)}", f"body {shorten(_decoded(self.body))}"))
        return differences

    def _data_differences(self, data: Any) -> list[tuple[str, str]]:
        differences = self._content_type_differences("application/json")
        try:
            got = json.loads(self.body.decode("utf-8"))
        except ValueError as error:
            differences.append((f"JSON {shorten(data)}", f"body {shorten(_decoded(self.body))}: {error}"))
        else:
            if not same_data(got, data):
                differences.append((f"JSON {shorten(data)}", f"JSON {shorten(got)}"))
        return differences

    def _content_type_differences(self, media_type: str) -> list[tuple[str, str]]:
        values = self.header("content-type")
        if len(values) == 1:
            given, *parameters = (part.strip().lower() for part in values[0].split(";"))
            charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
            if given == media_type and all(charset in ("utf-8", "utf8") for charset in charsets):
                return []
        return [(f"content-type: {media_type}", _header_lines("content-type", values))]


def same_data(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same data: order of keys free, True is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_data(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_data, one, other))
    return bool(one == other)


def _header_lines(name: str, values: list[str]) -> str:
    return "\n".join(f"{name}: {value}" for value in values) or f"no {name}"


def _decoded(body: bytes) -> str | bytes:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body
