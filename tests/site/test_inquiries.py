"""What timelines and the explorer bring into a page when the site is built."""

from __future__ import annotations

import html
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from barewire import explorer
from barewire.timeline import PRESETS, SERVERS
from mkdocs.exceptions import PluginError

import hooks.explorer
import hooks.timeline

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"^<!-- timeline: (.+) -->$", re.MULTILINE)


def page(source: str) -> Any:
    return SimpleNamespace(file=SimpleNamespace(src_uri=source))


def files(lesson: str | None, *others: str) -> Any:
    """Of a site with this lesson on the scope, and with other pages."""

    def found(path: str) -> Any:
        if path == hooks.explorer.LESSON and lesson is not None:
            return SimpleNamespace(content_string=lesson, url_relative_to=lambda _: "../../learn/scope/")
        return SimpleNamespace(url_relative_to=lambda _: f"../../{path}/") if path in others else None

    return SimpleNamespace(get_file_from_path=found)


def on_markdown(markdown: str) -> str:
    no: Any = None
    return hooks.timeline.on_page_markdown(markdown, page("learn/any.md"), no, no)


def on_content(lesson: str | None, *others: str) -> str:
    no: Any = None
    return hooks.explorer.on_page_content(hooks.explorer._MARK, page(hooks.explorer.PAGE), no, files(lesson, *others))


def test_every_timeline_is_on_a_page_once() -> None:
    named = [
        name
        for path in sorted((ROOT / "docs").rglob("*.md"))
        for mark in MARK.findall(path.read_text("utf-8"))
        for name in mark.split()
    ]
    assert sorted(named) == sorted(PRESETS)


def test_a_timeline_that_nobody_knows_stops_the_build() -> None:
    with pytest.raises(PluginError, match=r"learn/any\.md wants a timeline nobody"):
        on_markdown("<!-- timeline: one-thread nobody -->")


def test_a_timeline_says_in_text_what_its_bars_show() -> None:
    drawn = on_markdown("Before\n\n<!-- timeline: thread-pool -->\n\nAfter")
    text = html.unescape(re.sub(r"<[^>]+>", " ", drawn))
    assert text.startswith("Before")
    assert text.endswith("After")
    assert re.search(r"5\s+0 to 1 s\s+1 to 2 s\s+never\s+2 s", text)
    assert all(html.escape(words) in drawn for words, _ in SERVERS.values())


def test_other_pages_are_left_alone() -> None:
    no: Any = None
    assert on_markdown("<!-- timelines -->") == "<!-- timelines -->"
    untouched = hooks.explorer.on_page_content("<!-- explorer -->", page("index.md"), no, no)
    assert untouched == "<!-- explorer -->"


def table(type_: str, meanings: dict[str, str]) -> str:
    rows = "".join(f"| `{key}` | x | y | {meaning} |\n" for key, meaning in meanings.items())
    return f"<!-- table: scope {type_} -->\n| Key | Value | If missing | Means |\n| --- | --- | --- | --- |\n{rows}\n"


def keys(preset: str) -> list[str]:
    return [row["key"] for row in explorer.explored(explorer.PRESETS[preset])["rows"]]


LESSON = (
    table("http", {key: f"The {key}, see [more](there.md#up)." for key in keys("get")})
    + table(
        "websocket",
        dict.fromkeys(keys("websocket"), "As for HTTP.")
        | {"path": "As for HTTP, but is rare.", "subprotocols": "Offers of `<both>`."},
    )
    + table("lifespan", dict.fromkeys(keys("lifespan"), "Of a lifespan."))
)


def test_the_explorer_takes_what_keys_mean_from_the_lesson() -> None:
    made = on_content(LESSON, "learn/there.md")
    meaning = 'The scheme, see <a href="../../learn/there.md/#up">more</a>.'
    websocket = made[made.index('data-type="websocket"') :]
    assert meaning in made
    assert meaning in websocket, "a table that points to the one above it says what that one says"
    assert "more</a>. Here it is rare." in websocket
    assert "Offers of <code>&lt;both&gt;</code>." in websocket
    assert made.count("Of a lifespan.") == 3


@pytest.mark.parametrize(
    ("lesson", "words"),
    [(None, "learn/scope.md is missing"), (LESSON, r"links to there\.md, which is not there")],
    ids=["no lesson", "no page"],
)
def test_a_lesson_that_lacks_something_stops_the_build(lesson: str | None, words: str) -> None:
    with pytest.raises(PluginError, match=words):
        on_content(lesson)


def test_a_key_that_the_lesson_does_not_know_stops_the_build() -> None:
    with pytest.raises(PluginError, match="says nothing of raw_path of http"):
        on_content(LESSON.replace("| `raw_path` |", "| `another` |", 1), "learn/there.md")
