"""The line in all its states: each has its own code, and none is taken for an answer."""

import json
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol.messages import PROTOCOL, SyncAnswer, SyncRequest
from helpdesk.protocol.wire import MEDIA_TYPE, pack
from helpdesk.sync.transport import Reply, Transport, normal_address
from tests.sync.disturbed import answering, closed_port, silent

REQUEST = SyncRequest(PROTOCOL, "h", bytes(8), 1, bytes(32), bytes(32), b"", [], [])
ANSWER = pack(SyncAnswer("h", 1, 0, bytes(32)))
HTML = b"<!doctype html><title>Login</title>"
UNKNOWN = b'{"code":"device-unknown","message":"x"}'
FULL = b'{"code":"server-full","message":"x"}'
BUSY = json.dumps({"code": "database-away", "message": "x"}).encode()


def exchange(server: str, *, seconds: float = 5.0) -> Reply:
    with Transport(server, timeout=httpx.Timeout(seconds)) as transport:
        return transport.exchange(REQUEST, device="d", sent_ms=1, sign=lambda _: bytes(64))


def test_an_answer_and_what_it_cost() -> None:
    with answering(200, ANSWER, content_type=MEDIA_TYPE) as server:
        reply = exchange(server)
    assert reply.answer.history == "h"
    assert len(ANSWER) < reply.bytes_in < len(ANSWER) + 300
    assert reply.bytes_out < 400


@pytest.mark.parametrize(
    ("status", "body", "headers", "code"),
    [
        (200, HTML, {"content_type": "text/html"}, "server-not-ours"),
        (200, HTML, {"content_type": MEDIA_TYPE}, "answer-foreign"),
        (200, ANSWER, {"content_type": "application/octet-stream"}, "server-not-ours"),
        (200, ANSWER[:-3], {"content_type": MEDIA_TYPE}, "answer-damaged"),
        (200, b"", {"content_type": MEDIA_TYPE}, "answer-foreign"),
        (200, b"H1" + bytes(9_000_000), {"content_type": MEDIA_TYPE}, "server-not-ours"),
        (302, b"", {"location": "http://login.example/"}, "server-not-ours"),
        (404, HTML, {"content_type": "text/html"}, "server-not-ours"),
        (404, b"{}", {"content_type": "application/json"}, "server-not-ours"),
        (407, b"", {}, "network-login"),
        (511, HTML, {"content_type": "text/html"}, "network-login"),
        (500, HTML, {"content_type": "text/html"}, "server-error"),
        (500, BUSY, {"content_type": "application/json"}, "server-error"),
        (502, HTML, {"content_type": "text/html"}, "server-error"),
        (503, HTML, {"content_type": "text/html"}, "server-busy"),
        (503, BUSY, {"content_type": "application/json"}, "city-away"),
        (503, FULL, {"content_type": "application/json"}, "city-full"),
        (503, UNKNOWN, {"content_type": "application/json"}, "server-busy"),
        (401, UNKNOWN, {"content_type": "application/json"}, "device-unknown"),
    ],
)
def test_answers_that_are_none(
    status: int, body: bytes, headers: dict[str, str], code: str
) -> None:
    with answering(status, body, **headers) as server, pytest.raises(Problem) as caught:
        exchange(server)
    assert caught.value.code == code


def test_a_body_cut_on_its_way() -> None:
    length = str(len(ANSWER) + 100)
    with (
        answering(200, ANSWER, content_type=MEDIA_TYPE, content_length=length) as server,
        pytest.raises(EnvironmentProblem, match="network-cut"),
    ):
        exchange(server)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"retry_after": "120"}, 120),
        (
            {
                "retry_after": "Mon, 23 Nov 2026 12:02:00 GMT",
                "date": "Mon, 23 Nov 2026 12:00:00 GMT",
            },
            120,
        ),
        ({"retry_after": "soon"}, 0),
        ({"retry_after": "\xb2"}, 0),  # a digit to Python, and no number
        ({}, 0),
    ],
)
def test_a_busy_server_says_when_to_come_again(header: dict[str, str], seconds: int) -> None:
    """The date is compared with the server's own: the device's clock may be wrong."""
    with answering(429, b"", **header) as server, pytest.raises(Problem) as caught:
        exchange(server)
    assert caught.value.code == "server-busy"
    assert caught.value.params["seconds"] == seconds


def test_nobody_there() -> None:
    with pytest.raises(EnvironmentProblem, match="network-unreachable"):
        exchange(closed_port())


def test_a_name_that_nobody_has() -> None:
    with pytest.raises(EnvironmentProblem, match="network-unreachable"):
        exchange("https://city.invalid")


def test_a_server_that_says_nothing() -> None:
    with silent() as server, pytest.raises(EnvironmentProblem, match="network-slow"):
        exchange(server, seconds=0.2)


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    files = ("-keyout", key, "-out", certificate)
    command = ("openssl", "req", "-x509", *curve, "-subj", "/CN=localhost", *files)
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with (
        answering(200, ANSWER, content_type=MEDIA_TYPE, tls=context) as server,
        pytest.raises(EnvironmentProblem, match="server-certificate"),
    ):
        exchange(server)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"", "network-unreachable"),
        (b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76", "network-unreachable"),  # cut in its greeting
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "server-not-ours"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "server-not-ours"),  # too old a TLS
    ],
)
def test_a_line_that_breaks_while_tls_begins_is_no_question_of_certificates(
    said: bytes, code: str
) -> None:
    """Nobody shall be sent to the administrator, or look at the date, because a line was cut."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(EnvironmentProblem, match=code):
            exchange(f"https://127.0.0.1:{listener.getsockname()[1]}")
        thread.join()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("city.example", "https://city.example"),
        (" https://city.example/desk/ ", "https://city.example/desk"),
        ("http://127.0.0.1:8150", "http://127.0.0.1:8150"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("通辽.example", "https://通辽.example"),
    ],
)
def test_addresses(typed: str, meant: str) -> None:
    assert normal_address(typed) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "server-address"),
        ("https://", "server-address"),
        ("https://city..example", "server-address"),
        (f"https://{'a' * 70}.example", "server-address"),
        ("https://xn--a.example", "server-address"),
        ("https://a.example/\x01", "server-address"),
        ("ftp://city.example", "server-address"),
        ("https://city.example:port", "server-address"),
        ("https://city.example?x=1", "server-address"),
        ("http://city.example", "server-insecure"),
        ("http://192.0.2.9:8150", "server-insecure"),
    ],
)
def test_addresses_that_will_not_do(typed: str, code: str) -> None:
    """Personal data travels encrypted, also in a local network."""
    with pytest.raises(Problem) as caught:
        normal_address(typed)
    assert caught.value.code == code
