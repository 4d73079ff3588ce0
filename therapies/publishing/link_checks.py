"""Keep what a check of addresses outside the site found: `check_links`, and the list on the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from therapies.models import LinkCheck


@transaction.atomic
def keep_link_checks(problems: Mapping[str, str], *, now: datetime | None = None) -> None:
    """Replace all that earlier checks found. `problems` has a sentence for each address, or "" when it answered."""
    now = now or timezone.now()
    LinkCheck.objects.all().delete()
    LinkCheck.objects.bulk_create(
        LinkCheck(url=url, problem=problem[:200], checked_at=now) for url, problem in problems.items()
    )
