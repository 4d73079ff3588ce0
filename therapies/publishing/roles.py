"""Roles of staff: what each may do. They are written here and nowhere else; every `migrate` gives them out anew."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

WRITER = "Writer"
REVIEWER = "Clinical reviewer"
MANAGER = "Manager"

LOOK = (
    "therapies.view_article",
    "therapies.view_version",
    "therapies.view_clinicfact",
    "therapies.view_picture",
    "therapies.view_notice",
    "therapies.view_clinician",
    "therapies.view_missedword",
    "therapies.view_link",
    "therapies.view_appointmenttype",
)
WRITE = (
    *LOOK,
    "therapies.add_article",
    "therapies.change_article",
    "therapies.correct_article",
    "therapies.publish_article",
    "therapies.add_picture",
    "therapies.change_picture",
    "therapies.add_link",
    "therapies.change_link",
)
REVIEW = (*LOOK, "therapies.review_article")
MANAGE = (
    "therapies.move_article",
    "therapies.change_clinicfact",
    "therapies.add_notice",
    "therapies.change_notice",
    "therapies.add_clinician",
    "therapies.change_clinician",
    "therapies.view_journalentry",
    "therapies.delete_missedword",  # begins to count anew; see search_admin
    "therapies.add_appointmenttype",
    "therapies.change_appointmenttype",
    "therapies.view_feedkey",
    "therapies.add_feedkey",
    "therapies.change_feedkey",
    "auth.add_user",
    "auth.change_user",
    "auth.view_user",
    "auth.view_group",
)
# Nobody may delete what was once given out: it must stay answerable.
ROLES = {
    WRITER: frozenset(WRITE),
    REVIEWER: frozenset(REVIEW),
    MANAGER: frozenset({*WRITE, *REVIEW, *MANAGE}),
}


def give_roles() -> None:
    """Make the roles as they stand above. What somebody added to one by hand in the database is taken away."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        role, _ = Group.objects.get_or_create(name=name)
        role.permissions.set([known[permission] for permission in wanted])
