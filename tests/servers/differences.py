"""Where the harness does other than a real server does, and why that is so."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` differs at a server in a case; each of the three is a pattern, in which `*` stands for anything."""

    what: str
    server: str
    case: str
    reason: str

    def covers(self, what: str, server: str, case: str) -> bool:
        return fnmatch(what, self.what) and fnmatch(server, self.server) and fnmatch(case, self.case)


DIFFERENCES = (
    # The scope
    Difference("scope asgi", "*", "*", "Each server names the version of the spec that it keeps; ours is the newest."),
    Difference(
        "scope extensions", "*", "*", "Each server offers its own extensions, or leaves the key out; all legal."
    ),
    Difference("scope client", "daphne", "*", "A list instead of a tuple, as the spec allows: see the world of lists."),
    Difference("scope server", "daphne", "*", "A list instead of a tuple, as the spec allows."),
    Difference("scope client", "granian", "*", "The port is a str there, where the spec wants an int."),
    Difference("scope server", "granian", "*", "The port is a str there, where the spec wants an int."),
    Difference("scope state", "daphne", "*", "It has no lifespan, so nothing could put a state into the scope."),
    Difference(
        "scope http_version", "daphne", "websocket*", "An optional key; the world `minimal scope` lacks it too."
    ),
    Difference("scope scheme", "daphne", "websocket*", "An optional key; the world `minimal scope` lacks it too."),
    Difference("scope http_version", "granian", "http-1.0", "It says 1, where the spec has 1.0."),
    Difference("scope headers", "daphne", "headers", "It groups equal names; the order among equal names is kept."),
    Difference("scope headers", "granian", "headers", "It groups equal names; the order among equal names is kept."),
    # The body of a request
    Difference("steps", "hypercorn", "body", "It ends every body with an empty piece: the world `empty pieces`."),
    Difference("steps", "hypercorn", "segments", "It ends every body with an empty piece: the world `empty pieces`."),
    Difference("steps", "granian", "body", "It ends every body with an empty piece: the world `empty pieces`."),
    Difference("steps", "granian", "segments", "It ends every body with an empty piece: the world `empty pieces`."),
    Difference("steps", "daphne", "segments", "It calls the app only once it has the whole body."),
    Difference("steps", "daphne", "chunked", "It calls the app only once it has the whole body."),
    Difference("call", "daphne", "leaves-in-the-body", "It calls the app only once it has the whole body."),
    # After the end
    Difference("send", "*", "leaves-in-the-response", "The spec lets send raise; servers do nothing: `silent server`."),
    Difference("steps", "hypercorn", "receive-after", "It tells the disconnect once: the world `one disconnect`."),
    Difference("steps", "daphne", "receive-after", "It tells the disconnect once: the world `one disconnect`."),
    Difference("steps", "gunicorn", "receive-after", "Its disconnect comes only when the connection is closed, later."),
    Difference("call", "daphne", "lifespan", "It has no lifespan."),
    # WebSockets
    Difference("websocket.receive *", "hypercorn", "*", "It gives the unused key as None: the world `keys with None`."),
    Difference("websocket.disconnect reason", "*", "*", "The key is optional: the world `keys left out`."),
    Difference("websocket.disconnect code", "hypercorn", "*", "It says 1006, whatever the client said."),
    Difference("websocket.disconnect code", "daphne", "websocket-leaves", "It says None, where the spec has 1005."),
    Difference("websocket.disconnect code", "granian", "*", "It says 1005 unless the client gave a code."),
    Difference("websocket.disconnect code", "uvicorn*", "websocket-drop", "It says 1005, where the spec has 1006."),
    Difference("websocket.disconnect code", "uvicorn*", "websocket-app-closes", "Its second disconnect says 1005."),
    Difference("steps", "hypercorn", "websocket-refusal", "After the app's own close it tells no disconnect."),
    Difference("steps", "hypercorn", "websocket-app-closes", "After the app's own close it tells no disconnect."),
    Difference("steps", "daphne", "websocket-app-closes", "It tells the disconnect once: the world `one disconnect`."),
    Difference("steps", "gunicorn", "websocket-app-closes", "It tells the disconnect once: as above."),
    Difference("steps", "*", "websocket-send-late", "It tells the disconnect once: the world `one disconnect`."),
    Difference("send", "granian", "websocket-send-late", "The spec lets send raise; it does nothing: `silent server`."),
)
