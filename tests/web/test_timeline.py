"""The timeline says what threads, a pool and an event loop do with requests that all come at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from barewire.timeline import PRESETS, Settings, answer, timeline

Spans = list[tuple[str, float, float]]


def spans(**settings: Any) -> list[Spans]:
    drawn = timeline(Settings(**settings))
    return [[(span["state"], span["start"], span["end"]) for span in request] for request in drawn["requests"]]


def ends(**settings: Any) -> list[float]:
    return [request[-1][2] for request in spans(**settings)]


def test_one_thread_takes_one_request_after_the_other() -> None:
    assert spans(server="wsgi", requests=2, computing=500) == [
        [("waiting", 0, 1), ("running", 1, 1.5)],
        [("queued", 0, 1.5), ("waiting", 1.5, 2.5), ("running", 2.5, 3)],
    ]


@pytest.mark.parametrize(("workers", "threads"), [(1, 4), (4, 1), (2, 2)], ids=["threads", "processes", "both"])
def test_as_many_wait_side_by_side_as_there_are_threads(workers: int, threads: int) -> None:
    assert ends(server="wsgi", workers=workers, threads=threads, requests=9) == [1, 1, 1, 1, 2, 2, 2, 2, 3]


def test_threads_of_one_process_share_its_processor() -> None:
    last = [request[-1] for request in spans(server="wsgi", threads=3, requests=3, computing=500)]
    assert [state for state, *_ in last] == ["running"] * 3
    assert [start for _, start, _ in last] == [1, 1, 1]
    assert [end for *_, end in last] == [2.49, 2.495, 2.5], "they take turns of 5 ms"


def test_a_thread_that_computes_alone_is_not_slowed_down() -> None:
    assert ends(server="wsgi", requests=1, threads=4, computing=500) == [1.5]


def test_processes_compute_side_by_side() -> None:
    assert ends(server="wsgi", workers=3, requests=3, computing=500) == [1.5, 1.5, 1.5]


def test_a_request_goes_to_the_process_that_is_free_first() -> None:
    third = spans(server="wsgi", workers=2, requests=3, computing=500)[2]
    assert third == [("queued", 0, 1.5), ("waiting", 1.5, 2.5), ("running", 2.5, 3)]


def test_an_event_loop_waits_for_all_and_computes_one_at_a_time() -> None:
    assert spans(server="asgi", requests=3, computing=250) == [
        [("waiting", 0, 1), ("running", 1, 1.25)],
        [("waiting", 0, 1), ("queued", 1, 1.25), ("running", 1.25, 1.5)],
        [("waiting", 0, 1), ("queued", 1, 1.5), ("running", 1.5, 1.75)],
    ]


def test_a_blocking_call_stops_everybody_else() -> None:
    assert spans(server="asgi blocking", requests=2, computing=250) == [
        [("waiting", 0, 1), ("running", 1, 1.25)],
        [("queued", 0, 1.25), ("waiting", 1.25, 2.25), ("running", 2.25, 2.5)],
    ]


def test_a_pool_waits_for_as_many_as_it_has_threads_and_the_loop_computes() -> None:
    assert spans(server="asgi threads", threads=2, requests=3, computing=250) == [
        [("waiting", 0, 1), ("running", 1, 1.25)],
        [("waiting", 0, 1), ("queued", 1, 1.25), ("running", 1.25, 1.5)],
        [("queued", 0, 1), ("waiting", 1, 2), ("running", 2, 2.25)],
    ]


def test_a_thread_of_the_pool_is_free_while_the_loop_is_busy() -> None:
    third = spans(server="asgi threads", threads=1, requests=3, computing=2000)[2]
    assert third[:2] == [("queued", 0, 2), ("waiting", 2, 3)]


@pytest.mark.parametrize("server", ["wsgi", "asgi", "asgi blocking", "asgi threads"])
def test_nobody_computes_more_than_was_asked_for(server: str) -> None:
    drawn = spans(server=server, requests=7, waiting=0, computing=123, threads=1)
    assert max(end for request in drawn for *_, end in request) == pytest.approx(7 * 0.123)


def test_who_came_first_is_first() -> None:
    for server in ("wsgi", "asgi", "asgi blocking", "asgi threads"):
        assert ends(server=server, requests=40, computing=100, threads=3) == sorted(
            ends(server=server, requests=40, computing=100, threads=3)
        )


@pytest.mark.parametrize(
    ("settings", "summary"),
    [
        ({"requests": 1}, "The request is answered after 1 s."),
        ({"requests": 4, "threads": 4}, "All 4 requests are answered after 1 s."),
        (
            {"requests": 2, "waiting": 1500},
            "All 2 requests are answered after 3 s. "
            "The quickest answer takes 1.5 s, the median 2.25 s, the slowest 3 s.",
        ),
    ],
    ids=["one", "all alike", "different"],
)
def test_says_in_words_what_came_out(settings: dict[str, int], summary: str) -> None:
    assert timeline(Settings("wsgi", **settings))["summary"] == summary


@pytest.mark.parametrize("waiting", [1, 3, 70, 500, 1000, 9999, 10_000])
@pytest.mark.parametrize("requests", [1, 7, 40])
def test_the_axis_has_few_round_numbers_within_the_time(waiting: int, requests: int) -> None:
    drawn = timeline(Settings("wsgi", requests=requests, waiting=waiting))
    assert 2 <= len(drawn["ticks"]) <= 9
    assert drawn["ticks"][0] == 0
    assert drawn["total"] / 2 < drawn["ticks"][-1] <= drawn["total"]


@pytest.mark.parametrize(
    "settings",
    [
        {"requests": 0},
        {"requests": 41},
        {"requests": 2.5},
        {"waiting": -1},
        {"computing": 2001},
        {"workers": 0},
        {"threads": 65},
        {"waiting": 0, "computing": 0},
    ],
    ids=str,
)
def test_refuses_settings_that_mean_nothing(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"Expected|takes no time"):
        Settings("wsgi", **settings)
    with pytest.raises(ValueError, match="a server among wsgi, asgi, asgi blocking, asgi threads"):
        Settings("cgi")


def test_the_page_gets_it_as_json() -> None:
    settings: dict[str, Any] = {
        "server": "asgi",
        "requests": 3,
        "waiting": 10,
        "computing": 20,
        "workers": 1,
        "threads": 1,
    }
    assert json.loads(answer(**settings)) == timeline(Settings(**settings))
    assert json.loads(answer(**settings))["settings"] == settings


def test_presets_wait_and_do_not_compute() -> None:
    """What the real servers are measured against: computing would take as long as the machine is busy."""
    assert all(settings.waiting and not settings.computing for _, settings in PRESETS.values())
