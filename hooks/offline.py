"""MkDocs hook, the last: puts a service worker into a built site, with the list of what it keeps for offline use."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

SCRIPT = "service-worker.js"
NOT_KEPT = ("*.map", "*.gz", "sitemap.xml", SCRIPT, "assets/javascripts/lunr/**/*")
serving: list[bool] = []


def on_startup(command: str, dirty: bool) -> None:
    serving[:] = [command == "serve"]


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    if not any(serving):  # whose pages change all the time
        env.globals["service_worker"] = SCRIPT  # docs/overrides/main.html makes a link of it
    return env


def on_post_build(config: MkDocsConfig) -> None:
    if any(serving):
        return
    site = Path(config.site_dir)
    left_out = {path for pattern in NOT_KEPT for path in site.rglob(pattern)}
    files = sorted(path for path in site.rglob("*") if path.is_file() and path not in left_out)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes())
    addresses = [path.relative_to(site).as_posix().removesuffix("index.html") for path in files]
    script = (Path(config.config_file_path).parent / "web/dist" / SCRIPT).read_text("utf-8")
    head = f"const VERSION = {json.dumps(digest.hexdigest()[:12])};\nconst FILES = {json.dumps(addresses)};\n"
    (site / SCRIPT).write_text(head + script, "utf-8")
