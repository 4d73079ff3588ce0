"""Where Django looks for the admin; it is in the staff room."""

from .staff import (
    article_admin,
    clinician_admin,
    fact_admin,
    feed_admin,
    journal_admin,
    link_admin,
    notice_admin,
    people,
    picture_admin,
    search_admin,
)

__all__ = [
    "article_admin",
    "clinician_admin",
    "fact_admin",
    "feed_admin",
    "journal_admin",
    "link_admin",
    "notice_admin",
    "people",
    "picture_admin",
    "search_admin",
]
