"""What a learner is told of a failure and of conversations: as text for a terminal, as JSON for a page."""

from __future__ import annotations

import asyncio
import linecache
import traceback
from operator import attrgetter
from typing import Any

from asgi_harness import limit
from asgi_harness.conversation import Conversation
from asgi_harness.failure import Failure, Frame, ProtocolError, Violation, frames_of, words_of
from asgi_harness.limit import OutOfTime

_MOST_EVENTS = 500


def failure_from(error: BaseException, source: str, conversations: list[Conversation]) -> Failure:
    """What a learner is told about an exception that came out of a test."""
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, StopIteration):
        # What next() raises in a coroutine, Python turns into a RuntimeError with no line of the app.
        error = error.__cause__
    frames = frames_of(error, lambda code: code.co_filename == source)
    if isinstance(error, Failure):
        error.frames = error.frames or frames
        return error
    if isinstance(error, ProtocolError):
        return _failure_from_violation(error.violation, frames, conversations)
    if isinstance(error, OutOfTime):
        line = f" at line {frames[-1].line}" if frames else ""
        return Failure(
            f"Your app was still running{line} after {limit.SECONDS:g} seconds, and was stopped.",
            kind="endless",
            expected="an app that ends, or that waits with await",
            got="code that goes on and on",
            why="While it runs, the event loop cannot do anything else: no request moves.",
            frames=frames,
        )
    raised = words_of(error)
    if frames:
        message = f"Your app raised {raised}."
        sent = "".join(conversation.request for conversation in conversations[-1:])
        rule = "".join(conversation.events[-1].rule for conversation in conversations[-1:])
        return Failure(
            message, kind="exception", sent=sent, expected="no exception", got=raised, rule=rule, frames=frames
        )
    if isinstance(error, AssertionError):
        return Failure(str(error))
    if isinstance(error, asyncio.CancelledError):
        return Failure(
            "Your app has cancelled a task that is not its own.",
            expected="an app that cancels no task but those that it has started",
            got="the server's own task, cancelled",
            why="asyncio.all_tasks() gives every task of the process: the server's, and those of all other requests.",
        )
    text = "".join(traceback.format_exception(error))
    return Failure("The grader itself failed; this is not your fault.", kind="grader", got=text)


def _failure_from_violation(
    violation: Violation, frames: tuple[Frame, ...], conversations: list[Conversation]
) -> Failure:
    rule = violation.rule
    requests = [conversation.request for conversation in conversations if violation in conversation.violations]
    if violation.line is not None and (not frames or frames[-1].line != violation.line):
        frames = (*frames, Frame(violation.line, ""))
    return Failure(
        rule.summary,
        kind="protocol",
        sent="".join(requests[:1]),
        expected=violation.expected,
        got=violation.came,
        why=" ".join(filter(None, (violation.hint, rule.consequence, rule.hint))),
        rule=rule.id,
        frames=frames,
    )


def text_of(failure: Failure, source: str, conversations: list[Conversation]) -> str:
    """A failure with its lines and the conversations, for a terminal."""
    parts = [str(failure)]
    if failure.frames:
        parts.append("\n".join(f"{source}:{frame.line}\n    {_code(source, frame.line)}" for frame in failure.frames))
    parts += [f"{conversation.title}\n{conversation.text()}" for conversation in conversations[-3:]]
    return "\n\n".join(parts)


def failure_as_json(failure: Failure, source: str) -> dict[str, Any]:
    """A failure as JSON."""
    return {
        "kind": failure.kind,
        "message": failure.message,
        "sent": failure.sent,
        "expected": failure.expected,
        "got": failure.got,
        "why": failure.why,
        "rule": failure.rule,
        "frames": [
            {"line": frame.line, "function": frame.function, "code": _code(source, frame.line)}
            for frame in failure.frames
        ],
    }


def _code(source: str | None, line: int | None) -> str:
    """A line as it is written, where that is known."""
    return "" if source is None or line is None else linecache.getline(source, line).strip()


def conversations_as_json(conversations: list[Conversation]) -> list[dict[str, Any]]:
    """Conversations as JSON, of a very long one the beginning; web/src/messages.ts has the types."""
    steps = [
        (conversation, sorted((*conversation.events, *conversation.asides), key=attrgetter("order"))[:_MOST_EVENTS])
        for conversation in conversations
    ]
    orders = {order: rank for rank, order in enumerate(sorted(event.order for _, events in steps for event in events))}
    return [
        {
            "title": conversation.title,
            "begun": round(conversation.begun_at, 6),
            "blocked": [(round(start, 6), round(end, 6)) for start, end in conversation.blocked[:_MOST_EVENTS]],
            "events": [
                {
                    "order": orders[event.order],
                    "time": round(event.time, 6),
                    "asked": round(event.asked, 6),
                    "direction": event.direction,
                    "message": event.summary(),
                    "detail": event.detail(),
                    "line": event.line,
                    "code": _code(conversation.source, event.line),
                    "rule": event.rule,
                    "severity": event.severity,
                }
                for event in events
            ],
        }
        for conversation, events in steps
    ]


def late_violation(conversations: list[Conversation]) -> ProtocolError | None:
    """A broken rule that came to light after the grader had its answer, in a task that the app left behind, say."""
    for conversation in conversations:
        for violation in conversation.violations:
            if violation.severity == "error":
                return ProtocolError(violation)
    return None
