"""The grader of exercise 13: five chunks, each sent when it is due."""

import asyncio

import pytest

CHUNKS = [f"Chunk {number}\n".encode() for number in range(1, 6)]
TIMES = [0.0, 0.5, 1.0, 1.5, 2.0]
EVERYBODY = (
    "While one stream waits, the others go on: time.sleep or a lock would hold them up, and a number or a task "
    "that they share would mix them."
)


def table(times, bodies):
    return "\n".join(f"{time:.3f} s  {body!r}" for time, body in zip(times, bodies, strict=True)) or "no chunk"


def expect_stream(response, why=""):
    """Raise a failure unless the response is the stream of the task."""
    response.expect(status=200, text=b"".join(CHUNKS).decode())
    times = [round(chunk.time, 3) for chunk in response.chunks]
    bodies = [chunk.body for chunk in response.chunks]
    if (times, bodies) != (TIMES, CHUNKS):
        raise response.failure(
            "The chunks did not come one by one, each at its time.", table(TIMES, CHUNKS), table(times, bodies), why=why
        )


@pytest.mark.worlds("minimal scope", "keys left out", "headers as lists", "slow server")
async def test_streams_five_chunks_in_time(client):
    """Five chunks come at 0, 0.5, 1, 1.5 and 2 s, each in a message of its own."""
    response = await client.get("/")
    expect_stream(response)


async def test_starts_at_once(client):
    """The status and headers are sent at 0 s, before the first wait."""
    response = await client.get("/")
    response.expect(status=200)
    if round(response.started_at, 3) != 0:
        raise response.failure("The response began late.", "http.response.start at 0 s", f"{response.started_at:.3f} s")


async def test_is_complete_with_the_last_chunk(client):
    """The response is complete at 2 s."""
    response = await client.get("/")
    if response.completed_at is None or round(response.completed_at, 3) != 2:
        got = "never" if response.completed_at is None else f"{response.completed_at:.3f} s"
        raise response.failure("The response was not complete in time.", "complete at 2.000 s", got)


async def test_streams_to_several_clients_at_once(client):
    """Several clients, some of whom come at the same moment, each get their own stream in time."""
    streams = []
    for pause in (0, 0.7, 0.7):
        await asyncio.sleep(pause)
        streams += [client.start("GET", "/"), client.start("GET", "/")]
    for stream in streams:
        await stream.ended()
        expect_stream(stream.response, EVERYBODY)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
