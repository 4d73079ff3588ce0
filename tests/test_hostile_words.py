"""Words that staff, or whoever stole their password, could keep to attack readers. No page makes more of them than words."""

import contextlib
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.text.test_hostile_texts import BODIES, seconds_of
from therapies import publishing
from therapies.models import ClinicFact
from therapies.publishing.publish import make_live
from therapies.text.articles import Source, parse_article
from therapies.text.facts import FACTS, FactType, FactValueError
from therapies.text.problems import ArticleFileError

pytestmark = pytest.mark.django_db
# What some browser has run as a script at some time, written where words are expected.
WORDS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--<script>",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    '"><iframe src=//evil.example>',
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\\u003cscript\\u003e",
    "{{ clinic_phone }}{% debug %}",
    "${alert(1)} #{7*7} <%= 7*7 %>",
    '<a href="javascript:alert(1)">a</a>',
    "<style>@import '//evil.example'</style>",
    "</style><link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input>",
    "+ADw-script+AD4-alert(1)",
    "＜script＞alert(1)",
    "\N{LATIN SMALL LETTER LONG S}cript<\N{LATIN SMALL LETTER LONG S}cript>",
    "a < b & c > d \" e ' f",
]
# The same in the language of articles.
BODY_WORDS = [
    *WORDS,
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "[a](java\\script:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "[a](vbscript:msgbox(1))",
    "[a](//evil.example)",
    "[a](/\\evil.example)",
    '[a](https://evil.example/" onmouseover="alert(1))',
    "[a](<https://evil.example/ onmouseover=alert(1)>)",
    '[a](https://e.example "x\\" onmouseover=\\"alert(1)")',
    '[a](guide/x#"onload=alert(1))',
    '[a](question/"onload=alert(1))',
    "[a][b]\n\n[b]: javascript:alert(1)",
    "![a](javascript:alert(1))",
    '![a" onerror="alert(1)](x.svg)',
    "![a](https://evil.example/pixel.gif)",
    '![a](x.svg "\\" onerror=\\"alert(1)")',
    "<javascript:alert(1)>",
    '<https://evil.example/?"onload=alert(1)>',
    '## A {#"onload=alert(1)}',
    '## A" onload="alert(1) {#a}\n\n| a |\n| - |\n| b |',
    "## <img src=x onerror=alert(1)>\n\n### <script>alert(1)</script>",
    "::: emergency <script>alert(1)</script>\nx\n:::",
    '::: "onload=alert(1) x\nx\n:::',
    "| <script>alert(1)</script> |\n| - |\n| <img src=x onerror=alert(1)> |",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "1<script>. a",
    '[^"onload=alert(1)]',
    '{{ "onload=alert(1) }}',
    "## Questions\n\n### <script>alert(1)</script> {#a-question}\n\n<script>alert(1)</script>",
    "## Words\n\n### <script>alert(1)</script>\n\n<script>alert(1)</script>",
]
SCHEMES = {"", "http", "https", "tel", "sms", "mailto"}
# The editor of staff has templates of its own; what stands in one is inert.
FOREIGN = {"style", "base", "object", "embed", "frame", "applet", "portal", "math", "video", "audio"}
OUR_SCRIPTS = ("/static/", "/admin/jsi18n/")
AWAY = ("href", "src", "action", "formaction", "srcset", "poster", "data", "background", "ping", "manifest")


