"""The grader of exercise 04: the method and the path come back as text."""

from urllib.parse import quote

import pytest

DECODED_ONCE = 'scope["path"] is decoded already; take it as it is.'
LETTERS = 'scope["path"] is decoded already; encode the answer as UTF-8, and count its bytes.'
NO_QUERY = 'scope["path"] is the path alone; the query has a key of its own.'
OWN_VARIABLES = "What belongs to a request belongs into local variables."
TWO_PATHS = "/users/ and /users are two paths; take the path as it is."


async def expect_echo(client, method, url, path, why=""):
    """Raise a failure unless the answer names the method and the decoded path, and counts its bytes."""
    response = await client.request(method, url)
    text = f"{method} {path}"
    length = str(len(text.encode("utf-8")))
    response.expect(status=200, text=text, headers={"content-length": length}, why=why)


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server", "twins")
async def test_tells_method_and_path(client, random):
    """The answer is 200 with the method, a space and the path as text."""
    path = f"/{random.choice(['users', 'orders', 'wires'])}/{random.randrange(10**6)}"
    await expect_echo(client, "GET", path, path)


async def test_tells_the_example_of_the_task(client):
    """GET /users/42 is answered with GET /users/42."""
    await expect_echo(client, "GET", "/users/42", "/users/42")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
async def test_tells_any_method(client, random, method):
    """Any method is told as it is."""
    path = f"/{random.randrange(10**6)}"
    await expect_echo(client, method, path, path)


async def test_remembers_nothing(client, random):
    """The same path with another method is told with that method."""
    path = f"/{random.randrange(10**6)}"
    for method in ("GET", "DELETE", "GET"):
        await expect_echo(client, method, path, path, OWN_VARIABLES)


async def test_tells_the_root(client):
    """The shortest path is a single slash."""
    await expect_echo(client, "GET", "/", "/")


@pytest.mark.worlds("minimal scope")
async def test_tells_a_path_with_other_letters(client, random):
    """/caf%C3%A9 on the wire is told as /café, and content-length counts its bytes."""
    path = f"/{random.choice(['café', 'größe', 'año'])}/{random.choice(['мир', '東京'])}/🐍{random.randrange(10**6)}"
    await expect_echo(client, "GET", quote(path), path, LETTERS)


async def test_tells_a_decoded_path(client, random):
    """A space, a percent sign and a slash that were escaped on the wire are told decoded, and only once."""
    number = random.randrange(10**6)
    await expect_echo(client, "GET", f"/a%20b/{number}", f"/a b/{number}", DECODED_ONCE)
    await expect_echo(client, "GET", f"/a%2Fb/{number}", f"/a/b/{number}", DECODED_ONCE)
    await expect_echo(client, "GET", f"/100%2525/{number}", f"/100%25/{number}", DECODED_ONCE)
    await expect_echo(client, "GET", f"/a+b/{number}", f"/a+b/{number}", DECODED_ONCE)


async def test_tells_every_character_as_it_is(client, random):
    """Capitals, spaces at the edges and signs with a meaning in HTML or in a URL stay."""
    path = f"/ Docs;v=1/R&D <{random.randrange(10**6)}>/a\\b#c "
    await expect_echo(client, "GET", quote(path), path, DECODED_ONCE)


async def test_leaves_out_the_query(client, random):
    """The query string is no part of the path."""
    number = random.randrange(10**6)
    await expect_echo(client, "GET", f"/search/{number}?q=asgi&page=2", f"/search/{number}", NO_QUERY)
    await expect_echo(client, "GET", f"/what%3F/{number}", f"/what?/{number}", DECODED_ONCE)


async def test_keeps_slashes_as_they_are(client, random):
    """Slashes at the end and in a row stay."""
    number = random.randrange(10**6)
    await expect_echo(client, "GET", f"/users//{number}/", f"/users//{number}/", TWO_PATHS)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
