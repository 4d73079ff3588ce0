"""Articles, their versions and their former addresses. `VersionQuerySet.live` is the one definition of live."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from therapies.text.addresses import DEFAULT_LANGUAGE, KINDS, MAX_SLUG, Address
from therapies.text.articles import DEFAULT_ORDER, MAX_SUMMARY, MAX_TITLE, ArticleText, parse_article
from therapies.text.markdown import tokens_of
from therapies.text.problems import ArticleFileError
from therapies.text.targets import Target


def both_or_neither(first: str, second: str) -> Q:
    """A condition for constraints: two nullable columns are filled together or not at all."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


class AddressQuerySet(models.QuerySet):
    def at_address(self, address: Address) -> AddressQuerySet:
        return self.filter(language=address.language, kind=address.kind, slug=address.slug)


class ArticleQuerySet(AddressQuerySet):
    def live(self, *, at: datetime | None = None) -> ArticleQuerySet:
        """Articles that patients can read at a moment (default: now). See `VersionQuerySet.live`."""
        return self.filter(Exists(Version.objects.live(at=at).filter(article=OuterRef("pk"))))


class Article(models.Model):
    """The identity of a page. It is never deleted: its address may stand in an e-mail for years."""

    language = models.CharField(max_length=5, default=DEFAULT_LANGUAGE)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    slug = models.SlugField("address", max_length=MAX_SLUG)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    file_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the file text that was last loaded."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    withdrawal_notice = models.TextField(blank=True, editable=False)
    read_instead = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="recommended_for"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_articles"
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_practice = models.BooleanField(
        default=False,
        editable=False,
        help_text="For staff to try things in. A trigger keeps it from patients for ever.",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["language", "kind", "slug"]
        permissions = [
            ("publish_article", "Can publish and schedule what a clinician approved"),
            ("correct_article", "Can publish small corrections"),
            ("review_article", "Can review articles"),
            ("move_article", "Can withdraw, rename and merge articles, and publish in an emergency"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["language", "kind", "slug"], name="article_address_is_unique"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="article_kind_is_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_notice=""),
                name="article_withdrawal_has_a_notice",
            ),
            models.CheckConstraint(
                condition=both_or_neither("merged_into", "merged_at"), name="article_merge_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="article_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.address.page

    def get_absolute_url(self) -> str:
        """Where patients read it: at its address, but for the glossary, whose address leads to the list of words."""
        return Target(self.kind, self.slug).url(language=self.language)

    @property
    def address(self) -> Address:
        return Address(self.language, self.kind, self.slug)


class VersionQuerySet(models.QuerySet):
    def live(self, *, at: datetime | None = None) -> VersionQuerySet:
        """The version of each article that patients read at a moment (default: now).

        It is the newest one whose publish time has come, of an article that is neither withdrawn nor
        merged at that moment. A scheduled version becomes live by the clock alone.
        """
        moment = at or timezone.now()
        newest = Version.objects.once_live(at=moment).filter(article=OuterRef("article")).values("pk")[:1]
        return self.filter(
            Q(article__withdrawn_at__isnull=True) | Q(article__withdrawn_at__gt=moment),
            Q(article__merged_at__isnull=True) | Q(article__merged_at__gt=moment),
            pk=Subquery(newest),
        ).select_related("article", "review")

    def once_live(self, *, at: datetime | None = None) -> VersionQuerySet:
        """Every version that patients read at some time up to a moment (default: now), the last one first."""
        return self.filter(live_from__lte=at or timezone.now()).order_by("-live_from")

    def newest(self) -> VersionQuerySet:
        """The last written version of each article, live or not."""
        last = Version.objects.filter(article=OuterRef("article")).order_by("-number").values("pk")[:1]
        return self.filter(pk=Subquery(last))


class Version(models.Model):
    """An immutable text of an article. A database trigger refuses any change of its words (see migrations)."""

    REVIEWED = "reviewed"
    CORRECTION = "correction"
    EMERGENCY = "emergency"
    FILE = "file"
    PUBLISHED_AS = [
        (REVIEWED, "approved by a clinician"),
        (CORRECTION, "small correction"),
        (EMERGENCY, "emergency"),
        (FILE, "content file"),
    ]

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="Front matter and Markdown, exactly as written.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text in UTF-8.")
    title = models.CharField(max_length=MAX_TITLE)
    summary = models.CharField(max_length=MAX_SUMMARY)
    order = models.PositiveIntegerField(default=DEFAULT_ORDER)
    about = models.JSONField(default=list, help_text="Slugs of the therapies that this version is about.")
    reviewed_by = models.CharField(max_length=200, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Empty when the text came from a file.",
    )  # fmt: skip
    note = models.CharField("what changed and why", max_length=300, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent for review.")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    review = models.ForeignKey(
        "Review", models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The review that the page shows: of these words, or of earlier ones that a correction left their sense.",
    )  # fmt: skip
    live_from = models.DateTimeField(null=True, blank=True, help_text="Patients read it from this moment on.")
    published_at = models.DateTimeField(null=True, blank=True, help_text="When somebody decided to publish it.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_as = models.CharField(max_length=10, choices=PUBLISHED_AS, blank=True, default="")
    publish_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it went out before a clinician saw it."
    )
    derived_with = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The way of deriving (`publishing.derived`) by which its rows were made."
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_is_unique"),
            # Live is "the newest live_from that has come"; two equal ones would make two versions live.
            models.UniqueConstraint(fields=["article", "live_from"], name="version_one_live_per_article"),
            models.CheckConstraint(
                condition=both_or_neither("submitted_at", "submitted_by"),
                name="version_submission_has_a_person_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(live_from__isnull=True, published_as="")
                | (Q(live_from__isnull=False) & ~Q(published_as="")),
                name="version_publication_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(published_as="reviewed") | Q(review__isnull=False),
                name="version_published_as_reviewed_has_a_review",
            ),
            models.CheckConstraint(
                condition=~Q(published_as__in=["correction", "emergency"]) | ~Q(publish_reason=""),
                name="version_published_before_review_says_why",
            ),
            models.CheckConstraint(
                condition=both_or_neither("live_from", "published_at"), name="version_publication_has_its_times"
            ),
        ]
        indexes = [
            models.Index(fields=["live_from"], name="version_live_from"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"

    @property
    def topics(self) -> tuple[str, ...]:
        """Slugs of the therapies it concerns: those it is about and, for a therapy, itself."""
        own = (self.article.slug,) if self.article.kind == "therapy" else ()
        return tuple(dict.fromkeys((*own, *self.about)))

    def article_text(self) -> ArticleText:
        """The text as fields and body. Raises ArticleFileError when it cannot be read."""
        return parse_article(self.text, kind=self.article.kind, path=self.article.address.path)

    def readable_body(self) -> str | None:
        """The body; None for a text that this program refuses, which may be live since an older one let it through."""
        try:
            body = self.article_text().body
            tokens_of(body)
        except ArticleFileError:
            return None
        return body


class FormerAddress(models.Model):
    """An address that an article once had. It leads to the article for ever."""

    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=12)
    slug = models.SlugField(max_length=MAX_SLUG)
    article = models.ForeignKey(Article, models.PROTECT, related_name="former_addresses")
    left_at = models.DateTimeField(default=timezone.now)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "former addresses"
        constraints = [
            models.UniqueConstraint(fields=["language", "kind", "slug"], name="former_address_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.address.page} → {self.article}"

    @property
    def address(self) -> Address:
        return Address(self.language, self.kind, self.slug)
