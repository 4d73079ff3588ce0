"""Readers get ready bytes: the same as Django would give, to whom they belong, and never anything else."""

import gzip
from datetime import UTC, datetime, timedelta
from time import monotonic

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.utils import timezone

from tests import factories
from tests.reading.keeping import ask, django, kept_site, open_connection
from therapies import publishing
from therapies.linking import counting
from therapies.linking.links import make_link
from therapies.models import Link, PageChange
from therapies.public_paths import public_paths
from therapies.publishing.change_log import touch
from therapies.reading import page_cache
from therapies.reading.page_cache import warming
from therapies.reading.page_cache.warming import Warmer

pytestmark = pytest.mark.django_db

LONG = "Some words for patients, and some more of them.\n\n" * 12
ANSWERS = ("hits_memory", "hits_shelf", "misses", "stale", "bypassed", "refused_busy")


@pytest.fixture
def site():
    return kept_site()


@pytest.fixture
def lidocaine():
    return factories.article(kind="therapy", slug="lidocaine", title="Lidocaine", body=LONG)


def no_database(execute, sql, params, many, context):
    raise OperationalError("the server closed the connection unexpectedly")


def counted(site, answer):
    """How many answers of one kind a page cache gave."""
    return site.counts[answer]


# --- The same answer --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/therapy/lidocaine/", "/guides/", "/sitemap.xml", "/feed.atom", "/robots.txt"])
def test_a_kept_page_is_what_django_gives(site, lidocaine, path):
    made, kept, plain = ask(site, path), ask(site, path), ask(django(), path)

    assert (made.status, made.body) == (kept.status, kept.body) == (plain.status, plain.body)
    assert (counted(site, "misses"), counted(site, "hits_memory")) == (1, 1)
    ours = {"ETag", "Vary", "Content-Length"}
    assert {name: value for name, value in kept.headers.items() if name not in ours} == {
        name: value for name, value in plain.headers.items() if name not in ours
    }


def test_a_kept_page_asks_nothing_of_the_database(site, lidocaine, django_assert_num_queries):
    ask(site, "/therapy/lidocaine/")

    with django_assert_num_queries(0):
        ask(site, "/therapy/lidocaine/", look=False)
    with django_assert_num_queries(1):  # the log of changes
        ask(site, "/therapy/lidocaine/")


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpacked"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
        ("gzip;q=0, br;q=0.0", None, bytes),
        ("deflate, zstd", None, bytes),
        ("identity;q=0", None, bytes),
    ],
)
def test_a_browser_gets_the_encoding_that_it_takes(site, lidocaine, accepted, encoding, unpacked):
    plain = ask(django(), "/therapy/lidocaine/").body
    for _ in range(2):
        answer = ask(site, "/therapy/lidocaine/", HTTP_ACCEPT_ENCODING=accepted)

        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert unpacked(answer.body) == plain


def test_each_encoding_has_a_strong_tag_of_its_own(site, lidocaine):
    tags = {ask(site, "/therapy/lidocaine/", HTTP_ACCEPT_ENCODING=name).headers["ETag"] for name in ("", "gzip", "br")}

    (plain,) = (tag for tag in tags if "-" not in tag)
    assert tags == {plain, f'{plain[:-1]}-gz"', f'{plain[:-1]}-br"'}


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", 'W/"a,b" ,W/{}'])
def test_what_has_not_changed_is_not_sent_again(site, lidocaine, form):
    first = ask(site, "/therapy/lidocaine/", HTTP_ACCEPT_ENCODING="gzip")
    tag = first.headers["ETag"]

    again = ask(site, "/therapy/lidocaine/", HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=form.format(tag))

    assert (again.status, again.body) == (304, b"")
    assert {"Content-Type", "Content-Length", "Content-Encoding"}.isdisjoint(again.headers)
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Content-Type-Options"):
        assert again.headers[name] == first.headers[name]


@pytest.mark.parametrize("asked", ['"other"', "other", "", "W/", '"x", "y"'])
def test_another_tag_gets_the_page(site, lidocaine, asked):
    ask(site, "/therapy/lidocaine/")

    assert ask(site, "/therapy/lidocaine/", HTTP_IF_NONE_MATCH=asked).status == 200


