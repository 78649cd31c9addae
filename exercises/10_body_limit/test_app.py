"""The grader of exercise 10: bodies are taken up to a limit, and refused as soon as it is known that they pass it."""

import pytest

LIMIT = 1024
CHUNKED = {"transfer-encoding": "chunked"}
UNREAD = "content-length is in the scope: what it tells is known before anything has been read."
OWN_VARIABLES = "What belongs to a request belongs into local variables."
STOP = "Nobody needs the rest of a body that is refused. Count after every piece and stop at the one that goes over."


def pieces_of(random, size):
    """So many bytes in up to five pieces."""
    cuts = sorted(random.randrange(size + 1) for _ in range(4))
    return [random.randbytes(end - begin) for begin, end in zip([0, *cuts], [*cuts, size], strict=True)]


def expect_refused_in_time(response):
    """Raise a failure unless the answer is 413 and nothing was received after the piece that went over the limit."""
    response.expect(status=413, text="too large")
    received = [event.message for event in response.conversation.events if event.direction == "receive"]
    size = 0
    for number, message in enumerate(received, 1):
        size += len(message.get("body", b""))
        if size > LIMIT and number < len(received):
            raise response.failure(
                "The app went on receiving though the body was too large.",
                f"no receive after number {number}, which makes {size} bytes",
                f"{len(received)} calls of receive",
                why=STOP,
            )


@pytest.mark.worlds("minimal scope", "headers as lists", "keys left out", "empty pieces", "slow server")
async def test_counts_a_body_within_the_limit(client, random):
    """A body within the limit is answered with 200 and the number of its bytes."""
    size = random.randrange(2, LIMIT)
    response = await client.post("/", pieces=pieces_of(random, size))
    response.expect(status=200, text=str(size))


@pytest.mark.worlds("byte by byte", "empty pieces", "keys left out")
async def test_counts_a_body_of_untold_length(client, random):
    """A body that no content-length announces is counted all the same."""
    size = random.randrange(2, LIMIT)
    response = await client.post("/", headers=CHUNKED, pieces=pieces_of(random, size))
    response.expect(status=200, text=str(size))


@pytest.mark.worlds("keys left out")
async def test_counts_an_empty_body(client):
    """No body at all has 0 bytes."""
    response = await client.post("/")
    response.expect(status=200, text="0")


async def test_takes_what_just_fits(client):
    """A body of exactly 1024 bytes is within the limit, announced or not."""
    for headers in ({}, CHUNKED):
        for pieces in ([b"x" * LIMIT], [b"x" * 1000, b"x" * 24], [b"x" * LIMIT, b""]):
            response = await client.post("/", headers=headers, pieces=pieces)
            response.expect(status=200, text=str(LIMIT))


@pytest.mark.worlds("minimal scope", "headers as lists", "slow server")
async def test_refuses_an_announced_body_unread(client, random):
    """A content-length above 1024 is answered with 413 and without one call of receive."""
    for length in (LIMIT + 1, random.randrange(LIMIT + 2, 10**6), 10**30):
        response = await client.post("/", headers={"content-length": str(length)}, body=b"x" * 100)
        response.expect(status=413, text="too large", why=UNREAD)
        received = [event for event in response.conversation.events if event.direction == "receive"]
        if received:
            raise response.failure(
                "The app called receive, though content-length had told enough.",
                "no call of receive",
                f"{len(received)} of them",
                why=UNREAD,
            )


async def test_refuses_the_example_of_the_task(client):
    """Of 1500 bytes in three pieces, announced by nothing, the third is not asked for."""
    response = await client.post("/", headers=CHUNKED, pieces=[b"a" * 600, b"b" * 600, b"c" * 300])
    expect_refused_in_time(response)


