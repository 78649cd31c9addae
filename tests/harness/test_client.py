"""The HTTP side of the client: what the app receives, what the client sees, what is said about an app that fails."""

import asyncio
import functools
import json
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from asgi_harness import Client, ClientLeft, Failure, ProtocolError, Response, World, run
from asgi_harness.response import same_data
from asgi_harness.types import ASGIApp, Message, Receive, Scope, Send

START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await send(START)
    await send({"type": "http.response.body", "body": b"Hello"})


def get(app: Any, url: str = "/", **options: Any) -> Response:
    return run(Client(app).get(url, **options))


def failure_of(app: Any, method: str = "GET", **options: Any) -> Failure:
    with pytest.raises(Failure) as caught:
        run(Client(app).request(method, "/", **options))
    return caught.value


def test_a_response_has_status_headers_body_and_times() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1)
        await send({**START, "status": HTTPStatus.CREATED})
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        await asyncio.sleep(0.5)
        await send({"type": "http.response.body", "body": b"two"})
        await asyncio.sleep(3)

    response = get(app)
    assert (response.status, response.body, response.header("Content-Type")) == (201, b"onetwo", ["text/plain"])
    assert [(chunk.time, chunk.body) for chunk in response.chunks] == [(1, b"one"), (1.5, b"two")]
    assert (response.started_at, response.completed_at, response.ended_at) == (1, 1.5, 4.5)


def test_a_body_of_no_pieces_comes_in_one_empty_message() -> None:
    seen: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await receive())
        await hello(scope, receive, send)

    run(Client(app).post("/", pieces=[]))
    assert seen == [{"type": "http.request", "body": b"", "more_body": False}]


def test_the_body_comes_in_the_given_pieces_and_at_the_given_pace() -> None:
    received: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(3):
            message = await receive()
            received.append((asyncio.get_running_loop().time(), message["body"], message["more_body"]))
        await hello(scope, receive, send)

    run(Client(app).post("/", pieces=[b"a", b"", b"c"], pause=2))
    assert received == [(0, b"a", True), (2, b"", True), (4, b"c", False)]


def test_content_length_counts_the_body_unless_the_client_says_otherwise() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await hello(scope, receive, send)

    async def main() -> None:
        client = Client(app)
        await client.post("/", body="é".encode())
        await client.post("/", body=b"abc", headers={"Transfer-Encoding": "chunked"})
        await client.get("/", headers=[(b"X-A", b"1"), (b"x-a", b"2")])

    run(main())
    headers = [list(scope["headers"]) for scope in scopes]
    assert headers == [
        [(b"host", b"testserver"), (b"content-length", b"2")],
        [(b"host", b"testserver"), (b"transfer-encoding", b"chunked")],
        [(b"host", b"testserver"), (b"x-a", b"1"), (b"x-a", b"2")],
    ]


def test_of_very_many_conversations_the_newest_are_kept() -> None:
    async def requests() -> list[str]:
        client = Client(hello)
        for number in range(2_500):
            await client.get(f"/{number}")
        return [conversation.title for conversation in client.conversations]

    kept = run(requests())
    assert 1_000 <= len(kept) <= 2_000
    assert kept[-2:] == ["GET /2498", "GET /2499"]


def test_keys_of_the_scope_can_be_replaced() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send({"type": "http.response.body", "body": repr(scope["client"]).encode()})

    assert get(app, scope={"client": None}).body == b"None"


def test_receive_after_the_response_gives_disconnect() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        waiting = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        seen.append((await waiting)["type"])
        waiting = asyncio.ensure_future(receive())
        await asyncio.sleep(1)
        await hello(scope, receive, send)
        seen.append((await waiting)["type"])
        seen.append((await receive())["type"])

    get(app)
    assert seen == ["http.request", "http.disconnect", "http.disconnect"]


