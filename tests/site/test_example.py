"""The example of every exercise gives what its app can be asked again, and a right answer comes through the faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from barewire.converse import converse

from hooks.example import asked_in
from hooks.exercise import exercises

ROOT = Path(__file__).parents[2]
EXERCISES = {exercise.slug: exercise for exercise in exercises(ROOT)}
FAULTS = {slug: exercise.faults for slug, exercise in EXERCISES.items()}


def example(*lines: str) -> str:
    return "\n".join(["# Title", "", "```conversation", *lines, "```", ""])


def test_a_request_is_read_with_its_body_and_its_leaving() -> None:
    readme = example(
        "0.000  scope    http POST /upload",
        r"0.000  receive  http.request  body=b'{\'a\': 1, '  more_body=True",
        "0.000  receive  http.request  body=b'bb'… (4 bytes)  more_body=True",
        "2.500  receive  http.disconnect",
        "2.500  return",
    )
    assert asked_in(readme) == [
        {
            "kind": "request",
            "method": "POST",
            "url": "/upload",
            "body": ["{'a': 1, ", "bbbb"],
            "headers": [["content-type", "application/json"]],
            "leaves": 2.5,
        }
    ]


def test_a_websocket_is_read_with_all_that_its_client_says() -> None:
    readme = example(
        "0.000  scope    websocket /echo",
        "0.000  receive  websocket.connect",
        "0.000  send     websocket.accept  subprotocol='chat'",
        "0.000  receive  websocket.receive  text='hello'",
        r"0.000  receive  websocket.receive  bytes=b'\x01'",
    )
    assert asked_in(readme) == [
        {
            "kind": "websocket",
            "url": "/echo",
            "deeds": [{"text": "hello"}, {"bytes": "AQ=="}],
            "subprotocols": ["chat"],
        }
    ]


def test_what_a_readme_says_for_itself_comes_first() -> None:
    assert asked_in(example("0.000  scope    http GET /") + "<!-- asked: GET /slow -->") == [
        {"kind": "request", "method": "GET", "url": "/slow", "headers": []}
    ]


def test_without_a_conversation_there_is_nothing_to_ask() -> None:
    assert asked_in("# Title\n") == []


def test_faults_are_offered_wherever_there_is_an_app() -> None:
    without = [slug[:2] for slug, faults in FAULTS.items() if faults is None]
    assert without == ["01", "28"], "a WSGI app, and a server"


@pytest.mark.parametrize("slug", [slug for slug, faults in FAULTS.items() if faults])
def test_a_solution_comes_through_every_fault(slug: str) -> None:
    faults = FAULTS[slug]
    assert faults
    code = (ROOT / "solutions" / slug / "app.py").read_text("utf-8") + faults["around"]
    for fault in ["", *(offered["name"] for offered in faults["offered"])]:
        if (slug, fault) != ("02_asgi_hello", "stranger"):  # the next exercise is about that
            happening = json.loads(converse(code, faults["steps"], fault))
            assert happening["failure"] is None, (fault, happening["failure"])
            assert happening["conversations"]
