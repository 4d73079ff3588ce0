import pytest

from therapies.text.targets import Target, is_web_address, target_of


@pytest.mark.parametrize(
    ("written", "target", "url"),
    [
        ("guide/how-to-prepare", Target("guide", "how-to-prepare"), "/guide/how-to-prepare/"),
        ("page/words#infusion", Target("page", "words", "infusion"), "/words/#infusion"),
        ("question/can-i-drive", Target("question", "can-i-drive"), "/questions/can-i-drive/"),
        ("word/infusion", Target("word", "infusion"), "/words/#infusion"),
        ("#fasting", Target("", "", "fasting"), "#fasting"),
    ],
)
def test_a_target_leads_to_a_path(written, target, url):
    assert target_of(written) == target
    assert target.url() == url


@pytest.mark.parametrize(
    "written",
    [
        *("", "#", "guide", "guide/", "guide/A", "guide/a#", "guide/a#B c", "guide/a/b", "/guide/a", "guide/a/"),
        *("question/a#b", "word/a#b", "story/a", "javascript:alert(1)", "//guide/a", "guide/a.md", "../guide/a"),
    ],
)
def test_anything_else_is_no_target(written):
    assert target_of(written) is None


def test_another_language_stands_in_front():
    assert target_of("guide/a#b").url(language="es") == "/es/guide/a/#b"
    assert target_of("question/a").url(language="es") == "/es/questions/a/"
    assert target_of("word/a").url(language="es") == "/es/words/#a"


def test_an_id_leads_back_to_its_page_from_elsewhere():
    assert target_of("#fasting").url(page_url="/guide/how-to-prepare/") == "/guide/how-to-prepare/#fasting"


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://example.org", True),
        ("http://example.org:8000/a?b=c&d=%20#e", True),
        ("https://xn--bcher-kva.example/ä", True),
        ("https://", False),
        ("https:///x", False),
        ("https://[bad/x", False),
        ("https://example.org/a b", False),
        ('https://example.org/"', False),
        ("ftp://example.org", False),
        ("//example.org", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_web_address_has_http_and_a_host(address, is_one):
    assert is_web_address(address) is is_one
