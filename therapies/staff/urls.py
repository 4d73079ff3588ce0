"""Addresses of staff's own pages, below /admin/. They stand before the stock admin, which answers all the rest."""

from django.urls import path

from . import (
    check,
    editor,
    fact_decisions,
    insertables,
    link_builder,
    link_changes,
    link_making,
    pages,
    pictures,
    presence,
    review_views,
    start_here,
)
from .history import article_versions, compare_versions, restore_version
from .review_calendar import reviews_due

urlpatterns = [
    path("version/<int:pk>/page/", pages.version_page, name="version_page"),
    path("articles/<int:pk>/as-of/", pages.article_as_of, name="article_as_of"),
    path("reviews/", reviews_due, name="reviews_due"),
    path("articles/<int:pk>/versions/", article_versions, name="article_versions"),
    path("articles/<int:pk>/compare/", compare_versions, name="article_compare"),
    path("articles/<int:pk>/restore/<int:number>/", restore_version, name="article_restore"),
    path("facts/proposals/<int:pk>/decide/", fact_decisions.decide, name="fact_proposal_decide"),
    path("facts/proposals/<int:pk>/take-back/", fact_decisions.take_back, name="fact_proposal_take_back"),
    path("practice/", start_here.practice_page, name="practice_page"),
    path("guide/", start_here.guide, name="staff_guide"),
    path("sign-off/<int:pk>/take-back/", review_views.revoke_request, name="revoke_sign_off"),
    path("preview-links/<int:pk>/take-back/", review_views.revoke_preview, name="revoke_preview"),
    path("components/", pages.gallery, name="gallery"),
    path("articles/<int:pk>/links/", link_making.article_links, name="article_links"),
    path("articles/<int:pk>/links/make/", link_making.make, name="link_make"),
    path("links/<int:pk>/block/", link_builder.block, name="link_block"),
    path("links/<int:pk>/card/", link_builder.card, name="link_card"),
    path("links/<int:pk>/qr.svg", link_builder.qr_picture, {"kind": "svg"}, name="link_qr_svg"),
    path("links/<int:pk>/qr.png", link_builder.qr_picture, {"kind": "png"}, name="link_qr_png"),
    path("links/<int:pk>/try/", link_changes.try_link, name="link_try"),
    path("links/<int:pk>/describe/", link_changes.describe, name="link_describe"),
    path("links/<int:pk>/lead/", link_changes.lead, name="link_lead"),
    path("links/<int:pk>/places/", link_changes.add_place, name="link_place_add"),
    path("links/places/<int:pk>/confirm/", link_changes.confirm_place, name="link_place_confirm"),
    path("links/places/<int:pk>/remove/", link_changes.remove_place, name="link_place_remove"),
    path("links/<int:pk>/types/", link_changes.add_type, name="link_type_add"),
    path("links/types/<int:pk>/remove/", link_changes.remove_type, name="link_type_remove"),
    path("editor/links/", insertables.links, name="insertable_links"),
    path("editor/facts/", insertables.facts, name="insertable_facts"),
    path("editor/question/", insertables.question, name="insertable_question"),
    # The names are markdownx's, its own views are never mounted: they serve anybody.
    path("editor/preview/", editor.preview, name="markdownx_markdownify"),
    path("editor/check/", check.check, name="editor_check"),
    path("editor/upload/", pictures.picture_upload, name="markdownx_upload"),
    path("pictures/upload/", pictures.picture_upload, name="picture_upload"),
    path("pictures/list/", pictures.picture_list, name="picture_list"),
    # The stock page would have its form read before anybody asks who sends it.
    path("therapies/picture/add/", pictures.picture_add, name="picture_add"),
    # What an open page asks by itself stands below this prefix: it does not count as work of its reader.
    path("editor/presence/token/", presence.token, name="presence_token"),
    path("editor/presence/<int:pk>/", presence.presence, name="presence"),
]
