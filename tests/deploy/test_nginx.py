"""nginx as shipped, before a machine that says what each test needs: what is kept, limited, passed on and written down."""

import re
import socket
import ssl
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from . import nginx as shipped
from .stand_in import machine

pytestmark = pytest.mark.skipif(not shipped.PROGRAM, reason=shipped.WHY_NOT)
HERE = shipped.SHIPPED.parent
A_COPY_LASTS_SECONDS = 2.1  # at most: nginx reckons in whole seconds


@pytest.fixture(scope="module")
def site():
    with machine() as server:
        yield server


@pytest.fixture(scope="module")
def nginx(site, tmp_path_factory):
    with shipped.running(tmp_path_factory.mktemp("nginx"), [site.port]) as server:
        yield server


# --- the files ---


@pytest.mark.parametrize("place", ["nginx/here", "compose/here", "kubernetes/here"])
def test_nginx_takes_the_files_of_each_place(place, tmp_path):
    files = shipped.copy_of_the_files(tmp_path)
    certificate, key = shipped.write_certificate(tmp_path)
    for file in (HERE / place).iterdir():
        words = re.sub(r"(ssl_certificate) .*;", rf"\1 {certificate};", file.read_text())
        words = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {key};", words)
        words = words.replace("/var/", f"{tmp_path}/var/").replace("/etc/nginx/tls", str(tmp_path))
        # Names that only a cluster knows, and a word that nginx of Debian 12 does not know yet.
        words = re.sub(r"resolver \S+", "resolver 127.0.0.1", words).replace(" resolve ", " ")
        (files / "here" / file.name).write_text(words.replace("web.clinic.svc.cluster.local", "127.0.0.1"))
    for folder in ("var/cache/nginx", "var/log/nginx"):
        (tmp_path / folder).mkdir(parents=True)

    result = subprocess.run(
        [shipped.PROGRAM, "-t", "-q", "-p", tmp_path, "-c", files / "nginx.conf", "-g", f"error_log {tmp_path}/errors;"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert result.stdout + result.stderr == ""
    assert result.returncode == 0


# --- what is kept ---


def test_a_page_that_many_open_at_once_is_asked_for_once(nginx, site):
    site.says("/therapy/busy/", seconds=0.3)

    with ThreadPoolExecutor(20) as readers:
        answers = list(readers.map(lambda _: nginx.ask("/therapy/busy/"), range(20)))

    assert {(status, body) for status, _, body in answers} == {(200, answers[0][2])}
    assert len(site.asked_for("/therapy/busy/")) == 1


def test_a_page_is_asked_for_again_after_a_second(nginx, site):
    first = nginx.ask("/guide/second/")[2]
    time.sleep(A_COPY_LASTS_SECONDS)

    assert nginx.ask("/guide/second/")[2] != first


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/admin/", {}),
        ("/admin/therapies/article/", {}),
        ("/%61dmin/", {}),
        ("//admin/", {}),
        ("/guide/../admin/", {}),
        ("/sign-off/abcdefghijkl/", {}),
        ("/preview/abcdefghijkl/", {}),
        ("/api/v1/education.json", {}),
        ("/search/", {}),
        ("/es/search/suggestions.json", {}),
        ("/e/7k3qx", {}),
        ("/ES/e/7K3QX", {}),
        ("/healthz", {}),
        ("/readyz", {}),
        ("/private/", {"cache_control": "private, max-age=60"}),
        ("/no-store/", {"cache_control": "no-store"}),
        ("/no-cache/", {"cache_control": "no-cache"}),
        ("/public-no-store/", {"cache_control": "public, no-store"}),
        ("/silent/", {"cache_control": ""}),
        ("/expires/", {"cache_control": "", "expires": "Thu, 31 Dec 2099 23:59:59 GMT"}),
        ("/accelerated/", {"cache_control": "private", "vary": "Accept-Encoding"}),
        ("/cookie/", {"set_cookie": "session=1"}),
        ("/vary-cookie/", {"vary": "Cookie, Accept-Encoding"}),
        ("/vary-all/", {"vary": "*"}),
        ("/moved/", {"status": 301, "location": "/elsewhere/"}),
        ("/found/", {"status": 302, "location": "/elsewhere/"}),
        ("/none/", {"status": 404}),
        ("/gone/", {"status": 410}),
        ("/wrong/", {"status": 500}),
        ("/guide//double/", {}),
        ("/guide/%77ord/", {}),
        ("/guide/./dot/", {}),
    ],
)
def test_what_is_not_for_everybody_is_kept_by_nobody(path, answer, nginx, site):
    site.says(path, **answer)

    first, second = nginx.ask(path), nginx.ask(path)

    assert first[0] == second[0] == answer.get("status", 200)
    assert first[2] != second[2]


@pytest.mark.parametrize(
    "query", ["?show=a,b", "?p%61ge=2", "?page=1&page=2", "?page=1&utm_source=x", "?q=drip", "?page=0", "?about=A%20b"]
)
def test_a_query_that_nginx_does_not_know_goes_to_the_site_and_is_not_kept(query, nginx, site):
    plain = nginx.ask("/guides/")[2]

    answers = [nginx.ask(f"/guides/{query}")[2] for _ in range(2)]

    assert len({plain, *answers}) == 3


