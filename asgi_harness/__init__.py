"""A whole ASGI server in miniature: it holds the other end of scope, receive and send, and judges by the spec."""

from asgi_harness.client import Client
from asgi_harness.clock import VirtualTimeLoop, run
from asgi_harness.conversation import Conversation, Event
from asgi_harness.everywhere import request_everywhere
from asgi_harness.failure import ClientLeft, Failure, ProtocolError
from asgi_harness.http import HTTPExchange
from asgi_harness.lifespan import Lifespan
from asgi_harness.response import Response
from asgi_harness.rules import RULES, Rule
from asgi_harness.scope import http_scope, lifespan_scope, websocket_scope
from asgi_harness.strict import ProtocolWarning, strict
from asgi_harness.websocket import WebSocketSession
from asgi_harness.worlds import LOSSES, WORLDS, World

__all__ = [
    "LOSSES",
    "RULES",
    "WORLDS",
    "Client",
    "ClientLeft",
    "Conversation",
    "Event",
    "Failure",
    "HTTPExchange",
    "Lifespan",
    "ProtocolError",
    "ProtocolWarning",
    "Response",
    "Rule",
    "VirtualTimeLoop",
    "WebSocketSession",
    "World",
    "http_scope",
    "lifespan_scope",
    "request_everywhere",
    "run",
    "strict",
    "websocket_scope",
]
