"""A machine that answers what a test tells it to, and remembers what it was asked: for tests of nginx alone."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PUBLIC = "public, max-age=0, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400"


class Machine(ThreadingHTTPServer):
    daemon_threads = True
    # 5 by default: too few for forty at once.
    request_queue_size = 100

    def __init__(self):
        self.asked = []
        self.answers = {}
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def says(self, path: str, *, status: int = 200, seconds: float = 0, **headers) -> None:
        """With what a path is answered, whatever its query. Each answer has another body."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.answers[path] = (status, seconds, {"Cache-Control": PUBLIC} | named)

    def asked_for(self, path: str) -> list[dict]:
        """The headers of each request for a path, with or without a query."""
        return [headers for target, headers in self.asked if target.partition("?")[0] == path]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.partition("?")[0]
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        self.server.asked.append((self.path, dict(self.headers.items())))
        status, seconds, headers = self.server.answers.get(path, (200, 0, {"Cache-Control": PUBLIC}))
        time.sleep(seconds)
        body = f"answer {len(self.server.asked)} from {self.server.port}".encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, *args):
        pass


@contextmanager
def answering(server: ThreadingHTTPServer):
    """A server in a thread of this process, gone at the end."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def machine():
    return answering(Machine())
