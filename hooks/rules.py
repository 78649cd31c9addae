"""MkDocs hook: writes the page of rules from the checker's own, each under its own anchor, and the list of worlds."""

from __future__ import annotations

import re
from itertools import groupby

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from asgi_harness.rules import RULES, Rule, whole
from asgi_harness.worlds import LOSSES, WORLDS, World

PAGE = "reference/rules.md"
HARNESS = "reference/harness.md"
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
    if page.file.src_uri == PAGE:
        return markdown.replace("<!-- rules -->", "\n".join(_families()))
    if page.file.src_uri == HARNESS:
        return markdown.replace("<!-- worlds -->", "\n".join(map(_world, (WORLDS | LOSSES).values())))
    return markdown


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


def _world(world: World) -> str:
    rules = ", ".join(f"[{rule}](rules.md#{rule.lower()})" for rule in (world.rule, world.websocket_rule) if rule)
    return f"- *{world.name}*: {world.unusual}" + (f" ({rules})" if rules else "")


def _under(rule: Rule) -> str:
    world = (WORLDS | LOSSES).get(rule.under)
    if world is not None:
        return f" Seen where {world.unusual}."
    return f" Seen with {rule.under}." if rule.under else ""


def _example(title: str, example: str) -> str:
    return f'~~~~~~ {{.python title="{title}"}}\n{whole(example)}~~~~~~\n'
