"""For new staff: the guide, and the practice page in which everything may be tried."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from therapies.publishing.practice import practice_article

from .guard import staff_only


@require_POST
@staff_only(permission="therapies.change_article")
def practice_page(request):
    """Lead to the practice page in the editor; it is made when it is not there yet."""
    return HttpResponseRedirect(reverse("admin:therapies_article_change", args=[practice_article().pk]))


@require_safe
@staff_only
def guide(request):
    return render(request, "admin/guide.html", {"title": "Guide for staff"})
