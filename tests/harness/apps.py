"""Loads apps that tests hold as source text."""

from __future__ import annotations

import types

from asgi_harness.types import ASGIApp


def load(source: str, file: str = "app.py") -> ASGIApp:
    """Run a module's text and return its `app`."""
    module = types.ModuleType("example")
    module.__file__ = __file__
    exec(compile(source, file, "exec"), module.__dict__)
    app: ASGIApp = module.app
    return app
