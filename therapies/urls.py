"""Addresses for readers. They stand in e-mails and on paper, so none of them may ever change its meaning."""

from django.urls import include, path, re_path, register_converter

from therapies import link_feed, link_views, media, private_pages, views
from therapies.converters import HarmedConverter, KindConverter, LanguageConverter, NameConverter, TokenConverter
from therapies.linking.mending import HARMED, LINK

register_converter(HarmedConverter, "harmed")
register_converter(KindConverter, "kind")
register_converter(LanguageConverter, "language")
register_converter(NameConverter, "name")
register_converter(TokenConverter, "token")

# The same in every language; only the default one has no prefix.
pages = [
    path("", views.home, name="home"),
    path("therapies/", views.therapies, name="therapies"),
    path("guides/", views.guides, name="guides"),
    path("questions/", views.questions, name="questions"),
    path("questions/<name:key>/", views.question, name="question"),
    path("words/", views.words, name="words"),
    path("changes/", views.changes, name="changes"),
    path("search/", views.search, name="search"),
    path("search/suggestions.json", views.suggest, name="suggestions"),
    path("feed.atom", views.feed, name="feed"),
    path("<kind:kind>/<name:slug>/", views.article, name="article"),
    path("<kind:kind>/<name:slug>/sources/", views.sources, name="sources"),
    path("<kind:kind>/<name:slug>/qr.svg", link_feed.page_qr, name="page_qr"),
]

urlpatterns = [
    # First: the time of a visit that was meant to stay in the browser.
    re_path(rf"^(?P<path>[\s\S]*?){HARMED}(?P<harmed>[\s\S]*)$", link_views.mend_fragment),
    *pages,
    path("e/<slug:code>/qr.svg", link_feed.link_qr, name="link_qr"),
    re_path(LINK, link_views.link, name="link"),
    path("<language:language>/", include(pages)),
    re_path(media.ADDRESS, media.picture, name="picture"),
    path("api/v1/education.json", link_feed.education, {"form": "json"}, name="education_json"),
    path("api/v1/education.csv", link_feed.education, {"form": "csv"}, name="education_csv"),
    path("api/v1/openapi.json", link_feed.description, name="education_openapi"),
    path("brand.css", views.brand_css, name="brand_css"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("keep-worker.js", views.keep_worker, name="keep_worker"),
    path("robots.txt", views.robots, name="robots"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
    path(".well-known/security.txt", views.security, name="security"),
    # Private addresses. What a mail program put behind one does no harm; capitals in it do matter.
    path("sign-off/<token:token>/", private_pages.sign_off, name="sign_off"),
    path("preview/<token:token>/", private_pages.preview, name="private_preview"),
    re_path(r"^sign-off/(?P<token>[\w-]{10,100})[^\w-]{0,10}$", private_pages.sign_off),
    re_path(r"^preview/(?P<token>[\w-]{10,100})[^\w-]{0,10}$", private_pages.preview),
    # Last: a path that is none of the above as it stands. The first spares readers of old links a second redirect.
    path("<kind:kind>/<name:slug>", views.mend),
    path("<language:language>/<kind:kind>/<name:slug>", views.mend),
    path("<harmed:harmed>", views.mend),
]
