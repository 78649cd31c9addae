"""MkDocs hook: explores the example requests, with what the lesson on the scope says of each key."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

import markdown as python_markdown
from barewire.explorer import PRESETS, Preset, explored
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

PAGE = "reference/explorer.md"
LESSON = "learn/scope.md"

_MARK = "<!-- explorer -->"
_TABLE = re.compile(r"^<!-- table: scope (\w+) -->\n((?:\|.*\n)+)", re.MULTILINE)
_ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([\w-]+\.md)(#[\w-]+)?\)")

Meanings = dict[tuple[str, str], str]


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.file.src_uri != PAGE:
        return html
    meanings = _meanings(page, files)
    sections = "".join(_section(preset, meanings) for preset in PRESETS.values())
    presets = [
        {"title": each.title, "request": each.request, "tls": each.tls, "root_path": each.root_path}
        for each in PRESETS.values()
    ]
    widget = f'<div class="explorer inquiry" data-widget="explorer" data-presets="{escape(json.dumps(presets))}">'
    return html.replace(_MARK, f"{widget}{sections}</div>")


def _meanings(page: Page, files: Files) -> Meanings:
    """What the tables of the lesson say a key means, as HTML, by the type of the scope and the key."""
    lesson = files.get_file_from_path(LESSON)
    if lesson is None:
        raise PluginError(f"docs/{LESSON} is missing: the explorer takes the meanings of the keys from it.")

    def link(match: re.Match[str]) -> str:
        target = files.get_file_from_path(f"learn/{match[1]}")
        if target is None:
            raise PluginError(f"docs/{LESSON} links to {match[1]}, which is not there.")
        return f"]({target.url_relative_to(page.file)}{match[2] or ''})"

    found: Meanings = {}
    for type_, rows in _TABLE.findall(lesson.content_string):
        for key, text in _ROW.findall(rows):
            rendered = python_markdown.markdown(_LINK.sub(link, text)).removeprefix("<p>").removesuffix("</p>")
            # A table may refer to the one above it; here, each stands for itself.
            as_for_http = re.match(r"As for HTTP(?:\.|, but)", rendered)
            if as_for_http:
                rest = rendered[as_for_http.end() :]
                rendered = _meaning(found, "http", key) + (f" Here it{rest}" if rest else "")
            found[type_, key] = rendered
    return found


def _meaning(meanings: Meanings, type_: str, key: str) -> str:
    try:
        return meanings[type_, key]
    except KeyError:
        raise PluginError(f"docs/{LESSON} says nothing of {key} of {type_}.") from None


def _section(preset: Preset, meanings: Meanings) -> str:
    result = explored(preset)
    told = [*(["over TLS"] if preset.tls else []), *([f"root path {preset.root_path}"] if preset.root_path else [])]
    request = f"<pre><code>{escape(preset.request)}</code></pre>" if preset.request else ""
    words = f'<p class="explorer__told">{escape(", ".join(told).capitalize())}</p>' if told else ""
    heading = f"<h2>{escape(preset.title)}</h2>"
    return f'<section class="explorer__example">{heading}{request}{words}{table(result, meanings)}</section>'


def table(result: dict[str, Any], meanings: Meanings) -> str:
    """A scope beside its environ; web/src/explorer.ts makes the same of other requests."""
    heads = "".join(
        f'<th scope="col">{head}</th>' for head in ("Key of the scope", "Value", "In a WSGI environ", "Means")
    )
    rows = "".join(
        f'<tr><th scope="row"><code>{row["key"]}</code></th><td><code>{escape(row["value"], quote=False)}</code></td>'
        f"<td>{_environ(row['environ'])}</td><td>{_meaning(meanings, result['type'], row['key'])}</td></tr>"
        for row in result["rows"]
    )
    note = f'<p class="explorer__note">{escape(result["note"], quote=False)}</p>' if result["note"] else ""
    return (
        f'<div class="explorer__result" data-type="{result["type"]}"><table class="explorer__table">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}</div>"
    )


def _environ(pairs: list[dict[str, str]]) -> str:
    if not pairs:
        return '<span class="explorer__none">nothing</span>'
    return "".join(
        f"<div><code>{pair['key']}</code> <code>{escape(pair['value'], quote=False)}</code></div>" for pair in pairs
    )
