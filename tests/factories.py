"""Real rows for tests, made through the same doors as everything else."""

from __future__ import annotations

import time
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from therapies import publishing
from therapies.linking.links import make_link
from therapies.linking.placements import record_placement
from therapies.models import Article, Clinician, Link, Review, Version
from therapies.text.addresses import Address
from therapies.text.articles import FIELD_OF_KIND, ArticleText, format_article

BODY = "Some words for patients.\n"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# Without it a file of a therapy, or of a safety page, is not taken in.
EMERGENCY_LINE = "::: emergency Call for help now if:\nYou cannot breathe. Call {{ emergency_number }}.\n:::\n"
TABLE = """\
| Question | Lidocaine | No infusion |
| --- | --- | --- |
| Main use | nerve pain | not known |
| Usual time | {{ session_lidocaine_min }} | none |
"""

# A whole plan, with every kind of time.
PLAN = """\
## Your plan

### A week before

- [-7 days] **Book your ride home.** An adult must come with you.
  - Missed it? Call us today.

### The day before

- [-1 day 6:00 pm] Pack your bag.

### Before you leave home

- [-{{ fast_solids_h }}] **Stop eating.**
  - Missed it? Call us before you leave home.
- [-{{ fast_clear_h }}] **Stop drinking.**
  - Missed it? Call us before you leave home.
- [-90 minutes] Get ready to leave.

### At the clinic

- [0] Your appointment begins.

### The first night

- [0 9:00 pm] Go to bed early.

### The first week

- [end +{{ drive_ketamine_h }}] You may drive again, after a full night of sleep.
- [+1 day 9:00 am] We call you.
"""


def visit(slug: str = "first-visit", *, body: str = PLAN, **fields) -> Article:
    """A visit whose plan patients read: `/visit/first-visit/`."""
    return article(kind="visit", slug=slug, body=body, visit_length="visit_ketamine", **fields)


def text(*, kind: str = "guide", title: str = "A page", body: str | None = None, **fields) -> str:
    """A whole article text with what its kind needs."""
    if body is None:
        body = TABLE if kind == "comparison" else BODY
    if kind in FIELD_OF_KIND:
        fields.setdefault(FIELD_OF_KIND[kind], "What this kind needs.")
    fields.setdefault("summary", f"What {title} says.")
    return format_article(ArticleText(title=title, body=body, **fields))


def draft(article: Article, *, by=None, note: str = "", now: datetime | None = None, **fields) -> Version:
    """The next version of an article, not published."""
    return publishing.save_draft(article, text(kind=article.kind, **fields), by=by, note=note, now=now)


def article(
    *,
    kind: str = "guide",
    slug: str = "a-page",
    language: str = "en",
    live: bool = True,
    now: datetime | None = None,
    **fields,
) -> Article:
    """An article with one version that patients read, or with `live=False` only a draft."""
    made = publishing.new_article(Address(language, kind, slug))
    fields.setdefault("title", slug.replace("-", " ").capitalize())
    version = draft(made, now=now, **fields)
    if live:
        publishing.publish(version, now=now)
    return made


def staff(
    name: str = "ana",
    *,
    superuser: bool = False,
    may: tuple[str, ...] = (),
    role: str = "",
    second_factor: bool = True,
) -> User:
    """A member of staff with some permissions of the therapies app, e.g. `may=("change_article",)`, or a role.

    They have an app for codes already, whose secret is `TOTP_SECRET`; without one no page of staff opens.
    """
    person = User.objects.create_user(name, password="a long pass phrase", is_staff=True, is_superuser=superuser)
    person.user_permissions.add(*Permission.objects.filter(codename__in=may, content_type__app_label="therapies"))
    if role:
        person.groups.add(Group.objects.get(name=role))
    if second_factor:
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET})
    return person


def link_in_use(article: Article, *, by: User, **fields) -> Link:
    """A link that somebody pasted into a system."""
    link = make_link(article, by=by, **fields)
    record_placement(link, system="confirmation e-mail", by=by)
    return link


def code_of(secret: str = TOTP_SECRET) -> str:
    """What an app for codes shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def confirmed(client: Client) -> None:
    """Let a session that `force_login` made be one whose person has just shown who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def clinician(name: str = "Maria Sample", *, credential: str = "RN", account: User | None = None) -> Clinician:
    email = f"{name.lower().replace(' ', '.')}@clinic.example"
    return Clinician.objects.create(name=name, credential=credential, email=email, account=account)


def approved(version: Version, *, clinician_: Clinician | None = None, now: datetime | None = None) -> Review:
    """A version that somebody sent for review and a clinician approved; it is not published yet."""
    person = User.objects.filter(username="sender").first() or staff("sender")
    if publishing.state_of(version, now=now) == publishing.State.DRAFT:
        publishing.submit(version, by=person, now=now)
    who = clinician_ or Clinician.objects.first() or clinician()
    return publishing.decide(version, clinician=who, decision=Review.APPROVED, digest=version.digest, now=now)
