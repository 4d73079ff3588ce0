"""Facts that are words: plain text, web addresses, file names of pictures."""

import pytest

from therapies.text.facts import FactDefinition, FactType, FactValueError, clean_value, shown

TEXT = FactDefinition(key="note", label="Note", group="Test", type=FactType.TEXT, help="", max_length=40)
PHRASE = FactDefinition(
    key="rule", label="Rule", group="Test", type=FactType.TEXT, help="", example="If you are ill, {{ rule }}."
)
ADDRESS = FactDefinition(key="book", label="Book", group="Test", type=FactType.WEB_ADDRESS, help="")
PICTURE = FactDefinition(key="logo", label="Logo", group="Test", type=FactType.PICTURE, help="")

ADDRESS_SIGNS = (
    "Copy the address from the address line of a browser: it cannot hold spaces, quotes or letters such as é."
)
HTTPS_ONLY = "Begin the address with https://, such as https://example.com/book."
NO_HOST = "Write the whole address, such as https://example.com/book."
NO_SIGN_IN = "Leave the user name and password out of the address: everybody can read it."
PICTURE_NAME = (
    "Write the file name of a picture: small letters, digits and hyphens, then .svg, .png or .webp, such as logo.svg."
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("call us", "call us"),
        ("  call \t us\n", "call us"),
        ("call\u00a0us", "call us"),
        ("12 Main St., Suite #4", "12 Main St., Suite #4"),
        ("Mon–Fri, 8 am to 5 pm", "Mon–Fri, 8 am to 5 pm"),
        ("Smith & Sons", "Smith & Sons"),
        ("jane_roe", "jane_roe"),
        ("Cafe\u0301", "Café"),
        ("español, 中文", "español, 中文"),
        ("above 180/110", "above 180/110"),
        ("a" * 40, "a" * 40),
        ("Closed on Friday.", "Closed on Friday."),
    ],
)
def test_plain_text_is_kept(raw, canonical):
    assert clean_value(TEXT, raw) == canonical
    assert clean_value(TEXT, canonical) == canonical
    assert shown(TEXT, canonical).text == canonical


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("call us.", "call us"),
        ("call us .", "call us ."),
        ("call by 5 p.m.", "call by 5 p.m."),
        ("wait ...", "wait ..."),
        ("Call us. Then wait.", "Call us. Then wait"),
    ],
)
def test_a_phrase_at_the_end_of_a_sentence_loses_its_own_full_stop(raw, canonical):
    assert clean_value(PHRASE, raw) == canonical
    assert clean_value(PHRASE, canonical) == canonical


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("**call** us", "*"),
        ("`call`", "`"),
        ("[call](tel:911)", "["),
        ("<b>call</b>", "<"),
        ("pressure > 180", ">"),
        ("a | b", "|"),
        ("a \\ b", "\\"),
        ("{ x", "{"),
        ("~~no~~", "~"),
        ("&lt;b&gt;", "&lt;"),
        ("&#60;", "&#60;"),
        ("_call_ us", "_"),
        ("call__us", "__"),
        ("# call us", "#"),
        ("- call us", "-"),
        ("1. call us", "1."),
        ("::: warning", ":::"),
        ("---", "---"),
        ("\u1fef", "`"),
    ],
)
def test_formatting_in_plain_text_is_refused(raw, found):
    with pytest.raises(FactValueError) as refusal:
        clean_value(TEXT, raw)

    assert str(refusal.value) == f'Write plain words, without "{found}": formatting belongs into the article.'


def test_a_phrase_that_is_formatting_without_its_full_stop_is_refused():
    with pytest.raises(FactValueError, match='without "---"'):
        clean_value(PHRASE, "---.")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("call\nus", "Write it on one line."),
        ("call\u2028us", "Write it on one line."),
        (
            "see {{ clinic_phone }}",
            "Write the words themselves: a value cannot contain the placeholder of another fact ({{ … }}).",
        ),
        (
            "call\u200bus",
            "There is an invisible character (U+200B) in it. Type the value by hand instead of pasting it.",
        ),
        ("a\x00b", "There is an invisible character (U+0000) in it. Type the value by hand instead of pasting it."),
        (
            "a\u202eb",
            "There is an invisible character (U+202E) in it. Type the value by hand instead of pasting it.",
        ),
        ("a" * 41, "Write at most 40 characters. These are 41."),
    ],
)
def test_what_is_not_one_short_line_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(TEXT, raw)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("raw", "canonical", "text"),
    [
        ("https://example.com/book", "https://example.com/book", "example.com/book"),
        ("HTTPS://Example.COM/Book?a=1#b", "https://example.com/Book?a=1#b", "example.com/Book?a=1#b"),
        ("https://example.com/", "https://example.com/", "example.com"),
        ("https://example.com:8443", "https://example.com:8443", "example.com:8443"),
        ("https://xn--caf-dma.example", "https://xn--caf-dma.example", "xn--caf-dma.example"),
    ],
)
def test_a_web_address_is_kept_and_linked(raw, canonical, text):
    assert clean_value(ADDRESS, raw) == canonical
    assert clean_value(ADDRESS, canonical) == canonical
    assert (shown(ADDRESS, canonical).text, shown(ADDRESS, canonical).href) == (text, canonical)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("http://example.com", HTTPS_ONLY),
        ("javascript:alert(1)", HTTPS_ONLY),
        ("example.com/book", HTTPS_ONLY),
        ("//example.com", HTTPS_ONLY),
        ("https://", NO_HOST),
        ("https:///book", NO_HOST),
        ("https://localhost", NO_HOST),
        ("https://127.0.0.1/", NO_HOST),
        ("https://[::1]/", NO_HOST),
        ("https://[::1", NO_HOST),
        ("https://example.com:99999", NO_HOST),
        ("https://-a.com", NO_HOST),
        ("https://" + "a." * 130 + "com", NO_HOST),
        ("https://jane:secret@example.com", NO_SIGN_IN),
        ("https://example.com@other.example", NO_SIGN_IN),
        ("https://example.com/a b", ADDRESS_SIGNS),
        ('https://example.com/"onload=', ADDRESS_SIGNS),
        ("https://example.com/<b>", ADDRESS_SIGNS),
        ("https://café.example", ADDRESS_SIGNS),
        ("https://example.com\\@x", ADDRESS_SIGNS),
        ("https://example.com/" + "a" * 500, "Write an address of at most 500 characters."),
    ],
)
def test_an_address_that_could_lead_astray_is_refused(raw, message):
    with pytest.raises(FactValueError) as refusal:
        clean_value(ADDRESS, raw)

    assert str(refusal.value) == message


@pytest.mark.parametrize("name", ["logo.svg", "our-logo-2.png", "a.webp"])
def test_the_file_name_of_a_picture_is_kept(name):
    assert clean_value(PICTURE, f" {name} ") == name
    assert shown(PICTURE, name).text == name


@pytest.mark.parametrize(
    "raw", ["logo", "logo.gif", "Logo.svg", "../logo.svg", "img/logo.svg", "-.svg", "a--b.png", "a" * 97 + ".svg"]
)
def test_what_is_no_file_name_of_a_picture_is_refused(raw):
    with pytest.raises(FactValueError) as refusal:
        clean_value(PICTURE, raw)

    assert str(refusal.value) == PICTURE_NAME
