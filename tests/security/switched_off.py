"""A plugin of pytest that switches one protection off for each test it runs, and says whether the test noticed.

`python -m tests.benchmarks.mutations` runs it. A protection that can be taken away without a test that fails is one that
the next change may take away by mistake.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Protection:
    """What is switched off, how, and the test that must notice."""

    name: str
    test: str
    off: Callable[[pytest.MonkeyPatch], None]


def attribute(path: str, value) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(path, value)


def setting(name: str, value) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(f"django.conf.settings.{name}", value)


def without_middleware(*names: str) -> Callable[[pytest.MonkeyPatch], None]:
    def off(patch):
        from django.conf import settings

        left = [one for one in settings.MIDDLEWARE if not one.endswith(names)]
        assert len(left) < len(settings.MIDDLEWARE), names
        patch.setattr(settings, "MIDDLEWARE", left)

    return off


class Through:
    """A sanitiser that takes nothing out."""

    def clean(self, html: str) -> str:
        return html


def drafts_live(patch):
    from therapies.models.articles import VersionQuerySet

    patch.setattr(
        VersionQuerySet, "live", lambda self, at=None: self.select_related("article", "review").order_by("-pk")
    )


def every_host(patch):
    patch.setattr("django.http.request.validate_host", lambda host, allowed: True)
    patch.setattr("therapies.reading.page_cache.keys.validate_host", lambda host, allowed: True)


def any_size_of_picture(patch):
    for name in ("MOST_PIXELS", "MOST_PIXELS_WEBP", "MOST_MEMORY", "LONGEST_SIDE"):
        patch.setattr(f"therapies.publishing.picture_heads.{name}", 10**12)


def sessions_share_kept_pages(patch):
    from therapies.reading.page_cache.keys import Asked, Keys

    patch.setattr(Keys, "asked_with_query", lambda self, start, path, query, *, is_staff: Asked(start, path))


CLOSED = "tests/security/test_closed_doors.py::"
SIGN_IN = "tests/staff/test_sign_in.py::"
CACHE = "tests/reading/test_page_cache.py::"
PROTECTIONS = [
    Protection("sanitiser", "tests/security/test_second_lines.py::test_markup_that_slips_through_the_writer_is_taken_out",
               attribute("therapies.text.rendering.ALLOWLIST", Through())),
    Protection("staff check of our own pages", "tests/staff/test_history.py::test_only_who_may_see_articles_sees_their_history",
               attribute("therapies.staff.guard.refusal", lambda request, permission: (0, ""))),
    Protection("permission check", "tests/staff/test_picture_pages.py::test_staff_without_the_permission_are_refused",
               attribute("therapies.staff.guard.is_allowed", lambda user, permission: True)),
    Protection("staff check of uploads", "tests/staff/test_picture_pages.py::test_a_stranger_is_refused_without_a_byte_of_the_file",
               attribute("therapies.staff.guard.refusal", lambda request, permission: (0, ""))),
    Protection("size limit of uploads", "tests/staff/test_picture_pages.py::test_what_says_that_it_is_far_too_large_is_not_even_read",
               attribute("therapies.staff.picture_intake.MOST_SENT", 10**12)),
    Protection("look at the head of a picture", "tests/staff/test_picture_pages.py::test_a_hostile_file_is_refused_with_a_sentence_and_nothing_is_stored",
               any_size_of_picture),
    Protection("security headers", "tests/test_headers.py::test_every_kind_of_answer_is_armoured",
               attribute("clinic_site.headers.HEADERS", {})),
    Protection("Content-Security-Policy", "tests/test_headers.py::test_the_policy_of_staff_is_no_weaker",
               without_middleware("CSPMiddleware", "PagePolicy")),
    Protection("host list", "tests/test_headers.py::test_a_forged_host_is_refused_and_armoured", setting("ALLOWED_HOSTS", ["*"])),
    Protection("host check of kept pages", CACHE + "test_a_stranger_who_names_another_host_changes_no_page", every_host),
    Protection("sessions pass by kept pages", CACHE + "test_staff_with_a_session_get_a_page_made_anew_that_nobody_else_gets",
               sessions_share_kept_pages),
    Protection("size limit of forms", CLOSED + "test_a_form_beyond_all_size_is_refused", setting("DATA_UPLOAD_MAX_MEMORY_SIZE", None)),
    Protection("number of fields", CLOSED + "test_a_form_of_thousands_of_fields_is_refused", setting("DATA_UPLOAD_MAX_NUMBER_FIELDS", None)),
    Protection("proof of origin (CSRF)", CLOSED + "test_staff_send_nothing_without_proof_of_origin", without_middleware("CsrfViewMiddleware")),
    Protection("nosniff and sandbox of pictures", "tests/publishing/test_kept_pictures.py::test_a_picture_is_served_as_a_picture_and_nothing_else",
               attribute("therapies.media.POLICY", "default-src 'self'")),
    Protection("second step", SIGN_IN + "test_without_a_second_step_no_page_of_staff_opens_and_scripts_are_told_why",
               attribute("clinic_site.sign_in.has_second_step", lambda request: True)),
    Protection("limit of sign-ins", SIGN_IN + "test_the_sixth_try_waits_even_with_the_right_password_and_for_names_that_nobody_has",
               setting("ACCOUNT_RATE_LIMITS", False)),
    Protection("codes work once", SIGN_IN + "test_a_code_that_somebody_looked_over_the_shoulder_for_does_not_work_again",
               attribute("clinic_site.sign_in.UsedCodes.add", staticmethod(lambda key, value, timeout: True))),
    Protection("sessions end", SIGN_IN + "test_a_session_ends_after_half_an_hour_without_work",
               attribute("clinic_site.sign_in.IDLE_SECONDS", 10**9)),
    Protection("limit of searches", "tests/test_limits.py::test_who_asks_too_often_waits_and_nobody_else",
               attribute("therapies.limits.Limit.takes", lambda self, visitor, now=None: not visitor)),
    Protection("limit of wrong names", "tests/pages/test_sign_off.py::test_five_wrong_names_close_the_address_for_a_while",
               attribute("therapies.private_pages.MOST_WRONG_NAMES", 10**9)),
    Protection("cookies of readers are not read", "tests/security/test_second_lines.py::test_a_readers_cookie_is_not_read",
               without_middleware("NoCookiesOfReaders")),
    Protection("strange forms", "tests/test_intake.py::test_a_form_that_this_site_does_not_read_is_a_bad_request",
               attribute("clinic_site.intake.RefuseStrangeForms.__call__", lambda self, request: self.get_response(request))),
    Protection("files of strangers", "tests/test_intake.py::test_a_strangers_file_is_not_written_anywhere",
               attribute("clinic_site.intake.NoFiles.new_file", lambda self, *a, **k: None)),
    Protection("redirects stay on the site", CLOSED + "test_signing_in_leads_to_no_other_site",
               attribute("clinic_site.sign_in.StaffAdapter.is_safe_url", lambda self, url: True)),
    Protection("drafts are not public", CLOSED + "test_nothing_that_patients_may_not_see_stands_anywhere", drafts_live),
    Protection("headers of proxies", "tests/test_headers.py::test_a_proxy_header_from_a_stranger_changes_nothing",
               setting("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"))),
    Protection("log without readers", "tests/test_logs.py::test_a_refused_request_of_a_reader_is_not_written_down",
               attribute("clinic_site.logs.NothingAboutReaders.filter", lambda self, record: True)),
    Protection("made-up addresses", "tests/test_limits.py::test_a_header_of_a_stranger_is_not_believed_without_a_proxy",
               attribute("therapies.limits.address_of", lambda request: request.headers.get("X-Forwarded-For", ""))),
]  # fmt: skip

OF_TEST = {one.test: one for one in PROTECTIONS}
noticed: dict[str, bool] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    """Switched off before the test sets anything up, and on again after all of it is taken back."""
    patch = pytest.MonkeyPatch()
    OF_TEST[item.nodeid.partition("[")[0]].off(patch)
    yield
    patch.undo()


def pytest_runtest_logreport(report):
    if report.when == "call":
        name = OF_TEST[report.nodeid.partition("[")[0]].name
        noticed[name] = noticed.get(name, False) or report.failed


def pytest_sessionfinish():
    """For whoever started this run: which protections were missed when they were gone."""
    Path(os.environ["NOTICED"]).write_text(json.dumps(noticed))
