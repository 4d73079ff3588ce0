"""What changed for readers, and since when: the pages that processes keep are held to these rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class PageChange(models.Model):
    """One change of what readers see. Every process reads what came after the last row it saw, and forgets those pages.

    `touched` lists paths as a browser asks for them ("/therapy/lidocaine/", "/e/7k3qx"), a kind of pages in brackets
    ("(lists)" for all lists, feeds and sitemaps), or "*" for everything.
    """

    id = models.BigAutoField(primary_key=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    due = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it takes effect by the clock; empty: at once."
    )
    touched = models.JSONField(editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {', '.join(self.touched)}"