@pytest.mark.parametrize("is_kept", [False, True])
def test_head_gives_the_headers_of_get_and_no_body(site, lidocaine, is_kept):
    get = ask(kept_site() if not is_kept else site, "/therapy/lidocaine/", HTTP_ACCEPT_ENCODING="br")

    head = ask(site, "/therapy/lidocaine/", method="HEAD", HTTP_ACCEPT_ENCODING="br")

    assert (head.status, head.headers, head.body) == (200, get.headers, b"")


def test_a_page_says_to_proxies_how_long_they_may_keep_it(site, lidocaine):
    rule = ask(site, "/therapy/lidocaine/").headers["Cache-Control"]

    assert rule == "public, max-age=0, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400"


# --- One entry, and for whom ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/therapy/lidocaine/", ["", "utm_source=x", "a=1&b=2", "page=2", "fbclid=" + "z" * 400, "%ff=%00"]),
        ("/", ["", "v=1", "gclid=4"]),
        ("/guides/", ["page=1", "page=1&utm_id=3", "x=y&page=1", "page=7&page=1"]),
    ],
)
def test_junk_in_a_query_shares_one_entry(site, lidocaine, path, queries):
    for query in queries:
        assert ask(site, path, query).status == 200

    assert (counted(site, "misses"), len(site.memory.entries)) == (1, 1)


def test_a_sheet_and_a_therapy_of_a_list_are_entries_of_their_own(site, lidocaine):
    for query in ("", "page=1", "about=lidocaine", "about=lidocaine&page=1", "page=1&about=lidocaine"):
        ask(site, "/questions/", query)

    assert set(site.memory.entries) == {
        f"//localhost{query}/questions/" for query in ("", "?page=1", "?about=lidocaine", "?page=1&about=lidocaine")
    }


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/guides/", "page=99"),
        ("/guides/", "page=nonsense"),
        ("/questions/", "about=nothing"),
        ("/sitemap-pages.xml", "p=01"),
        ("/sitemap-pages.xml", "p=+1"),
        ("/brand.css", "v=000000000000"),
        ("/comparison/both/", "show=lidocaine"),
        ("/THERAPY/lidocaine", ""),
        ("/no-such-page/", ""),
        ("/therapy/to-come/", ""),
    ],
)
def test_what_strangers_can_ask_for_without_end_is_not_kept(site, lidocaine, path, query):
    factories.article(kind="comparison", slug="both")
    factories.article(kind="therapy", slug="to-come", live=False)
    publishing.change_fact("brand_color", "#0b5c6b")

    answers = [ask(site, path, query) for _ in range(2)]

    assert (counted(site, "misses"), site.memory.entries) == (2, {})
    plain = ask(django(), path, query)
    assert {(answer.status, answer.body, answer.headers.get("Location")) for answer in answers} == {
        (plain.status, plain.body, plain.headers.get("Location"))
    }


@pytest.mark.parametrize(
    "path",
    ["/search/", "/es/search/", "/search/suggestions.json", "/admin/login/", "/preview/" + "a" * 43 + "/", "/healthz",
     "/sign-off/" + "a" * 43 + "/", "/api/v1/education.json", "/api/v1/openapi.json", "/e/7k3qx%23t=2026-12-08T09:00"],
)  # fmt: skip
def test_of_private_and_typed_words_nothing_is_kept(site, lidocaine, path):
    ask(site, path, "q=lidocaine")

    assert (counted(site, "bypassed"), site.memory.entries) == (1, {})


@pytest.mark.parametrize("path", ["/questions", "/search", "/SEARCH/"])
def test_a_mended_address_takes_its_query_along(site, lidocaine, path):
    answer = ask(site, path, "about=lidocaine")

    assert answer.headers["Location"] == f"{path.lower().rstrip('/')}/?about=lidocaine"
    # It repeats what somebody typed, so no cache of others gives it to anybody.
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_stranger_who_names_another_host_changes_no_page(site, lidocaine, settings):
    settings.ALLOWED_HOSTS = ["localhost", "visits.example.org"]
    forged = ask(site, "/therapy/lidocaine/", HTTP_HOST="evil.example")
    header = ask(site, "/therapy/lidocaine/", HTTP_X_FORWARDED_HOST="evil.example", HTTP_X_FORWARDED_PROTO="https")
    other = ask(site, "/therapy/lidocaine/", HTTP_HOST="VISITS.example.org")

    assert (forged.status, header.status, other.status) == (400, 200, 200)
    assert b"evil.example" not in header.body
    assert "http://visits.example.org/therapy/lidocaine/" in other.text
    assert "http://localhost/therapy/lidocaine/" in ask(site, "/therapy/lidocaine/").text
    assert len(site.memory.entries) == 2


