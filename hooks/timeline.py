"""MkDocs hook: draws the timelines of a lesson, so that they are there before Python is, and without JavaScript."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from barewire.timeline import LEAST, MOST, PRESETS, SERVERS, timeline
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_MARK = re.compile(r"^<!-- timeline: (.+) -->$", re.MULTILINE)
_LEGEND = {
    "queued": "nobody sees to it yet",
    "waiting": "for a database, or for another site",
    "running": "computes, or takes its turns at it",
}


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    def widget(match: re.Match[str]) -> str:
        unknown = {*match[1].split()} - {*PRESETS}
        if unknown:
            raise PluginError(
                f"{page.file.src_uri} wants a timeline {', '.join(unknown)}, which PRESETS does not have."
            )
        return _widget({name: _drawn(name) for name in match[1].split()})

    return _MARK.sub(widget, markdown)


def _drawn(name: str) -> dict[str, Any]:
    title, settings = PRESETS[name]
    return {"title": title, **timeline(settings)}


def _widget(drawings: dict[str, dict[str, Any]]) -> str:
    data = {
        "servers": {name: words for name, (words, _) in SERVERS.items()},
        "least": LEAST,
        "most": MOST,
        "presets": [{"title": drawing["title"], "settings": drawing["settings"]} for drawing in drawings.values()],
    }
    legend = "".join(
        f'<li><span class="bars__swatch bars__span--{state}"></span> <b>{state}</b>: {words}</li>'
        for state, words in _LEGEND.items()
    )
    figures = "".join(figure(drawing["title"], drawing) for drawing in drawings.values())
    return (
        f'<div class="timeline inquiry" data-widget="timeline" data-timelines="{escape(json.dumps(data))}">'
        f'{figures}<ul class="bars__legend">{legend}</ul></div>'
    )


def figure(title: str, drawing: dict[str, Any]) -> str:
    """Bars, and the same as a table; web/src/timeline.ts makes the same of what comes later."""
    requests = [*enumerate(drawing["requests"], 1)]
    bars = "".join(_bar(number, spans) for number, spans in requests)
    ticks = "".join(f'<span class="bars__tick" style="--start: {tick:g}">{tick:g}</span>' for tick in drawing["ticks"])
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Request", "Queued", "Waiting", "Running", "Answered after")
    )
    rows = "".join(_row(number, spans) for number, spans in requests)
    return (
        f'<figure class="bars"><figcaption><b>{escape(title)}.</b> {escape(drawing["summary"])}</figcaption>'
        f'<div class="bars__chart" aria-hidden="true" style="--total: {drawing["total"]:g}">{bars}'
        f'<div class="bars__line bars__axis"><span class="bars__name">s</span>'
        f'<span class="bars__time">{ticks}</span></div></div>'
        f'<details class="bars__twin"><summary>The same as a table</summary>'
        f'<table class="bars__table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details></figure>'
    )


def _bar(number: int, spans: list[dict[str, Any]]) -> str:
    drawn = "".join(
        f'<span class="bars__span bars__span--{span["state"]}"'
        f' style="--start: {span["start"]:g}; --end: {span["end"]:g}">'
        f'<span class="bars__word">{span["state"]}</span></span>'
        for span in spans
    )
    end = f"{spans[-1]['end']:g}"
    return (
        f'<div class="bars__line"><span class="bars__name">{number}</span>'
        f'<span class="bars__time">{drawn}<span class="bars__end" style="--start: {end}">{end} s</span></span></div>'
    )


def _row(number: int, spans: list[dict[str, Any]]) -> str:
    cells = [
        ", ".join(f"{span['start']:g} to {span['end']:g} s" for span in spans if span["state"] == state) or "never"
        for state in _LEGEND
    ]
    cells.append(f"{spans[-1]['end']:g} s")
    return f'<tr><th scope="row">{number}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
