"""The grader of exercise 11: work for a client that has left is stopped at once, and cleaned up."""

import asyncio

import pytest

from asgi_harness import Failure, ProtocolError

STOP = "Once the client has left, nobody wants the result: every further second is lost for somebody else."
CLEAN_UP = (
    "cancel() only asks a task to end. Await the task afterwards, so that its finally blocks have run when you return."
)


class Crunch:
    """Stands in for crunch(): so many seconds of work, and a cleanup that takes some turns of the loop but no time."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.calls = 0
        self.done = 0
        self.cancelled = 0
        self.cleaned_up = 0

    async def __call__(self):
        self.calls += 1
        try:
            await asyncio.sleep(self.seconds)
            self.done += 1
        except asyncio.CancelledError:
            self.cancelled += 1
            for _ in range(30):
                await asyncio.sleep(0)
            self.cleaned_up += 1
            raise


async def answer_for(client, **options):
    """The response to a client that stays; raises Failure if the app returns without one."""
    try:
        return await client.get("/", **options)
    except ProtocolError as error:
        if error.violation.rule.id != "HTTP-001":
            raise
        conversation = client.conversations[-1]
        raise Failure(
            "The app returned without an answer, while the client was still there.",
            sent=conversation.request,
            expected="an answer when crunch() is done",
            got=f"its end at {conversation.events[-1].time:.3f} s",
            why="http.request is not http.disconnect: look at the type of what comes.",
        ) from None


def expect_called(response, crunch):
    """Raise a failure unless the app has called the grader's crunch()."""
    if not crunch.calls:
        raise response.failure(
            "crunch() was never called.",
            "a call of crunch()",
            "none",
            why="The grader puts another crunch() in the module: call it by that name, when the request comes.",
        )


def expect_done(response, crunch):
    """Raise a failure unless the app answered done, and not before crunch() can have been done."""
    response.expect(status=200, text="done")
    expect_called(response, crunch)
    if response.completed_at < crunch.seconds:
        raise response.failure(
            "The answer came before crunch() was done.",
            f"an answer at {crunch.seconds:.3f} s or later",
            f"one at {response.completed_at:.3f} s",
            why="Answer when crunch() has returned, however long it takes; no other request may cancel it.",
        )


def expect_stopped(response, crunch, at):
    """Raise a failure unless the app ended at this time, with crunch() cancelled and cleaned up, and sent nothing."""
    response.expect_nothing_sent(why=STOP)
    end = f"{response.ended_at:.3f} s"
    expect_called(response, crunch)
    if round(response.ended_at, 3) != at:
        raise response.failure(
            "The app did not return at the moment when the client left.",
            f"its end at {at:.3f} s",
            f"its end at {end}",
            why=STOP,
        )
    if not crunch.cancelled:
        raise response.failure(
            "The app returned while crunch() went on.", "crunch() cancelled", "crunch() still at work", why=STOP
        )
    if not crunch.cleaned_up:
        raise response.failure(
            "The app returned before the cleanup of crunch() had run.",
            "crunch() at its end",
            "its cleanup half done",
            why=CLEAN_UP,
        )


@pytest.mark.worlds("minimal scope", "keys left out", "empty pieces", "slow server")
async def test_answers_when_the_work_is_done(client, module, random):
    """A client that stays gets 200 and the text done."""
    module.crunch = crunch = Crunch(random.randrange(100, 200))
    response = await answer_for(client)
    expect_done(response, crunch)
    if crunch.calls != 1 or crunch.done != 1:
        raise response.failure(
            "crunch() was not run once, to its end.",
            "one call of crunch(), awaited",
            f"{crunch.calls} calls, {crunch.done} of which came to their end",
        )


@pytest.mark.worlds("minimal scope", "keys left out", "empty pieces", "slow server")
async def test_stops_when_the_client_leaves(client, module, random):
    """If the client leaves before, crunch() is cancelled and cleaned up, nothing is sent, and the app returns then."""
    module.crunch = crunch = Crunch(100)
    at = random.randrange(1, 99_000) / 1000
    response = await client.get("/", leaves_at=at)
    expect_stopped(response, crunch, at)


async def test_stops_in_the_example_of_the_task(client, module):
    """A client that leaves after 3.5 s of ten ends the app at 3.5 s."""
    module.crunch = crunch = Crunch(10)
    response = await client.get("/", leaves_at=3.5)
    expect_stopped(response, crunch, 3.5)


async def test_stops_when_the_client_leaves_at_once(client, module):
    """A client that leaves before its request has been received gets nothing, and no crunch() goes on for it."""
    module.crunch = crunch = Crunch(10)
    response = await client.get("/", leaves_after=0)
    if crunch.calls:
        expect_stopped(response, crunch, 0)
    response.expect_nothing_sent(why="http.disconnect may be the very first message.")


async def test_takes_only_a_disconnect_for_leaving(client, module):
    """The pieces of a body, which may come late, are not the client's leaving."""
    module.crunch = crunch = Crunch(10)
    response = await answer_for(client, pieces=[b"a", b"", b"b"], pause=2)
    expect_done(response, crunch)
    module.crunch = crunch = Crunch(10)
    response = await client.get("/", pieces=[b"a", b"b", b"c"], pause=2, leaves_at=5.5)
    expect_stopped(response, crunch, 5.5)


async def test_stops_for_the_client_that_left_alone(client, module):
    """Of several clients at once, only the one that leaves loses its crunch()."""
    module.crunch = crunch = Crunch(10)
    first = client.start("GET", "/")
    leaving = client.start("GET", "/", leaves_at=4)
    await asyncio.sleep(1)
    last = client.start("GET", "/")
    await leaving.ended()
    if crunch.calls != 3:
        raise leaving.response.failure(
            "Three clients came, and not each had its own crunch().",
            "3 calls of crunch(), each when its request came",
            f"{crunch.calls} by the time that one of them left",
            why="Nothing that requests share, such as a lock or a task, may keep one of them from its work.",
        )
    expect_stopped(leaving.response, crunch, 4)
    for exchange in (first, last):
        await exchange.ended()
        expect_done(exchange.response, crunch)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
