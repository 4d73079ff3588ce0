"""The page of one permanent link: everything to copy, where it was pasted, how it is used, and a try."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from therapies.linking.links import Destination, destination_of
from therapies.linking.outputs import NEUTRAL_TITLE, PAPER, address_of, qr_address
from therapies.linking.qr import qr_png, qr_svg
from therapies.models import AppointmentType, Article, Link, Version
from therapies.reading.clinic import facts_for, site_of
from therapies.reading.pages import reading_minutes

from .guard import is_allowed, staff_only
from .link_counts import counts_of
from .link_outputs import WordingForm, outputs_of
from .link_register import PlacementForm, places_of

VIEW, CHANGE, LEAD = "therapies.view_link", "therapies.change_link", "therapies.move_article"
CHANGE_TYPE = "therapies.change_appointmenttype"
CARDS = (1, 8)  # on one sheet
PREVIEW = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview of the e-mail block</title>'
    '<meta name="viewport" content="width=device-width"><base target="_blank"></head>'
    '<body style="margin:0;background:#ffffff">{}</body></html>'
)
# Mails are styled in their tags alone. This answer is nothing but the block; nothing in it can run or load.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


class DescribeForm(forms.ModelForm):
    class Meta:
        model = Link
        fields = ["label", "answers_with"]
        labels = {"answers_with": "It answers with"}


class LeadForm(forms.Form):
    """Leads a code to another page. Old e-mails then open that one."""

    to = forms.ModelChoiceField(Article.objects.none(), label="Lead it to", empty_label="Choose a page")

    def __init__(self, *args, link: Link, **kwargs):
        super().__init__(*args, **kwargs)
        live = Version.objects.live().filter(article__language=link.article.language)
        titles = dict(live.values_list("article", "title"))
        # Where a question is the target, its own page is another one.
        own = None if link.question else link.article_id
        others = Article.objects.filter(pk__in=titles.keys() - {own}, is_practice=False)
        self.fields["to"].queryset = others
        self.fields["to"].label_from_instance = lambda article: f"{titles[article.pk]} ({article})"


@csp_update({"frame-src": [SELF]})
def builder(request, link: Link, *, trials=(), forms_sent=None, status=200):
    """The builder. Who may look at a link sees it; what changes something is there for who may."""
    destination = destination_of(link)
    wording = WordingForm(request.GET or None)
    sent = forms_sent or {}
    context = {
        **admin.site.each_context(request),
        "title": f"Link {link}",
        "opts": Link._meta,
        "link": link,
        "destination": destination,
        "leads_to": leads_to(destination),
        "stands_in": stands_in(link, destination),
        "is_visit": link.article.kind == "visit",
        "wording": wording,
        "query": request.GET.urlencode(),
        "outputs": outputs_for(request, link, destination, wording),
        "neutral_title": NEUTRAL_TITLE,
        "places": places_of(link),
        "place_form": sent.get("place") or PlacementForm(),
        "describe_form": sent.get("describe") or DescribeForm(instance=link),
        "lead_form": sent.get("lead") or LeadForm(link=link),
        "counts": counts_of(link, today=timezone.localdate()),
        "trials": trials,
        "types": list(link.appointment_types.all()),
        "type_names": AppointmentType.objects.exclude(link=link).values_list("name", flat=True),
        "may_change": is_allowed(request.user, CHANGE),
        "may_lead": request.user.has_perm(LEAD),
        "may_change_types": request.user.has_perm(CHANGE_TYPE),
    }
    return render(request, "admin/links/builder.html", context, status=status)


def outputs_for(request, link: Link, destination: Destination, wording: WordingForm):
    site_url, facts = site_of(request).url, facts_for(request)
    return outputs_of(link, wording, facts=facts, site_url=site_url, minutes=minutes_of(destination))


def minutes_of(destination: Destination) -> int:
    """Minutes to read what a link opens; 0 for a page that cannot be read."""
    if destination.question:
        return reading_minutes(destination.question.answer)
    body = destination.version and destination.version.readable_body()
    return reading_minutes(body) if body else 0


def leads_to(destination: Destination) -> str:
    """What patients get, in one sentence."""
    if destination.question:
        return f"the answer to “{destination.question}” on “{destination.version.title}”"
    if destination.version:
        return f"“{destination.version.title}”"
    if destination.gone:
        return f"a notice that “{destination.gone.title}” was withdrawn, with the phone number"
    return "a line with the phone number, because the page was not published yet"


def stands_in(link: Link, destination: Destination) -> bool:
    """Whether another page is read in place of the withdrawn one that the link was made for."""
    if not link.after_withdrawal_id or not destination.version or destination.question:
        return False
    return destination.version.article_id != (link.article.merged_into_id or link.article_id)


@require_safe
@staff_only(permission=VIEW)
@xframe_options_sameorigin
def block(request, pk):
    """The HTML block alone, as a mail program draws it, for the frames of the builder."""
    link = get_object_or_404(Link, pk=pk)
    outputs = outputs_for(request, link, destination_of(link), WordingForm(request.GET or None))
    response = HttpResponse(PREVIEW.format(outputs.html))
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


@require_safe
@staff_only(permission=VIEW)
def qr_picture(request, pk, kind):
    """The QR code as an SVG or a PNG file; `?download` keeps it as a file."""
    link = get_object_or_404(Link, pk=pk)
    address = qr_address(link, site_url=site_of(request).url)
    picture, type_ = (qr_png(address), "image/png") if kind == "png" else (qr_svg(address), "image/svg+xml")
    response = HttpResponse(picture, content_type=type_)
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="qr-{link.code}.{kind}"'
    return response


@require_safe
@staff_only(permission=VIEW)
def card(request, pk):
    """A card to print and give away: one, or eight on a sheet with `?cards=8`."""
    link = get_object_or_404(Link, pk=pk)
    wanted = request.GET.get("cards", "")
    number = int(wanted) if wanted in [str(each) for each in CARDS] else CARDS[0]
    address = address_of(link, site_url=site_of(request).url, channel=PAPER)
    context = {
        "link": link,
        "title": WordingForm(request.GET or None).title_chosen,
        "typed": address.partition("://")[2],
        "cards": range(number),
        "number": number,
        "choices": CARDS,
    }
    return render(request, "admin/links/card.html", context)
