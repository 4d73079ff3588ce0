from pathlib import PurePosixPath

import pytest

from therapies.text.addresses import Address, address_of, is_slug, slug_of
from therapies.text.problems import ArticleFileError


def test_language_kind_and_slug_come_from_the_path():
    assert address_of("en/therapy/lidocaine.md") == Address("en", "therapy", "lidocaine")
    assert address_of(PurePosixPath("pt-br/guide/how-to-prepare.md")) == Address("pt-br", "guide", "how-to-prepare")


def test_only_other_languages_stand_in_the_url():
    assert Address("en", "therapy", "lidocaine").url == "/therapy/lidocaine/"
    assert Address("es", "therapy", "lidocaine").url == "/es/therapy/lidocaine/"


def test_an_address_gives_its_path_back():
    assert Address("es", "guide", "a-b").path == "es/guide/a-b.md"
    assert str(Address("es", "guide", "a-b")) == "es/guide/a-b.md"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "lidocaine.md",
            ["An article stands in a folder for its language and one for its kind: en/therapy/lidocaine.md."],
        ),
        (
            "en/therapy/old/lidocaine.md",
            ["An article stands in a folder for its language and one for its kind: en/therapy/lidocaine.md."],
        ),
        (
            "fr/therapies/lidocaine.md",
            [
                '"fr" is not a language of this site. Use one of these folders: en, es, pt-br.',
                '"therapies" is not a kind of article. Use one of these folders: therapy, guide, comparison, visit,'
                " page.",
            ],
        ),
        (
            "en/guide/How to prepare.md",
            [
                '"How to prepare" cannot be part of an address. Use small letters a-z, numerals and single hyphens, at'
                " most 60 characters, for example how-to-prepare.md."
            ],
        ),
        (
            "en/guide/准备.md",
            [
                '"准备" cannot be part of an address. Use small letters a-z, numerals and single hyphens, at most 60'
                " characters, for example how-to-prepare.md."
            ],
        ),
        (
            "en/guide/notes.txt",
            [
                'The name of an article file ends in ".md"; "notes.txt" does not. Rename the file or move it away.',
            ],
        ),
    ],
)
def test_a_path_that_is_no_address_is_refused_with_what_to_rename(path, said):
    with pytest.raises(ArticleFileError) as caught:
        address_of(path)

    assert [(problem.path, problem.line, problem.message) for problem in caught.value.problems] == [
        (path, 0, message) for message in said
    ]


def test_a_slug_has_small_letters_numerals_and_single_hyphens():
    assert is_slug("glp1-rule-2")
    assert not any(is_slug(text) for text in ("", "-a", "a-", "a--b", "A", "a_b", "a b", "é", "a\n", "a" * 61))


def test_a_label_becomes_a_slug():
    assert slug_of("Can I drive home?") == "can-i-drive-home"
    assert slug_of("Qué comer: ½ taza (niños)") == "que-comer-12-taza-ninos"
    assert slug_of("？") == ""
    assert slug_of("a" * 59 + " b") == "a" * 59