def test_a_client_that_leaves_is_told_to_the_app_and_its_send_raises() -> None:
    found: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        found.append(await receive())
        found.append(asyncio.get_running_loop().time())
        try:
            await send(START)
        except OSError as error:
            found.append(type(error))

    response = get(app, leaves_at=2.5)
    assert found == [{"type": "http.disconnect"}, 2.5, ClientLeft]
    assert response.status is None
    assert [violation.rule.id for violation in response.conversation.violations] == ["HTTP-032"]


def test_a_client_may_leave_after_a_piece_of_its_body() -> None:
    types = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            types.append((message["type"], message.get("more_body")))
            if message["type"] == "http.disconnect":
                return

    run(Client(app).post("/", pieces=[b"half"], leaves_after=1))
    assert types == [("http.request", True), ("http.disconnect", None)]


def test_leaving_after_the_response_changes_nothing() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await hello(scope, receive, send)
        await asyncio.sleep(10)

    get(app, leaves_at=5).expect(status=200, text="Hello")


def test_the_exception_of_a_client_that_left_is_no_fault_of_the_app() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        while True:
            await asyncio.sleep(1)
            await send({"type": "http.response.body", "body": b"tick", "more_body": True})

    response = get(app, leaves_at=2.5)
    assert len(response.chunks) == 2
    assert isinstance(response.error, ClientLeft)


def test_several_requests_share_one_clock() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1)
        await hello(scope, receive, send)

    async def main() -> float:
        client = Client(app)
        await asyncio.gather(*(client.get(f"/{number}") for number in range(5)))
        assert len(client.conversations) == 5
        return asyncio.get_running_loop().time()

    assert run(main()) == 1


def test_the_body_of_an_answer_to_head_is_dropped() -> None:
    response = run(Client(hello).request("HEAD", "/"))
    assert (response.status, response.body) == (200, b"")


def test_an_exception_of_the_app_comes_out_of_the_request() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("no database")

    with pytest.raises(ValueError, match="no database"):
        get(app)
    response = get(app, app_may_raise=True)
    assert str(response.error) == "no database"
    assert response.conversation.events[-1].summary() == "ValueError: no database"


def test_an_exit_of_the_app_is_a_failure_and_ends_nothing() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise SystemExit(3)

    failure = failure_of(app)
    assert (failure.kind, failure.got) == ("exception", "SystemExit: 3")
    assert failure.message == "Your app raised SystemExit, which ends a whole program."


def test_a_second_read_of_the_whole_body_is_told_as_stuck_with_its_line() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await receive()

    failure = failure_of(app)
    assert (failure.kind, failure.rule) == ("stuck", "HTTP-030")
    line = app.__code__.co_firstlineno + 2
    assert failure.message == f"Your app waits at line {line} for receive(); nothing can happen any more."
    assert failure.frames[0].line == line


def test_every_waiting_task_of_a_stuck_app_is_told() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        queue: asyncio.Queue[int] = asyncio.Queue()
        await asyncio.gather(queue.get(), asyncio.Event().wait(), wait_for_a_future())

    async def wait_for_a_future() -> None:
        await asyncio.get_running_loop().create_future()

    message = failure_of(app, body=b"unread").message
    assert "for a future" in message
    assert "for Event.wait()" not in message, "tasks that only library code is in have no line of the app"


def test_an_app_that_waits_where_no_line_is_its_own_is_stuck_too() -> None:
    client = Client(lambda scope, receive, send: receive_twice(receive), source="elsewhere.py")

    async def receive_twice(receive: Receive) -> None:
        await receive()
        await receive()

    with pytest.raises(Failure, match="waits for something that nobody can bring about"):
        run(client.get("/"))


def test_an_app_that_spins_is_told_as_endless() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            await asyncio.sleep(0)

    failure = failure_of(app)
    line = app.__code__.co_firstlineno + 2
    assert failure.kind == "endless"
    assert failure.message.startswith(f"Your app goes round and round at line {line} and never comes to an end")


def test_an_app_that_sends_for_ever_is_told_as_endless() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        while True:
            await send({"type": "http.response.body", "body": b"", "more_body": True})

    failure = failure_of(app)
    assert failure.kind == "endless"
    assert "100,000 messages at 0.000 s" in failure.message


