"""The grader of exercise 01: a WSGI app says hello, and wsgiref.validate listens."""

import inspect
import itertools
import warnings
from contextlib import contextmanager
from traceback import walk_tb
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import WSGIWarning, validator

from asgi_harness import Failure
from asgi_harness.failure import frames_of
from grading.plugin import named

HELLO = b"Hello from WSGI!"
MOST_PIECES = 1_000

A_CALL = "start_response(status, headers), by position, before the first piece of the body"
A_BODY = "an iterable of bytes, such as [body]"
A_STATUS = 'the status "200 OK"'
HEADERS = "the headers as a list of (name, value) tuples of str"

# Part of what wsgiref.validate says, what it expects, and why.
LESSONS = [
    (
        "should not return a string",
        A_BODY,
        "A bytes object yields single integers, a str single characters; put bytes into a list.",
    ),
    ("non-bytestring", A_BODY, 'The wire carries bytes: every piece of the body is b"…", or text that was encoded.'),
    ("must return an iterator", A_BODY, "The body is what the app returns; a function without return gives None."),
    ("start_response has not", A_CALL, "The status line and the headers travel before the body."),
    ("arguments", A_CALL, "Both must be given, and not as keywords: PEP 3333 leaves the names of its parameters free."),
    ("No Content-Type header", "the header Content-Type: text/plain", "Without it the client must guess."),
    ("of type list: <class 'dict'>", HEADERS, "A header may come twice, which a dict cannot say."),
    ("must be of type list", HEADERS, "PEP 3333 asks for a list and nothing like it: servers may change it."),
    ("must be of type tuple", HEADERS, "PEP 3333 asks for tuples, and servers rely on it."),
    ("Status header", "headers without Status", "The status is what start_response takes first."),
    (
        "Header names",
        "the header Content-Type: text/plain",
        "A name has no colon and no line break; the server puts them in.",
    ),
    (
        "Header",
        HEADERS,
        "In WSGI status and headers are str, and only the body is bytes; in ASGI headers are bytes too.",
    ),
    ("Status", A_STATUS, "A status is a str: three digits, a space and a reason."),
    ("invalid literal for int", A_STATUS, "A status is a str: three digits, a space and a reason."),
    ("list index out of range", A_STATUS, "A status is a str: three digits, a space and a reason."),
    ("Bad header value", HEADERS, "A line break in a value would begin another header."),
    ("check_headers", HEADERS, "Each header is a pair."),
    (
        "InputWrapper.read",
        "read(size)",
        "A server need not know where a request's body ends: say how many bytes you want.",
    ),
    ("WriteWrapper", A_BODY, "The wire carries bytes; and the body is what the app returns."),
]


