"""Pages of the admin on which staff send, approve and publish. What they do is in `publishing`."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from therapies import publishing
from therapies.models import Article, Clinician, PreviewLink, SignOffRequest, Version
from therapies.publishing.sign_off import last_approved
from therapies.reading.clinic import absolute, facts_for
from therapies.reading.comparing import rendered_changes
from therapies.reading.pages import page_of
from therapies.sign_off_form import DecisionForm
from therapies.sign_off_words import in_full, words_to_read
from therapies.text.problems import ArticleFileError

from .guard import staff_only
from .review_forms import REVIEW_MOVES, PreviewLinkForm
from .sign_off_mail import Sent, send

NO_CLINICIAN = "Your account belongs to no clinician. Ask a manager to link it, under Clinicians."


def review_move(request, pk, move):
    """One move of a text, as the admin shows it: what it does, what changes for patients, one button."""
    form_class = REVIEW_MOVES[move]
    if not request.user.has_perm(form_class.permission):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk)
    form = form_class(request.POST if request.method == "POST" else None, article=article)
    if request.method == "POST" and form.is_valid() and form.carry_out(by=request.user):
        return moved(request, article, form)
    shown = {"form": form, "move": move, "changes": changes_for_patients(request, form)}
    return admin_page(request, "admin/review/move.html", article, form.title, shown)


def moved(request, article: Article, form):
    """Back to the page of the article, or the page that shows new private addresses this one time."""
    messages.success(request, form.done)
    made = getattr(form, "sent", [])
    if not made:
        return HttpResponseRedirect(change_url(article))
    if isinstance(form, PreviewLinkForm):
        [(link, token)] = made
        address = absolute(request, reverse("private_preview", args=[token]))
        sent = [Sent("whoever should read the draft", address, link.ends_at, is_mailed=False)]
    else:
        sent = [send(request, asked, token) for asked, token in made]
    shown = {"sent": sent, "is_preview": isinstance(form, PreviewLinkForm)}
    return admin_page(request, "admin/review/sent.html", article, form.done, shown)


def changes_for_patients(request, form):
    """What patients would read differently; None where that says nothing."""
    version = form.version
    live = version and Version.objects.live().filter(article=version.article_id).first()
    if not (form.shows_changes and live) or live == version:
        return None
    facts = facts_for(request)
    try:
        return rendered_changes(
            in_full(page_of(live, facts=facts)), in_full(page_of(version, facts=facts)), only_changes=True
        )
    except ArticleFileError:
        return None


def decide(request, pk, number):
    """A signed-in clinician reads a version and answers, as at a private address."""
    if not request.user.has_perm("therapies.review_article"):
        raise PermissionDenied
    version = get_object_or_404(Version.objects.select_related("article"), article=pk, number=number)
    clinician = Clinician.objects.filter(account=request.user, left_at=None).first()
    if clinician is None:
        messages.error(request, NO_CLINICIAN)
        return HttpResponseRedirect(change_url(version.article))
    initial = {"digest": version.digest}
    form = DecisionForm(request.POST if request.method == "POST" else None, initial=initial, auto_id="sign_%s")
    if request.method == "POST" and form.is_valid() and is_decided(request, version, clinician, form):
        return HttpResponseRedirect(change_url(version.article))
    try:
        words = words_to_read(version, last=last_approved(clinician, version), facts=facts_for(request))
    except ArticleFileError as error:
        messages.error(request, f"{version} cannot be shown: {error}")
        return HttpResponseRedirect(change_url(version.article))
    shown = {"form": form, "version": version, "words": words, "clinician": clinician}
    return admin_page(request, "admin/review/decide.html", version.article, f"Read {version}", shown)


def is_decided(request, version: Version, clinician: Clinician, form: DecisionForm) -> bool:
    try:
        review = publishing.decide(version, clinician=clinician, account=request.user, **form.cleaned_data)
    except (publishing.NotAllowed, publishing.TextChanged) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Recorded: {review.get_decision_display()}.")
    return True


@require_POST
@staff_only(permission="therapies.change_article")
def revoke_request(request, pk):
    asked = get_object_or_404(SignOffRequest.objects.select_related("version__article", "clinician"), pk=pk)
    done = publishing.revoke(asked, by=request.user)
    return told(request, done, f"Taken back. The address of {asked.clinician} works no more.", about=asked)


@require_POST
@staff_only(permission="therapies.change_article")
def revoke_preview(request, pk):
    link = get_object_or_404(PreviewLink.objects.select_related("version__article"), pk=pk)
    done = publishing.revoke_preview_link(link, by=request.user)
    return told(request, done, "Taken back. The preview link works no more.", about=link)


def told(request, done: bool, sentence: str, *, about):
    messages.success(request, sentence) if done else messages.info(request, "It was closed already.")
    if about.version is None:
        return HttpResponseRedirect(reverse("admin:therapies_clinicfact_change", args=[about.proposal.fact_id]))
    return HttpResponseRedirect(change_url(about.version.article))


def admin_page(request, template: str, article: Article, title: str, shown: dict):
    context = {
        **admin.site.each_context(request),
        "title": title,
        "article": article,
        "opts": Article._meta,
        "change_url": change_url(article),
        **shown,
    }
    response = render(request, template, context)
    add_never_cache_headers(response)
    return response


def change_url(article: Article) -> str:
    return reverse("admin:therapies_article_change", args=[article.pk])
