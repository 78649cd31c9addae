"""A real server: the client that grades on it, what that client cannot see, and what a learner reads of both."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import websockets
from websockets.asyncio.server import ServerConnection

from asgi_harness import Failure
from asgi_harness.failure import NotOnAServer
from asgi_harness.websocket import Closed
from asgi_harness.worlds import WORLDS
from grading import server
from grading.server import RealTimeLoop, RemoteClient, Server
from tests.grading.conftest import HELLO, run_here

APP = """
import asyncio


async def app(scope, receive, send):
    if scope["type"] == "http":
        await answer(scope["path"], receive, send)
    elif scope["type"] == "websocket":
        await talk(scope, receive, send)
    else:
        raise RuntimeError("no lifespan")


async def answer(path, receive, send):
    body, more = b"", True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    if path == "/raise":
        raise ValueError("what went wrong")
    if path == "/hang":
        await asyncio.sleep(60)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": body, "more_body": path == "/cut"})


async def talk(scope, receive, send):
    await receive()
    if scope["path"] == "/refuse":
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": next(iter(scope["subprotocols"]), None)})
    while (event := await receive())["type"] != "websocket.disconnect":
        if event.get("text") == "bye":
            await send({"type": "websocket.close", "code": 4000, "reason": "done"})
            return
        await send({"type": "websocket.send", "text": event.get("text"), "bytes": event.get("bytes")})
"""

Act = Callable[[RemoteClient], Awaitable[None]]
Run = Callable[[Act], None]


@pytest.fixture(scope="module")
def uvicorn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("app")
    (folder / "app.py").write_text(APP)
    with Server("uvicorn", folder) as started:
        yield started


@pytest.fixture
def run(uvicorn: Server) -> Run:
    """Runs a test's steps with a client of the server."""

    def run_with_client(act: Act) -> None:
        async def steps() -> None:
            await act(RemoteClient(uvicorn))

        with asyncio.Runner(loop_factory=RealTimeLoop) as runner:
            runner.run(steps())

    return run_with_client


