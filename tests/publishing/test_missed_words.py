import threading

import pytest
from django.db import connection, transaction

from therapies.models import MissedWord
from therapies.publishing import clear_missed_words, count_missed_words
from therapies.publishing.missed_words import WAIT_MILLISECONDS

pytestmark = pytest.mark.django_db


def counts():
    return list(MissedWord.objects.order_by("word").values_list("language", "word", "count"))


def test_each_word_is_counted_once_a_search():
    count_missed_words(("troche", "benzos", "troche"), language="en")
    count_missed_words(("troche",), language="en")
    count_missed_words(("troche",), language="es")

    assert sorted(counts()) == [("en", "benzos", 1), ("en", "troche", 2), ("es", "troche", 1)]


def test_no_word_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_missed_words((), language="en") is True


def test_staff_see_a_word_from_the_fifth_time_on_the_most_missed_first():
    for word, times in (("rare", 4), ("five", 5), ("often", 6)):
        for _ in range(times):
            count_missed_words((word,), language="en")

    assert list(MissedWord.objects.worth_showing().values_list("word", "count")) == [("often", 6), ("five", 5)]


def test_staff_can_begin_to_count_anew():
    count_missed_words(("troche", "benzos"), language="en")

    assert clear_missed_words() == 2
    assert counts() == []


def test_a_missed_word_names_itself_with_its_count():
    count_missed_words(("troche",), language="en")

    assert str(MissedWord.objects.get()) == "troche: 1"


def test_the_database_waits_afterwards_as_long_as_before():
    asks = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}
    with connection.cursor() as cursor:
        cursor.execute(asks[connection.vendor])
        before = cursor.fetchone()
        count_missed_words(("troche",), language="en")
        cursor.execute(asks[connection.vendor])
        after = cursor.fetchone()

    assert after == before


@pytest.mark.django_db(transaction=True)
def test_a_database_that_somebody_else_writes_to_costs_a_moment_and_nothing_is_counted():
    MissedWord.objects.create(language="en", word="troche", count=1)
    locked, counted = threading.Event(), threading.Event()
    answers = []

    def hold_the_lock():
        with transaction.atomic():
            MissedWord.objects.select_for_update().get()
            MissedWord.objects.update(count=7)
            locked.set()
            counted.wait(10)
        connection.close()

    other = threading.Thread(target=hold_the_lock)
    other.start()
    locked.wait(10)
    answers.append(count_missed_words(("troche",), language="en"))
    counted.set()
    other.join()

    assert (answers, counts(), WAIT_MILLISECONDS) == ([False], [("en", "troche", 7)], 50)
