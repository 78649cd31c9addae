"""An app runs outside of a grader: under the same guards, checker and clock, and all that happens is told."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from barewire.converse import converse
from barewire.faults import FAULTS, suitable
from barewire.steps import Step

from grading import limit
from tests.web.apps import ECHO, HELLO, MIRROR, STATE, WSGI

GET: Step = {"kind": "request", "method": "GET", "url": "/"}
POST: Step = {"kind": "request", "method": "POST", "url": "/", "body": ["hello world"]}
SOCKET: Step = {"kind": "websocket", "url": "/", "deeds": [{"text": "hello"}, {"bytes": "AQID"}]}
LIFESPAN: Step = {"kind": "lifespan"}


def happened(code: str, *steps: Any, fault: str = "") -> Any:
    return json.loads(converse(code, list(steps), fault))


def lines(conversation: Any) -> list[str]:
    """What passed, in one line each, without the values."""
    return [
        f"{event['time']:g} {event['direction']} {event['message']}".split("  ")[0] for event in conversation["events"]
    ]


def test_a_request_is_told_with_time_line_and_message() -> None:
    answer = happened(HELLO, GET)
    (conversation,) = answer["conversations"]
    assert conversation["title"] == "GET /"
    assert lines(conversation) == [
        "0 scope http GET /",
        "0 send http.response.start",
        "0 send http.response.body",
        "0 return ",
    ]
    assert [event["line"] for event in conversation["events"]] == [None, 5, 6, None]
    assert (answer["failure"], answer["output"], answer["told"]) == (None, "", "")


def test_a_body_comes_in_its_pieces_and_with_its_headers() -> None:
    step = {**POST, "body": ["hel", "lo"], "pause": 1.5, "headers": [["content-type", "text/x"]]}
    (conversation,) = happened(MIRROR, step)["conversations"]
    assert lines(conversation)[1:3] == ["0 receive http.request", "1.5 receive http.request"]
    assert "(b'content-type', b'text/x')" in conversation["events"][0]["detail"]
    assert "body=b'hello'" in conversation["events"][4]["message"]


def test_a_client_that_leaves_ends_its_request() -> None:
    waiting = MIRROR.replace("body, more", "await receive()\n    body, more")
    (conversation,) = happened(waiting, {**GET, "leaves": 2})["conversations"]
    assert lines(conversation)[2:] == ["2 receive http.disconnect", "2 return "]


def test_a_websocket_says_its_messages_one_after_the_other() -> None:
    answer = happened(ECHO, SOCKET)
    assert answer["failure"] is None
    (conversation,) = answer["conversations"]
    messages = [event["message"] for event in conversation["events"]]
    assert messages[3:7] == [
        "websocket.receive  text='hello'",
        "websocket.send  text='hello'",
        r"websocket.receive  bytes=b'\x01\x02\x03'",
        r"websocket.send  bytes=b'\x01\x02\x03'",
    ]


def test_a_client_waits_and_leaves_with_its_code() -> None:
    step: Step = {"kind": "websocket", "url": "/", "deeds": [{"wait": 2}, {"leave": 1001}]}
    (conversation,) = happened(ECHO, step)["conversations"]
    assert lines(conversation)[-2:] == ["2 receive websocket.disconnect", "2 return "]
    assert "code=1001" in conversation["events"][-2]["message"]


def test_steps_together_begin_at_the_same_time() -> None:
    slow = HELLO.replace("    await send", "    import asyncio\n    await asyncio.sleep(1)\n    await send", 1)
    one, other = happened(slow, {"kind": "together", "steps": [GET, GET]})["conversations"]
    assert (one["begun"], other["begun"]) == (0, 0)
    one, other = happened(slow, GET, GET)["conversations"]
    assert (one["begun"], other["begun"]) == (0, 1)


def test_requests_see_the_state_of_a_lifespan() -> None:
    answer = happened(STATE, {**LIFESPAN, "wait": 3}, GET)
    lifespan, request = answer["conversations"]
    assert lines(lifespan)[-3:] == ["3 receive lifespan.shutdown", "3 send lifespan.shutdown.complete", "3 return "]
    assert "Hello from the start" in request["events"][2]["message"]
    assert answer["failure"] is None


def test_after_a_startup_that_failed_nobody_asks_for_anything() -> None:
    failing = STATE.replace('"lifespan.startup.complete"}', '"lifespan.startup.failed", "message": "no"}); return (')
    answer = happened(failing, LIFESPAN, GET)
    assert len(answer["conversations"]) == 1
    assert answer["failure"] is None


def test_a_broken_rule_is_told_with_its_line() -> None:
    answer = happened(HELLO.replace('"status": 200', '"status": "200"'), GET)
    assert (answer["failure"]["kind"], answer["failure"]["rule"]) == ("protocol", "HTTP-008")
    assert answer["failure"]["frames"][-1]["line"] == 5
    assert answer["conversations"][0]["events"][1]["rule"] == "HTTP-008"


def test_what_is_printed_is_told() -> None:
    answer = happened(HELLO.replace("    await", "    print(scope['path'])\n    await", 1), GET, GET)
    assert answer["output"] == "/\n/\n"


def test_endless_printing_is_cut() -> None:
    answer = happened(HELLO.replace("    await", "    print('a' * 100_000)\n    await", 1), GET)
    assert len(answer["output"]) < 21_000


@pytest.mark.parametrize(
    ("line", "kind", "says"),
    [
        ("while True: pass", "endless", "still running at line 3"),
        ("raise SystemExit(1)", "exception", "raised SystemExit"),
        ("import os; os._exit(1)", "exception", "os._exit is not here"),
        ("import threading; threading.Thread(target=print).start()", "exception", "Thread is not here"),
        ("import asyncio; await asyncio.to_thread(print)", "exception", "a thread"),
        ("import asgi_harness", "exception", "must not import asgi_harness"),
        ("await receive(); await receive()", "stuck", "waits at line 3 for receive()"),
        ("await app(scope, receive, send)", "exception", "RecursionError"),
        ("1 / 0", "exception", "ZeroDivisionError"),
    ],
)
def test_what_learner_code_must_not_do_ends_in_words_with_its_line(
    line: str, kind: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "SECONDS", 1.0)
    failure = happened(f"\nasync def app(scope, receive, send):\n    {line}\n", GET)["failure"]
    assert failure["kind"] == kind
    assert says in failure["message"]
    assert failure["frames"][-1]["line"] == 3
    assert "app" not in sys.modules


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        ("def app(:", "import", "cannot be read as Python"),
        ("1 / 0", "import", "cannot be imported"),
        ("while True: pass", "endless", "still running"),
        ("async def main(scope, receive, send): pass", "import", "has no app"),
        ("app = 3", "protocol", "app"),
    ],
)
def test_a_file_that_gives_no_app_is_told(code: str, kind: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 1.0)
    failure = happened(code, GET)["failure"]
    assert failure["kind"] == kind
    assert says in failure["message"]


def test_blocking_moves_the_clock_and_is_noted() -> None:
    blocking = "import time\n" + HELLO.replace("    await", "    time.sleep(2)\n    await", 1)
    answer = happened(blocking, {"kind": "together", "steps": [GET, GET]})
    assert answer["failure"] is None
    one, other = answer["conversations"]
    assert "4 send http.response.start" in lines(other)
    assert "APP-008" in [event["rule"] for event in one["events"]]


def test_a_wsgi_app_is_told_by_its_calls() -> None:
    answer = happened(WSGI, POST)
    (conversation,) = answer["conversations"]
    assert lines(conversation) == [
        "0 scope environ",
        "0 send start_response",
        "0 receive wsgi.input.read",
        "0 send piece of the body",
        "0 send piece of the body",
        "0 return ",
    ]
    assert [event["line"] for event in conversation["events"]][1:3] == [3, 4]
    assert answer["failure"] is None


def test_a_wsgi_app_that_sleeps_holds_up_the_next() -> None:
    slow = WSGI.replace("    start", "    import time\n    time.sleep(2)\n    start", 1)
    one, other = happened(slow, {"kind": "together", "steps": [GET, GET]})["conversations"]
    assert (one["events"][1]["time"], other["begun"]) == (2, 2)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (WSGI.replace('[("Content-Type", "text/plain")]', "{}"), "must be of type list"),
        (WSGI.replace("return [", "return b''.join([").replace(")]\n", ")])\n"), "should not return a string"),
        ("async def application(environ, start_response): pass", "a coroutine"),
    ],
)
def test_a_wsgi_app_that_breaks_a_rule_is_told(code: str, says: str) -> None:
    failure = happened(code, POST)["failure"]
    assert says in failure["got"]


def test_a_wsgi_app_knows_no_websocket() -> None:
    assert happened(WSGI, SOCKET)["failure"]["message"] == "A WSGI app knows no websocket."


# ------------------------------------------------------------------------------------------------------- faults


def test_faults_are_offered_where_they_can_happen() -> None:
    assert suitable([GET]) == ["keys", "leaves", "slow", "twice", "stranger", "shutdown"]
    assert suitable([{"kind": "together", "steps": [POST, POST]}]) == list(FAULTS)
    assert suitable([LIFESPAN]) == ["stranger"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("code", "steps"),
    [(MIRROR, [POST]), (ECHO, [SOCKET]), (STATE, [LIFESPAN, GET])],
    ids=["http", "websocket", "lifespan"],
)
def test_a_right_app_comes_through_every_fault(fault: str, code: str, steps: list[Step]) -> None:
    answer = happened(code, *steps, fault=fault)
    assert answer["failure"] is None
    assert answer["told"] == FAULTS[fault].told


HALF_READ = MIRROR.replace("while more:", "for _ in [1]:")
BODY = '    await send({"type": "http.response.body"'

CARELESS = {
    "split": (HALF_READ, [POST], "HTTP-027"),
    "keys": (HELLO.replace(BODY, f"    scope['client'][0]\n{BODY}"), [GET], "SCO-002"),
    "leaves": (HELLO.replace(BODY, f"    try:\n    {BODY}") + "    except OSError:\n        1 / 0\n", [GET], "APP-011"),
    "slow": (HALF_READ, [POST], "HTTP-027"),
    "twice": (
        "busy = []\n"
        + HELLO.replace(BODY, f"    assert not busy, 'another request'\n    busy.append(scope)\n{BODY}")
        + "    busy.clear()\n",
        [GET],
        "APP-012",
    ),
    "stranger": (HELLO.replace("raise RuntimeError", "return print"), [GET], "APP-006"),
    "shutdown": (
        HELLO.replace(BODY, f"    import asyncio\n    try:\n    {BODY}")
        + "    except asyncio.CancelledError:\n        1 / 0\n",
        [GET],
        "APP-013",
    ),
}


@pytest.mark.parametrize("fault", CARELESS)
def test_a_careless_app_is_found_out(fault: str) -> None:
    code, steps, rule = CARELESS[fault]
    assert happened(code, *steps)["failure"] is None
    failure = happened(code, *steps, fault=fault)["failure"]
    assert failure["rule"] == rule
    assert failure["why"]


def test_what_fails_anyway_is_not_laid_to_the_fault() -> None:
    answer = happened("async def app(scope, receive, send): pass", GET, fault="leaves")
    assert answer["told"] == "So it goes without the fault, too."
    assert answer["failure"]["rule"] == "HTTP-001"
