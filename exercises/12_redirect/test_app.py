"""The grader of exercise 12: what was below /old/ is found below /new/."""

import re
from urllib.parse import quote, unquote

import pytest

# What RFC 3986 allows in a path: unreserved characters, sub-delimiters, ":", "@", "/" and escapes.
PATH = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")

ENCODE = "The path in the scope is decoded. In a location, each character that a URL does not allow becomes %XX again."
SAME = "Only the first /old/ becomes /new/. All that is behind it stays, and nothing stands before it, no host either."
KEEP = "query_string is as it came: still encoded, and without the question mark. It goes behind the path unchanged."


def expect_redirect(response, path, query=""):
    """Raise a failure unless the answer is 308 with a location that means this decoded path, and has this query."""
    response.expect(status=308)
    locations = response.header("location")
    wanted = quote(path) + (f"?{query}" if query else "")
    if len(locations) != 1:
        raise response.failure(
            "A redirect has one location.", f"location: {wanted}", ", ".join(locations) or "no location"
        )
    got_path, mark, got_query = locations[0].partition("?")
    if not (got_path.startswith("/new/") and PATH.fullmatch(got_path) and unquote(got_path) == path):
        raise response.failure(
            "The location has another path.",
            f"location: {wanted}",
            f"location: {locations[0]}",
            why=SAME if quote(path) == path else ENCODE,
        )
    if (bool(mark), got_query) != (bool(query), query):
        raise response.failure(
            "The location has another query.", f"location: {wanted}", f"location: {locations[0]}", why=KEEP
        )


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server")
async def test_redirects_to_the_new_path(client, random):
    """/old/… is answered with 308 and the location /new/…, whether raw_path is there or not."""
    rest = f"{random.choice(['shop', 'blog', 'about'])}/{random.randrange(10**6)}"
    response = await client.get(f"/old/{rest}")
    expect_redirect(response, f"/new/{rest}")


@pytest.mark.worlds("minimal scope")
async def test_redirects_the_example_of_the_task(client):
    """/old/caf%C3%A9?x=1 is answered with the location /new/caf%C3%A9?x=1."""
    response = await client.get("/old/caf%C3%A9?x=1")
    expect_redirect(response, "/new/café", "x=1")


@pytest.mark.worlds("minimal scope")
async def test_encodes_what_a_url_does_not_allow(client, random):
    """Letters beyond ASCII, spaces, quotes and the like are percent-encoded."""
    number = random.randrange(10**6)
    for rest in (
        f"naïve {number}",
        f"日本/{number}",
        "🫖",
        'a "b" <c> {d} |e| \\f^`',
        "ÿ",
        "a\tb",
        " a ",
        "a\n",
        "cafe\u0301",
    ):
        response = await client.get(f"/old/{quote(rest)}")
        expect_redirect(response, f"/new/{rest}")


@pytest.mark.worlds("minimal scope")
async def test_keeps_what_would_end_the_path(client):
    """A question mark, hash or percent sign that belongs to the path stays in the path."""
    for rest in ("what?/now", "a#b", "100%", "50%25", "%41", "a&b=c;d+e@f:g,h"):
        response = await client.get(f"/old/{quote(rest)}?page=2")
        expect_redirect(response, f"/new/{rest}", "page=2")


@pytest.mark.worlds("minimal scope")
async def test_lets_nobody_write_headers(client):
    """A line feed in the path does not end the location."""
    response = await client.get("/old/a%0D%0Aset-cookie:%20admin=1")
    expect_redirect(response, "/new/a\r\nset-cookie: admin=1")


@pytest.mark.worlds("minimal scope")
async def test_keeps_the_query(client, random):
    """The query stays as it came, escapes, plus signs and all."""
    for query in (
        f"page={random.randrange(100)}&tag=a&tag=b",
        "q=caf%C3%A9+au%20lait%c3%a9",
        "q=a%26b%3Dc%23d&empty=&flag",
        "next=/old/x?y=/new/z",
        "%2541=%25",
        "a=1&",
        "?",
    ):
        response = await client.get(f"/old/search?{query}")
        expect_redirect(response, "/new/search", query)


@pytest.mark.worlds("minimal scope")
async def test_replaces_the_first_part_alone(client):
    """Only the first /old/ becomes /new/, and all behind it stays."""
    for rest in ("", "old/", "a/old/b", "old", "/a//b/", "new/c/", "a/", "Read/ME.TXT"):
        response = await client.get(f"/old/{rest}")
        expect_redirect(response, f"/new/{rest}")


async def test_finds_nothing_else(client, random):
    """Any other path is answered with 404."""
    paths = ["/", "/old", "/older/a", "/OLD/a", "/new/a", "/a/old/b", "/api?next=/old/a", "//old/a", "/old%20/a"]
    for path in [*paths, f"/{random.randrange(10**9)}/old/"]:
        response = await client.get(path)
        response.expect(status=404)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