@pytest.mark.parametrize(
    "host", ["localhost:8123", "typed.example.org", "typed.example.org:80", "localhost." + "a" * 400]
)
def test_hosts_and_ports_that_a_stranger_may_choose_take_no_room(site, lidocaine, settings, host):
    settings.ALLOWED_HOSTS = ["localhost", ".example.org"]

    for _ in range(2):
        ask(site, "/therapy/lidocaine/", HTTP_HOST=host)
    ask(site, "/therapy/lidocaine/", HTTP_HOST="localhost:8000", SERVER_PORT="8000")

    assert (set(site.memory.entries), set(site.keys.hosts)) == (
        {"//localhost:8000/therapy/lidocaine/"},
        {"localhost:8000"},
    )


def test_a_path_that_holds_a_question_mark_is_not_taken_for_an_address_with_a_query(site, lidocaine):
    factories.article(kind="therapy", slug="ketamine", title="Ketamine", body=LONG)
    known = ask(site, "/questions/", "page=1")

    harmed = [ask(site, path) for path in ("/questions/?page=1", "/questions/?page=1")]

    assert {answer.status for answer in harmed} == {ask(django(), "/questions/?page=1").status} != {known.status}
    assert "//localhost?page=1/questions/" in site.memory.entries


def test_nothing_that_a_stranger_sends_reaches_the_view(site, lidocaine):
    seen = []

    def application(environ, start_response):
        seen.append({name for name in environ if name.startswith(("HTTP_", "CONTENT_", "REMOTE_", "QUERY_"))})
        return django()(environ, start_response)

    sent = {"HTTP_ACCEPT_LANGUAGE": "es", "HTTP_RANGE": "bytes=0-1", "HTTP_COOKIE": "csrf=a", "REMOTE_ADDR": "192.0.2.7",
            "HTTP_IF_MODIFIED_SINCE": "Sun, 22 Nov 2026 09:41:44 GMT", "CONTENT_TYPE": "a/b"}  # fmt: skip
    answer = ask(kept_site(application), "/therapy/lidocaine/", "utm_source=x", **sent)

    assert answer.body == ask(django(), "/therapy/lidocaine/").body
    assert seen == [{"HTTP_HOST", "QUERY_STRING"}]


def test_plain_http_is_led_to_https_by_django(lidocaine, settings):
    settings.SECURE_SSL_REDIRECT = True
    site = kept_site(WSGIHandler())

    answer = ask(site, "/therapy/lidocaine/")

    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/therapy/lidocaine/")
    assert (counted(site, "bypassed"), site.memory.entries) == (1, {})


def test_https_and_plain_http_have_answers_of_their_own(site, lidocaine):
    assert "http://localhost/" in ask(site, "/therapy/lidocaine/").text
    assert "https://localhost/" in ask(site, "/therapy/lidocaine/", **{"wsgi.url_scheme": "https"}).text
    assert "https://localhost/" not in ask(site, "/therapy/lidocaine/").text


def test_staff_with_a_session_get_a_page_made_anew_that_nobody_else_gets(site, lidocaine, settings):
    cookie = f"{settings.SESSION_COOKIE_NAME}=abc"

    for _ in range(2):
        assert ask(site, "/therapy/lidocaine/", HTTP_COOKIE=cookie).status == 200

    assert (counted(site, "misses"), site.memory.entries) == (2, {})


def test_an_answer_with_a_cookie_or_for_some_only_is_not_kept(lidocaine):
    def made_with(*headers):
        def application(environ, start_response):
            return django()(environ, lambda status, said, exc_info=None: start_response(status, [*said, *headers]))

        site = kept_site(application)
        ask(site, "/therapy/lidocaine/")
        return list(site.memory.entries)

    assert made_with(("Set-Cookie", "a=b")) == []
    assert made_with(("Vary", "Cookie")) == []
    assert made_with(("Cache-Control", "no-store")) == []
    assert made_with(("X-Other", "a")) == ["//localhost/therapy/lidocaine/"]


def test_notices_and_redirects_are_pages_too(site, lidocaine):
    publishing.rename(factories.article(slug="old-name"), slug="new-name")
    publishing.withdraw(factories.article(slug="withdrawn"), notice="It was wrong.")

    for _ in range(2):
        assert ask(site, "/guide/old-name/", "utm_source=x").headers["Location"] == "/guide/new-name/"
        assert ask(site, "/guide/withdrawn/").status == 410

    assert (counted(site, "misses"), counted(site, "hits_memory")) == (2, 2)


