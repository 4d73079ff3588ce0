"""Pages for readers. A view reads top to bottom: where the address leads, a query, a template."""

import re

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from therapies import feeds, publishing, sitemaps
from therapies.limits import SEARCHES, SUGGESTIONS, TOO_MANY_REQUESTS, WAIT_SECONDS, is_too_often, limited
from therapies.models import Question
from therapies.reading import brand, lists, site_files
from therapies.reading.changes import changes_on, published_versions
from therapies.reading.choosing import shown_options
from therapies.reading.clinic import facts_for
from therapies.reading.keeping import keep_for_ever, kept_by_nobody, kept_for_readers
from therapies.reading.mending import mended, reader_page_at
from therapies.reading.page_cache.notes import LISTS, keep_not, shows
from therapies.reading.pages import Crumb, breadcrumb, log_unreadable, page_of
from therapies.reading.search import is_urgent, suggestions
from therapies.reading.search_page import search_page
from therapies.reading.structured_data import breadcrumb_list, clinic_data, structured_data
from therapies.reading.teasers import urls_of
from therapies.reading.way import along_the_way, read_next
from therapies.reading.whereabouts import Live, Moved, glossary_address, live_version_at, question_at, whereabouts
from therapies.text.addresses import DEFAULT_LANGUAGE, Address
from therapies.text.problems import ArticleFileError

FILE_NUMBER = re.compile("[1-9][0-9]*")

# --- Lists ------------------------------------------------------------------------------------


@kept_for_readers
def home(request, language=DEFAULT_LANGUAGE):
    shows(request, LISTS)
    shown = {
        "therapies": lists.teasers(language=language, kinds=["therapy"]),
        "guides": lists.teasers(language=language, kinds=lists.GUIDES),
        "comparisons": lists.teasers(language=language, kinds=["comparison"]),
    }
    refuse_unwritten(language, *shown.values())
    guides = [teaser for teaser in shown["guides"] if teaser.kind != "visit"]
    shown["has_visits"] = len(guides) < len(shown["guides"])
    shown["stages"] = along_the_way(guides, also=shown["comparisons"])
    shown["structured_data"] = clinic_data(request, facts=facts_for(request))
    return render(request, "home.html", shown)


@kept_for_readers
def therapies(request, language=DEFAULT_LANGUAGE):
    sheet = lists.sheet_of_teasers(language=language, kinds=["therapy"], number=request.GET.get("page"))
    comparisons = lists.teasers(language=language, kinds=["comparison"])
    refuse_unwritten(language, sheet, comparisons)
    shown = {"therapies": sheet.object_list, "comparisons": comparisons, "sheet": sheet}
    return render_list(request, "therapies", shown, language=language)


@kept_for_readers
def guides(request, language=DEFAULT_LANGUAGE):
    sheet = lists.sheet_of_teasers(language=language, kinds=lists.GUIDES, number=request.GET.get("page"))
    refuse_unwritten(language, sheet)
    shown = {"guides": sheet.object_list, "stages": along_the_way(sheet.object_list), "sheet": sheet}
    return render_list(request, "guides", shown, language=language)


@kept_for_readers
def questions(request, language=DEFAULT_LANGUAGE):
    wanted = request.GET.get("about", "")
    filters = lists.filters_by_therapy(language=language, about=wanted)
    about = next(choice["key"] for choice in filters if choice["current"])
    if about != wanted:
        keep_not(request)
    sheet = lists.sheet_of(lists.live_questions(language=language, about=about), number=request.GET.get("page"))
    refuse_unwritten(language, sheet)
    groups = lists.grouped_by_page(sheet, facts=facts_for(request))
    shown = {"groups": groups, "filters": filters, "about": about, "sheet": sheet}
    return render_list(request, "questions", shown, language=language)


@kept_for_readers
def words(request, language=DEFAULT_LANGUAGE):
    address = glossary_address(language=language)
    shows(request, LISTS, address.url)
    version = live_version_at(address)
    if version is None:
        return without_glossary(request, language=language)
    glossary = lists.glossary_of(version, facts=facts_for(request))
    return render_list(request, "words", {"glossary": glossary}, language=language)