class Reader(HTMLParser):
    """Reads a page as a browser does, and notes whatever could run, load, lead astray or send away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.dangers: list[str] = []
        self.data: list[str] = []
        self.in_data = False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in FOREIGN or (tag == "meta" and "http-equiv" in attributes):
            self.dangers.append(tag)
        self.in_data = tag == "script" and attributes.get("type") in ("application/ld+json", "application/json")
        if tag == "script" and not self.in_data and not attributes.get("src", "").startswith(OUR_SCRIPTS):
            self.dangers.append(self.get_starttag_text())
        for name, value in attributes.items():
            leads_away = name in AWAY and not leads_to_a_known_place(tag, value or "")
            if leads_away or name.startswith("on") or name in ("style", "srcdoc"):
                self.dangers.append(self.get_starttag_text())

    def handle_data(self, data):
        if self.in_data:
            self.data.append(data)

    def handle_endtag(self, tag):
        if tag == "script":
            self.in_data = False


def leads_to_a_known_place(tag: str, address: str) -> bool:
    parts = urlsplit(address)
    if tag in ("img", "script", "link", "form", "iframe") and parts.netloc not in ("", "testserver"):
        return False
    return parts.scheme in SCHEMES and not address.replace("\\", "/").startswith("//")


def assert_only_words(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.dangers == []
    for block in reader.data:
        json.loads(block)


def assert_site_is_harmless(*paths: str, client: Client | None = None) -> None:
    client = client or Client()
    for path in paths:
        response = client.get(path)
        assert response.status_code in (200, 404, 410), path
        content_type = response.headers["Content-Type"]
        if content_type.startswith("text/html"):
            assert_only_words(response.text)
        elif "xml" in content_type:
            root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
            # Feed readers take a summary for HTML.
            for element in root.iter("{http://www.w3.org/2005/Atom}summary"):
                assert_only_words(element.text or "")
            for element in root.iter():
                assert (element.get("href") or "http").startswith("http")
        elif "json" in content_type:
            json.loads(response.content)


LISTS = (
    *("/", "/therapies/", "/guides/", "/questions/", "/words/", "/changes/", "/feed.atom", "/sitemap.xml"),
    *("/robots.txt", "/site.webmanifest", "/.well-known/security.txt", "/brand.css", "/no-such-page/"),
)


@pytest.fixture
def nurse():
    client = Client()
    client.force_login(factories.staff("nurse", superuser=True))
    return client


def published_unchecked(article, **fields):
    """A version that patients read although nobody checked it: our last line must hold alone."""
    version = factories.draft(article, **fields)
    make_live([version], by=None, at=timezone.now(), now=timezone.now())
    return version


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="JavaScript:alert(1)">a</a>',
        '<a href="/\\evil.example">a</a>',
        "<img src=//evil.example/pixel.gif>",
        "<p style='color: red'>a</p>",
        "<meta http-equiv=refresh content=0>",
    ],
)
def test_these_tests_notice_what_could_do_harm(page):
    with pytest.raises(AssertionError):
        assert_only_words(page)


@pytest.mark.parametrize("words", BODY_WORDS, ids=lambda words: words[:40])
def test_a_body_is_only_words(nurse, words):
    article = factories.article(slug="x", title="A page")
    again = "" if "\n" in words else f"\n\nIn a line: {words} and on."
    version = published_unchecked(article, title="A page", body=f"{words}{again}\n")

    assert_site_is_harmless("/guide/x/")
    assert_site_is_harmless(reverse("version_page", args=[version.pk]), client=nurse)
    if "###" in words:
        assert_site_is_harmless("/questions/", "/questions/a-question/", "/words/")


@pytest.mark.parametrize("field", ["title", "summary", "owner", "reviewed_by", "also_called", "approval", "source"])
def test_a_field_is_refused_or_only_words(field):
    kept = 0
    for number, words in enumerate(WORDS):
        fields = {"title": "A page", "body": "Words.[^a]\n"} | hostile(field, words)
        with contextlib.suppress(ArticleFileError):
            parse_article(factories.text(kind="therapy", **fields), kind="therapy")
            published_unchecked(factories.article(kind="therapy", slug=f"x{number}", live=False), **fields)
            assert_site_is_harmless(f"/therapy/x{number}/")
            kept += 1

    assert kept >= 5
    assert_site_is_harmless("/", "/therapies/", "/changes/", "/feed.atom", "/sitemap.xml")


def hostile(field: str, words: str) -> dict:
    if field == "source":
        return {"sources": (Source("a", words, words, 2020, "https://example.org/"),)}
    if field == "reviewed_by":
        return {"reviewed_by": words, "reviewed_on": timezone.localdate()}
    return {field: (words,) if field == "also_called" else words}


def test_a_note_and_a_notice_are_only_words(nurse):
    article = factories.article(slug="x")
    for number, words in enumerate(WORDS):
        published_unchecked(article, body=f"{number}\n", note=words)
        publishing.withdraw(factories.article(slug=f"gone-{number}"), notice=words)

    assert_site_is_harmless("/changes/", "/feed.atom", *(f"/guide/gone-{number}/" for number in range(len(WORDS))))
    change = reverse("admin:therapies_article_change", args=[article.pk])
    assert_site_is_harmless(change, reverse("admin:therapies_article_changelist"), client=nurse)


@pytest.mark.parametrize("first", range(0, len(WORDS), 5))
def test_a_clinic_fact_is_refused_or_only_words(nurse, first):
    for number, (key, fact) in enumerate(FACTS.items()):
        words = WORDS[(first + number) % len(WORDS)]
        try:
            publishing.change_fact(key, words, note=words)
        except FactValueError:
            # Words that came into the database by another way are escaped all the same.
            if fact.type in (FactType.TEXT, FactType.OPENING_HOURS):
                ClinicFact.objects.update_or_create(key=key, defaults={"value": words})
    factories.article(slug="x", body="".join(f"{{{{ {key} }}}}\n\n" for key in FACTS))

    assert_site_is_harmless(*LISTS, "/guide/x/")
    facts = reverse("admin:therapies_clinicfact_changelist")
    assert_site_is_harmless(facts, f"{facts}{ClinicFact.objects.get(key='clinic_name').pk}/change/", client=nurse)


WEB_ADDRESSES = [
    *("javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//evil.example", "http://evil.example"),
    *("https://a@evil.example", 'https://evil.example" onload="', "https://evil.example/<script>", "https://[::1]/"),
    *("https:evil.example", "https:///evil.example", "\tjavascript:alert(1)", "https://evil.example\\@good.example/"),
]
COLOURS = [
    "#0b5c6b;}*{}",
    "url(//evil.example)",
    "expression(alert(1))",
    "#0b5c6b/**/",
    "</style>",
    "red",
    "#0b5c6",
    "\\23",
]
PICTURES = [
    "../../secret_key",
    "//evil.example/x.svg",
    'x.svg" onerror="',
    "x.html",
    "X.SVG",
    "a/b.svg",
    "x.svg.js",
    ".svg",
]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("booking_link", address) for address in WEB_ADDRESSES),
        *(("brand_color", colour) for colour in COLOURS),
        *(("clinic_logo", picture) for picture in PICTURES),
    ],
)
def test_an_address_a_colour_and_a_picture_are_nothing_else(key, value):
    with pytest.raises(FactValueError):
        publishing.change_fact(key, value)


def test_the_style_sheet_of_the_clinic_holds_only_its_colours():
    publishing.change_fact("brand_color", "#0b5c6b")

    css = Client().get("/brand.css").text

    assert re.sub("#[0-9a-f]{6}", "#", css) == (
        ":root {\n  --brand: #;\n  --on-brand: #;\n}\n"
        "@media (prefers-color-scheme: dark) {\n  :root {\n    --brand: #;\n    --on-brand: #;\n  }\n}\n"
    )


def test_the_data_for_search_engines_cannot_be_left():
    # & and < may stand in a title; json_script writes both as signs that no HTML reader sees.
    published_unchecked(factories.article(slug="x"), title="a < b & c > d")

    page = Client().get("/guide/x/").text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)

    assert '"a < b & c > d"' in json.dumps([json.loads(block) for block in blocks])
    assert not re.search("[<>&]", "".join(blocks))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_preview_and_the_check_answer_a_hostile_text_within_a_second_each(nurse, body):
    fields = {"language": "en", "kind": "guide", "slug": "x", "title": "T", "summary": "S", "order": "1", "body": body}
    answers = []

    def typed():
        answers.append([nurse.post(f"/admin/editor/{address}/", fields) for address in ("preview", "check")])

    seconds = seconds_of(typed)

    preview, check = answers[0]
    assert (preview.status_code, check.status_code) == (200, 200)
    # What cannot be shown is at least said.
    assert preview.json()["html"] or check.json()["found"]
    assert seconds < 2