# --- Changes ----------------------------------------------------------------------------------


def test_new_words_show_at_the_next_request_and_other_pages_stay(site, lidocaine):
    factories.article(slug="other", title="Another page")
    for path in ("/therapy/lidocaine/", "/robots.txt"):
        ask(site, path)

    publishing.publish(factories.draft(lidocaine, title="Lidocaine", body="After the change."))

    assert "After the change." in ask(site, "/therapy/lidocaine/").text
    ask(site, "/robots.txt")
    assert (counted(site, "misses"), counted(site, "hits_memory")) == (3, 1)


def test_a_page_that_shows_another_one_is_made_anew_with_it(site, lidocaine):
    other = factories.article(kind="therapy", slug="other", title="Other", summary="Before the change.")
    assert "Other" in ask(site, "/therapy/lidocaine/").text
    touch([other.get_absolute_url()])

    ask(site, "/therapy/lidocaine/")

    assert counted(site, "misses") == 2


def test_what_is_due_shows_when_its_time_comes_without_a_look_at_the_database(lidocaine):
    clock = [datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()]
    site = kept_site(clock=lambda: clock[0])
    now = datetime.fromtimestamp(clock[0], UTC)
    PageChange.objects.create(written_at=now, due=now + timedelta(minutes=5), touched=["/therapy/lidocaine/"])
    for _ in range(2):
        ask(site, "/therapy/lidocaine/")

    clock[0] += 299
    ask(site, "/therapy/lidocaine/")
    before = dict(site.counts)
    clock[0] += 1
    ask(site, "/therapy/lidocaine/")
    ask(site, "/therapy/lidocaine/")

    assert (before["misses"], before["hits_memory"]) == (1, 2)
    assert (counted(site, "misses"), counted(site, "hits_memory")) == (2, 3)


@pytest.mark.parametrize("jump", [timedelta(hours=24), timedelta(days=-400), timedelta(days=4000)])
def test_no_page_is_older_than_its_day_even_when_the_clock_jumps(lidocaine, jump):
    clock = [datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()]
    site = kept_site(clock=lambda: clock[0])
    ask(site, "/therapy/lidocaine/")

    clock[0] += jump.total_seconds()
    for _ in range(2):
        ask(site, "/therapy/lidocaine/")

    assert (counted(site, "misses"), counted(site, "hits_memory")) == (2, 1)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(hours=20), timedelta(days=40)])
def test_a_clock_that_was_ahead_and_is_set_back_leaves_no_page_untrue(lidocaine, tmp_path, time_machine, ahead):
    """What came by the clock too early comes once more in its time, and what was changed before is not forgotten."""
    now, shelf = datetime(2026, 11, 22, 16, tzinfo=UTC), {"shelf": tmp_path / "pages" / "shelf.sqlite3"}
    time_machine.move_to(now, tick=False)
    other = factories.article(slug="other", title="Other")
    paths = [lidocaine.get_absolute_url(), other.get_absolute_url()]
    publishing.publish(factories.draft(lidocaine, title="Later"), at=now + timedelta(hours=1))
    workers, untrue = [kept_site(**shelf), kept_site(**shelf)], []
    first = workers[0]
    for path in paths:
        ask(first, path)
    time_machine.shift(1)
    publishing.publish(factories.draft(other, title="Changed"))

    # The second worker reads what the first put on the shelf only when the clock is right again.
    for step, asked in ((ahead, [first]), (timedelta(minutes=1) - ahead, workers), (timedelta(hours=1), workers)):
        for worker in asked:
            ask(worker, paths[0])
        time_machine.shift(step)
        untrue += [path for worker in asked for path in paths if ask(worker, path).text != ask(django(), path).text]

    assert untrue == []
    assert "Later" in ask(first, paths[0]).text


def test_a_change_while_a_page_is_being_made_makes_it_anew(lidocaine):
    def application(environ, start_response):
        answer = django()(environ, start_response)
        if not PageChange.objects.filter(touched=["/therapy/lidocaine/"]).exists():
            touch(["/therapy/lidocaine/"])
            site.follower.look_now()
        return answer

    site = kept_site(application)

    for _ in range(3):
        ask(site, "/therapy/lidocaine/")

    assert (counted(site, "misses"), counted(site, "hits_memory")) == (2, 1)