def test_a_request_comes_back_over_the_wire(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        response = await client.post("/caf%C3%A9?q=1", body=b"hello")
        response.expect(status=200, text="hello")
        assert response.headers == [(b"content-type", b"text/plain")]
        in_pieces = await client.post("/", pieces=[b"a", b"", b"b"], pause=0.01)
        in_pieces.expect(body=b"ab")
        chunked = await client.post("/", pieces=[b"a", b"b"], headers={"transfer-encoding": "chunked"})
        chunked.expect(body=b"ab")

    run(act)


def test_very_many_pieces_are_not_too_many(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        response = await client.post("/", pieces=[b"x"] * 400)
        response.expect(body=b"x" * 400)

    run(act)


def test_requests_run_at_the_same_time(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        exchanges = [client.start("POST", "/", pieces=[b"a", b"b"], pause=0.05) for _ in range(2)]
        for exchange in exchanges:
            await exchange.ended()
            exchange.response.expect(body=b"ab")

    run(act)


def test_a_500_comes_with_what_the_server_says(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        with pytest.raises(Failure) as told:
            (await client.get("/raise")).expect(status=200)
        assert "uvicorn says: ValueError: what went wrong" in told.value.sent

    run(act)


def test_an_answer_that_breaks_off_is_told(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        with pytest.raises(Failure, match="broke off"):
            await client.get("/cut")

    run(act)


def test_an_answer_that_never_comes_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_PATIENCE", 0.3)

    async def act(client: RemoteClient) -> None:
        with pytest.raises(Failure, match=r"No answer within 0\.3 s"):
            await client.get("/hang")

    run(act)


def test_a_refused_scope_is_answered_with_500(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        with pytest.raises(Failure, match="got another answer"):
            await client.expect_refusal("http")

    run(act)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.lifespan(),
        lambda client: client.get("/", leaves_at=1),
        lambda client: client.get("/", scope={"path": "/x"}),
        lambda client: client.post("/", headers={"content-length": "5"}, body=b"four"),
        lambda client: client.post("/", headers={"content-length": "+4"}, body=b"four"),
        lambda client: client.websocket("/", scope={"path": "/x"}),
        lambda client: client.expect_refusal("lifespan"),
        lambda client: client.start("GET", "/").twin,
        lambda client: client.state,
        lambda client: client.start("GET", "/").response.chunks,
        lambda client: client.start("GET", "/").response.conversation.events,
        lambda client: client.start("GET", "/").response.expect_nothing_sent(),
        lambda client: client.websocket("/").expect_return(),
        lambda client: asyncio.sleep(60),
    ],
    ids=[
        "lifespan",
        "leaves",
        "scope",
        "length",
        "sign",
        "socket",
        "type",
        "twin",
        "state",
        "chunks",
        "events",
        "silence",
        "return",
        "clock",
    ],
)
def test_what_no_client_can_see_says_so(run: Run, ask: Callable[[RemoteClient], object]) -> None:
    async def act(client: RemoteClient) -> None:
        with pytest.raises(NotOnAServer):
            result = ask(client)
            if isinstance(result, Awaitable):
                await result

    run(act)


def test_a_world_is_not_on_a_real_server(uvicorn: Server) -> None:
    with pytest.raises(NotOnAServer, match="the scope has none of its optional keys"):
        RemoteClient(uvicorn, WORLDS["minimal scope"])


def test_a_websocket_talks(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        async with client.websocket("/chat", subprotocols=["echo"], headers={"x-a": "b"}) as session:
            await session.expect_accept(subprotocol="echo")
            assert (b"upgrade", b"websocket") in session.headers
            await session.send_text("grüße")
            await session.expect("grüße")
            await session.send_bytes(b"\x00")
            await session.expect(b"\x00")
            await session.expect_silence(0.05)
            session.leave()
            session.leave()

    run(act)


def test_a_websocket_is_closed_by_the_app(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        async with client.websocket("/chat") as session:
            await session.expect_accept()
            await session.send_text("bye")
            await session.expect_close(4000, "done")
            await session.send_text("too late")

    run(act)


def test_a_websocket_is_refused(run: Run) -> None:
    async def act(client: RemoteClient) -> None:
        async with client.websocket("/refuse") as session:
            await session.expect_refusal()
            assert session.closed == Closed(None)
            assert session.denial is not None
            assert session.denial.status == 403

    run(act)


def reset(transport: asyncio.WriteTransport) -> None:
    """Close a connection as a system does for a server that has not read everything."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def test_an_answer_that_a_reset_has_swallowed_is_not_judged() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        reset(writer.transport)

    async def steps() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1") as listening:
            client = RemoteClient(listening_at(listening.sockets[0].getsockname()[1]))
            with pytest.raises(NotOnAServer, match="its answer was lost"):
                await client.post("/", body=b"hello")

    with asyncio.Runner(loop_factory=RealTimeLoop) as runner:
        runner.run(steps())


def test_a_message_that_a_reset_has_swallowed_is_not_judged() -> None:
    async def serve(connection: ServerConnection) -> None:
        await connection.recv()
        reset(connection.transport)

    async def steps() -> None:
        async with websockets.serve(serve, "127.0.0.1", 0) as listening:
            client = RemoteClient(listening_at(next(iter(listening.sockets)).getsockname()[1]))
            async with client.websocket("/") as session:
                await session.expect_accept()
                await session.send_text("hello")
                with pytest.raises(NotOnAServer, match="its answer was lost"):
                    await session.expect("hello")

    with asyncio.Runner(loop_factory=RealTimeLoop) as runner:
        runner.run(steps())


def listening_at(port: int) -> Server:
    """A server that runs in this process."""
    server = Server("uvicorn", Path())
    server.port = port
    return server


def test_what_daphne_keeps_to_itself_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)

    async def steps(daphne: Server) -> None:
        async with RemoteClient(daphne).websocket("/chat") as session:
            await session.expect_accept()
            await session.send_bytes(b"")
            with pytest.raises(NotOnAServer, match="daphne sends no empty messages"):
                await session.expect(b"")
            await session.send_text("hello")
            await session.expect("hello")
            await session.send_text("bye")
            for code, reason in ((1003, None), (4000, "done")):
                with pytest.raises(NotOnAServer, match="daphne tells its clients no reason"):
                    await session.expect_close(code, reason)
            await session.expect_close(4000)

    with Server("daphne", tmp_path) as daphne, asyncio.Runner(loop_factory=RealTimeLoop) as runner:
        runner.run(steps(daphne))


def test_a_message_that_never_comes_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_PATIENCE", 0.3)

    async def act(client: RemoteClient) -> None:
        with pytest.raises(Failure) as told:
            async with client.websocket("/chat") as session:
                await session.expect_accept()
                await session.expect("hello")
        assert (told.value.expected, told.value.got) == ("'hello'", "nothing")

    run(act)


def test_a_server_that_does_not_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("1 / 0\n")
    with pytest.raises(Failure) as told:
        server.start("uvicorn", tmp_path)
    assert told.value.message == "uvicorn does not start with your app."
    assert "ZeroDivisionError" in told.value.got


@pytest.mark.parametrize("name", server.COMMANDS)
def test_every_server_can_be_graded_on(name: str) -> None:
    assert server.why_not(name) == ""


def test_a_server_that_is_not_there_is_named() -> None:
    assert "no apache" in server.why_not("apache")


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(server.COMMANDS, "no_such_server", ())
    assert server.why_not("no_such_server") == "it needs no_such_server: python -m pip install no_such_server"


def grade_on(toy: Path, name: str) -> tuple[int, dict[str, list[str]]]:
    """What a run on a server comes to, and the tests by their outcomes."""
    report = toy / "report.json"
    code = run_here(toy, f"--report={report}", f"--server={name}")
    outcomes: dict[str, list[str]] = {}
    if report.exists():
        for test in json.loads(report.read_text())["exercises"][0]["tests"]:
            outcomes.setdefault(test["outcome"], []).append(test["id"].partition("::")[2])
    return code, outcomes


def test_what_is_not_on_a_real_server_is_never_passed(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toy / "exercises/01_toy/app.py").write_text(HELLO)
    assert grade_on(toy, "uvicorn") == (
        0,
        {
            "passed": ["test_says_hello[usual]", "test_draws_its_inputs"],
            "skipped": ["test_says_hello[minimal scope]", "test_has_an_app"],
        },
    )
    said = capsys.readouterr().out
    assert "0 of 1 exercises done" in said
    assert "01_toy  part   2 of  4 tests pass" in said
    assert "01_toy: not on a real server, because" in said
    assert "  it looks into app.py itself:" in said


def test_a_wrong_app_fails_on_a_real_server(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toy / "exercises/01_toy/app.py").write_text(HELLO.replace("Hello", "Bye"))
    code, outcomes = grade_on(toy, "uvicorn")
    assert (code, outcomes["failed"]) == (1, ["test_says_hello[usual]"])
    assert "body 'Bye'" in capsys.readouterr().out


def test_an_exercise_that_no_server_can_put_is_not_passed(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toy / "exercises/01_toy/test_app.py").write_text("def test_looks_inside(module): ...\n")
    assert grade_on(toy, "uvicorn") == (0, {"skipped": ["test_looks_inside"]})
    assert "0 of 1 exercises done" in capsys.readouterr().out


def test_an_unknown_server_ends_the_run(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade_on(toy, "apache") == (4, {})
    assert "--server: there is uvicorn" in capsys.readouterr().err
