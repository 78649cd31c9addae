"""Runs an asynchronous test on virtual time, as a grader runs its tests."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

from asgi_harness import run

Parameters = ParamSpec("Parameters")


def on_virtual_time(test: Callable[Parameters, Coroutine[Any, Any, None]]) -> Callable[Parameters, None]:
    @functools.wraps(test)
    def running(*arguments: Parameters.args, **named: Parameters.kwargs) -> None:
        run(test(*arguments, **named))

    return running
