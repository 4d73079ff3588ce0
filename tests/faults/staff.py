"""Somebody who works here, with a browser's cookies and forms but without a browser."""

from __future__ import annotations

from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.faults.site import NAME, PASSWORD, Answer, Site

LOGIN = "/admin/login/"


class Forms(HTMLParser):
    """The fields of each form of a page, by its id ("" for none), as a browser would send them."""

    def __init__(self, words: str):
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.open = ""  # the name of the text area or select that the parser is in
        self.tag = ""
        self.templates = 0  # what stands in them is no part of the page yet
        self.feed(words)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name", "")
        self.templates += tag == "template"
        if self.templates:
            return
        if tag == "form":
            self.fields = self.forms.setdefault(given.get("id") or "", {})
        elif tag == "input" and name and given.get("type") not in ("submit", "file", "button"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields[name] = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
        elif tag in ("textarea", "select"):
            self.open, self.tag = name, tag
            self.fields.setdefault(name, "")
        elif tag == "option" and self.open and "selected" in given:
            self.fields[self.open] = given.get("value") or ""

    def handle_data(self, data):
        if self.open and self.tag == "textarea":
            self.fields[self.open] += data

    def handle_endtag(self, tag):
        self.templates -= tag == "template"
        if tag == "textarea" and self.open:
            self.fields[self.open] = self.fields[self.open].removeprefix("\n")  # as HTML has it
        if tag in ("textarea", "select"):
            self.open = ""


class Staff:
    def __init__(self, site: Site):
        self.site = site
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, *, form: dict[str, str] | None = None) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "Accept": "text/html"}
        if form is None:
            answer = self.site.ask(path, **sent)
        else:
            sent |= {"Content_Type": "application/x-www-form-urlencoded"}
            answer = self.site.ask(path, method="POST", body=urlencode(form), **sent)
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def sign_in(self) -> Answer:
        page = self.ask(LOGIN)
        fields = next(form for form in Forms(page.words).forms.values() if "password" in form)
        return self.ask(LOGIN, form=fields | {"login": NAME, "password": PASSWORD})

    def form_of_article(self, number: int = 1) -> tuple[str, dict[str, str]]:
        """Where an article is edited, and the fields of its form."""
        path = f"/admin/therapies/article/{number}/change/"
        page = self.ask(path)
        assert page.status == 200, (page.status, page.headers.get("Location"), page.words[:500])
        return path, Forms(page.words).forms["article_form"]

    def form_again(self, answer: Answer) -> dict[str, str]:
        """The fields of the form that a 503 page gives back."""
        return Forms(answer.words).forms[""]
