"""MkDocs hook: writes the page of rules from the checker's own, each under an anchor of its id."""

from __future__ import annotations

import re
from itertools import groupby

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from asgi_harness.rules import RULES, Rule, whole
from asgi_harness.worlds import LOSSES, WORLDS

PAGE = "reference/rules.md"
FAMILIES = {
    "APP": "The callable",
    "SCO": "The scope",
    "EVT": "Any message",
    "HTTP": "HTTP",
    "WS": "WebSocket",
    "LIFE": "Lifespan",
    "EXT": "Extensions",
}

_MESSAGE = re.compile(r"\b(?:http|websocket|lifespan)(?:\.[a-z_]+)+\b")


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.file.src_uri != PAGE:
        return markdown
    return markdown.replace("<!-- rules -->", "\n".join(_families()))


def _families() -> list[str]:
    parts = []
    for family, members in groupby(RULES.values(), key=lambda rule: rule.id.partition("-")[0]):
        rules = list(members)
        parts.append(f"## {FAMILIES[family]}\n")
        parts += [f"- [{rule.id}](#{rule.id.lower()}) {_summary(rule)}" for rule in rules]
        parts += ["", *map(_section, rules)]
    return parts


def _summary(rule: Rule) -> str:
    return _MESSAGE.sub(r"`\g<0>`", rule.summary)


def _section(rule: Rule) -> str:
    return f"""### {rule.id} {{ #{rule.id.lower()} }}

**{_summary(rule)}** *{rule.severity.capitalize()}.*{_under(rule)}

{rule.consequence} {rule.hint} [What the spec says]({rule.spec})

<div class="rule" markdown="1">

{_example("Wrong", rule.wrong)}
{_example("Right", rule.right)}
</div>
"""


def _under(rule: Rule) -> str:
    world = (WORLDS | LOSSES).get(rule.under)
    if world is not None:
        return f" Seen where {world.unusual}."
    return f" Seen with {rule.under}." if rule.under else ""


def _example(title: str, example: str) -> str:
    return f'~~~~~~ {{.python title="{title}"}}\n{whole(example)}~~~~~~\n'
