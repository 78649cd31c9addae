"""What the explorer shows of its examples is what servers tell of the very same requests."""

from __future__ import annotations

import ast
import datetime
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from barewire.explorer import PRESETS, Preset, environ_of, parse, scope_of
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, StreamEnded

from grading.server import Server

ROOT = Path(__file__).parents[2]
# Ours is the newest version and has every optional key.
NOT_COMPARED = {"asgi", "extensions", "state"}
ASKED = {name: preset for name, preset in PRESETS.items() if preset.request}
OVER_HTTP_1 = {name: preset for name, preset in ASKED.items() if "HTTP/1" in preset.request}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Of a host that nobody verifies, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.org")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "certificate.pem"), str(folder / "key.pem")


def connect(port: int, preset: Preset, protocol: str = "http/1.1") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    if not preset.tls:
        return connection
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([protocol])
    return context.wrap_socket(connection)


def ask(connection: socket.socket, preset: Preset) -> dict[str, Any]:
    head, _, body = preset.request.partition("\n\n")
    chunks = "0\r\n\r\n" if "chunked" in head else ""
    connection.sendall((head.replace("\n", "\r\n") + "\r\n\r\n" + body + chunks).encode())
    heard = b""
    while not heard.endswith(b"}") and (more := connection.recv(65536)):
        heard += more
    told: dict[str, Any] = ast.literal_eval(heard.partition(b"\r\n\r\n")[2].decode())
    return told


def ask_over_http_2(connection: socket.socket, preset: Preset) -> dict[str, Any]:
    request = parse(preset.request)
    protocol = H2Connection(H2Configuration(normalize_outbound_headers=False))
    protocol.initiate_connection()
    headers = [(name.lower(), value) for name, value in request.headers]
    (authority,) = (value for name, value in headers if name == b"host")
    pseudo = [
        (b":method", request.method.encode()),
        (b":scheme", b"https"),
        (b":authority", authority),
        (b":path", request.target.encode()),
    ]
    protocol.send_headers(1, [*pseudo, *(pair for pair in headers if pair[0] != b"host")], end_stream=True)
    connection.sendall(protocol.data_to_send())
    heard, ended = b"", False
    while not ended:
        for event in protocol.receive_data(connection.recv(65536)):
            if isinstance(event, DataReceived):
                heard += event.data
            ended = ended or isinstance(event, StreamEnded)
    told: dict[str, Any] = ast.literal_eval(heard.decode())
    return told


def expected_scope(preset: Preset, client_port: int, server_port: int) -> dict[str, Any]:
    scope = scope_of(parse(preset.request), tls=preset.tls, root_path=preset.root_path)
    ours = {key: value for key, value in scope.items() if key not in NOT_COMPARED}
    return ours | {"client": ("127.0.0.1", client_port), "server": ("127.0.0.1", server_port)}


@pytest.mark.parametrize("name", OVER_HTTP_1)
def test_uvicorn_makes_the_scope_that_is_shown(name: str, certificate: tuple[str, str]) -> None:
    preset = OVER_HTTP_1[name]
    told = [f"--ssl-certfile={certificate[0]}", f"--ssl-keyfile={certificate[1]}"] if preset.tls else []
    options = ["--lifespan=off", "--no-proxy-headers", f"--root-path={preset.root_path}", *told]
    with (
        Server("uvicorn", ROOT, "tests.servers.scopes:asgi", options=options) as server,
        connect(server.port, preset) as connection,
    ):
        client_port = connection.getsockname()[1]
        theirs = ask(connection, preset)
    ours = expected_scope(preset, client_port, server.port)
    assert {key: value for key, value in theirs.items() if key not in NOT_COMPARED} == ours


def test_hypercorn_makes_the_scope_that_is_shown_over_http_2(certificate: tuple[str, str]) -> None:
    preset = PRESETS["http2"]
    options = [f"--certfile={certificate[0]}", f"--keyfile={certificate[1]}"]
    with (
        Server("hypercorn", ROOT, "tests.servers.scopes:asgi", options=options) as server,
        connect(server.port, preset, "h2") as connection,
    ):
        client_port = connection.getsockname()[1]
        theirs = ask_over_http_2(connection, preset)
    ours = expected_scope(preset, client_port, server.port)
    assert {key: value for key, value in theirs.items() if key not in NOT_COMPARED} == ours


@pytest.mark.parametrize("name", OVER_HTTP_1)
def test_gunicorn_makes_the_environ_that_is_shown(name: str, certificate: tuple[str, str]) -> None:
    preset = OVER_HTTP_1[name]
    told = [f"--certfile={certificate[0]}", f"--keyfile={certificate[1]}"] if preset.tls else []
    # Who tells gunicorn of a root path has the proxy leave it in the path; and it trusts a proxy that is near.
    environment = {"SCRIPT_NAME": preset.root_path} if preset.root_path else {}
    asked = Preset("", preset.request.replace(" /", f" {preset.root_path}/", 1), preset.tls)
    options = ["--worker-class=sync", "--forwarded-allow-ips=192.0.2.1", *told]
    with (
        Server("gunicorn", ROOT, "tests.servers.scopes:wsgi", options=options, environment=environment) as server,
        connect(server.port, preset) as connection,
    ):
        client_port = connection.getsockname()[1]
        theirs = ask(connection, asked)
    ours = environ_of(scope_of(parse(preset.request), tls=preset.tls, root_path=preset.root_path))
    ours |= {"REMOTE_PORT": str(client_port), "SERVER_PORT": str(server.port)}
    of_gunicorn = {"RAW_URI", "SERVER_SOFTWARE"}
    assert {key: value for key, value in theirs.items() if key not in of_gunicorn} == ours
