"""The Atom feed of changes, for people and programs that want to know when a page says something new."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from therapies.reading.changes import Change, newest_changes
from therapies.reading.clinic import absolute, facts_for
from therapies.reading.places import place
from therapies.text.files import visible

IN_FEED = 50
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


class ChangesFeed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """The moment of the last change. Without one not this moment: the same feed must be the same bytes."""
        return super().latest_post_date() if self.items else NOTHING_YET


def changes_feed(request: HttpRequest, *, language: str) -> str:
    """The XML of the last 50 changes, newest first. Three queries, one for the clinic facts."""
    clinic = facts_for(request).value("clinic_name")
    feed = ChangesFeed(
        title=f"{clinic}: changes to our pages",
        link=absolute(request, place("changes", language=language)),
        description="",
        subtitle="What changed on the pages for patients, newest first.",
        language=language,
        feed_url=absolute(request, place("feed", language=language)),
        author_name=clinic,
    )
    for change in newest_changes(IN_FEED, language=language):
        feed.add_item(
            title=change.title,
            link=absolute(request, change.url or place("changes", language=language)),
            description=summary_of(change),
            unique_id=lasting_id(request, change),
            pubdate=change.at,
            updateddate=change.at,
        )
    return feed.writeString("utf-8")


def summary_of(change: Change) -> str:
    """What changed and in which version. Feed readers take a summary for HTML; notes are plain text of staff.

    A control character, pasted into a note years ago, is nothing that XML can hold.
    """
    mark = f"{change.version_mark}. " if change.version_mark else ""
    return escape(visible(mark + (change.note or change.summary)))


def lasting_id(request: HttpRequest, change: Change) -> str:
    """A tag address (RFC 4151). It stays when the page is renamed, so no feed reader shows an entry twice."""
    host = urlsplit(absolute(request, "/")).hostname
    return f"tag:{host},{change.at:%Y-%m-%d}:{change.key}"
