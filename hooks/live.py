"""MkDocs hook: makes of a fence `requests` what the app before it is asked, and what a Run button needs to ask it."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from pymdownx.superfences import SuperFencesException

from hooks.requests import NotUnderstood, read


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    fences = config.mdx_configs["pymdownx.superfences"].setdefault("custom_fences", [])
    fences.append({"name": "requests", "class": "requests", "format": fence})
    return config


def fence(source: str, language: str, class_name: str, options: dict[str, Any], md: object, **attributes: Any) -> str:
    try:
        steps = read(source).steps
    except NotUnderstood as error:
        raise SuperFencesException(f"In a fence of requests, {error}.") from None
    lines = "".join(f"<li><code>{escape(line.strip())}</code></li>" for line in source.splitlines() if line.strip())
    return (
        f'<div class="live" data-widget="live" data-steps="{escape(json.dumps(steps))}">'
        f'<ul class="{class_name}" aria-label="What the app above is asked">{lines}</ul></div>'
    )