class Request:
    """One request by a WSGI server: it calls the app, takes the body piece by piece, and closes it."""

    def __init__(self, module):
        self.application = named(module, "application")
        self.source = module.__file__
        self.status = None
        self.headers = []
        self.written = b""
        self.complaint = None

        environ = {"QUERY_STRING": ""}
        setup_testing_defaults(environ)
        with self.watched():
            result = validator(self.call)(environ, self.start_response)
            try:
                pieces = list(itertools.islice(result, MOST_PIECES))
            finally:
                result.close()
        if self.status is None:
            raise self.failure("Your app never called start_response.", A_CALL, "no call")
        if len(pieces) == MOST_PIECES:
            raise self.failure("The body has no end.", repr(HELLO), f"{MOST_PIECES:,} pieces, and more to come")
        self.body = b"".join(pieces)

    def call(self, environ, start_response):
        """The learner's app, as wsgiref.validate sees it."""

        def noting_start_response(*arguments, **options):
            try:
                return start_response(*arguments, **options)
            except Exception as error:
                self.complaint = self.complaint or error
                raise

        self.check_shape()
        result = self.application(environ, noting_start_response)
        if inspect.iscoroutine(result):
            result.close()
            raise self.failure(
                "Your application is a coroutine function, and WSGI is not asynchronous.",
                "def application(environ, start_response), without async",
                "a coroutine",
                why="A WSGI server takes the body from what the call returns; it awaits nothing.",
            )
        if result is None or result is False or isinstance(result, (str, bytes)):
            return result
        if not hasattr(result, "__iter__") and not hasattr(result, "__getitem__"):
            raise self.failure("What your app returned cannot be iterated.", A_BODY, repr(result))
        return Body(result)

    def check_shape(self):
        try:
            inspect.signature(self.application, follow_wrapped=False).bind({}, None)
        except TypeError as error:
            raise self.failure(
                "Your application cannot be called as a WSGI server calls it.",
                "application(environ, start_response), both given by position",
                str(error),
            ) from None
        except ValueError:
            pass  # a callable written in C tells no signature

    def start_response(self, status, headers, exc_info=None):
        if self.status is not None and exc_info is None:
            raise self.failure("Your app called start_response twice.", "one call", f"{self.status!r}, then {status!r}")
        self.status = status
        self.headers = list(headers)
        return self.write

    def write(self, piece):
        self.written += piece

    @contextmanager
    def watched(self):
        """Turn a complaint of wsgiref.validate, also one that the app swallowed, into a failure that teaches."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", WSGIWarning)
                yield
        except AssertionError as error:
            if not self.complaint and not isinstance(error, Failure) and not is_from_the_validator(error):
                raise
            self.complaint = self.complaint or error
        except KeyboardInterrupt:
            raise self.failure("Your app raised KeyboardInterrupt.", "an app that returns", "an exit") from None
        except Exception:
            if not self.complaint:
                raise
        if isinstance(self.complaint, Failure):
            raise self.complaint
        if self.complaint:
            raise self.lesson(self.complaint) from None

    def lesson(self, complaint):
        said = str(complaint) or f"an assertion failed in {asserting(complaint)}"
        lessons = (lesson for part, *lesson in LESSONS if part in said)
        expected, why = next(lessons, ("what PEP 3333 asks for", ""))
        failure = self.failure("Your app breaks a rule of WSGI.", expected, f"wsgiref.validate: {said}", why=why)
        failure.frames = frames_of(complaint, lambda code: code.co_filename == self.source)
        return failure

    def expect_hello(self):
        """Raise a failure with everything in which the answer differs from the task."""
        differences = []
        if self.status != "200 OK":
            differences.append(("status '200 OK'", f"status {self.status!r}"))
        content_types = self.values_of("content-type")
        if len(content_types) != 1 or not is_plain_text(content_types[0]):
            differences.append(("Content-Type: text/plain", f"Content-Type: {', '.join(content_types)}"))
        if self.body != HELLO:
            differences.append((f"body {HELLO!r}", f"body {self.body!r}"))
        if self.written:
            differences.append(("the body as what the app returns", f"{self.written!r} given to write()"))
        if self.values_of("content-length") not in ([], [str(len(HELLO))]):
            length = ", ".join(self.values_of("content-length"))
            differences.append((f"Content-Length: {len(HELLO)}, or none", f"Content-Length: {length}"))
        if differences:
            expected, got = ("\n".join(side) for side in zip(*differences, strict=True))
            raise self.failure("GET / got another answer.", expected, got)

    def values_of(self, header):
        return [value for name, value in self.headers if name.lower() == header]

    def failure(self, message, expected, got, *, why=""):
        return Failure(message, sent="GET /", expected=expected, got=got, why=why)


class Body:
    """What an app returned, asked for its first piece no earlier than a server would."""

    def __init__(self, result):
        self.result = result
        self.pieces = None

    def __iter__(self):
        return self

    def __next__(self):
        if self.pieces is None:
            self.pieces = iter(self.result)
        return next(self.pieces)

    def close(self):
        if hasattr(self.result, "close"):
            self.result.close()


def is_from_the_validator(error):
    *_, (innermost, _) = walk_tb(error.__traceback__)
    return innermost.f_code.co_filename == validator.__code__.co_filename


def asserting(error):
    """The function of wsgiref.validate that called its `assert_`, which may have nothing to say itself."""
    *_, (caller, _), _ = walk_tb(error.__traceback__)
    return caller.f_code.co_qualname


def is_plain_text(content_type):
    """Whether it is text/plain in a charset in which the bytes of the task are its words."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in parameters if part.startswith("charset=")]
    try:
        return media_type == "text/plain" and all(HELLO.decode(charset) == HELLO.decode() for charset in charsets)
    except (LookupError, UnicodeDecodeError):
        return False


def test_says_hello(module):
    """GET / is answered with 200 OK, Content-Type: text/plain and the body Hello from WSGI!"""
    Request(module).expect_hello()


def test_answers_again_and_again(module):
    """Every request is answered, not only the first."""
    for _ in range(3):
        Request(module).expect_hello()


def test_keeps_the_rules_of_wsgi(module):
    """wsgiref.validate, the standard library's checker of WSGI apps, has nothing to complain about."""
    Request(module)
