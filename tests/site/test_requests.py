"""Requests as an author writes them: each line means what it says, and what it does not say is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from hooks.live import fence
from hooks.requests import NotUnderstood, read
from tests.site.conftest import Elements

GET = {"kind": "request", "method": "GET", "url": "/", "headers": []}
SOCKET = {"kind": "websocket", "url": "/", "headers": []}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("GET /", [GET]),
        ("GET /\n\n  GET /\n", [GET, GET]),
        ("GET / & GET /", [{"kind": "together", "steps": [GET, GET]}]),
        ('GET /  accept: text/html  x-name: "a b"', [{**GET, "headers": [["accept", "text/html"], ["x-name", "a b"]]}]),
        ('POST /  body "a b" "\\"c\\""', [{**GET, "method": "POST", "body": ["a b", '"c"']}]),
        ("GET /  every 0.5 s  leaves after 2 s", [{**GET, "pause": 0.5, "leaves": 2}]),
        (
            'websocket /  says "a" "b"  says bytes "AQ=="  waits 2 s  leaves 1001',
            [{**SOCKET, "deeds": [{"text": "a"}, {"text": "b"}, {"bytes": "AQ=="}, {"wait": 2}, {"leave": 1001}]}],
        ),
        ('websocket /  offers "a" "b"  leaves', [{**SOCKET, "subprotocols": ["a", "b"], "deeds": [{"leave": 1005}]}]),
        ("lifespan\nGET /", [{"kind": "lifespan", "wait": 0}, GET]),
        ("lifespan  of 10 s", [{"kind": "lifespan", "wait": 10}]),
    ],
)
def test_a_line_means_what_it_says(text: str, steps: list[Any]) -> None:
    assert read(text).steps == steps


@pytest.mark.parametrize(
    ("text", "fails"), [("GET /", ""), ("GET /  breaks HTTP-001", "HTTP-001"), ("GET /\nPOST /  stuck", "stuck")]
)
def test_a_page_may_say_that_it_fails(text: str, fails: str) -> None:
    assert read(text).fails == fails


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "there is no request"),
        ("get /", "begins with 'get'"),
        ("GET", "ends too early"),
        ("GET / twice", "understood up to 'twice'"),
        ("GET / every 2", "without its unit"),
        ("websocket / offers says", "no text in quotes"),
    ],
)
def test_what_says_nothing_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(NotUnderstood, match=complaint):
        read(text)


def rendered(text: str) -> str:
    options = {"custom_fences": [{"name": "requests", "class": "requests", "format": fence}]}
    markdown = Markdown(extensions=["pymdownx.superfences"], extension_configs={"pymdownx.superfences": options})
    return str(markdown.convert(f"```requests\n{text}\n```"))


def test_a_fence_of_requests_becomes_what_the_page_needs() -> None:
    page = rendered("GET /<a>\n\nGET /")
    (live,) = (found.attributes for found in Elements(page).found if found.tag == "div")
    assert live["data-widget"] == "live"
    assert json.loads(live["data-steps"]) == [{**GET, "url": "/<a>"}, GET]
    assert "<li><code>GET /&lt;a&gt;</code></li><li><code>GET /</code></li>" in page


def test_a_fence_that_says_no_request_ends_the_build() -> None:
    with pytest.raises(SuperFencesException, match="In a fence of requests, 'please' begins with 'please'"):
        rendered("please")