def test_an_address_that_is_none_any_more_leaves_no_copy(site, lidocaine):
    spanish = factories.article(slug="antes", language="es")
    before = ask(site, "/es/guides/").status

    publishing.withdraw(spanish, notice="It was wrong.")

    assert (before, ask(site, "/es/guides/").status) == (200, 404)
    assert "//localhost/es/guides/" not in site.memory.entries


# --- Links ------------------------------------------------------------------------------------


def test_every_way_to_write_a_link_shares_one_entry_and_each_answer_is_counted(site, lidocaine):
    link = make_link(lidocaine)
    ways = ["/e/{}", "/E/{}/Q", "/e/{}/q/", "//e//{}.", "/e/{}/e", "/e/{}”"]
    for way in ways:
        assert ask(site, way.format(link.code.upper()), "utm_source=x").status == 200
    ask(site, f"/e/{link.code}", method="HEAD")
    ask(site, f"/e/{link.code}", HTTP_IF_NONE_MATCH="*")

    assert list(site.memory.entries) == [f"//localhost/e/{link.code}"]
    assert {key[2:]: n for key, n in counting._counted.items()} == {
        ("", "robot"): 5,
        ("q", "robot"): 2,
        ("e", "robot"): 1,
    }


def test_a_language_of_a_link_is_an_entry_of_its_own(site, lidocaine):
    link = make_link(lidocaine)

    for path in (f"/e/{link.code}", f"/es/e/{link.code}", f"/ES/e/{link.code}/q", f"/en/e/{link.code}"):
        ask(site, path)

    assert set(site.memory.entries) == {f"//localhost{way}/e/{link.code}" for way in ("", "/es", "/en")}
    assert sum(counting._counted.values()) == 4


def test_a_person_is_told_from_a_program_on_a_kept_answer_too(site, lidocaine):
    link = make_link(lidocaine)
    phone = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone)", "HTTP_ACCEPT_LANGUAGE": "en", "HTTP_SEC_FETCH_MODE": "navigate"}

    for _ in range(3):
        ask(site, f"/e/{link.code}", **phone)

    assert {key[3]: n for key, n in counting._counted.items()} == {"human": 3}


def test_a_link_stays_private_to_proxies_and_a_step_of_one_is_kept_here(site, lidocaine):
    link = make_link(lidocaine, answers_with=Link.REDIRECT)

    answers = [ask(site, f"/e/{link.code}") for _ in range(2)]

    assert counted(site, "hits_memory") == 1
    for answer in answers:
        assert (answer.status, answer.headers["Location"]) == (302, "/therapy/lidocaine/")
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-cache", "noindex")


def test_the_time_of_a_visit_and_a_choice_are_made_anew(site, lidocaine):
    link = make_link(factories.article(kind="comparison", slug="both"))

    moment = ask(site, f"/e/{link.code}", "utm_source=x%23t%3D2026-12-08T09:00")
    choice = ask(site, f"/e/{link.code}", "show=lidocaine")

    assert (moment.status, moment.headers["Location"]) == (302, f"/e/{link.code}#t=2026-12-08T09:00")
    assert 'value="lidocaine" checked' in choice.text
    assert site.memory.entries == {}


def test_codes_that_nobody_gave_out_and_words_that_cannot_be_read_are_not_kept(site, lidocaine):
    link = make_link(lidocaine)
    type(lidocaine).objects.filter(pk=lidocaine.pk).update(kind="comparison")

    statuses = [ask(site, path).status for path in ("/e/22222", f"/e/{link.code}", "/comparison/lidocaine/")]

    assert (statuses, site.memory.entries) == ([404, 503, 503], {})


# --- Without the database ---------------------------------------------------------------------


def test_pages_that_were_made_are_there_while_the_database_is_not(site, lidocaine):
    link = make_link(lidocaine)
    paths = ["/", "/therapy/lidocaine/", f"/e/{link.code}"]
    before = [ask(site, path).body for path in paths]
    touch(["*"])
    site.follower.look_now()

    with connection.execute_wrapper(no_database):
        during = [ask(site, path) for path in paths]
        written_otherwise = ask(site, "/Therapy/lidocaine?x=1".partition("?")[0])
        chosen = ask(site, "/therapy/lidocaine/", "show=a")
        staff = ask(site, "/therapy/lidocaine/", HTTP_COOKIE="session=a")

    assert [answer.body for answer in during] == before
    assert {answer.status for answer in (*during, written_otherwise, chosen, staff)} == {200}
    assert counted(site, "stale") == 6


