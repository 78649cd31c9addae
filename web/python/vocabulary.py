"""Prints, as JSON, what ASGI's names mean: those of messages by the checker, those of the scope by their lesson."""

import json
import re
from pathlib import Path

from asgi_harness.schema import EXTENSION_TYPES, MESSAGE_TYPES, REQUIRED

LESSON = Path(__file__).parents[2] / "docs/learn/scope.md"
_TABLE = re.compile(r"^<!-- table: scope (\w+) -->\n((?:\|.*\n)+)", re.MULTILINE)
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^]]+)\]\([^)]+\)")


def messages() -> dict[str, object]:
    return {
        each.name: {
            "protocol": each.protocol,
            "direction": each.direction,
            "meaning": each.meaning,
            "extension": each.extension,
            "keys": {
                key.name: {
                    "kind": key.kind,
                    "missing": "required" if key.default is REQUIRED else f"`{key.default!r}` if missing",
                    "meaning": key.meaning,
                }
                for key in each.keys
            },
        }
        for each in (*MESSAGE_TYPES.values(), *EXTENSION_TYPES.values())
    }


def scope_keys() -> dict[str, object]:
    """Each key as the lesson tells it first, with all the protocols that have it."""
    keys: dict[str, dict[str, object]] = {}
    protocols: dict[str, list[str]] = {}
    for protocol, rows in _TABLE.findall(LESSON.read_text("utf-8")):
        for name, kind, missing, meaning in _ROW.findall(rows):
            plain = _LINK.sub(r"\1", meaning).replace("*", "")
            absent = missing.replace("*", "")
            keys.setdefault(
                name,
                {
                    "kind": kind,
                    "missing": f"{absent} if missing" if absent.startswith("`") else absent,
                    "meaning": plain,
                    "protocols": protocols.setdefault(name, []),
                },
            )
            protocols[name].append(protocol)
            if name == "type" and protocol != "http":
                keys[name]["meaning"] = f"{keys[name]['meaning']}, {plain}"
    return keys


if __name__ == "__main__":
    print(json.dumps({"messages": messages(), "scope": scope_keys()}, ensure_ascii=False))
