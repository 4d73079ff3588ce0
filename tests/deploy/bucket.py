"""A bucket as the makers of S3 have it, as far as the site asks one: objects are put, looked at, read and deleted."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .stand_in import answering

NOT_THERE = b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>"


class Bucket(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.is_broken = False
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"s3+http://key:a%2Fsecret@127.0.0.1:{self.server_address[1]}/pictures"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 08:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_object(self):
        name = self.path.partition("?")[0].removeprefix("/pictures/")
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, name))
        signed = "Credential=key/" in self.headers.get("Authorization", "")
        if self.server.is_broken or not signed:
            return self.answer(503 if signed else 403, NOT_THERE)
        if self.command == "PUT":
            self.server.objects[name] = sent
            return self.answer(200)
        if self.command == "DELETE":
            self.server.objects.pop(name, None)
            return self.answer(204)
        found = self.server.objects.get(name)
        return self.answer(404, NOT_THERE) if found is None else self.answer(200, found)

    # The names that http.server looks for.
    do_GET = do_HEAD = do_PUT = do_DELETE = handle_object  # noqa: N815

    def log_message(self, *args):
        pass


def bucket():
    return answering(Bucket())
