"""The rows that a table of messages must have, from the checker's own schema."""

from typing import Any

from asgi_harness.schema import MESSAGE_TYPES, REQUIRED, Key


def message_rows(protocol: str, direction: str) -> list[str]:
    """Markdown rows: message or key, value, if missing, meaning."""
    rows = []
    for message_type in MESSAGE_TYPES.values():
        if (message_type.protocol, message_type.direction, message_type.extension) == (protocol, direction, ""):
            rows.append(f"| [**`{message_type.name}`**]({message_type.spec}) | | | {message_type.meaning} |")
            rows += [_key_row(key) for key in message_type.keys]
    return rows


def _key_row(key: Key) -> str:
    since = f" *Since 2.{key.since.split('.')[1]}.*" if key.since != "2.0" else ""
    return f"| `{key.name}` | {key.kind} | {_default(key.default)} | {key.meaning}{since} |"


def _default(value: Any) -> str:
    if value is REQUIRED:
        return "*required*"
    return "none" if value == () else f"`{value!r}`".replace("'", '"')
