"""The recording of a run: every line and message in order, where the app waits, and what the server does meanwhile."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from hooks.stepper import Recording

GREETS = """\
import asyncio


async def app(scope, receive, send):
    await receive()
    await asyncio.sleep(2)
    await send({
        "type": "http.response.start",
        "status": 200,
    })
    await send({"type": "http.response.body"})
"""


def steps_of(code: str, drive: str) -> list[dict[str, Any]]:
    recording = Recording(code)
    recording.run(drive)
    steps: list[dict[str, Any]] = recording.as_json()["steps"]
    return steps


def test_each_step_has_its_time_its_lines_and_what_was_said_until_then() -> None:
    steps = steps_of(GREETS, "await client.get('/')")
    assert [(step["time"], step["lines"], step["shown"], step["waits"]) for step in steps] == [
        (0, [(4, 4)], 1, False),
        (0, [(5, 5)], 2, False),
        (0, [(6, 6)], 2, True),
        (2, [(7, 10)], 3, False),
        (2, [(11, 11)], 4, False),
        (2, [], 5, False),
    ]
    assert [step["app"] for step in steps] == [
        "is called with a scope of type http",
        "gets http.request",
        "waits at line 6",
        "sends http.response.start",
        "sends http.response.body",
        "returns",
    ]


def test_the_server_waits_for_what_the_spec_wants_next() -> None:
    assert [step["server"] for step in steps_of(GREETS, "await client.get('/')")] == [
        ["waits for http.response.start"],
        ["waits for http.response.start"],
        ["waits for http.response.start"],
        ["waits for the next http.response.body, and listens for the client to leave"],
        ["has the whole response, and waits for the app to return"],
        ["is done with this request"],
    ]


def test_a_receive_that_waits_in_a_task_is_told() -> None:
    code = GREETS.replace("await asyncio.sleep(2)", "later = asyncio.create_task(receive())").replace(
        'await send({"type": "http.response.body"})', "await asyncio.wait([later])"
    )
    waits = [step for step in steps_of(code, "await client.get('/', leaves_at=3)") if step["waits"]]
    assert [(step["app"], step["lines"]) for step in waits] == [
        ("waits at line 6 for a message and at line 11", [(6, 6), (11, 11)])
    ]


def test_a_loop_is_gone_through_as_often_as_it_runs() -> None:
    code = """\
async def app(scope, receive, send):
    for number in range(2):
        number += 1
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})
"""
    lines = [step["lines"] for step in steps_of(code, "await client.get('/')")]
    assert lines == [[(1, 1)], [(2, 2)], [(3, 3)], [(2, 2)], [(3, 3)], [(2, 2)], [(4, 4)], [(5, 5)], []]


def test_a_client_that_finds_something_else_breaks_the_build() -> None:
    with pytest.raises(AssertionError, match="status 404"):
        Recording(GREETS).run("(await client.get('/')).expect(status=404)")


def test_every_example_of_the_page_is_recorded_to_its_end(site_url: str, site_folder: Path) -> None:
    page = (site_folder / "learn/life-cycle/index.html").read_text("utf-8")
    recordings = [json.loads(html.unescape(data)) for data in re.findall(r'data-steps="(.+?)"', page)]
    assert len(recordings) == 6
    for recording in recordings:
        last = recording["steps"][-1]
        assert last["shown"] == sum(len(each["events"]) for each in recording["conversations"])
        assert last["app"].startswith(("returns", "raises"))