def test_marks_of_mail_programs_share_one_copy(nginx, site):
    bodies = {
        nginx.ask(f"/guide/shared/{query}")[2]
        for query in ("", "?utm_source=mail&utm_id=7", "?fbclid=IwAR", "?gclid=a%20b", "?mc_cid=1&mc_eid=2")
    }

    assert len(bodies) == 1


def test_pages_of_a_list_are_pages_of_their_own(nginx, site):
    bodies = {nginx.ask(f"/changes/{query}")[2] for query in ("", "?page=2", "?page=3")}

    assert len(bodies) == 3
    assert nginx.ask("/changes/?page=2")[2] in bodies


def test_staff_are_answered_anew_and_leave_no_copy(nginx, site):
    copy = nginx.ask("/guide/staff/")[2]

    theirs = nginx.ask("/guide/staff/", cookie="__Host-session=abc")[2]

    assert theirs != copy
    assert nginx.ask("/guide/staff/")[2] == copy


def test_ways_of_packing_are_three(nginx, site):
    site.says("/guide/packed/", vary="Accept-Encoding")
    for wish in ("gzip, deflate, br, zstd", "br", "gzip", "GZIP;q=0.5", "", "identity", "br;q=0, gzip", "br;q=0.0"):
        nginx.ask("/guide/packed/", accept_encoding=wish)

    assert [asked.get("Accept-Encoding", "") for asked in site.asked_for("/guide/packed/")] == ["br", "gzip", ""]


def test_the_last_copy_is_given_while_the_site_fails(nginx, site):
    copy = nginx.ask("/guide/last/")[2]
    time.sleep(A_COPY_LASTS_SECONDS)
    site.says("/guide/last/", status=503)

    assert nginx.ask("/guide/last/")[::2] == (200, copy)


# --- what is passed on ---


def test_a_visitor_cannot_say_who_he_is_or_poison_a_copy(nginx, site):
    names = ("X_Forwarded_Host", "X_Forwarded_Port", "X_Real_IP", "Forwarded", "X_Forwarded_For", "Proxy",
             "X_Forwarded_Proto", "X_Request_ID", "X_Original_URL", "X_Rewrite_URL", "X_HTTP_Method_Override")  # fmt: skip
    lies = dict.fromkeys(names, "evil.example.com")

    poisoned = nginx.ask("/guide/poisoned/", **lies)

    [asked] = site.asked_for("/guide/poisoned/")
    reached = {name for name, value in asked.items() if "evil" in value}
    # The site reads none of these three.
    assert reached == {"X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"}
    assert (asked["Host"], asked["X-Forwarded-Proto"], asked["X-Forwarded-For"]) == (
        shipped.HOST, "https", "127.0.0.1",
    )  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{32}", asked["X-Request-ID"])
    assert b"evil" not in poisoned[2]


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1", ""])
def test_another_name_is_not_answered(host, nginx, site):
    before = len(site.asked)

    status = nginx.ask("/", host=host)[0]

    assert status in (400, 421)
    assert len(site.asked) == before


def test_no_certificate_is_shown_for_another_name(nginx):
    with (
        socket.create_connection(("127.0.0.1", nginx.port), 5) as plain,
        pytest.raises(ssl.SSLError, match="(?i)unrecognized[ _]name"),
    ):
        nginx.context.wrap_socket(plain, server_hostname="evil.example.com")


def test_http_2_is_spoken_and_old_tls_is_not(nginx):
    new, old = (ssl.create_default_context(cafile=nginx.folder / "fullchain.pem") for _ in range(2))
    new.set_alpn_protocols(["h2", "http/1.1"])
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    # Setting it warns that it is old, which is the point.
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1

    with (
        socket.create_connection(("127.0.0.1", nginx.port), 5) as plain,
        new.wrap_socket(plain, server_hostname=shipped.HOST) as client,
    ):
        spoken = client.selected_alpn_protocol()
    with socket.create_connection(("127.0.0.1", nginx.port), 5) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain, server_hostname=shipped.HOST)

    assert spoken == "h2"


