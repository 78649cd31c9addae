"""The grader of exercise 05: q, page and tags are read from the query string, whatever stands in it."""

import json
from urllib.parse import quote, quote_plus

import pytest

DECODING = "Split at & and =, then turn + into a space, then resolve the percent escapes, once."
BLANK = "A name with nothing behind its = is given all the same; parse_qsl keeps it with keep_blank_values=True."
LAST = "Where a name repeats, the last one counts."
DIGITS = "A page is greater than 0, and written in the digits 0 to 9; int() and str.isdigit() take more than that."
NO_VALUE = "A name may come without an =, and with nothing at all; what is not asked for may be anything."
OWN_VARIABLES = "What belongs to a request belongs into local variables."
WORD_FOR_WORD = "A value is taken as it is: only + and the percent escapes are decoded, and only & parts the pairs."
REPLACED = 'Bytes that are no UTF-8 become U+FFFD, others their character: decode as UTF-8, with errors="replace".'


async def ask(client, query):
    """GET / with a query string, which may also be bytes that stand on the wire as they are."""
    if isinstance(query, str):
        return await client.get(f"/?{query}" if query else "/")
    return await client.get(f"/?{query.decode('latin-1')}", scope={"query_string": query})


async def expect_answer(client, query, *, q="", page=1, tags=(), why=""):
    """Raise a failure unless the query is answered with these values."""
    response = await ask(client, query)
    response.expect(status=200, data={"q": q, "page": page, "tags": list(tags)}, why=why)
    if not isinstance(json.loads(response.body)["page"], int):
        raise response.failure("The page is no integer.", f'"page": {page}', response.body.decode())


async def expect_error(client, query, *, why=""):
    """Raise a failure unless the query is answered with status 400 and an error in JSON, however it is worded."""
    response = await ask(client, query)
    response.expect(status=400, why=why)
    try:
        answer = json.loads(response.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "error" not in answer:
        answer = {"error": "page must be a positive integer"}
    response.expect(data={"error": answer["error"]})


def words(random):
    """Some words with characters in them that a query string must escape."""
    return " ".join(random.choices(["wire", "scope", "café", "мир", "1+1=2", "50%", "R&D", "#1", "why?"], k=3))


async def test_reads_the_example_of_the_task(client):
    """?q=raw+asgi&page=2&tag=web&tag=python is read into q, page and two tags."""
    await expect_answer(client, "q=raw+asgi&page=2&tag=web&tag=python", q="raw asgi", page=2, tags=["web", "python"])


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server", "twins")
async def test_reads_all_three(client, random):
    """q, page and every tag are read, in whatever order they come."""
    q, page, tags = words(random), random.randrange(2, 10**6), random.choices("abc", k=3)
    pairs = [f"q={quote_plus(q)}", f"page={page}", *(f"tag={tag}" for tag in tags)]
    cut = random.randrange(3)
    await expect_answer(client, "&".join(pairs[cut:] + pairs[:cut]), q=q, page=page, tags=tags)


@pytest.mark.worlds("minimal scope")
async def test_has_defaults(client):
    """Without a query string q is empty, page is 1 and there are no tags."""
    await expect_answer(client, "")


async def test_has_a_default_for_each(client, random):
    """What the query string does not name has its default."""
    page = random.randrange(2, 10**6)
    await expect_answer(client, f"page={page}", page=page)
    await expect_answer(client, "q=wire", q="wire")
    await expect_answer(client, "tag=wire", tags=["wire"])


async def test_passes_over_other_names(client):
    """Other names, however alike, are passed over."""
    await expect_answer(client, "Q=a&query=b&pages=x&Page=0&tags=c&other=d&tag=e", tags=["e"])


async def test_passes_over_names_without_a_value(client):
    """A name without a value, nothing at all, and a name that is no UTF-8 are passed over too."""
    await expect_answer(client, "debug&q=wire&&%FF=1", q="wire", why=NO_VALUE)


async def test_decodes_q_and_tags(client, random):
    """Plus signs and percent escapes are decoded in q and in tags, as UTF-8."""
    q, tag = words(random), words(random)
    await expect_answer(client, f"q={quote_plus(q)}&tag={quote(tag)}", q=q, tags=[tag], why=DECODING)


async def test_decodes_in_the_right_order_and_once(client):
    """An escaped &, =, + or % is a character like any other."""
    await expect_answer(client, "q=a%26page%3D0", q="a&page=0", why=DECODING)
    await expect_answer(client, "page=%32", page=2, why=DECODING)
    await expect_answer(client, "q=1%2B1", q="1+1", why=DECODING)
    await expect_answer(client, "q=%2541&tag=%2541&tag=a%2Cb", q="%41", tags=["%41", "a,b"], why=DECODING)


async def test_takes_values_word_for_word(client):
    """Capitals, spaces at the edges, line ends and other signs of a value stay."""
    await expect_answer(
        client, "q=+Raw%0AASGI+&tag=Web;x,y&tag=%20Web", q=" Raw\nASGI ", tags=["Web;x,y", " Web"], why=WORD_FOR_WORD
    )


async def test_splits_at_the_first_equals_sign(client):
    """Only the first = parts the name from the value."""
    await expect_answer(client, "q=a=b&tag==", q="a=b", tags=["="], why="Split a pair at its first = only.")


@pytest.mark.parametrize("page", ["1", "10", "42", "65536", "9999999999"])
async def test_takes_positive_pages(client, page):
    """A positive decimal integer is a page."""
    await expect_answer(client, f"page={page}", page=int(page))


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "1.5", "2.0", "1e3", "abc", "12x", "0x10", "1_000", "+3", "3+", "%2B3", "3%0A", "3%20", "%FF"],
)
async def test_refuses_other_pages(client, page):
    """A page that is no positive decimal integer is answered with 400."""
    await expect_error(client, f"q=wire&page={page}", why=DIGITS)
    await expect_error(client, f"tag=wire&page={page}", why=DIGITS)


