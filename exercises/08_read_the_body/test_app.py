"""The grader of exercise 08: the whole body is read, however it comes."""

import hashlib

import pytest

EVERY_PIECE = "One receive is one piece of the body. Go on until more_body is false or absent."
NO_LENGTH = "content-length need not be there, and then only more_body tells where the body ends."
OWN_VARIABLES = "Calls follow each other and overlap: what belongs to a request belongs into local variables."
NOT_THE_END = "http.disconnect is not the end of the body: the client is gone, and what came is only a part."


def digest_of(body):
    return {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


@pytest.mark.worlds("minimal scope", "keys left out", "headers as lists", "slow server")
async def test_hashes_a_body_in_one_piece(client, random):
    """A body in one piece is counted and hashed, whatever the path."""
    body = random.randbytes(random.randrange(20, 200))
    response = await client.post(f"/{random.choice(['upload', 'files', 'café'])}/{random.randrange(10**6)}", body=body)
    response.expect(status=200, data=digest_of(body))


@pytest.mark.worlds("byte by byte", "empty pieces", "keys left out", "slow server")
async def test_hashes_a_body_in_many_pieces(client, random):
    """A body in many pieces is counted and hashed as a whole."""
    pieces = [random.randbytes(random.randrange(1, 40)) for _ in range(random.randrange(3, 8))]
    response = await client.post("/upload", pieces=pieces)
    response.expect(status=200, data=digest_of(b"".join(pieces)), why=EVERY_PIECE)


async def test_hashes_a_body_of_untold_length(client, random):
    """A body that no content-length announces is read to its end all the same."""
    pieces = [random.randbytes(random.randrange(1, 40)) for _ in range(4)]
    response = await client.post("/upload", pieces=pieces, headers={"transfer-encoding": "chunked"})
    response.expect(status=200, data=digest_of(b"".join(pieces)), why=NO_LENGTH)


async def test_reads_the_example_of_the_task(client):
    """The body b"hello " followed by b"world" counts 11 bytes."""
    response = await client.post("/upload", pieces=[b"hello ", b"world"])
    response.expect(status=200, data=digest_of(b"hello world"), why=EVERY_PIECE)


@pytest.mark.worlds("keys left out")
async def test_goes_on_after_an_empty_piece(client):
    """An empty piece in the middle does not end the body."""
    response = await client.post("/upload", pieces=[b"before", b"", b"", b"after"])
    response.expect(status=200, data=digest_of(b"beforeafter"), why=EVERY_PIECE)


@pytest.mark.worlds("keys left out")
async def test_hashes_an_empty_body(client):
    """No body at all has 0 bytes."""
    for path in ("/", "/nothing"):
        response = await client.post(path)
        response.expect(status=200, data=digest_of(b""))


async def test_keeps_every_byte(client):
    """White space, line ends and null bytes at the edges of a piece are bytes like any other."""
    pieces = [b" \r\n", b"\tone\0", b"\n", b"\n\xff "]
    response = await client.post("/upload", pieces=pieces)
    response.expect(status=200, data=digest_of(b"".join(pieces)))


async def test_hashes_a_long_body(client, random):
    """A body of more than two megabytes in 300 pieces is counted and hashed as a whole."""
    pieces = [random.randbytes(8192) for _ in range(300)]
    response = await client.post("/upload", pieces=pieces)
    response.expect(status=200, data=digest_of(b"".join(pieces)), why=EVERY_PIECE)


async def test_waits_for_a_slow_client(client, random):
    """A client may take its time between the pieces."""
    pieces = [random.randbytes(10) for _ in range(4)]
    response = await client.post("/slow", pieces=pieces, pause=30)
    response.expect(status=200, data=digest_of(b"".join(pieces)), why=EVERY_PIECE)


async def test_keeps_two_uploads_apart(client, random):
    """Two uploads at the same time do not mix."""
    first, second = ([random.randbytes(5) for _ in range(4)] for _ in range(2))
    uploads = [client.start("POST", "/upload", pieces=pieces, pause=1) for pieces in (first, second)]
    for upload, pieces in zip(uploads, (first, second), strict=True):
        await upload.ended()
        upload.response.expect(status=200, data=digest_of(b"".join(pieces)), why=OWN_VARIABLES)


@pytest.mark.worlds("one disconnect")
@pytest.mark.parametrize("pieces", [0, 1, 2], ids=["before the body", "after one piece", "after two pieces"])
async def test_sends_nothing_to_a_client_that_left(client, random, pieces):
    """A client that leaves before the end of its body gets no answer."""
    body = [random.randbytes(20) for _ in range(pieces)]
    # More was announced than ever comes.
    response = await client.post("/upload", pieces=body, headers={"content-length": "1000"}, leaves_after=pieces)
    response.expect_nothing_sent(why=NOT_THE_END)


async def test_forgets_the_upload_before(client):
    """What came of an upload, whole or broken off, is no part of the next."""
    await client.post("/upload", body=b"whole")
    await client.post("/upload", pieces=[b"broken"], headers={"content-length": "1000"}, leaves_after=1)
    response = await client.post("/upload", body=b"next")
    response.expect(status=200, data=digest_of(b"next"), why=OWN_VARIABLES)


async def test_notices_at_once_that_the_client_left(client):
    """A client that leaves while the app waits for the next piece ends the app at that moment."""
    response = await client.post("/upload", pieces=[b"first", b"never sent"], pause=60, leaves_at=2.5)
    response.expect_nothing_sent(why=NOT_THE_END)
    if round(response.ended_at, 3) != 2.5:
        raise response.failure(
            "The app went on after the client had left.",
            "the app's end at 2.500 s",
            f"its end at {response.ended_at:.3f} s",
        )


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
