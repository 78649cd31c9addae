"""The grader of exercise 14: an endless stream of events, one a second, that ends with its client."""

import asyncio

import pytest

from asgi_harness import Failure, ProtocolError
from asgi_harness.conversation import shorten

FORMAT = "Both lines have the number of the event and end with a line feed, and an empty line ends the event."
SECONDS = "The first event comes at once and each of the others a second after the one before, whatever else happens."
OPEN = "more_body is true with every event: a response that is complete is closed, and no event can follow."
OWN_NUMBERS = (
    "Each stream counts for itself: what they share, a number, a lock or time.sleep, makes them disturb each other."
)
AFTER = "last-event-id names the last event that the client has got: begin with the next one."
AT_ONCE = "Listen for http.disconnect while you wait for the next second: a plain sleep hears nothing until it is over."


async def events_for(client, **options):
    """The response to a client that listens; raises Failure if the app returns before this client has left."""
    try:
        return await client.get("/", **options)
    except ProtocolError as error:
        if error.violation.rule.id not in ("HTTP-004", "HTTP-005"):
            raise
        conversation = client.conversations[-1]
        raise Failure(
            "The app returned while the client was still there.",
            sent=conversation.request,
            expected="one event a second until http.disconnect",
            got=f"its end at {conversation.events[-1].time:.3f} s",
            why="Only http.disconnect is the client's leaving: look at the type of each message that you receive.",
        ) from None


def table(events, place):
    """The events around a place, one a line."""
    rows = [f"{time:.3f} s  {shorten(body)}" for time, body in events[max(place - 2, 0) : place + 3]]
    return "\n".join(rows) or "no event"


def in_time(events, expected):
    """Whether the first of both came at the same time, and not another one with it."""
    for (time, event), (expected_time, expected_event) in zip(events, expected, strict=False):
        return time == expected_time and not event.startswith(expected_event)
    return False


def expect_events(response, left, first=1, why=""):
    """Raise a failure unless one event a second came from number `first` on, until the client left at that time."""
    response.expect(status=200)
    media_type = [value.partition(";")[0].strip().lower() for value in response.header("content-type")]
    if media_type != ["text/event-stream"]:
        raise response.failure(
            "An event stream has a content type of its own.",
            "content-type: text/event-stream",
            "\n".join(f"content-type: {value}" for value in response.header("content-type")) or "no content-type",
        )
    directives = [part.strip().lower() for value in response.header("cache-control") for part in value.split(",")]
    if "no-cache" not in directives:
        raise response.failure(
            "An event stream is not to be cached.", "cache-control: no-cache", f"cache-control: {', '.join(directives)}"
        )
    by_time = {}
    for chunk in response.chunks:
        by_time.setdefault(round(chunk.time, 3), []).append(chunk.body)
    events = [(time, b"".join(bodies)) for time, bodies in by_time.items()]
    expected = [(float(n), f"id: {first + n}\ndata: tick {first + n}\n\n".encode()) for n in range(int(left) + 1)]
    if events != expected:
        right = [one == other for one, other in zip(events, expected, strict=False)]
        place = [*right, False].index(False)
        if place == len(events) and response.completed_at is not None:
            message, why = "The response was complete while the client was still there.", OPEN
        elif in_time(events[place:], expected[place:]):
            message, why = "An event came in time, and does not read as it should.", why or FORMAT
        else:
            message, why = "The events did not come one a second, each at its time.", why or SECONDS
        raise response.failure(message, table(expected, place), table(events, place), why=why)
    sent = [event for event in response.conversation.events if event.direction == "send"]
    late = [event.summary() for event in sent if round(event.time - left, 3) >= 0]
    if late:
        raise response.failure(
            "The app sent something after the client had left.",
            f"nothing from {left:.3f} s on",
            "\n".join(late),
            why="Nobody is there, not even for a last message. Hear http.disconnect while you wait, and return.",
        )
    if round(response.ended_at, 3) != left:
        raise response.failure(
            "The app did not return at the moment when the client left.",
            f"its end at {left:.3f} s",
            f"its end at {response.ended_at:.3f} s",
            why=AT_ONCE,
        )


def moment(random, begin, end):
    """A time between these two seconds, to the millisecond, and never on the stroke of a second."""
    return (random.randrange(begin, end) * 1000 + random.randrange(1, 1000)) / 1000


@pytest.mark.worlds("minimal scope", "keys left out", "empty pieces", "headers as lists", "slow server")
async def test_sends_an_event_a_second(client, random):
    """One event comes a second, the first at once, until the client leaves; then the app returns and sends nothing."""
    left = moment(random, 1, 9)
    response = await events_for(client, leaves_at=left)
    expect_events(response, left)


async def test_sends_the_example_of_the_task(client):
    """A client that leaves after 2.5 s has got three events."""
    response = await events_for(client, leaves_at=2.5)
    expect_events(response, 2.5)


async def test_stops_for_a_client_that_leaves_at_once(client):
    """A client that leaves before its request has been received ends the stream, without an exception."""
    # An app that never receives would go on without an end, had the client not another time to leave at.
    response = await events_for(client, leaves_after=0, leaves_at=60)
    if response.ended_at:
        raise response.failure(
            "The app did not return at the moment when the client left.",
            "its end at 0.000 s",
            f"its end at {response.ended_at:.3f} s",
            why="http.disconnect may be the very first message.",
        )


async def test_stops_before_the_second_event(client):
    """A client that leaves within the first second has got one event."""
    response = await events_for(client, leaves_at=0.25)
    expect_events(response, 0.25)


async def test_goes_on_as_long_as_the_client_stays(client, random):
    """There is no last event while the client stays."""
    left = moment(random, 1_000, 1_200)
    response = await events_for(client, leaves_at=left)
    expect_events(response, left)


@pytest.mark.worlds("headers as lists", "minimal scope")
async def test_goes_on_after_the_last_event_id(client, random):
    """A client that has seen event k, and says so in last-event-id, begins with k + 1."""
    for last in (0, 1, 9, random.randrange(10, 10**6)):
        left = moment(random, 1, 5)
        headers = {"x-last-event-id": "77", "last-event-id": str(last), "last-event-id-hint": "88"}
        response = await events_for(client, headers=headers, leaves_at=left)
        expect_events(response, left, first=last + 1, why=AFTER)


async def test_takes_only_a_disconnect_for_leaving(client):
    """The pieces of a body, which may come late, are not the client's leaving and not a second."""
    response = await events_for(client, pieces=[b"a", b"", b"b"], pause=0.7, leaves_at=5.3)
    expect_events(response, 5.3)


async def test_sends_each_client_its_own_events(client):
    """Several clients at once each have their own events, from their own beginning, to their own end."""
    streams = []
    for left, last in ((5.5, None), (2.5, 40), (4.25, None)):
        headers = {} if last is None else {"last-event-id": str(last)}
        streams.append((client.start("GET", "/", headers=headers, leaves_at=left), left, (last or 0) + 1))
        await asyncio.sleep(0.6)
    for stream, left, first in streams:
        await stream.ended()
        expect_events(stream.response, left, first, OWN_NUMBERS)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
