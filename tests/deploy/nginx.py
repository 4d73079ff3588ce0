"""nginx with the files that are shipped; only what stands in here/ (ports, certificate, machines) is a test's own."""

from __future__ import annotations

import datetime
import getpass
import http.client
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from tests.processes import free_port

SHIPPED = settings.BASE_DIR / ".deploy" / "nginx"
# Debian has it where only root looks for programs.
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
WHY_NOT = "nginx is not installed; .ci/programs.sh installs it."
HOST = "visits.example.org"
STARTS_WITHIN_SECONDS = 20

MAIN = "user {user};\npid {folder}/nginx.pid;\ndaemon off;\n"
PLACES = """
client_body_temp_path {folder}/temporary/body;
proxy_temp_path {folder}/temporary/proxy;
fastcgi_temp_path {folder}/temporary/fastcgi;
uwsgi_temp_path {folder}/temporary/uwsgi;
scgi_temp_path {folder}/temporary/scgi;
proxy_cache_path {folder}/pages levels=1:2 keys_zone=pages:8m inactive=1d max_size=1g use_temp_path=off;
proxy_cache_path {folder}/files levels=1:2 keys_zone=files:4m inactive=30d max_size=1g use_temp_path=off;
access_log {folder}/access.log clinic;
"""


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of one day for the name of the site, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "fullchain.pem", folder / "privkey.pem"


def copy_of_the_files(folder: Path) -> Path:
    """The shipped files in a folder of the test, where it may put others in their place."""
    copy = folder / "nginx"
    shutil.copytree(SHIPPED, copy)
    return copy


class Nginx:
    """A running nginx. `ask` sends one request over TLS."""

    def __init__(self, folder: Path, machines: list[int]):
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        self.files = copy_of_the_files(folder)
        here = self.files / "here"
        certificate, key = write_certificate(folder)
        server = (here / "server.conf").read_text()
        for shipped, own in {
            f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(certificate),
            f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(key),
            "[::]:443 ": f"[::1]:{self.port} ",
            "[::]:80": f"[::1]:{self.plain_port}",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
        }.items():
            assert shipped in server
            server = server.replace(shipped, own)
        (here / "server.conf").write_text(server)
        (here / "main.conf").write_text(MAIN.format(user=getpass.getuser(), folder=folder))
        (here / "places.conf").write_text(PLACES.format(folder=folder))
        (folder / "temporary").mkdir()
        self.point_to(machines)

    def point_to(self, ports: list[int]) -> None:
        lines = [f"server 127.0.0.1:{port} max_fails=2 fail_timeout=1s;\n" for port in ports]
        (self.files / "here" / "machines.conf").write_text("least_conn;\n" + "".join(lines))

    @property
    def command(self) -> list[str]:
        return [PROGRAM, "-p", str(self.folder), "-c", str(self.files / "nginx.conf")]

    @cached_property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "fullchain.pem")

    def connection(self, timeout: float = 20) -> http.client.HTTPSConnection:
        return Connection(self, timeout)

    def ask(self, path: str, *, method: str = "GET", body=None, **headers) -> tuple[int, dict, bytes]:
        """Status, headers (names in small letters) and body. `accept_encoding="br"` is the header of that name."""
        connection = self.connection()
        try:
            return asked(connection, path, method=method, body=body, **headers)
        finally:
            connection.close()

    def log(self) -> str:
        return (self.folder / "access.log").read_text()

    def errors(self) -> str:
        return (self.folder / "output").read_text()


class Connection(http.client.HTTPSConnection):
    """To a port of this machine, under the name of the site."""

    def __init__(self, nginx: Nginx, timeout: float):
        super().__init__(HOST, nginx.port, timeout=timeout, context=nginx.context)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=HOST)


def asked(connection, path, *, method="GET", body=None, **headers):
    named = {"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=named)
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@contextmanager
def running(folder: Path, machines: list[int]):
    """nginx before the machines at these ports of 127.0.0.1."""
    nginx = Nginx(folder, machines)
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(nginx.command, stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            assert process.poll() is None, nginx.errors()
            try:
                socket.create_connection(("127.0.0.1", nginx.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield nginx
    finally:
        process.terminate()
        process.wait(10)