def test_a_task_that_sends_for_ever_is_told_as_endless_though_nobody_asks_how_it_ended() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def flood() -> None:
            while True:
                await send({"type": "http.response.body", "body": b"", "more_body": True})

        await send(START)
        task = asyncio.create_task(flood())
        while (await receive())["type"] != "http.disconnect":
            pass
        task.cancel()
        await asyncio.wait([task])

    client = Client(app)
    with pytest.raises(Failure) as caught:
        run(client.get("/", leaves_at=2.5))
    assert caught.value.kind == "endless"
    line = app.__code__.co_firstlineno + 3
    assert caught.value.message.startswith(f"Your app goes round and round at line {line} and never comes to an end")


def test_a_forgotten_await_is_told_with_its_line_before_all_that_follows_from_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        send(START)
        await send({"type": "http.response.body", "body": b"Hello"})

    with pytest.raises(ProtocolError, match="APP-007") as caught:
        get(app)
    assert caught.value.violation.line == app.__code__.co_firstlineno + 1


def test_a_call_whose_task_was_cancelled_before_its_first_step_is_not_forgotten() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asyncio.ensure_future(receive()).cancel()
        await asyncio.sleep(0)
        await hello(scope, receive, send)

    assert get(app).status == 200


def test_an_app_behind_a_decorator_may_wrap_a_function_with_other_parameters() -> None:
    def answering(text: Callable[[Scope], str]) -> Callable[..., Any]:
        @functools.wraps(text)
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await send(START)
            await send({"type": "http.response.body", "body": text(scope).encode()})

        return app

    @answering
    def app(scope: Scope) -> str:
        return str(scope["path"])

    assert get(app).body == b"/"


def test_a_swallowed_violation_fails_all_the_same() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.body", "body": b"Hello"})
        except RuntimeError:
            pass
        await hello(scope, receive, send)

    with pytest.raises(ProtocolError, match="HTTP-002"):
        get(app)


def test_a_message_sent_after_the_return_is_a_violation() -> None:
    tasks = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def later() -> None:
            await asyncio.sleep(1)
            await send({"type": "http.response.body"})

        tasks.append(asyncio.create_task(later()))
        await hello(scope, receive, send)

    async def main() -> list[str]:
        response = await Client(app).get("/")
        await asyncio.sleep(2)
        return [violation.rule.id for violation in response.conversation.violations]

    assert run(main()) == ["APP-009", "APP-010"]


def test_blocking_the_loop_is_told_once_a_line_with_who_had_to_wait() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/slow":
            for _ in range(3):
                time.sleep(1)
        await asyncio.sleep(0.5)
        await hello(scope, receive, send)

    async def main() -> list[Any]:
        client = Client(app)
        fast, slow = client.start("GET", "/fast"), client.start("GET", "/slow")
        await asyncio.gather(fast.ended(), slow.ended())
        return [violation.came for violation in slow.conversation.violations]

    assert run(main()) == ["1 s of blocking, while GET /fast had to wait"]