def without_glossary(request, *, language):
    """The way to a glossary that moved, the notice of one that was withdrawn, else a list without words."""
    try:
        where = whereabouts(glossary_address(language=language))
    except Http404:
        refuse_unwritten(language)
        return render_list(request, "words", {}, language=language)
    return elsewhere(request, where)


@kept_for_readers
def changes(request, language=DEFAULT_LANGUAGE):
    sheet = lists.sheet_of(published_versions(language=language), number=request.GET.get("page"))
    shown = changes_on(sheet, language=language)
    refuse_unwritten(language, shown)
    return render_list(request, "changes", {"changes": shown, "sheet": sheet}, language=language)


def render_list(request, name, shown, *, language):
    """The list called `name`, with the way to it. A sheet that the list does not have shows another one, and is not kept."""
    shows(request, LISTS)
    number = request.GET.get("page", "1")
    if "sheet" in shown and number != str(shown["sheet"].number):
        keep_not(request)
    return render(request, f"{name}.html", shown | way_to(request, breadcrumb(under=name, language=language)))


def way_to(request, crumbs):
    """The way to a page, for readers and for search engines."""
    return {"breadcrumb": crumbs, "structured_data": breadcrumb_list(request, crumbs)}


def refuse_unwritten(language, *shown):
    """In another language than the default one, a list without a single entry is no page of this site."""
    if language != DEFAULT_LANGUAGE and not any(shown):
        raise Http404(f'Nothing is written in "{language}" yet.')


def refuse_language_without_words(language):
    """As `refuse_unwritten`, for a page that has no entries of its own."""
    if language != DEFAULT_LANGUAGE:
        refuse_unwritten(language, lists.is_written(language=language))


# --- Pages ------------------------------------------------------------------------------------


@kept_for_readers
def article(request, kind, slug, language=DEFAULT_LANGUAGE):
    where = whereabouts(Address(language, kind, slug))
    if not isinstance(where, Live):
        return elsewhere(request, where)
    facts = facts_for(request)
    try:
        page = page_of(where.version, facts=facts)
    except ArticleFileError as error:
        return unreadable(request, where.version, error)
    shows(request, *urls_of(page.related))
    shown = {
        "page": page,
        "shown_options": shown_options(page, wanted=request.GET.getlist("show")),
        "structured_data": structured_data(request, page, facts=facts),
    }
    return render(request, "article.html", shown)


@kept_for_readers
def sources(request, kind, slug, language=DEFAULT_LANGUAGE):
    where = whereabouts(Address(language, kind, slug))
    if isinstance(where, Moved):
        return moved(request, where.sources_url)
    if not isinstance(where, Live):
        return elsewhere(request, where)
    try:
        page = page_of(where.version, facts=facts_for(request))
    except ArticleFileError as error:
        return unreadable(request, where.version, error)
    shows(request, page.url)
    here = Crumb("Sources", f"{page.url}sources/")
    return render(request, "sources.html", {"page": page} | way_to(request, (*page.breadcrumb, here)))


@kept_for_readers
def question(request, key, language=DEFAULT_LANGUAGE):
    where = question_at(key, language=language)
    if not isinstance(where, Question):
        return elsewhere(request, where)
    try:
        shown = lists.question_page(where, facts=facts_for(request))
    except ArticleFileError as error:
        return unreadable(request, where.version, error)
    shows(request, where.version.article.get_absolute_url())
    return render(request, "question.html", shown | way_to(request, shown["breadcrumb"]))


@kept_for_readers
def mend(request, harmed=None, **parts):
    """Lead from an address that was harmed on its way to the page it meant, in one step."""
    path = mended(request.path_info)
    if path != f"{request.path_info}/":
        # There is no end of ways to harm an address.
        keep_not(request)
    match = reader_page_at(path)
    if match is None:
        raise Http404("No page has this address, not even when it is mended.")
    return moved(request, final_path(path, match))


def final_path(path, match):
    """Where a path leads after all renamings and mergers."""
    if match.url_name not in ("article", "sources"):
        return path
    where = whereabouts(Address(**{"language": DEFAULT_LANGUAGE} | match.kwargs))
    if not isinstance(where, Moved):
        return path
    return where.sources_url if match.url_name == "sources" else where.url


