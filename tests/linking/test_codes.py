"""Codes of permanent links are short, safe to read out, and forgiving."""

import re

import pytest

from therapies.linking.codes import ALPHABET, UNKIND, new_code, normalised


def test_a_code_has_5_signs_out_of_28_without_look_alikes_and_vowels():
    codes = [new_code() for _ in range(2_000)]

    assert len(set(ALPHABET)) == len(ALPHABET) == 28
    assert set(ALPHABET) & set("01aeioul") == set()
    assert [code for code in codes if not re.fullmatch(f"[{ALPHABET}]{{5}}", code)] == []
    assert [code for code in codes if any(word in code for word in UNKIND)] == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("7k3qx", "7k3qx"),
        ("7K3QX", "7k3qx"),
        (" 7k3qxb ", "7k3qxb"),
        ("7k3qx.", "7k3qx"),
        ("7k3qx&utm_source=x", "7k3qx"),
        ("7k3q", ""),
        ("7k3qxbc", ""),
        ("7k3ox", ""),
        ("７k3qx", ""),
        ("", ""),
    ],
)
def test_a_code_is_found_in_what_was_written(written, code):
    assert normalised(written) == code
