"""Articles in the admin: write versions, look at them, publish and withdraw."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone

from therapies import publishing
from therapies.models import Article, Version
from therapies.text.articles import FIELD_OF_KIND, VISIT_LENGTH

from . import review_views
from .article_form import ArticleForm
from .article_moves import MOVES, moves_of, withdrawal_in_words
from .keeping import KeepsTyping
from .leading_here import leading_here, linked_from
from .pages import in_full
from .review_forms import REVIEW_MOVES, SendForm
from .state_box import state_box
from .text_lines import in_line, in_text_field

LONGEST_SEARCH = 200  # characters


class StateFilter(admin.SimpleListFilter):
    title = "what patients see"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("live", "live"), ("draft", "nothing yet"), ("withdrawn", "withdrawn")]

    def queryset(self, request, articles):
        if self.value() == "live":
            return articles.live()
        if self.value() == "draft":
            gone = Q(withdrawn_at__lte=timezone.now()) | Q(merged_at__isnull=False)
            return articles.exclude(gone).exclude(pk__in=Article.objects.live())
        if self.value() == "withdrawn":
            return articles.filter(withdrawn_at__lte=timezone.now())
        return articles


@admin.register(Article)
class ArticleAdmin(KeepsTyping, admin.ModelAdmin):
    form = ArticleForm
    change_form_template = "admin/article_change_form.html"
    list_display = ["title", "kind", "slug", "state", "newest_written"]
    list_filter = ["kind", StateFilter, "language"]
    search_fields = ["slug", "versions__title"]
    actions = ["publish_newest"]
    save_on_top = False

    def get_queryset(self, request):
        live = Version.objects.live().filter(article=OuterRef("pk")).values("pk")[:1]
        # Without the texts: a list of 100 articles would carry all that was ever written in them.
        versions = Prefetch("versions", Version.objects.defer("text"))
        return super().get_queryset(request).annotate(live_id=Subquery(live)).prefetch_related(versions)

    def get_fieldsets(self, request, article=None):
        if article and not self.has_change_permission(request, article):
            # Who may not write reads the page itself: as rows of the stock admin its fields would all say "None".
            return []
        kind = article.kind if article else None
        own = [name for only, name in FIELD_OF_KIND.items() if kind in (None, only)]
        own += [VISIT_LENGTH] if kind in (None, "visit") else []
        address = [] if article else [(None, {"fields": [("kind", "slug", "language")]})]
        return [
            *address,
            (None, {"fields": ["title", "summary", *own, "body", "note"]}),
            ("Sources and lists", {"fields": ["sources", "about", "also_called", "order", "owner"]}),
            ("Review", {"fields": ["safety", "base_version"]}),
        ]

    def has_delete_permission(self, request, article=None):
        # An address that was ever given out must go on answering; pages are withdrawn instead.
        return False

    # --- list ---

    def lookup_allowed(self, lookup, value, request):
        # Only what the filters beside the list ask. Any other lookup could be asked too: slug__regex=( broke the list.
        return lookup in ("kind__exact", "language__exact", StateFilter.parameter_name)

    def get_search_results(self, request, articles, search_term):
        # Each word is a condition, and SQLite takes 1,000 at most.
        return super().get_search_results(request, articles, search_term[:LONGEST_SEARCH])

    @admin.display(description="title")
    def title(self, article):
        newest = newest_of(article)
        return newest.title if newest else "(no text)"

    @admin.display(description="patients see")
    def state(self, article):
        return state_of(article)

    @admin.display(description="last written")
    def newest_written(self, article):
        newest = newest_of(article)
        return newest and newest.written_at

    @admin.action(description="Publish the newest version", permissions=["publish"])
    def publish_newest(self, request, articles):
        for article in articles:
            self.publish(request, newest_of(article))

    def has_publish_permission(self, request):
        return request.user.has_perm("therapies.publish_article")

    # --- one article ---

    def save_model(self, request, article, form, change):
        if not change:
            address = form.address
            article.pk = publishing.new_article(address).pk
            article.refresh_from_db()
        if not form.words_changed:
            if not asks_to_send(request):
                messages.info(request, "Nothing was changed, so nothing was saved.")
            return
        version = publishing.save_draft(article, form.text, by=request.user, note=form.cleaned_data["note"])
        if form.review_fell:
            messages.warning(
                request,
                "The words changed, so the review line of the file was removed. A clinician’s approval brings a new one.",
            )
        messages.success(request, f"Version {version.number} is saved as a draft. Patients do not read it yet.")
        for problem in [] if asks_to_send(request) else form.problems():
            messages.warning(request, f"Before patients can read this{in_line(problem)}: {problem.message}")

    def construct_change_message(self, request, form, formsets, add=False):
        # In quotes, because Django takes a message that begins with [ for its own JSON: a note "[1]" broke the
        # page of the article's history for good.
        note = form.cleaned_data["note"]
        return f"“{note}”" if note else super().construct_change_message(request, form, formsets, add)

    def response_add(self, request, article, post_url_continue=None):
        return self.after_save(request, article)

    def response_change(self, request, article):
        return self.after_save(request, article)

    def after_save(self, request, article):
        if asks_to_send(request) and SendForm.makes_sense(article):
            # That page says what is left to mend.
            return HttpResponseRedirect(reverse("admin:therapies_article_send", args=[article.pk]))
        return HttpResponseRedirect(change_url(article))

    def publish(self, request, version):
        if version is None:
            return
        try:
            publishing.publish(version, by=request.user)
        except publishing.NotPublishable as refusal:
            for problem in in_text_field(refusal.problems, version.text, kind=version.article.kind):
                messages.error(request, f'"{version.title}" was not published{in_line(problem)}: {problem.message}')
        else:
            messages.success(request, f'Patients now read version {version.number} of "{version.title}".')

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            live = Version.objects.live().filter(article=obj).first()
            context |= {
                "versions": obj.versions.select_related("written_by", "published_by"),
                "live_version": live,
                # Staff know a page by its title; its address stands below "View on site".
                "subtitle": getattr(obj.versions.first(), "title", str(obj)),
                "state": state_of(obj),
                "linked_from": linked_from(obj),
                "moves": moves_of(obj, by=request.user),
                "box": state_box(obj, reader=request.user),
            }
        context["may_send"] = self.has_change_permission(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- moves ---

    def get_urls(self):
        view = self.admin_site.admin_view(self.move_view)
        # One path for each: `<move>` would answer for the admin's own `change/` and `history/` too.
        own = [path(f"<int:pk>/{move}/", view, {"move": move}, name=f"therapies_article_{move}") for move in MOVES]
        review = self.admin_site.admin_view(review_views.review_move)
        own += [
            path(f"<int:pk>/{move}/", review, {"move": move}, name=f"therapies_article_{move}") for move in REVIEW_MOVES
        ]
        decide = self.admin_site.admin_view(review_views.decide)
        own.append(path("<int:pk>/decide/<int:number>/", decide, name="therapies_article_decide"))
        return own + super().get_urls()

    def move_view(self, request, pk, move):
        if not request.user.has_perm(MOVES[move].permission):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=pk)
        # A move without a field sends an empty form.
        form = MOVES[move](request.POST if request.method == "POST" else None, article=article)
        if form.is_valid() and form.carry_out(by=request.user):
            self.log_change(request, article, form.logged)
            messages.success(request, form.done)
            return HttpResponseRedirect(change_url(article))
        context = {
            **self.admin_site.each_context(request),
            "title": form.title,
            "article": article,
            "form": form,
            "leading": leading_here(article),
            "opts": self.opts,
        }
        return render(request, "admin/article_move.html", context)


def asks_to_send(request) -> bool:
    return "_send" in request.POST


def change_url(article: Article) -> str:
    return reverse("admin:therapies_article_change", args=[quote(article.pk)])


def newest_of(article: Article) -> Version | None:
    """The last version, from the rows that the list has fetched already."""
    return max(article.versions.all(), key=lambda version: version.number, default=None)


def state_of(article: Article) -> str:
    """What patients see of an article of the admin's own queryset, in a few words for staff."""
    if article.merged_at:
        return "merged into another page"
    if article.withdrawn_at and article.withdrawn_at <= timezone.now():
        return "withdrawn"
    versions = article.versions.all()
    live = next((version for version in versions if version.pk == article.live_id), None)
    scheduled = [version for version in versions if version.live_from and version.live_from > timezone.now()]
    waits = min(scheduled, key=lambda version: version.live_from, default=None)
    words = f"version {live.number}" if live else "nothing yet"
    if waits:
        words += f"; version {waits.number} from {in_full(waits.live_from)}"
    newest = newest_of(article)
    if live and newest.number > live.number and newest != waits:
        words += f"; version {newest.number} is not published"
    return words + withdrawal_in_words(article)