def elsewhere(request, where):
    """The answer for words that are not, or no longer, live at this address: a way on, or a notice."""
    if isinstance(where, Moved):
        return moved(request, where.url)
    if where.instead:
        shows(request, where.instead.url)
    shown = {"article_title": where.title, "notice": where.notice, "instead": where.instead}
    return render(request, "gone.html", shown, status=410)


def unreadable(request, version, error):
    """The notice for words that are live and that this program can no longer read, with what else there is to read.

    As after an upgrade that refuses what an older one let through. Nobody keeps the notice: a proxy that has the
    page of yesterday may show that instead.
    """
    log_unreadable(version, error)
    shown = {"article_title": version.title, "related": read_next(version)}
    response = render(request, "unreadable.html", shown, status=503)
    patch_cache_control(response, no_store=True)
    return response


def moved(request, url):
    """For ever, and with the choices that stood in the address."""
    shows(request, url)
    choices = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{url}?{choices}" if choices else url)
    if choices:
        # Somebody may have typed them, as into a search; caches of others need not hold that for a day.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


# --- Search -----------------------------------------------------------------------------------


@kept_by_nobody
@limited(SEARCHES)
def search(request, language=DEFAULT_LANGUAGE):
    refuse_language_without_words(language)
    typed = request.GET.get("q", "")
    found = search_page(typed, language=language, facts=facts_for(request), as_typed="as_typed" in request.GET)
    if found:
        publishing.count_missed_words(found.results.missed, language=language)
    crumbs = breadcrumb(Crumb("Search", request.path), language=language)
    return render(request, "search.html", {"found": found, "breadcrumb": crumbs})


@kept_by_nobody
def suggest(request, language=DEFAULT_LANGUAGE):
    """What somebody may be looking for who begins to type. Urgent words have one answer, and no list or limit hides it."""
    typed = request.GET.get("q", "")
    if is_urgent(typed):
        return JsonResponse({"urgent": True})
    if is_too_often(request, SUGGESTIONS):
        return JsonResponse([], safe=False, status=TOO_MANY_REQUESTS, headers={"Retry-After": str(WAIT_SECONDS)})
    found = suggestions(typed, language=language) if typed.strip("\0 ") else []
    shown = [{"words": one.words, "address": one.address} for one in found]
    return JsonResponse(shown, safe=False)


# --- For programs -----------------------------------------------------------------------------


@kept_for_readers
def feed(request, language=DEFAULT_LANGUAGE):
    shows(request, LISTS)
    return HttpResponse(
        feeds.changes_feed(request, language=language), content_type="application/atom+xml; charset=utf-8"
    )


@kept_for_readers
def sitemap(request):
    shows(request, LISTS)
    return sitemaps.index(request)


@kept_for_readers
def sitemap_section(request, section):
    shows(request, LISTS)
    if not FILE_NUMBER.fullmatch(request.GET.get("p", "1")):
        # The library takes 1, 01, 001 and so on for the same file.
        keep_not(request)
    return sitemaps.section(request, section)


@kept_for_readers
def robots(request):
    return HttpResponse(site_files.robots_txt(request), content_type="text/plain; charset=utf-8")


@kept_for_readers
def security(request):
    return HttpResponse(site_files.security_txt(request), content_type="text/plain; charset=utf-8")


@kept_for_readers
def manifest(request):
    return JsonResponse(site_files.web_manifest(facts=facts_for(request)), content_type="application/manifest+json")


@kept_for_readers
def favicon(request):
    return HttpResponse(site_files.icon(), content_type="image/x-icon")


@kept_for_readers
def keep_worker(request):
    """The script that answers for the pages kept on a phone. At the root, because none sees a page above its own folder."""
    return HttpResponse(site_files.keep_worker(), content_type="text/javascript; charset=utf-8")


@kept_for_readers
def brand_css(request):
    css = brand.brand_css(facts_for(request))
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    # An old address must not keep today's colour for a year: the clinic may go back to the old one.
    is_current = bool(css) and request.GET.get("v") == brand.brand_version(css)
    if "v" in request.GET and not is_current:
        keep_not(request)
    return keep_for_ever(response) if is_current else response
