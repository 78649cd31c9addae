"""The grader of exercise 02: every HTTP request is greeted."""

import pytest


@pytest.mark.worlds("minimal scope", "unknown addresses", "headers as lists", "slow server")
async def test_get_is_greeted(client):
    """GET / is answered with 200 and the text Hello from ASGI!"""
    response = await client.get("/")
    response.expect(status=200, text="Hello from ASGI!")


async def test_any_path_is_greeted(client, random):
    """Any path and query get the same answer."""
    path = f"/{random.choice(['users', 'wire', 'café'])}/{random.randrange(10**6)}?page={random.randrange(100)}"
    response = await client.get(path)
    response.expect(status=200, text="Hello from ASGI!")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_any_method_is_greeted(client, method):
    """Any method gets the same answer, with a body or without."""
    response = await client.request(method, "/", body=b"a body that nobody asked for")
    response.expect(status=200, text="Hello from ASGI!")


async def test_answers_again_and_again(client):
    """Every request is answered, not only the first."""
    for number in range(3):
        response = await client.get(f"/{number}")
        response.expect(status=200, text="Hello from ASGI!")


@pytest.mark.worlds("slow server")
async def test_answers_at_the_same_time(client):
    """Requests that come at the same time are each answered."""
    exchanges = [client.start("POST", f"/{number}", pieces=[b"a", b"b"], pause=1) for number in range(3)]
    for exchange in exchanges:
        await exchange.ended()
        exchange.response.expect(status=200, text="Hello from ASGI!")
