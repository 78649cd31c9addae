"""The same small site in six frameworks, with all that a framework does for its apps."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

FILE = Path(__file__)
CHUNKS = ("one ", "two ", "three")


async def chunks() -> AsyncIterator[str]:
    for chunk in CHUNKS:
        yield chunk
        await asyncio.sleep(0.01)


def with_starlette() -> Any:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.requests import Request
    from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
    from starlette.routing import Route, WebSocketRoute
    from starlette.websockets import WebSocket

    async def text(request: Request) -> Response:
        return PlainTextResponse("hello")

    async def echo(request: Request) -> Response:
        return Response(await request.body())

    async def stream(request: Request) -> Response:
        return StreamingResponse(chunks(), media_type="text/plain")

    async def file(request: Request) -> Response:
        return FileResponse(FILE)

    async def error(request: Request) -> Response:
        raise ValueError("an error of the app's")

    async def empty(request: Request) -> Response:
        return Response(status_code=204)

    async def cookies(request: Request) -> Response:
        response = PlainTextResponse("hello")
        response.set_cookie("seen", "1")
        response.set_cookie("theme", "dark", expires=3600)
        return response

    async def websocket(session: WebSocket) -> None:
        await session.accept()
        async for message in session.iter_text():
            await session.send_text(message)

    async def add_header(request: Request, call_next: Callable[[Request], Any]) -> Response:
        response: Response = await call_next(request)
        response.headers["x-framework"] = "starlette"
        return response

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, str]]:
        yield {"greeting": "hello"}

    return Starlette(
        routes=[
            Route("/text", text),
            Route("/echo", echo, methods=["POST"]),
            Route("/stream", stream),
            Route("/file", file),
            Route("/error", error),
            Route("/empty", empty),
            Route("/cookies", cookies),
            WebSocketRoute("/ws", websocket),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=add_header), Middleware(GZipMiddleware, minimum_size=1)],
        lifespan=lifespan,
    )


def with_fastapi() -> Any:
    from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
    from fastapi.middleware.cors import CORSMiddleware
    from fastapi.responses import FileResponse, StreamingResponse

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        yield {"greeting": "hello"}

    app = FastAPI(lifespan=lifespan)
    app.add_middleware(CORSMiddleware, allow_origins=["*"])

    @app.get("/text")
    async def text() -> dict[str, str]:
        return {"hello": "world"}

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        return Response(await request.body())

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(chunks(), media_type="text/plain")

    @app.get("/file")
    async def file() -> FileResponse:
        return FileResponse(FILE)

    @app.get("/error")
    async def error() -> None:
        raise ValueError("an error of the app's")

    @app.get("/empty", status_code=204)
    async def empty() -> None:
        return None

    @app.get("/cookies")
    async def cookies(response: Response) -> str:
        response.set_cookie("seen", "1")
        response.set_cookie("theme", "dark", expires=3600)
        return "hello"

    @app.websocket("/ws")
    async def websocket(session: WebSocket) -> None:
        await session.accept()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await session.send_text(await session.receive_text())

    @app.middleware("http")
    async def add_header(request: Request, call_next: Callable[[Request], Any]) -> Response:
        response: Response = await call_next(request)
        response.headers["x-framework"] = "fastapi"
        return response

    return app


def with_django() -> Any:
    import django  # type: ignore[import-untyped]
    from django.conf import settings  # type: ignore[import-untyped]
    from django.core.asgi import get_asgi_application  # type: ignore[import-untyped]
    from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse  # type: ignore[import-untyped]
    from django.urls import path  # type: ignore[import-untyped]

    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=["testserver"],
            MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.gzip.GZipMiddleware"],
            ROOT_URLCONF=__name__,
            SECRET_KEY="only for tests",
            LOGGING_CONFIG=None,
        )
        django.setup()

    async def text(request: HttpRequest) -> HttpResponse:
        return HttpResponse("hello", content_type="text/plain")

    async def echo(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.body)

    async def stream(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(chunks(), content_type="text/plain")

    def file(request: HttpRequest) -> FileResponse:
        return FileResponse(FILE.open("rb"))

    async def error(request: HttpRequest) -> HttpResponse:
        raise ValueError("an error of the app's")

    async def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)

    async def cookies(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("hello")
        response.set_cookie("seen", "1")
        response.set_cookie("theme", "dark", expires=3600)
        return response

    views = (text, echo, stream, file, error, empty, cookies)
    urlpatterns[:] = [path(view.__name__, view) for view in views]
    return get_asgi_application()


# Where Django looks for its routes.
urlpatterns: list[Any] = []


def with_quart() -> Any:
    from quart import Quart, Response, request, send_file, websocket

    app = Quart(__name__)

    @app.before_serving
    async def start() -> None:
        app.extensions["greeting"] = "hello"

    @app.get("/text")
    async def text() -> str:
        return "hello"

    @app.post("/echo")
    async def echo() -> Any:
        return await request.get_data()

    @app.get("/stream")
    async def stream() -> Any:
        return chunks(), 200, {"content-type": "text/plain"}

    @app.get("/file")
    async def file() -> Response:
        return await send_file(FILE)

    @app.get("/error")
    async def error() -> str:
        raise ValueError("an error of the app's")

    @app.get("/empty")
    async def empty() -> tuple[str, int]:
        return "", 204

    @app.get("/cookies")
    async def cookies() -> Response:
        response = Response("hello")
        response.set_cookie("seen", "1")
        response.set_cookie("theme", "dark", max_age=3600)
        return response

    @app.websocket("/ws")
    async def echo_messages() -> None:
        while True:
            await websocket.send(await websocket.receive())

    @app.after_request
    async def add_header(response: Response) -> Response:
        response.headers["X-Framework"] = "quart"
        return response

    return app


def with_litestar() -> Any:
    from litestar import Litestar, Request, WebSocket, get, post, websocket
    from litestar.config.compression import CompressionConfig
    from litestar.datastructures import Cookie, State
    from litestar.exceptions import WebSocketDisconnect
    from litestar.response import File, Response, Stream

    @get("/text")
    async def text() -> dict[str, str]:
        return {"hello": "world"}

    @post("/echo", status_code=200, media_type="application/octet-stream")
    async def echo(request: Request[Any, Any, State]) -> bytes:
        return await request.body()

    @get("/stream")
    async def stream() -> Stream:
        return Stream(chunks(), media_type="text/plain")

    @get("/file")
    async def file() -> File:
        return File(FILE, filename="file.py")

    @get("/error")
    async def error() -> None:
        raise ValueError("an error of the app's")

    @get("/empty", status_code=204)
    async def empty() -> None:
        return None

    @get("/cookies")
    async def cookies() -> Response[str]:
        return Response(
            "hello", cookies=[Cookie(key="seen", value="1"), Cookie(key="theme", value="dark", expires=3600)]
        )

    @websocket("/ws")
    async def echo_messages(socket: WebSocket[Any, Any, State]) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await socket.send_text(await socket.receive_text())

    return Litestar(
        [text, echo, stream, file, error, empty, cookies, echo_messages],
        compression_config=CompressionConfig(backend="gzip", minimum_size=1),
        on_startup=[lambda app: app.state.update(greeting="hello")],
        openapi_config=None,
    )


def with_falcon() -> Any:
    import falcon.asgi
    from falcon import HTTP_204, MEDIA_TEXT, WebSocketDisconnected

    class Text:
        async def on_get(self, request: Any, response: Any) -> None:
            response.text = "hello"

    class Echo:
        async def on_post(self, request: Any, response: Any) -> None:
            response.data = await request.stream.read()

    class Stream:
        async def on_get(self, request: Any, response: Any) -> None:
            response.content_type = MEDIA_TEXT
            response.stream = (chunk.encode() async for chunk in chunks())

    class Error:
        async def on_get(self, request: Any, response: Any) -> None:
            raise ValueError("an error of the app's")

    class Empty:
        async def on_get(self, request: Any, response: Any) -> None:
            response.status = HTTP_204

    class Cookies:
        async def on_get(self, request: Any, response: Any) -> None:
            response.text = "hello"
            response.set_cookie("seen", "1")
            response.set_cookie("theme", "dark", max_age=3600)

    class Echoes:
        async def on_websocket(self, request: Any, session: Any) -> None:
            await session.accept()
            with contextlib.suppress(WebSocketDisconnected):
                while True:
                    await session.send_text(await session.receive_text())

    class Header:
        async def process_startup(self, scope: Any, event: Any) -> None:
            self.greeting = "hello"

        async def process_response(self, request: Any, response: Any, resource: Any, succeeded: bool) -> None:
            response.set_header("X-Framework", "falcon")

    app = falcon.asgi.App(middleware=[Header()])
    for name, resource in (
        ("text", Text()),
        ("echo", Echo()),
        ("stream", Stream()),
        ("error", Error()),
        ("empty", Empty()),
        ("cookies", Cookies()),
        ("ws", Echoes()),
    ):
        app.add_route(f"/{name}", resource)
    app.add_static_route("/file", FILE.parent, fallback_filename=FILE.name)
    return app


FRAMEWORKS: dict[str, Callable[[], Any]] = {
    "starlette": with_starlette,
    "fastapi": with_fastapi,
    "django": with_django,
    "quart": with_quart,
    "litestar": with_litestar,
    "falcon": with_falcon,
}