@pytest.mark.worlds("byte by byte", "empty pieces", "keys left out", "slow server")
async def test_refuses_a_body_of_untold_length_in_time(client, random):
    """A body that goes over 1024 bytes is answered with 413, and nothing is received after the piece that does."""
    pieces = [
        *pieces_of(random, random.randrange(LIMIT)),
        b"x" * random.randrange(LIMIT + 1, 2 * LIMIT),
        b"x",
        b"x" * 50,
    ]
    response = await client.post("/", headers=CHUNKED, pieces=pieces)
    expect_refused_in_time(response)


async def test_refuses_one_byte_too_many(client):
    """The byte that goes over may come alone, after a pause, or in one piece with all the others."""
    for pieces in (
        [b"x" * (LIMIT + 1)],
        [b"x" * LIMIT, b"", b"x"],
        [b"x" * LIMIT, b"", b"x", b"x"],
        [b"x" * 5000, b""],
    ):
        response = await client.post("/", headers=CHUNKED, pieces=pieces, pause=5)
        expect_refused_in_time(response)


async def test_counts_the_bytes_that_come(client):
    """Where content-length and the body disagree, the bytes that come are counted."""
    for announced, size in ((5, 8), (1000, 3), (0, 1), (LIMIT, 7)):
        response = await client.post("/", headers={"content-length": str(announced)}, body=b"x" * size)
        response.expect(status=200, text=str(size))
    response = await client.post("/", headers={"content-length": "10"}, pieces=[b"x" * 600] * 4)
    expect_refused_in_time(response)


async def test_refuses_a_bad_content_length(client):
    """A content-length that is not one or more ASCII digits is answered with 400."""
    bad = ("abc", "", "-5", "-5000", "-0", "+5", "1_0", "12.0", "1e3", "0x10", "5, 5", "5 bytes")
    for value in (*bad, "\xb2", "\xbd", "\xd9\xa5"):
        response = await client.post("/", headers={"content-length": value}, body=b"12345")
        response.expect(
            status=400,
            text="bad content-length",
            why="int() also takes -5, +5 and 1_0, and raises for the rest; str.isdigit() knows more than 0 to 9.",
        )


async def test_looks_at_no_other_header(client):
    """What another header says of a length is nothing to the app."""
    for name, value in (("x-content-length", "5000"), ("content-length-limit", "none"), ("upload-length", "2000")):
        response = await client.post("/", headers={name: value}, body=b"12345")
        response.expect(status=200, text="5", why="Only the header whose whole name is content-length counts.")


async def test_takes_leading_zeros(client):
    """Leading zeros change nothing: it is the number that counts."""
    response = await client.post("/", headers={"content-length": "000005"}, body=b"12345")
    response.expect(status=200, text="5")
    response = await client.post("/", headers={"content-length": "0001025"}, body=b"12345")
    response.expect(status=413, text="too large")


async def test_forgets_the_body_before(client):
    """What came of a body, whole, refused or broken off, does not count for the next."""
    befores = (
        {"body": b"x" * 300},
        {"headers": CHUNKED, "pieces": [b"x" * 600, b"x" * 600]},
        {"headers": {"content-length": "1000"}, "pieces": [b"x" * 100], "leaves_after": 1},
    )
    for before in befores:
        await client.post("/", **before)
        response = await client.post("/", body=b"x" * 900)
        response.expect(status=200, text="900", why=OWN_VARIABLES)


async def test_keeps_two_requests_apart(client):
    """Two bodies at the same time are counted apart."""
    requests = [client.start("POST", "/", pieces=[b"x" * size, b"x" * size], pause=1) for size in (300, 400)]
    for request, size in zip(requests, (600, 800), strict=True):
        await request.ended()
        request.response.expect(status=200, text=str(size))


@pytest.mark.parametrize("pieces", [0, 1, 2], ids=["before the body", "after one piece", "after two pieces"])
async def test_sends_nothing_to_a_client_that_left(client, pieces):
    """A client that leaves before the end of its body gets no answer."""
    response = await client.post(
        "/", headers={"content-length": "1000"}, pieces=[b"x" * 100] * pieces, leaves_after=pieces
    )
    response.expect_nothing_sent(why="On http.disconnect return: what came is only a part of the body.")


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
