"""The components of the pages, as template tags. Each has its template in templates/components/.

All arguments are keyword-only, so that Django refuses a wrong or missing one when a template is loaded.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse

from therapies.components import (
    ICON_OF_STAGE,
    ICONS,
    MENU,
    columns_of,
    comparison_rows,
    icon_of_page,
    words_by_letter,
)
from therapies.fragments import written_once
from therapies.reading.notices import notices_on
from therapies.reading.places import place
from therapies.reading.plans import around_plan, shown_groups
from therapies.text.addresses import DEFAULT_LANGUAGE, WHEN_TO_CALL
from therapies.text.callouts import CALLOUTS
from therapies.text.facts import hours_for_scripts
from therapies.text.rendering import data_block

register = template.Library()


# --- Frame of every page ----------------------------------------------------------------------


@register.simple_tag
def urgent_bar(*, facts, label="Urgent help"):
    """Outside the opening hours a script shows the number that is answered then."""
    return written_once("components/urgent_bar.html", _urgent_bar, facts=facts, label=label)


def _urgent_bar(*, facts, label):
    return {
        "facts": facts,
        "label": label,
        "when_to_call": WHEN_TO_CALL.url,
        "hours": hours_with_two_numbers(facts),
        "zone": settings.TIME_ZONE,
    }


def hours_with_two_numbers(facts) -> str:
    """The opening hours for a script; "" when there is one number at all hours."""
    both = facts.clinic_phone.href and facts.after_hours_phone.href
    return hours_for_scripts(facts.value("opening_hours")) if both else ""


@register.simple_tag
def announcement(*, facts):
    return written_once("components/announcement.html", dict, facts=facts)


@register.inclusion_tag("components/safety_notices.html")
def safety_notices(*, notices, version=None):
    """The notices of the moment that belong on the page of a version; without one, those of every page."""
    return {"notices": notices_on(version, notices=notices)}


@register.simple_tag
def site_header(*, facts, path="", has_search=True):
    """The clinic's name and the main links. A page with a search box of its own needs none here."""
    return written_once(
        "components/site_header.html",
        _site_header,
        facts=facts,
        logo=clinic_picture(name=facts.clinic_logo),
        # Of the addresses, only those of the menu make a difference.
        path=path if path in {address for _, address in _addresses_of_menu(get_script_prefix())} else "",
        has_search=has_search,
    )


def _site_header(*, path, **arguments):
    return arguments | {"entries": _menu(path=path)}


@register.simple_tag
def site_footer(*, facts):
    return written_once("components/site_footer.html", _site_footer, facts=facts)


def _site_footer(*, facts):
    return {"facts": facts, "entries": _menu(path="")}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*, crumbs):
    return {"crumbs": crumbs}


@register.simple_tag
def back_to_top():
    return written_once("components/back_to_top.html", dict)


def _menu(*, path):
    """Title, address and "is this the page that is open" of each main link."""
    for title, address in _addresses_of_menu(get_script_prefix()):
        yield {"title": title, "url": address, "current": address == path}


@lru_cache(maxsize=4)
def _addresses_of_menu(_prefix):
    return tuple((title, reverse(name, args=arguments)) for title, name, arguments in MENU)


def clinic_picture(*, name):
    """Address of a picture of the clinic; "" while the clinic has none, or one that is no longer on the site."""
    return static(f"img/{name}") if name and finders.find(f"img/{name}") else ""


# --- Parts of an article ----------------------------------------------------------------------


@register.simple_block_tag
def callout(content, *, kind, title, level=3):
    """A box that stands out. Refuses a kind that has no label: a sign by colour alone is no sign."""
    return render_to_string(
        "components/callout.html",
        {"kind": kind, "title": title, "level": level, "body": content, "label": CALLOUTS[kind]},
    )


@register.inclusion_tag("components/review_line.html")
def review_line(*, review, reading_minutes=0):
    return {"review": review, "reading_minutes": reading_minutes}


@register.simple_tag
def contents(*, entries):
    return written_once("components/contents.html", dict, entries=tuple(entries))


@register.simple_tag
def questions(*, questions, level=3, tools=True, opened=False):
    return written_once(
        "components/questions.html", dict, questions=tuple(questions), level=level, tools=tools, opened=opened
    )


@register.inclusion_tag("components/choices.html")
def choices(*, options, shown=()):
    """Which options of a comparison to see, for all its tables. Works without a script."""
    return {"columns": columns_of(options, shown=shown)}


@register.simple_tag
def comparison(*, table, shown=()):
    """One table of a comparison: all its rows, or those of one group."""
    return written_once("components/comparison.html", _comparison, table=table, shown=frozenset(shown))


