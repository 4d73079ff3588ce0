"""Tags of the staff pages."""

from django import template

from therapies.reading.clinic import facts_for
from therapies.staff.dashboard import lists_for
from therapies.staff.move_form import newest_version
from therapies.staff.names import name_of
from therapies.text.facts import FACTS, FactType, is_sample_phone

register = template.Library()


@register.simple_tag(takes_context=True)
def clinic_name(context):
    return facts_for(context["request"]).clinic_name


@register.inclusion_tag("admin/notes_to_staff.html", takes_context=True)
def notes_to_staff(context):
    """What still stands between this site and real patients."""
    facts = facts_for(context["request"])
    return {
        "sample_phones": [
            definition.label
            for key, definition in FACTS.items()
            if definition.type is FactType.PHONE and is_sample_phone(facts.value(key))
        ],
        "sample_count": len(facts.samples),
    }


@register.inclusion_tag("admin/dashboard.html", takes_context=True)
def dashboard(context):
    """What waits for somebody."""
    person = context["request"].user
    return {
        "lists": lists_for(person),
        "may_make_notice": person.has_perm("therapies.add_notice"),
        "may_practice": person.has_perm("therapies.change_article"),
        "may_change_fact": person.has_perm("therapies.change_clinicfact"),
        "may_see_reviews": person.has_perm("therapies.view_article"),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def newest_title(article):
    """What staff call a page: the title of its newest version; its address while it has none."""
    version = newest_version(article)
    return version.title if version else str(article)


@register.filter
def staff_name(person):
    """How colleagues call somebody; nothing for nobody, so that `default` can say what did it."""
    return name_of(person) if person else ""
