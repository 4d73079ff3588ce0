"""Who asks too often waits, with the phone numbers at hand; nobody else does, and nothing is kept about anybody."""

import time

import pytest
from django.test import Client, RequestFactory

from tests import factories
from therapies import limits, publishing

pytestmark = pytest.mark.django_db
STRANGER, READER = "198.41.0.4", "9.9.9.9"


@pytest.fixture(autouse=True)
def site(settings):
    """A site behind a proxy that says for whom it asks, where nobody has asked anything yet."""
    settings.TRUSTS_PROXY = True
    publishing.change_fact("clinic_phone", "(212) 736-5000")
    every = (limits.SEARCHES, limits.SUGGESTIONS, limits.PRIVATE_PAGES)
    for limit in every:
        limit.forget()
    yield
    for limit in every:
        limit.forget()


def ask(path, *, visitor=STRANGER, method="get"):
    return getattr(Client(), method)(path, headers={"x-forwarded-for": visitor})


def use_up(limit, visitor=STRANGER):
    """All that this visitor may ask for, and of the next minute too: on a busy machine seconds pass until the next line."""
    request = RequestFactory().get("/", headers={"x-forwarded-for": visitor})
    while limit.takes(limits.visitor_of(request), now=time.monotonic() + 60):
        pass


PATHS = {
    "/search/?q=food": limits.SEARCHES,
    "/search/suggestions.json?q=food": limits.SUGGESTIONS,
    "/sign-off/" + "a" * 43 + "/": limits.PRIVATE_PAGES,
    "/preview/" + "a" * 43 + "/": limits.PRIVATE_PAGES,
}


@pytest.mark.parametrize(("path", "limit"), PATHS.items())
def test_who_asks_too_often_waits_and_nobody_else(path, limit):
    use_up(limit)

    refused, other = ask(path), ask(path, visitor=READER)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "10"
    assert "no-store" in refused.headers["Cache-Control"]
    assert other.status_code in (200, 404)


@pytest.mark.parametrize("method", ["head", "post"])
def test_another_method_is_no_way_around(method):
    use_up(limits.PRIVATE_PAGES)

    assert ask("/sign-off/" + "a" * 43 + "/", method=method).status_code == 429


def test_the_refusal_shows_the_numbers_for_an_emergency_and_of_the_clinic(django_assert_num_queries):
    factories.article(slug="when-to-call")
    ask("/")  # this process has read the phone
    use_up(limits.SEARCHES)

    with django_assert_num_queries(0):
        page = ask("/search/?q=food")

    assert "<h1>Please wait a moment</h1>" in page.text
    for number in ('<a href="tel:911">911</a>', '<a href="tel:988">988</a>', "(212) 736-5000</a>"):
        assert number in page.text
    assert "food" not in page.text


def test_urgent_words_are_answered_even_then():
    use_up(limits.SUGGESTIONS)

    assert ask("/search/suggestions.json?q=cannot breathe").json() == {"urgent": True}


def test_after_a_wait_one_may_ask_again():
    limit = limits.Limit(a_minute=60)

    assert [limit.takes(b"a", now=0.0) for _ in range(61)] == [True] * 60 + [False]
    assert [limit.takes(b"a", now=2.0) for _ in range(3)] == [True, True, False]
    assert all(limit.takes(b"a", now=62.0) for _ in range(60))


def test_a_class_of_thirty_behind_one_address_is_not_kept_out():
    """Five minutes: each searches 8 times a minute, with 12 letters each that suggestions are asked for."""
    searches, suggestions = limits.Limit(limits.SEARCHES.a_minute), limits.Limit(limits.SUGGESTIONS.a_minute)
    refused = 0

    for second in range(0, 300):
        for _ in range(4):  # 30 × 8 / 60
            refused += not searches.takes(b"class", now=float(second))
        for _ in range(40):
            refused += not suggestions.takes(b"class", now=float(second))

    assert refused == 0


def test_the_memory_has_a_bound_whoever_asks():
    limit = limits.Limit(a_minute=1, most_visitors=10)

    for number in range(1_000):
        limit.takes(str(number).encode(), now=float(number))

    assert len(limit._left) == 10


@pytest.mark.parametrize(
    ("header", "same_as"),
    [
        ("1.1.1.1, 198.41.0.4", STRANGER),
        (" 198.41.0.4 ", STRANGER),
        ("198.41.0.4:5123", STRANGER),
        ("::ffff:198.41.0.4", STRANGER),
        ("2606:4700::1", "2606:4700::ffff"),
    ],
)
def test_a_made_up_address_does_not_begin_the_count_anew(header, same_as):
    assert visitor(header) == visitor(same_as) is not None


@pytest.mark.parametrize("address", ["", "127.0.0.1", "10.0.0.7", "172.17.0.1", "fd00::1", "unknown", "a" * 5_000])
def test_visitors_who_cannot_be_told_apart_are_not_counted(address):
    assert visitor(address) is None


def test_a_header_of_a_stranger_is_not_believed_without_a_proxy(settings):
    settings.TRUSTS_PROXY = False
    request = RequestFactory().get("/", headers={"x-forwarded-for": READER}, REMOTE_ADDR=STRANGER)

    assert limits.address_of(request) == STRANGER


def test_what_is_counted_tells_no_address():
    known = visitor(STRANGER)

    assert len(known) == 16
    assert STRANGER.encode() not in known
    assert visitor(STRANGER) == known != visitor(READER)


def visitor(header):
    return limits.visitor_of(RequestFactory().get("/", headers={"x-forwarded-for": header}, REMOTE_ADDR="127.0.0.1"))
