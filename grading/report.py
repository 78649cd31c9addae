"""What a learner is told of a failure: as text for a terminal, as JSON for a page."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

from asgi_harness.conversation import Conversation, code_at
from asgi_harness.failure import Failure, Frame, OutOfTime, ProtocolError, Violation, frames_of, words_of
from grading import limit


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
        parts.append("\n".join(f"{source}:{frame.line}\n    {code_at(source, frame.line)}" for frame in failure.frames))
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
            {"line": frame.line, "function": frame.function, "code": code_at(source, frame.line)}
            for frame in failure.frames
        ],
    }


def late_violation(conversations: list[Conversation]) -> ProtocolError | None:
    """A broken rule that came to light after the grader had its answer, in a task that the app left behind, say."""
    for conversation in conversations:
        for violation in conversation.violations:
            if violation.severity == "error":
                return ProtocolError(violation)
    return None