def _comparison(*, table, shown):
    columns = columns_of(table.options, shown=shown)
    return {"table": table, "columns": columns, "rows": comparison_rows(table, columns=columns)}


@register.inclusion_tag("components/plan.html")
def plan(*, plan, title, facts="", mark="", code=""):
    """The plan of a visit with its tools; without `facts`, as in a comparison of two versions, only its words."""
    return {
        "plan": plan,
        "title": title,
        "groups": shown_groups(plan),
        "around": around_plan(plan, facts=facts),
        "facts": facts,
        "mark": mark,
        "code": code,
    }


@register.inclusion_tag("components/words.html")
def words(*, words, letters=False):
    return {"letters": words_by_letter(words) if letters else [("", list(words))]}


@register.inclusion_tag("components/plan_symptoms.html")
def symptoms(*, symptoms, facts):
    """What may be felt after a drip, and since when to call. Its script turns the times into clock times."""
    return {"symptoms": symptoms, "facts": facts}


@register.simple_tag
def sources_list(*, sources, folded=False):
    return written_once("components/sources_list.html", dict, sources=tuple(sources), folded=folded)


@register.inclusion_tag("components/version_mark.html")
def version_mark(*, mark, owner=""):
    return {"mark": mark, "owner": owner}


# --- Ways on ----------------------------------------------------------------------------------


@register.simple_tag
def call_card(*, facts, level=2):
    """Whom to call. Outside the opening hours a script puts the number that is answered then above the other."""
    return written_once("components/call_card.html", _call_card, facts=facts, level=level)


def _call_card(*, facts, level):
    return {"facts": facts, "level": level, "when_to_call": WHEN_TO_CALL.url, "hours": hours_with_two_numbers(facts)}


@register.simple_tag
def call_to_action(*, facts, title="Talk to us", level=2):
    return written_once("components/call_to_action.html", dict, facts=facts, title=title, level=level)


@register.inclusion_tag("components/cards.html")
def cards(*, teasers, more=(), level=3):
    """A grid of links to pages, each with one sentence on what is there."""
    entries = [{"teaser": teaser, "icon": icon_of_page(teaser)} for teaser in (*teasers, *more)]
    return {"entries": entries, "level": level}


@register.inclusion_tag("components/cards.html")
def card(*, teaser, level=3):
    """One card alone."""
    return cards(teasers=[teaser], level=level)


@register.inclusion_tag("components/stages.html")
def stages(*, stages, level=3):
    """The way of a patient: links to pages under the stage at which each is needed."""
    entries = [
        {"stage": stage, "teasers": teasers, "icon": ICON_OF_STAGE.get(stage.key, "page")} for stage, teasers in stages
    ]
    return {"entries": entries, "level": level}


@register.simple_tag
def related(*, teasers, title="Read next"):
    return written_once("components/related.html", dict, teasers=tuple(teasers), title=title)


@register.inclusion_tag("components/sheets.html")
def sheets(*, sheet, query=""):
    """The way through a long list. `query` is what else stands in the address, such as `about=lidocaine`."""
    return {"sheet": sheet, "query": query}


# --- Search -----------------------------------------------------------------------------------


@register.inclusion_tag("components/search_box.html")
def search_box(*, facts, language=DEFAULT_LANGUAGE, typed="", is_large=False):
    """A box to search this site with; the small one stands in the header. Suggestions come below it as one types."""
    return {
        "facts": facts,
        "typed": typed,
        "is_large": is_large,
        # Ids that no heading of a text can have: none has such a sign.
        "id": "search_large" if is_large else "search_small",
        "name": "Answers" if is_large else "This site",
        "label": "Search for an answer" if is_large else "Search this site",
        "action": place("search", language=language),
        "suggestions": place("suggestions", language=language),
        "when_to_call": WHEN_TO_CALL.url,
    }


@register.inclusion_tag("components/hits.html")
def hits(*, hits):
    """Answers of a search, each with the sentence that was found."""
    return {"hits": hits}


@register.inclusion_tag("components/urgent_help.html")
def urgent_help(*, facts):
    """Above all answers to words that may be those of somebody in danger."""
    return {"facts": facts, "when_to_call": WHEN_TO_CALL.url}


# --- Small things -----------------------------------------------------------------------------


@register.simple_tag
def icon(*, name):
    """A small drawing without words. Refuses a name that has no drawing."""
    return written_once("components/icon.html", _icon, name=name)


def _icon(*, name):
    return {"shapes": ICONS[name]}


@register.simple_tag
def structured_data(*, data):
    """Facts about the page for search engines; nothing for no data."""
    return data_block(data) if data else ""
