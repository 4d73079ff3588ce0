"""What staff change about one link from its page: its name, where it leads, where it was pasted, who sends it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from therapies.linking import placements
from therapies.linking.appointment_types import save_appointment_type, send_link
from therapies.linking.describing import describe_link
from therapies.linking.placements import PlacementRefused, link_page
from therapies.models import AppointmentType, Link, Placement
from therapies.publishing import NotPossible
from therapies.publishing.permanent_links import lead_to

from .guard import staff_only
from .link_builder import CHANGE, CHANGE_TYPE, LEAD, VIEW, DescribeForm, LeadForm, builder
from .link_register import PlacementForm
from .link_trial import trials_of

TYPES = "admin:therapies_appointmenttype_changelist"


@require_POST
@staff_only(permission=VIEW)
def try_link(request, pk):
    """The link opened as a phone, a scanner and Safe Links do. It counts nothing and keeps nothing."""
    link = get_object_or_404(Link, pk=pk)
    return builder(request, link, trials=trials_of(link, request))


@require_POST
@staff_only(permission=CHANGE)
def describe(request, pk):
    link = get_object_or_404(Link, pk=pk)
    form = DescribeForm(request.POST, instance=link)
    if not form.is_valid():
        return builder(request, Link.objects.get(pk=pk), forms_sent={"describe": form}, status=400)
    describe_link(Link.objects.get(pk=pk), by=request.user, **form.cleaned_data)
    messages.success(request, "Saved. The address stays the same.")
    return back_to(request, link)


@require_POST
@staff_only(permission=LEAD)
def lead(request, pk):
    link = get_object_or_404(Link, pk=pk)
    form = LeadForm(request.POST, link=link)
    if form.is_valid():
        try:
            lead_to([link], form.cleaned_data["to"], by=request.user)
        except NotPossible as reason:
            form.add_error("to", str(reason))
        else:
            messages.success(request, "Everybody who opens this link now gets the page that you chose.")
            return back_to(request, link)
    return builder(request, Link.objects.get(pk=pk), forms_sent={"lead": form}, status=400)


@require_POST
@staff_only(permission=CHANGE_TYPE)
def add_type(request, pk):
    """Let an appointment type send this link. One with an unknown name is made."""
    link = get_object_or_404(Link, pk=pk)
    name = " ".join(request.POST.get("name", "").split())[:120]
    if not name:
        messages.error(request, "Write the name of the appointment type as the scheduling system calls it.")
        return back_to(request, link, "types")
    kind = AppointmentType.objects.filter(name__iexact=name).select_related("link").first()
    before = kind and kind.link
    if kind:
        send_link(kind, link, by=request.user)
    else:
        kind = save_appointment_type(AppointmentType(name=name, link=link), by=request.user)
    moved = f" Before, it was {before}." if before and before != link else ""
    messages.success(request, f"The feed now gives {link} for “{kind.name}”.{moved}")
    return back_to(request, link, "types")


@require_POST
@staff_only(permission=CHANGE_TYPE)
def remove_type(request, pk):
    """Let an appointment type send no link any more."""
    kind = get_object_or_404(AppointmentType.objects.select_related("link"), pk=pk)
    link = kind.link
    send_link(kind, None, by=request.user)
    messages.success(request, f"The feed gives no link for “{kind.name}” any more.")
    return back_to(request, link, "types") if link else HttpResponseRedirect(reverse(TYPES))


# --- The register ---


@require_POST
@staff_only(permission=CHANGE)
def add_place(request, pk):
    link = get_object_or_404(Link, pk=pk)
    form = PlacementForm(request.POST)
    if form.is_valid():
        try:
            place = placements.record_placement(link, by=request.user, **form.cleaned_data)
        except PlacementRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Written down: {place.system}. {next_question(place)}")
            return back_to(request, link, "places")
    return builder(request, link, forms_sent={"place": form}, status=400)


@require_POST
@staff_only(permission=CHANGE)
def confirm_place(request, pk):
    place = get_object_or_404(Placement.objects.select_related("link"), pk=pk)
    try:
        placements.confirm(place, by=request.user)
    except PlacementRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Good: {place.system} is confirmed today. You are asked again in a year.")
    return back_to(request, place.link, "places")


@require_POST
@staff_only(permission=CHANGE)
def remove_place(request, pk):
    place = get_object_or_404(Placement.objects.select_related("link"), pk=pk)
    placements.remove(place, by=request.user)
    messages.success(request, f"Taken out of {place.system}. The link itself goes on working in old e-mails.")
    return back_to(request, place.link, "places")


def next_question(place: Placement) -> str:
    """When staff are asked whether a link still stands where it was pasted."""
    asked_on = place.confirmed_on + placements.ASK_AFTER
    if asked_on <= timezone.localdate():
        return "That is a year ago: is it still there?"
    return f"You are asked on {date_format(asked_on, 'F j, Y')} whether it is still there."


def back_to(request, link: Link, part: str = "") -> HttpResponseRedirect:
    """The page of a link, with the words and merge fields that somebody chose there."""
    chosen = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(link_page(link) + chosen + (f"#{part}" if part else ""))