def test_plain_http_leads_to_https(nginx):
    with socket.create_connection(("127.0.0.1", nginx.plain_port), 5) as client:
        client.sendall(b"GET /e/7k3qx?utm=1 HTTP/1.1\r\nHost: visits.example.org\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(4096), b""))

    assert answer.startswith(b"HTTP/1.1 308 ")
    assert b"\r\nLocation: https://visits.example.org/e/7k3qx?utm=1\r\n" in answer


def test_what_the_machines_say_of_themselves_is_not_for_outsiders(nginx, site):
    assert nginx.ask("/metrics")[0] == 404
    assert site.asked_for("/metrics") == []


def break_off(listening: socket.socket) -> None:
    """Take a request, and go without an answer."""
    client, _ = listening.accept()
    client.settimeout(5)
    client.recv(65_536)
    client.close()


def test_a_page_is_asked_of_the_next_machine_when_one_breaks_off_and_a_form_is_sent_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as breaking, machine() as working:
        breaking.settimeout(5)
        with (
            shipped.running(tmp_path, [breaking.getsockname()[1], working.port]) as nginx,
            ThreadPoolExecutor(1) as pool,
        ):
            page = pool.submit(nginx.ask, "/guide/x/")
            break_off(breaking)
            status = page.result()[0]
            form = pool.submit(nginx.ask, "/admin/x/", method="POST", body="words=1")
            break_off(breaking)
            refused = form.result()

    assert (status, len(working.asked_for("/guide/x/"))) == (200, 1)
    assert (refused[0], working.asked_for("/admin/x/")) == (503, [])
    assert b"tel:911" in refused[2]
    assert refused[1]["strict-transport-security"] == "max-age=31536000; includeSubDomains"


# --- what is limited ---


def test_a_large_body_is_only_for_staff(nginx, site):
    large = b"x" * 300_000

    assert nginx.ask("/sign-off/abcdefghijkl/", method="POST", body=large)[0] == 413
    assert nginx.ask("/admin/pictures/", method="POST", body=large)[0] == 200


def test_a_flood_of_sign_ins_waits_and_readers_do_not(nginx, site):
    answers = [nginx.ask("/admin/login/", method="POST", body="login=x") for _ in range(25)]

    refused = [answer for answer in answers if answer[0] == 429]
    assert 3 <= len(refused) <= 5
    assert b"tel:911" in refused[0][2]
    assert b"tel:988" in refused[0][2]
    assert refused[0][1]["retry-after"] == "10"
    assert nginx.ask("/admin/login/")[0] == 200
    assert nginx.ask("/")[0] == 200


def test_a_flood_of_searches_waits(nginx, site):
    with ThreadPoolExecutor(20) as typing:
        statuses = list(typing.map(lambda n: nginx.ask(f"/search/suggestions.json?q={n}")[0], range(120)))

    assert statuses.count(200) >= 60
    assert set(statuses) == {200, 429}


def test_forty_clients_that_send_half_a_request_keep_nobody_waiting(nginx, site):
    halves = [b"GET / HTT", b"POST /admin/login/ HTTP/1.1\r\nHost: visits.example.org\r\nContent-Length: 5000\r\n\r\nx"]
    slow = [nginx.context.wrap_socket(socket.create_connection(("127.0.0.1", nginx.port)), server_hostname=shipped.HOST)
            for _ in range(40)]  # fmt: skip
    before = len(site.asked)
    for number, client in enumerate(slow):
        client.sendall(halves[number % 2])

    begin = time.monotonic()
    statuses = [nginx.ask(f"/guide/reader/?n={number}")[0] for number in range(20)]
    took = time.monotonic() - begin

    for client in slow:
        client.close()
    assert statuses == [200] * 20
    assert len(site.asked) - before == 20
    assert took < 2 * 20


# --- what is written down ---


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/guide/written/?q=my+illness", 200, "/guide/written/"),
        ("/e/7k3qx/q", 200, "/e/-"),
        ("/es/E/7K3QX", 200, "/e/-"),
        ("//e/7k3qx", 200, "/e/-"),
        ("/therapy/x/%23t=2026-12-08T02:30", 200, "-"),
        ("/therapy/x/%2523t=2026-12-08T02:30", 200, "-"),
        ("/sign-off/Secret_token-1/", 200, "/sign-off/-"),
        ("/preview/Secret_token-1/", 200, "/preview/-"),
        ("/admin/account/invitation/MQ/secret-token/", 200, "/admin/account/-"),
        ("/admin/therapies/article/1/change/?q=x", 404, "/admin/therapies/article/1/change/"),
        ("/ana.smith@example.org", 404, "-"),
        ("/therapy/what-somebody-wanted/", 404, "-"),
        ("/therapy/broken/", 500, "/therapy/broken/"),
        ("/Ana", 200, "-"),
    ],
)
def test_a_line_says_what_was_asked_and_nothing_about_who(path, status, said, nginx, site):
    site.says(path.partition("?")[0], status=status)
    before = len(nginx.log().splitlines())

    nginx.ask(path, referer="https://mail.example.com/inbox", user_agent="Phone of Ana", x_forwarded_for="203.0.113.9")

    [line] = written_since(nginx, before)
    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\dT\S+ GET {re.escape(said)} {status} \d+ [\d.]+ [\d., -]+ \S+ [0-9a-f]{{32}}", line
    )


def written_since(nginx, before):
    """Lines are written when the answer is out, which is a moment after the client has it."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if lines := nginx.log().splitlines()[before:]:
            return lines
        time.sleep(0.02)
    return []


def test_nothing_that_was_refused_here_is_written_elsewhere(nginx, site):
    nginx.ask("/e/7k3qx?t=2026-12-08", cookie="x" * 40_000)
    nginx.ask("/%00/secret-path/")

    assert nginx.errors() == ""
    assert "127.0.0.1" not in nginx.log()