class Uncalled:
    """An app is an instance of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)


@pytest.mark.parametrize(
    ("app", "came"),
    [
        (None, "NoneType None"),
        (lambda scope: None, "a callable that cannot take them: too many positional arguments"),
        (Uncalled, "a class that cannot take them: too many positional arguments; perhaps an instance of it was meant"),
        (lambda scope, receive, send: None, "a plain call that returned None"),
    ],
    ids=["not callable", "one parameter", "a class", "not awaitable"],
)
def test_an_app_of_another_shape_is_told_as_such(app: Any, came: str) -> None:
    with pytest.raises(ProtocolError, match="APP-001") as caught:
        get(app)
    assert came in caught.value.violation.came


def test_a_message_in_keywords_is_no_message() -> None:
    async def app(scope: Scope, receive: Receive, send: Any) -> None:
        await send(type="http.response.start", status=200)

    with pytest.raises(ProtocolError, match="EVT-001") as caught:
        get(app)
    assert caught.value.violation.came == "tuple ('type=…', 'status=…')"


def test_an_async_generator_is_no_app() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> Any:
        yield START

    with pytest.raises(ProtocolError, match="APP-002"):
        get(app)


def test_a_callable_without_a_signature_is_called() -> None:
    class App:
        @property
        def __signature__(self) -> None:
            raise ValueError("no signature")

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await hello(scope, receive, send)

    get(App()).expect(status=200)


def test_receive_with_an_argument_asks_for_the_order_of_the_parameters() -> None:
    async def app(scope: Scope, send: Any, receive: Any) -> None:
        await send(START)

    with pytest.raises(ProtocolError, match="APP-003"):
        get(app)


def test_a_returned_value_is_a_warning() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> Any:
        await hello(scope, receive, send)
        return {"message": "Hello"}

    response = get(app)
    assert [violation.rule.id for violation in response.conversation.violations] == ["APP-005"]


def test_on_a_loop_of_real_time_the_client_works_as_well() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.01)
        await hello(scope, receive, send)

    asyncio.run(Client(app).get("/")).expect(status=200, text="Hello")


def test_every_receive_and_send_lets_others_run_in_a_slow_world() -> None:
    order: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        order.append(scope["path"])
        await receive()
        order.append(scope["path"])
        await hello(scope, receive, send)

    async def main() -> None:
        client = Client(app, world=World("slow", "slow", suspends=True))
        await asyncio.gather(client.get("/a"), client.get("/b"))

    run(main())
    assert order == ["/a", "/b", "/a", "/b"]


async def json_app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps({"a": [1, True]}).encode()})


def test_expect_compares_json_as_data() -> None:
    get(json_app).expect(status=200, data={"a": [1, True]})
    with pytest.raises(Failure) as caught:
        get(json_app).expect(data={"a": [1, 1]})
    assert (caught.value.expected, caught.value.got) == ("JSON {'a': [1, 1]}", "JSON {'a': [1, True]}")


def test_expect_tells_every_difference_at_once() -> None:
    with pytest.raises(Failure) as caught:
        get(hello).expect(status=201, data={}, body=b"Bye", headers={"x-a": "1"}, why="Because.")
    assert caught.value.expected.splitlines() == [
        "status 201",
        "content-type: application/json",
        "JSON {}",
        "body b'Bye'",
        "x-a: 1",
    ]
    assert caught.value.got.splitlines()[:2] == ["status 200", "content-type: text/plain"]
    assert caught.value.got.splitlines()[3:] == ["body b'Hello'", "no x-a"]
    assert (caught.value.sent, caught.value.why) == ("GET /", "Because.")


def answer_with(content_type: bytes, body: bytes) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({**START, "headers": [(b"content-type", content_type)]})
        await send({"type": "http.response.body", "body": body})

    return app


@pytest.mark.parametrize("content_type", [b"text/plain", b"text/plain; charset=utf-8", b'Text/Plain;charset="UTF-8"'])
def test_a_text_may_name_its_charset(content_type: bytes) -> None:
    get(answer_with(content_type, "café".encode())).expect(text="café")


@pytest.mark.parametrize("content_type", [b"text/html", b"text/plain; charset=latin-1", b"text/plainer"])
def test_another_content_type_is_a_difference(content_type: bytes) -> None:
    with pytest.raises(Failure, match="content-type: text/plain"):
        get(answer_with(content_type, b"x")).expect(text="x")


def test_a_text_that_is_not_utf8_is_shown_as_bytes() -> None:
    with pytest.raises(Failure) as caught:
        get(answer_with(b"text/plain", b"caf\xe9")).expect(text="café")
    assert caught.value.got == r"body b'caf\xe9'"


def test_headers_as_expected_are_no_difference() -> None:
    get(hello).expect(status=200, headers={"content-type": "text/plain"})


def test_a_missing_content_type_is_a_difference() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({**START, "headers": []})
        await send({"type": "http.response.body", "body": b"Hello"})

    with pytest.raises(Failure) as caught:
        get(app).expect(text="Hello")
    assert (caught.value.expected, caught.value.got) == ("content-type: text/plain", "no content-type")


def test_nothing_sent_is_as_expected_where_nothing_was_sent() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(5)

    get(app, leaves_at=1).expect_nothing_sent()


def test_no_answer_is_the_only_difference_there_is() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(9)

    with pytest.raises(Failure) as caught:
        get(app, leaves_at=1).expect(status=200, text="Hello")
    assert (caught.value.expected, caught.value.got) == ("status 200", "no answer")


def test_expect_nothing_sent_tells_what_was_sent() -> None:
    with pytest.raises(Failure) as caught:
        get(hello).expect_nothing_sent(why="Nobody listens.")
    assert caught.value.got == "http.response.start, http.response.body"


def test_a_failure_tells_warnings_and_near_misses_as_notes() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send({"type": "http.response.body", "content": b"Hello"})

    with pytest.raises(Failure) as caught:
        get(app).expect(text="Hello")
    assert "EVT-005" in caught.value.why
    assert "Did you mean 'body'?" in caught.value.why


def test_the_request_is_told_with_all_that_was_special_about_it() -> None:
    async def main() -> str:
        client = Client(hello, world=World("odd", "something is odd"))
        response = await client.post(
            "/x", pieces=[b"ab", b"c"], headers={"x-a": "1"}, leaves_at=7, leaves_after=3, pause=1
        )
        return response.conversation.request

    assert run(main()).splitlines() == [
        "POST /x",
        "x-a: 1",
        "content-length: 3",
        "body b'abc' in 2 pieces",
        "the client leaves after 7 s",
        "the client leaves after 3 pieces of the body",
        "unusual: something is odd",
    ]


@pytest.mark.parametrize("scope_type", ["http", "websocket", "lifespan", "carrier-pigeon"])
def test_an_app_that_raises_refuses(scope_type: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("unsupported")

    run(Client(app).expect_refusal(scope_type))


@pytest.mark.parametrize("scope_type", ["http", "websocket", "lifespan", "carrier-pigeon"])
def test_a_silent_return_is_no_refusal(scope_type: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        return

    with pytest.raises(ProtocolError, match="APP-006"):
        run(Client(app).expect_refusal(scope_type))


def test_closing_a_websocket_properly_is_no_exception() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close"})

    with pytest.raises(ProtocolError, match="APP-006") as caught:
        run(Client(app).expect_refusal("websocket"))
    assert caught.value.violation.came == "websocket.close, then the app returned"


@pytest.mark.parametrize("scope_type", ["http", "websocket", "carrier-pigeon"])
def test_a_server_that_runs_offers_its_state_in_a_scope_that_is_to_be_refused(scope_type: str) -> None:
    state = {"db": "open"}
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["state"])
        raise RuntimeError("unsupported")

    run(Client(app, state=state).expect_refusal(scope_type))
    assert seen == [state]
    assert seen[0] is not state


def test_a_lifespan_that_is_lived_through_is_as_good_as_an_exception() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for phase in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{phase}.complete"})

    run(Client(app).expect_refusal("lifespan"))


def test_waiting_on_an_unknown_scope_for_ever_is_told_as_stuck() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    with pytest.raises(Failure) as caught:
        run(Client(app).expect_refusal("carrier-pigeon"))
    assert (caught.value.kind, caught.value.rule) == ("stuck", "APP-006")


def test_http_messages_on_another_scope_break_a_rule() -> None:
    with pytest.raises(ProtocolError, match="EVT-003"):
        run(Client(hello).expect_refusal("lifespan"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1, 2], [2, 1], False),
        ([1], [1, 1], False),
        (1, True, False),
        (1, 1.0, True),
        (None, None, True),
        ("1", 1, False),
    ],
)
def test_json_values_are_the_same_data_or_not(one: Any, other: Any, same: bool) -> None:
    assert same_data(one, other) is same