def test_what_nobody_kept_is_a_plain_503_meanwhile(site, lidocaine):
    ask(site, "/therapy/lidocaine/")
    with connection.execute_wrapper(no_database):
        answer = ask(site, "/guides/")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "//localhost/guides/" not in site.memory.entries


def test_when_the_database_is_back_pages_are_true_again(site, lidocaine):
    ask(site, "/therapy/lidocaine/")
    with connection.execute_wrapper(no_database):
        ask(site, "/therapy/lidocaine/")
    publishing.publish(factories.draft(lidocaine, title="Lidocaine", body="After the change."))

    assert "After the change." in ask(site, "/therapy/lidocaine/").text


def test_a_fault_of_the_site_is_answered_with_the_last_good_copy(lidocaine):
    broken = []

    def application(environ, start_response):
        if broken:
            raise RuntimeError("A fault.")
        return django()(environ, start_response)

    site = kept_site(application)
    good = ask(site, "/therapy/lidocaine/").body
    touch(["*"])
    broken.append(True)

    assert ask(site, "/therapy/lidocaine/").body == good
    assert ask(site, "/guides/").status == 503


def test_answers_are_counted_for_whoever_watches(site, lidocaine):
    before = page_cache.counters()

    for _ in range(3):
        ask(site, "/therapy/lidocaine/")

    after = page_cache.counters()
    assert {name: after[name] - before[name] for name in ANSWERS} == dict.fromkeys(ANSWERS, 0) | {
        "misses": 1,
        "hits_memory": 2,
    }


def test_dates_turn_at_midnight_of_the_clinic(lidocaine):
    # 05:00 UTC is midnight in New York.
    clock = [datetime(2026, 11, 23, 4, 59, tzinfo=UTC).timestamp()]
    site = kept_site(clock=lambda: clock[0])

    for seconds in (0, 50, 10, 1):
        clock[0] += seconds
        ask(site, "/therapy/lidocaine/")

    assert (counted(site, "misses"), counted(site, "hits_memory")) == (2, 2)
    assert timezone.get_default_timezone_name() == "America/New_York"


# --- Ahead of time ----------------------------------------------------------------------------


def test_every_public_page_is_made_ahead_of_time_and_once(lidocaine, tmp_path):
    link = factories.link_in_use(lidocaine, by=factories.staff())
    publishing.rename(factories.article(slug="old-name"), slug="new-name")
    publishing.withdraw(factories.article(slug="withdrawn"), notice="It was wrong.")
    factories.visit()
    site = kept_site(shelf=tmp_path / "pages.sqlite3", release="one", memory_mb=0)
    ask(site, "/healthz")  # names the host
    warmer = Warmer(site, paths=public_paths, lock=tmp_path / ".warming")
    before = dict(site.counts)

    with open_connection():
        paths = list(public_paths())
        first, again = warmer.go_round(paths), warmer.go_round(paths)

    assert {"/", f"/e/{link.code}", "/therapy/lidocaine/", "/guide/old-name/", "/guide/withdrawn/"} < set(paths)
    missing = {path for path in paths if site.shelf.find(f"//localhost{path}") is None}
    # These are not written: the page on when to call, a glossary.
    assert missing == {"/guide/when-to-call/"}
    assert (first, again) == (len(set(paths)), 1)
    assert before == site.counts


def test_one_process_of_a_machine_makes_pages_ahead_of_time(tmp_path):
    one, other = (Warmer(kept_site(), paths=list, lock=tmp_path / "pages" / ".warming") for _ in range(2))

    with one.locked() as lock:
        assert lock is not None
        assert other.locked() is None
    with other.locked() as lock:
        assert lock is not None


def test_a_change_brings_the_next_round_soon(lidocaine, tmp_path, monkeypatch):
    monkeypatch.setattr(warming, "SOON_AFTER", 0.01)
    site = kept_site()
    warmer = Warmer(site, paths=list, lock=tmp_path / ".warming")
    warmer.wait(0.05, before=site.log.last_id)  # nothing has changed: it takes its time
    before, began = site.log.last_id, monotonic()

    touch(["/therapy/lidocaine/"])
    with open_connection():
        warmer.wait(60, before=before)

    assert site.log.last_id > before
    assert monotonic() - began < 30
