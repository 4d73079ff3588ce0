"""Who works here: invitations, roles, second factors, leaving. Each step writes its line of the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from therapies.models import Clinician, Opening

from .journal import record
from .states import NotAllowed

# Recovery codes alone are none: they are for the day on which the phone is lost.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(person: AbstractBaseUser) -> bool:
    return Authenticator.objects.filter(user_id=person.pk, type__in=SECOND_FACTORS).exists()


def refuse(person: AbstractBaseUser, *, by: AbstractBaseUser) -> None:
    """Raise NotAllowed when `by` may not change this account: nobody their own, and only superusers a superuser's."""
    if person.pk == by.pk:
        raise NotAllowed("Nobody changes their own access. Ask another manager.")
    if person.is_superuser and not by.is_superuser:
        raise NotAllowed("This account runs the site. Only another such account can change it.")


@transaction.atomic
def invite(
    *,
    username: str,
    first_name: str,
    last_name: str,
    email: str,
    roles: Iterable[Group],
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> User:
    """Make an account without a password. Its owner sets one at the private address that they are sent."""
    person = User.objects.create_user(
        username, email, None, first_name=first_name, last_name=last_name, is_staff=True, is_active=True
    )
    person.groups.set(roles)
    record("invited", by=by, about=person.get_username(), detail=in_words(roles), now=now)
    return person


@transaction.atomic
def invite_again(person: User, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """Allow a new private address to set a password; who had left works here again. Addresses sent before die."""
    refuse(person, by=by)
    # The address is signed with the password's hash, so that a new hash ends it.
    person.set_unusable_password()
    person.is_active = person.is_staff = True
    person.save(update_fields=["password", "is_active", "is_staff"])
    Clinician.objects.filter(account=person).update(left_at=None)
    end_sessions(person)
    record("invited again", by=by, about=person.get_username(), now=now)


@transaction.atomic
def change_person(
    person: User,
    *,
    first_name: str,
    last_name: str,
    email: str,
    roles: Iterable[Group] | None,
    by: AbstractBaseUser,
    now: datetime | None = None,
) -> None:
    """Set name, e-mail and roles. `roles=None` leaves them alone, as for one's own account."""
    if person.pk != by.pk or roles is not None:
        refuse(person, by=by)
    person.first_name, person.last_name, person.email = first_name, last_name, email
    person.save(update_fields=["first_name", "last_name", "email"])
    before = in_words(person.groups.all())
    if roles is not None and in_words(roles) != before:
        person.groups.set(roles)
        detail = f"{before} → {in_words(roles)}"
        record("changed roles", by=by, about=person.get_username(), detail=detail, now=now)
    else:
        record("changed an account", by=by, about=person.get_username(), now=now)


@transaction.atomic
def leave(person: User, *, by: AbstractBaseUser, now: datetime | None = None) -> None:
    """End somebody's access with their next request. What they did and asked for stays, under their name."""
    refuse(person, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    Opening.objects.filter(person=person).delete()
    Clinician.objects.filter(account=person, left_at=None).update(left_at=now or timezone.now())
    record("ended the access", by=by, about=person.get_username(), now=now)


@transaction.atomic
def reset_second_factor(person: User, *, by: AbstractBaseUser | None = None, now: datetime | None = None) -> None:
    """Forget somebody's app, passkeys and codes, for a lost phone. They set up new ones when they next sign in.

    Without `by` it comes from the command line of the server.
    """
    if by:
        refuse(person, by=by)
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    record("reset the second step", by=by, about=person.get_username(), now=now)


@transaction.atomic
def set_first_password(person: User, password: str, *, now: datetime | None = None) -> None:
    """Set the password that an invited person chose. The private address that led there is used up."""
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person)
    record("set a password", by=person, about=person.get_username(), now=now)


def sessions_of(person: AbstractBaseUser) -> list[str]:
    """The keys of somebody's sessions. All that are open are read: a clinic has few, and each ends after 12 hours."""
    return [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if is_of(session.get_decoded(), person)
    ]


def is_of(content: dict, person: AbstractBaseUser) -> bool:
    return BACKEND_SESSION_KEY in content and content.get(SESSION_KEY) == str(person.pk)


def end_sessions(person: AbstractBaseUser, *, keep: str = "") -> int:
    """Sign somebody out everywhere, but for the session `keep`. Gives how many ended."""
    keys = [key for key in sessions_of(person) if key != keep]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def in_words(roles: Iterable[Group]) -> str:
    return ", ".join(sorted(role.name for role in roles)) or "no role"