async def test_takes_the_last_of_several(client, random):
    """Where q or page repeats, the last counts."""
    first, last = random.sample(range(2, 1000), 2)
    await expect_answer(client, f"page={first}&q=first&page={last}&q=last", q="last", page=last, why=LAST)
    await expect_answer(client, f"page=nonsense&page={last}", page=last, why=LAST)
    await expect_error(client, f"page={first}&page=nonsense", why=LAST)


async def test_keeps_every_tag_in_order(client, random):
    """Every tag counts, in order, also one that was there before."""
    tags = random.choices(["web", "python", "asgi"], k=12)
    await expect_answer(client, "&".join(f"tag={tag}" for tag in tags), tags=tags)


async def test_remembers_nothing(client):
    """Every query string is read for itself."""
    await expect_answer(client, "q=wire&page=2&tag=a", q="wire", page=2, tags=["a"])
    await expect_answer(client, "tag=b", tags=["b"], why=OWN_VARIABLES)


async def test_takes_blank_values_as_given(client):
    """A blank value is a value: of q, of a tag, and of page, where it is an error."""
    await expect_answer(client, "q=wire&q=", why=BLANK)
    await expect_answer(client, "tag=&tag=a&tag=", tags=["", "a", ""], why=BLANK)
    await expect_error(client, "q=wire&page=", why=BLANK)
    await expect_error(client, "page=2&page=", why=BLANK)


async def test_survives_escapes_that_are_no_utf_8(client):
    """Escaped bytes that are no UTF-8 become U+FFFD, each one."""
    await expect_answer(client, "q=%FFwire%FE&tag=caf%E9", q="\ufffdwire\ufffd", tags=["caf\ufffd"], why=REPLACED)


async def test_survives_raw_bytes(client):
    """Bytes above 127 that are not escaped are UTF-8 too, and become U+FFFD where they are not."""
    await expect_answer(client, "q=café&tag=мир".encode(), q="café", tags=["мир"], why=REPLACED)
    await expect_answer(client, b"q=\xffwire&tag=caf\xe9", q="\ufffdwire", tags=["caf\ufffd"], why=REPLACED)


@pytest.mark.parametrize(
    "page", ["\u00b2", "\u0663", "\uff11", "\u00bd"], ids=["superscript", "arabic", "fullwidth", "half"]
)
async def test_refuses_digits_of_other_scripts(client, page):
    """Characters that Unicode calls digits or numbers are none of a page's."""
    await expect_error(client, f"page={quote(page)}", why=DIGITS)


@pytest.mark.parametrize("scope_type", ["websocket", "lifespan", "carrier-pigeon"])
async def test_raises_for_other_scope_types(client, scope_type):
    """A scope that is not HTTP makes the app raise an exception."""
    await client.expect_refusal(scope_type)
