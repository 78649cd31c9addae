"""The grader of exercise 09: an endpoint that takes JSON and says what is wrong with everything else."""

import json

import pytest

from asgi_harness.conversation import shorten

JSON = {"content-type": "application/json"}
GOOD_BODY = b'{"name": "lamp"}'

OWN_VARIABLES = "What belongs to a request belongs into local variables."


def body_of(data):
    return json.dumps(data).encode()


def expect_error(response, status, why=""):
    """Raise a failure unless the response has the status and a JSON object with the key error."""
    response.expect(status=status, why=why)
    try:
        answer = json.loads(response.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "error" not in answer:
        raise response.failure(
            "The error is no JSON object with the key error.",
            'a body such as {"error": "what is wrong"}',
            f"body {shorten(response.body)}",
        )
    response.expect(data=answer)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server")
async def test_creates_an_item(client, random):
    """A JSON object with a name is answered with 201 and that name."""
    name = f"{random.choice(['lamp', 'chair', 'kettle'])} {random.randrange(10**6)}"
    response = await client.post("/items", headers=JSON, body=body_of({"name": name}))
    response.expect(status=201, data={"name": name})


async def test_creates_the_example_of_the_task(client):
    """A JSON object with the name lamp is answered with 201 and the name lamp."""
    response = await client.post("/items", headers=JSON, body=GOOD_BODY)
    response.expect(status=201, data={"name": "lamp"})


async def test_takes_any_name_that_is_not_empty(client):
    """Any string that is not empty is a name, white space too, and comes back unchanged."""
    for name in (
        "x",
        "0",
        " ",
        "  two  words\n",
        'quotes "and" \\ backslashes',
        "naïve 日本語 🫖",
        "Reading LAMP",
        "null",
        "a" * 5000,
    ):
        response = await client.post("/items", headers=JSON, body=body_of({"name": name}))
        response.expect(status=201, data={"name": name})


@pytest.mark.worlds("byte by byte", "empty pieces", "keys left out", "slow server")
async def test_reads_a_body_in_many_pieces(client, random):
    """The body may come in pieces, cut anywhere, even inside a character."""
    name = f"théière № {random.randrange(10**6)}"
    body = json.dumps({"name": name}, ensure_ascii=False).encode()
    cut = body.index("é".encode()) + 1
    response = await client.post("/items", headers=JSON, pieces=[body[:2], b"", body[2:cut], body[cut:]])
    response.expect(
        status=201, data={"name": name}, why="Join the pieces first, then decode and parse them as a whole."
    )


async def test_reads_a_body_of_untold_length(client):
    """A body that no content-length announces is read all the same."""
    response = await client.post(
        "/items", headers={**JSON, "transfer-encoding": "chunked"}, pieces=[GOOD_BODY[:5], GOOD_BODY[5:]]
    )
    response.expect(status=201, data={"name": "lamp"})


async def test_leaves_out_the_other_keys(client, random):
    """Keys beside the name are allowed, and the answer has the name alone."""
    data = {"price": random.randrange(100), "name": "lamp", "tags": ["light", None], "error": "none"}
    response = await client.post("/items", headers=JSON, body=b" \n" + body_of(data) + b"\r\n")
    response.expect(status=201, data={"name": "lamp"})


async def test_takes_a_query(client):
    """The query is no part of the path."""
    response = await client.post("/items?verbose=1", headers=JSON, body=GOOD_BODY)
    response.expect(status=201, data={"name": "lamp"})


async def test_takes_every_spelling_of_the_content_type(client):
    """The content type may be written in capitals and may have parameters."""
    for spelling in ("application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON; a=b"):
        name = f"lamp of {spelling}"
        response = await client.post("/items", headers={"content-type": spelling}, body=body_of({"name": name}))
        response.expect(status=201, data={"name": name}, why="A media type ignores case, and ends where a ; begins.")


async def test_finds_no_other_path(client, random):
    """Any other path is answered with 404."""
    for path in (
        "/",
        "/item",
        "/items/",
        "/items/1",
        "/Items",
        "/items%20",
        "/api/items",
        f"/{random.randrange(10**9)}",
    ):
        response = await client.post(path, headers=JSON, body=GOOD_BODY)
        expect_error(response, 404)


async def test_allows_no_other_method(client):
    """Any other method is answered with 405 and the header allow: POST."""
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        response = await client.request(method, "/items", headers=JSON, body=GOOD_BODY)
        expect_error(response, 405)
        response.expect(headers={"allow": "POST"})


async def test_takes_no_other_content_type(client):
    """Any other content type is answered with 415."""
    for content_type in (
        "text/plain",
        "text/json",
        "application/jsonp",
        "application/json-patch+json",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "text/plain; note=application/json",
    ):
        response = await client.post("/items", headers={"content-type": content_type}, body=GOOD_BODY)
        expect_error(response, 415)


@pytest.mark.worlds("headers as lists")
async def test_demands_a_content_type(client):
    """No content type at all is answered with 415."""
    response = await client.post("/items", headers={"accept": "application/json"}, body=GOOD_BODY)
    expect_error(response, 415)


async def test_takes_no_bad_json(client):
    """A body that is not JSON is answered with 400."""
    for body in (
        b"",
        b"{",
        b"name=lamp",
        b"{'name': 'lamp'}",
        GOOD_BODY + b" {}",
        b'{"name": "lamp",}',
        b'{"name": lamp}',
        b'{"name": "two\nlines"}',
    ):
        response = await client.post("/items", headers=JSON, body=body)
        expect_error(response, 400)


async def test_takes_no_bad_utf_8(client):
    """A body that is not UTF-8 is answered with 400."""
    for letter in (b"\xe9", b"\xff", b"\xc3"):
        response = await client.post("/items", headers=JSON, body=b'{"name": "caf' + letter + b'"}')
        expect_error(response, 400, why="Decoding raises UnicodeDecodeError, a ValueError, as json.JSONDecodeError is.")


async def test_takes_only_objects(client):
    """JSON that is not an object is answered with 400."""
    for data in ([], ["name"], [["name", "lamp"]], [{"name": "lamp"}], "name", "", 5, 0, True, None):
        response = await client.post("/items", headers=JSON, body=body_of(data))
        expect_error(response, 400, why="JSON may be a list, a string, a number, true or null as well.")


async def test_demands_a_name(client):
    """A name that is missing, empty or no string is answered with 400."""
    for data in ({}, {"Name": "lamp"}, *({"name": name} for name in ("", None, 5, 0, True, ["lamp"], {"a": "b"}))):
        response = await client.post("/items", headers=JSON, body=body_of(data))
        expect_error(response, 400)


async def test_checks_in_order(client):
    """Where several things are wrong, the path counts first, then the method, the content type, the body."""
    for method, path, content_type, status in (
        ("GET", "/nowhere", "text/plain", 404),
        ("POST", "/nowhere", "text/plain", 404),
        ("DELETE", "/nowhere", "application/json", 404),
        ("PUT", "/items", "text/plain", 405),
        ("PUT", "/items", "application/json", 405),
        ("POST", "/items", "text/plain", 415),
    ):
        response = await client.request(method, path, headers={"content-type": content_type}, body=b"\xff no JSON")
        expect_error(
            response, status, why="Check path, method, content type, body in this order; the first fault counts."
        )


async def test_answers_again_after_an_error(client):
    """A bad request does not spoil the next one."""
    await client.post("/items", headers=JSON, body=b"{")
    response = await client.post("/items", headers=JSON, body=GOOD_BODY)
    response.expect(status=201, data={"name": "lamp"})


async def test_forgets_the_request_before(client):
    """A name that came with one request may come again in the next, and is not there unless it does."""
    for _ in range(2):
        response = await client.post("/items", headers=JSON, body=GOOD_BODY)
        response.expect(status=201, data={"name": "lamp"}, why=OWN_VARIABLES)
    response = await client.post("/items", headers=JSON, body=b"{}")
    expect_error(response, 400, why=OWN_VARIABLES)


async def test_forgets_a_request_that_was_broken_off(client):
    """What came from a client that left is no part of the next request."""
    headers = {**JSON, "content-length": "1000"}
    await client.post("/items", headers=headers, pieces=[GOOD_BODY], leaves_after=1)
    response = await client.post("/items", headers=JSON, body=GOOD_BODY)
    response.expect(status=201, data={"name": "lamp"}, why=OWN_VARIABLES)


async def test_keeps_two_requests_apart(client, random):
    """Two requests at the same time do not mix."""
    names = [str(random.randrange(10**6)) for _ in range(2)]
    bodies = [body_of({"name": name}) for name in names]
    requests = [client.start("POST", "/items", headers=JSON, pieces=[body[:9], body[9:]], pause=1) for body in bodies]
    for request, name in zip(requests, names, strict=True):
        await request.ended()
        request.response.expect(status=201, data={"name": name})


@pytest.mark.worlds("one disconnect")
@pytest.mark.parametrize("pieces", [[], [b'{"name":'], [GOOD_BODY]], ids=["before the body", "in it", "before its end"])
async def test_sends_nothing_to_a_client_that_left(client, pieces):
    """A client that leaves before the end of its body gets no answer."""
    response = await client.post(
        "/items", headers={**JSON, "content-length": "1000"}, pieces=pieces, leaves_after=len(pieces)
    )
    response.expect_nothing_sent(why="On http.disconnect return: what came is only a part of the body.")


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
