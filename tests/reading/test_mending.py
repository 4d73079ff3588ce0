"""Addresses that were harmed on their way are mended; sound ones are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from therapies.reading.mending import is_harmed, mended, reader_page_at


@pytest.mark.parametrize(
    ("path", "as_we_write_it"),
    [
        ("/", "/"),
        ("/Guide/X/", "/guide/x/"),
        ("/guide/x.", "/guide/x/"),
        ("/guide/x/).", "/guide/x/"),
        ("//guide///x", "/guide/x/"),
        ("/en/guide/x/", "/guide/x/"),
        ("/en", "/"),
        ("/english/", "/english/"),
        ("/es/guide/x/", "/es/guide/x/"),
        ("/guide/x/*", "/guide/x/"),
    ],
)
def test_a_path_is_mended(path, as_we_write_it):
    assert mended(path) == as_we_write_it


@pytest.mark.parametrize("path", ["/", "/guide/x/", "/guide/x", "/es/guide/x/", "/admin"])
def test_a_sound_path_is_left_to_those_who_answer_it(path):
    assert not is_harmed(path)


@given(st.text(max_size=80))
def test_any_path_is_mended_once_for_all_and_stays_on_this_site(rest):
    path = mended(f"/{rest}")

    assert path.startswith("/")
    assert not path.startswith("//")
    assert mended(path) == path


@pytest.mark.parametrize("path", ["/admin/", "/admin/components/", "/nothing/"])
def test_only_pages_of_readers_are_led_to(path):
    assert reader_page_at(path) is None


@pytest.mark.parametrize("path", ["/", "/guide/x/", "/es/guide/x/sources/", "/robots.txt"])
def test_pages_of_readers_are_found(path):
    assert reader_page_at(path) is not None
