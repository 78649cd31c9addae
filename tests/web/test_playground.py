"""An app in the playground stays alive between orders, and its clock moves only as far as it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from barewire import playground
from barewire.playground import play

from grading import limit
from tests.web.apps import ECHO, HELLO, MIRROR, STATE, WSGI

GET = {"kind": "request", "method": "GET", "url": "/"}
SOCKET = {"kind": "websocket", "url": "/"}

TICKING = """
import asyncio


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for number in range(3):
        await asyncio.sleep(2)
        await send({"type": "http.response.body", "body": b"%d" % number, "more_body": number < 2})
"""

CHAT = """
sends = []


async def app(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    sends.append(send)
    while (message := await receive())["type"] == "websocket.receive":
        for each in sends:
            await each({"type": "websocket.send", "text": message["text"]})
    sends.remove(send)
"""


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    for each in playground._kept:
        each.close()
    playground._kept.clear()


class Play:
    """Gives orders and remembers what was told last."""

    def __init__(self, code: str) -> None:
        self.conversations: list[Any] = []
        self.order("begin", code=code)

    def order(self, order: str, **arguments: Any) -> Any:
        self.told = json.loads(play(order, **arguments))
        self.conversations = self.conversations if self.told["conversations"] is None else self.told["conversations"]
        return self.told

    def get(self, **arguments: Any) -> Any:
        return self.order("request", step={**GET, **arguments}, fault="")

    def connect(self) -> Any:
        return self.order("websocket", step=SOCKET, fault="")

    def messages(self, number: int = -1) -> list[str]:
        return [event["message"] for event in self.conversations[number]["events"]]


def test_an_app_is_loaded_and_nothing_is_asked_yet() -> None:
    told = Play(HELLO).told
    assert (told["interface"], told["now"], told["next"], told["connections"]) == ("asgi", 0, None, [])
    assert told["failure"] is None


def test_a_request_is_answered_and_over() -> None:
    play = Play(HELLO)
    (connection,) = play.get()["connections"]
    assert (connection["title"], connection["open"], connection["failure"]) == ("GET /", False, None)
    assert play.messages()[-2].endswith("body=b'Hello'")


def test_the_clock_stands_until_it_is_told_to_move() -> None:
    play = Play(TICKING)
    told = play.get()
    assert (told["now"], told["next"]) == (0, 2)
    assert told["connections"][0]["waits"] == [{"line": 8, "awaited": "asyncio.sleep()"}]
    assert play.order("wait", seconds=1.5)["now"] == 1.5
    assert len(play.messages()) == 2
    assert play.order("step")["now"] == 2
    assert len(play.messages()) == 3
    told = play.order("wait", seconds=10)
    assert (told["now"], told["next"], told["connections"][0]["open"]) == (12, None, False)
    assert [event["time"] for event in play.conversations[0]["events"]] == [0, 0, 2, 4, 6, 6]


def test_an_order_comes_after_the_time_that_has_passed() -> None:
    play = Play(HELLO)
    play.get()
    play.order("request", seconds=3, step=GET, fault="")
    assert [conversation["begun"] for conversation in play.conversations] == [0, 3]


def test_conversations_are_told_only_where_they_have_changed() -> None:
    play = Play(TICKING)
    assert play.get()["conversations"] is not None
    assert play.order("wait", seconds=1)["conversations"] is None
    assert play.order("wait", seconds=1)["conversations"] is not None


def test_a_websocket_stays_open_and_hears_what_its_client_says() -> None:
    play = Play(ECHO)
    (connection,) = play.connect()["connections"]
    assert (connection["open"], connection["accepted"]) == (True, True)
    assert connection["waits"] == [{"line": 7, "awaited": "receive()"}]
    play.order("say", number=1, text="hello", binary=False)
    play.order("say", number=1, text="AQI=", binary=True)
    assert play.messages()[-2:] == [r"websocket.receive  bytes=b'\x01\x02'", r"websocket.send  bytes=b'\x01\x02'"]
    (connection,) = play.order("leave", number=1, code=1001)["connections"]
    assert (connection["open"], connection["failure"]) == (False, None)
    assert "code=1001" in play.messages()[-2]


def test_clients_meet_in_one_app() -> None:
    play = Play(CHAT)
    play.connect()
    play.connect()
    play.order("say", number=2, text="hi", binary=False)
    assert play.messages(0)[-1] == "websocket.send  text='hi'"
    assert play.messages(1)[-1] == "websocket.send  text='hi'"


def test_a_client_that_leaves_a_request_is_noticed() -> None:
    play = Play(MIRROR.replace("body, more", "await receive()\n    body, more"))
    assert play.get()["connections"][0]["open"]
    (connection,) = play.order("leave", number=1, code=1005)["connections"]
    assert (connection["open"], connection["failure"]) == (False, None)


def test_requests_have_the_state_of_the_lifespan_until_it_ends() -> None:
    play = Play(STATE)
    assert play.order("start_up")["lifespan"] == "running"
    play.get()
    assert "Hello from the start" in play.messages()[2]
    assert play.order("shut_down")["lifespan"] == "over"
    assert play.messages(0)[-2] == "lifespan.shutdown.complete"
    assert play.get()["connections"][-1]["failure"]["message"].startswith("Your app raised KeyError")


def test_a_server_that_shuts_down_cancels_what_still_runs() -> None:
    play = Play(ECHO)
    play.connect()
    (connection,) = play.order("shut_down")["connections"]
    assert (connection["open"], connection["failure"]) == (False, None)
    assert "CancelledError" in play.messages()[-1]


def test_a_fault_changes_the_server() -> None:
    play = Play(MIRROR)
    play.order("request", step={**GET, "method": "POST", "body": ["hello world"]}, fault="split")
    received = [message for message in play.messages() if message.startswith("http.request")]
    assert len(received) == 5


def test_an_unknown_scope_type_must_be_refused() -> None:
    assert Play(HELLO).order("stranger")["connections"][0]["failure"] is None
    careless = Play(HELLO.replace("raise RuntimeError", "return print"))
    assert careless.order("stranger")["connections"][0]["failure"]["rule"] == "APP-006"


def test_a_broken_rule_is_told_at_its_connection_and_the_app_lives_on() -> None:
    play = Play(HELLO.replace('"status": 200', '"status": 200 if scope["path"] == "/" else "200"'))
    play.get(url="/wrong")
    told = play.get()
    assert [connection["failure"] and connection["failure"]["rule"] for connection in told["connections"]] == [
        "HTTP-008",
        None,
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("while True: pass", "endless"),
        ("raise SystemExit", "exception"),
        ("await app(scope, receive, send)", "exception"),
    ],
)
def test_what_learner_code_must_not_do_ends_in_words(line: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "SECONDS", 1.0)
    play = Play(HELLO.replace("    await", f"    if scope['path'] == '/bad':\n        {line}\n    await", 1))
    failure = play.get(url="/bad")["connections"][0]["failure"]
    assert failure["kind"] == kind
    assert failure["frames"][-1]["line"] == 6
    assert play.get()["connections"][-1]["failure"] is None


def test_an_app_that_spins_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    spinning = HELLO.replace("    await", "    import asyncio\n    while True: await asyncio.sleep(0)\n    await", 1)
    failure = Play(spinning).get()["connections"][0]["failure"]
    assert (failure["kind"], failure["frames"][-1]["line"]) == ("endless", 6)


def test_a_file_without_an_app_is_told_and_nothing_happens() -> None:
    play = Play("def app(:")
    assert play.told["failure"]["kind"] == "import"
    assert play.told["interface"] == "none"
    assert play.get()["connections"] == []


def test_what_is_printed_is_told() -> None:
    assert Play("print('loaded')\n" + HELLO).get()["output"] == "loaded\n"


def test_a_wsgi_app_answers_requests() -> None:
    play = Play(WSGI)
    (connection,) = play.get()["connections"]
    assert (play.told["interface"], connection["open"], connection["failure"]) == ("wsgi", False, None)
    assert play.messages()[0] == "environ"


def test_of_many_connections_the_oldest_that_are_over_go() -> None:
    play = Play(HELLO)
    for _ in range(20):
        told = play.get()
    numbers = [connection["number"] for connection in told["connections"]]
    assert numbers == list(range(9, 21))
    assert len(play.conversations) == 12


def test_another_app_begins_anew() -> None:
    play = Play(TICKING)
    play.get()
    play.order("wait", seconds=3)
    told = play.order("begin", code=HELLO)
    assert (told["now"], told["connections"]) == (0, [])
