"""The grader of exercise 07: the path and the method choose the answer."""

import json
from urllib.parse import quote

import pytest

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]

LIKE_GET = "HEAD asks what GET would answer: the same status and headers, content-length among them, and no body."
KNOWN_PATH = "The path is known and the method is none of its own: that is 405, and allow tells which methods would do."
UNKNOWN_PATH = "Nothing is at this path, so no method could be the right one: look at the path first."
WHOLE_PATH = "Compare the whole path: each segment counts, an empty one too."
ASCII_DIGITS = "An id is digits from 0 to 9; int() and str.isdigit() take more than that."


def routes(random):
    """Every known path with its methods."""
    return [("/", {"GET", "HEAD"}), (f"/users/{random.randrange(1, 10**6)}", {"GET", "HEAD"}), ("/users", {"POST"})]


def expect_content_length(response):
    if not response.header("content-length"):
        raise response.failure(
            "The answer does not say how long it is.", f"content-length: {len(response.body)}", "no content-length"
        )


async def expect_user(client, number):
    """Raise a failure unless GET /users/{number} tells the number."""
    response = await client.get(f"/users/{number}")
    response.expect(status=200, data={"id": number})
    if not isinstance(json.loads(response.body)["id"], int):
        raise response.failure("The id is no integer.", f'"id": {number}', response.body.decode())
    expect_content_length(response)


def expect_not_found(response, why):
    response.expect(status=404, why=why)
    response.expect(text="not found")


def expect_no_body(response):
    bodies = [message for message in response.conversation.sent("http.response.body") if message.get("body")]
    if bodies:
        raise response.failure(
            "The answer to a HEAD has a body.", "body b''", f"body {bodies[0]['body']!r}", why=LIKE_GET
        )


def expect_refused_method(response, allowed):
    """Raise a failure unless the response is a 405 that allows these methods."""
    response.expect(status=405, why=KNOWN_PATH)
    listed = [method.strip() for value in response.header("allow") for method in value.split(",")]
    if set(listed) != allowed:
        got = f"allow: {', '.join(listed)}" if response.header("allow") else "no allow"
        raise response.failure("The methods allowed are others.", f"allow: {', '.join(sorted(allowed))}", got)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server", "twins")
async def test_get_home(client):
    """GET / is answered with 200 and the text home."""
    response = await client.get("/")
    response.expect(status=200, text="home")
    expect_content_length(response)


async def test_get_user_42(client):
    """GET /users/42 is answered with 200 and the JSON {"id": 42}."""
    await expect_user(client, 42)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server", "twins")
async def test_get_a_user(client, random):
    """GET /users/{id} is answered with 200 and the id in JSON, a number."""
    for number in (0, random.randrange(1, 10), random.randrange(10**3, 10**9), 10**10 + 1, 2**64 + 1):
        await expect_user(client, number)


@pytest.mark.worlds("minimal scope", "keys left out", "slow server")
async def test_post_users(client):
    """POST /users is answered with 201, the JSON {"created": true} and the location /users/1."""
    for pieces in ([b'{"name"', b': "a"}'], [b""]):
        response = await client.post("/users", headers={"content-type": "application/json"}, pieces=pieces)
        response.expect(status=201, data={"created": True}, headers={"location": "/users/1"})


@pytest.mark.worlds("minimal scope", "slow server")
async def test_head_is_get_without_body(client, random):
    """HEAD on a route of GET has the status and the headers of GET, content-length among them, and no body."""
    for path, methods in routes(random):
        if "HEAD" in methods:
            get, head = await client.get(path), await client.request("HEAD", path)
            headers = {"content-type": ", ".join(get.header("content-type")), "content-length": str(len(get.body))}
            head.expect(status=200, headers=headers, why=LIKE_GET)
            missing = {name.decode() for name, _ in get.headers} - {name.decode() for name, _ in head.headers}
            if missing:
                raise head.failure("HEAD lacks headers of GET.", ", ".join(sorted(missing)), "none", why=LIKE_GET)
            expect_no_body(head)


@pytest.mark.parametrize("method", METHODS)
async def test_refuses_other_methods(client, random, method):
    """A known path with another method is answered with 405 and an allow header that lists what is allowed."""
    for path, allowed in routes(random):
        if method not in allowed:
            response = await client.request(method, path)
            expect_refused_method(response, allowed)
            if method == "HEAD":
                expect_no_body(response)


@pytest.mark.parametrize("method", METHODS)
async def test_knows_no_other_path(client, random, method):
    """Any method on any other path is answered with 404 and the text not found."""
    for path in (f"/{random.choice(['posts', 'home', 'user'])}", f"/users/x{random.randrange(100)}", "/users/"):
        response = await client.request(method, path)
        if method == "HEAD":
            response.expect(status=404)
            expect_no_body(response)
        else:
            expect_not_found(response, UNKNOWN_PATH)


@pytest.mark.parametrize(
    "path",
    [
        *("/users/1/", "/users//1", "/users/1/posts", "/v1/users/1", "/v1/users", "/userss", "/users1", "/1", "//"),
        *("/Users", "/Users/1", "/users/1%3Fpage=2", "/users/%2531"),
    ],
)
async def test_compares_the_whole_path(client, path):
    """A path that only resembles a known one is another path."""
    response = await client.get(path)
    expect_not_found(response, WHOLE_PATH)


@pytest.mark.parametrize("number", ["x1", "1x", "-1", "+1", "1.0", "1_0", "1 ", " 1", "1\n", "0x1", "me"], ids=ascii)
async def test_takes_digits_only(client, number):
    """An id that is not all digits is no id."""
    response = await client.get(f"/users/{quote(number)}")
    expect_not_found(response, ASCII_DIGITS)


@pytest.mark.parametrize("number", ["\u00b2", "\u0663", "\uff11"], ids=["superscript", "arabic", "fullwidth"])
async def test_takes_ascii_digits_only(client, number):
    """Digits of other scripts are none of an id's."""
    response = await client.get(f"/users/{quote(number)}")
    expect_not_found(response, ASCII_DIGITS)


async def test_passes_over_the_query(client, random):
    """The query string plays no part."""
    number = random.randrange(10**6)
    response = await client.get(f"/users/{number}?page=2")
    response.expect(status=200, data={"id": number})
    response = await client.get("/?path=/users")
    response.expect(status=200, text="home")
    response = await client.post("/users?page=2")
    response.expect(status=201, data={"created": True})


async def test_takes_an_escaped_path_for_the_same(client):
    """/users/%34%32 on the wire is the path /users/42."""
    response = await client.get("/users/%34%32")
    response.expect(status=200, data={"id": 42}, why='scope["path"] is decoded already; compare that one.')


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
