"""MkDocs hook: fills the cheat sheet from the checker's schema and its lesson's table, and prints it as a PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from asgi_harness.schema import MESSAGE_TYPES, REQUIRED, Key

PAGE = "reference/cheat-sheet.md"
SCOPE = "learn/scope.md"
PAPERS = ("A4", "Letter")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
LESSONS = {
    ("http", "receive"): "../learn/receive.md#what-http-has-to-say",
    ("websocket", "receive"): "../learn/receive.md#what-a-websocket-has-to-say",
    ("lifespan", "receive"): "../learn/lifespan.md#the-messages",
    ("http", "send"): "../learn/send.md#what-http-wants-to-hear",
    ("websocket", "send"): "../learn/send.md#what-a-websocket-wants-to-hear",
    ("lifespan", "send"): "../learn/lifespan.md#the-messages",
}

_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^]]+)\]\([^)]+\)")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.file.src_uri != PAGE:
        return markdown
    lesson = files.get_file_from_path(SCOPE)
    if lesson is None:
        raise PluginError(f"docs/{SCOPE} is missing: the cheat sheet takes the keys of the scope from it.")
    parts = {
        "scope keys": ["| | | |", "| --- | --- | --- |", *_scope_keys(lesson.content_string)],
        "messages receive": ["| | |", "| --- | --- |", *_messages("receive")],
        "messages send": ["| | |", "| --- | --- |", *_messages("send")],
    }
    for name, rows in parts.items():
        markdown = markdown.replace(f"<!-- {name} -->", "\n".join(rows))
    return markdown


def on_post_build(config: MkDocsConfig) -> None:
    page = Path(config.site_dir, PAGE).with_suffix("") / "index.html"
    text = page.read_text("utf-8")
    pdfs = {paper: page.with_name(f"asgi-cheat-sheet-{paper.lower()}.pdf") for paper in PAPERS}
    address = urljoin(config.site_url or "", Path(PAGE).with_suffix("").as_posix() + "/")
    with ThreadPoolExecutor() as pool:
        printed = [*pool.map(lambda paper: _print(_for_paper(text, paper, address), pdfs[paper]), PAPERS)]
    links = " and ".join(f'<a href="{pdf.name}">{paper}</a>' for paper, pdf in pdfs.items())
    page.write_text(text.replace("<!-- pdf -->", f"As a PDF for {links}." if all(printed) else ""), "utf-8")


def _for_paper(text: str, paper: str, address: str) -> str:
    """The page for one size of paper, with links that lead to the site from wherever the PDF is."""
    text = re.sub(r'(?<=<a href=")[^"]*', lambda link: urljoin(address, link[0]), text)
    return text.replace("</head>", f"<style>@page cheat-sheet {{ size: {paper} landscape }}</style></head>")


def _print(text: str, pdf: Path) -> bool:
    """Print a page where a Chromium is at hand; tells whether that worked."""
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        return False
    page = pdf.with_suffix(".html")
    page.write_text(text, "utf-8")
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [*root, f"--user-data-dir={profile}", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
        command = [chromium, "--headless", *options, page.as_uri()]
        try:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20, check=False)
        except subprocess.TimeoutExpired:
            pdf.unlink(missing_ok=True)
    page.unlink()
    return pdf.exists()


def _scope_keys(lesson: str) -> list[str]:
    """The keys of an HTTP scope, then those that only a WebSocket has."""
    tables = re.split(r"^<!-- table: scope (\w+) -->$", lesson, flags=re.MULTILINE)[1:]
    rows_of = {protocol: _ROW.findall(table) for protocol, table in zip(tables[::2], tables[1::2], strict=True)}
    of_http = [key for key, *_ in rows_of["http"]]
    return [
        _scope_row(row, "" if protocol == "http" else f" *({protocol})*")
        for protocol in ("http", "websocket")
        for row in rows_of[protocol]
        if protocol == "http" or row[0] not in of_http
    ]


def _scope_row(row: tuple[str, ...], where: str) -> str:
    key, kind, default, meaning = row
    absent = {"*required*": "", "*not supported*": ", or absent"}.get(default, f", else {default}")
    meaning = _LINK.sub(r"\1", meaning).partition(". ")[0].rstrip(".")
    return f"| [`{key}`](../{SCOPE}#the-keys-of-an-http-scope) | {kind}{absent} | {meaning}{where} |"


def _messages(direction: str) -> list[str]:
    return [
        f"| [`{message.name}`]({LESSONS[message.protocol, direction]}) | {', '.join(map(_key, message.keys))} |"
        for message in MESSAGE_TYPES.values()
        if message.direction == direction and not message.extension
    ]


def _key(key: Key) -> str:
    kind = key.kind.removesuffix(" of bytes").replace(" or ", " | ")
    if key.default is REQUIRED:
        return f"`{key.name}: {kind}`"
    default = "[]" if key.default == () else repr(key.default).replace("'", '"')
    return f"`{key.name}: {kind} = {default}`"
