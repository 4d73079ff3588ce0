"""Ask a server as fast as it answers, over a few kept connections, and note how long each answer took.

Written for this because a load generator in Python that does nothing else takes 15 to 20 microseconds a request, a sixth of
what gunicorn takes: on a core of its own it is never what limits, and nothing has to be installed.
"""

from __future__ import annotations

import gc
import random
import select
import socket
import time
from array import array
from dataclasses import dataclass
from statistics import median

BUFFER = 1 << 18
LONGEST_WAIT = 30  # seconds


@dataclass(frozen=True)
class Load:
    """What came back: answers, seconds of the clock, milliseconds of each answer, and how many answers were wrong."""

    answers: int
    seconds: float
    times: array
    faults: int

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    @property
    def p50(self) -> float:
        return median(self.times)

    @property
    def p99(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.99)]


def request(path: str, *, coding: str = "", etag: str = "") -> bytes:
    """A GET as a browser sends it, without what does not matter here."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1:8000", "User-Agent: benchmark"]
    lines += [f"Accept-Encoding: {coding}"] if coding else []
    lines += [f"If-None-Match: {etag}"] if etag else []
    return "\r\n".join([*lines, "", ""]).encode()


class Connection:
    """One kept connection with one request on the way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LONGEST_WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.left = -1  # bytes of the answer still to come; -1 before its head is there
        self.head = b""
        self.asked = 0.0

    def ask(self, message: bytes) -> None:
        self.left, self.head = -1, b""
        self.asked = time.perf_counter()
        self.socket.send(message)

    def is_answered(self) -> bool:
        """Take what has come. The whole answer is there when this is True. Raises ConnectionError when it never will be."""
        chunk = self.socket.recv(BUFFER)
        if not chunk:
            raise ConnectionError("The server hung up.")
        if self.left >= 0:
            self.left -= len(chunk)
        else:
            self.head += chunk
            end = self.head.find(b"\r\n\r\n")
            if end >= 0:
                self.left = end + 4 + length_in(self.head[: end + 2]) - len(self.head)
        return self.left == 0


def length_in(head: bytes) -> int:
    """Bytes of the body; an answer 304 has none."""
    start = head.find(b"\r\nContent-Length: ")
    if start < 0 or head[9:12] == b"304":
        return 0
    return int(head[start + 18 : head.index(b"\r\n", start + 18)])


def load(
    port: int, requests: list[bytes], *, seconds: float, connections: int = 8, status: bytes = b"200", seed: int = 0
) -> Load:
    """Ask for these in random order (the same at each run of one seed), over so many connections at once."""
    choice = random.Random(seed)
    order = [choice.choice(requests) for _ in range(1 << 14)]
    poll, open_ones = select.epoll(), {}
    for number in range(connections):
        connection = Connection(port)
        open_ones[connection.socket.fileno()] = connection
        poll.register(connection.socket.fileno(), select.EPOLLIN)
        connection.ask(order[number])
    gc.disable()
    try:
        return answered(poll, open_ones, order, port=port, until=time.perf_counter() + seconds, status=status)
    finally:
        gc.enable()
        poll.close()
        for connection in open_ones.values():
            connection.socket.close()


def answered(
    poll, open_ones: dict[int, Connection], order: list[bytes], *, port: int, until: float, status: bytes
) -> Load:
    times, faults, asked, waiting = array("d"), 0, len(open_ones), len(open_ones)
    clock, mask = time.perf_counter, len(order) - 1
    start = now = clock()
    while waiting:
        events = poll.poll(LONGEST_WAIT)
        if not events:
            raise SystemExit(f"No answer of the server at port {port} for {LONGEST_WAIT} seconds.")
        for number, _ in events:
            connection = open_ones[number]
            if not connection.is_answered():
                continue
            now = clock()
            times.append((now - connection.asked) * 1000)
            faults += connection.head[9:12] != status
            if now >= until:
                waiting -= 1
                poll.unregister(number)
            else:
                asked += 1
                connection.ask(order[asked & mask])
    return Load(len(times), now - start, times, faults)


def answer_of(port: int, message: bytes) -> tuple[str, list[tuple[str, str]], bytes]:
    """One answer as it is: status, headers in order, body."""
    from http.client import HTTPResponse

    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_WAIT) as link:
        link.sendall(message)
        answer = HTTPResponse(link)
        answer.begin()
        return f"{answer.status} {answer.reason}", answer.getheaders(), answer.read()
