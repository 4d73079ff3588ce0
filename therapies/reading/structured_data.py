"""What search engines are told about a page, as plain dicts. Nothing is claimed that the page does not show."""

from __future__ import annotations

from django.http import HttpRequest

from therapies.text.facts import FactSheet

from .clinic import absolute
from .pages import Crumb, Page

CONTEXT = "https://schema.org"


def structured_data(request: HttpRequest, page: Page, *, facts: FactSheet) -> list[dict]:
    """The page and its breadcrumb, as schema.org names them."""
    return [web_page(request, page, facts=facts), breadcrumb_list(request, page.breadcrumb)]


def web_page(request: HttpRequest, page: Page, *, facts: FactSheet) -> dict:
    """A MedicalWebPage. It names a reviewer only when a clinician has really reviewed the page.

    Its sources stand on the page, as links. Said here once more, 37 of them cost each reader 1.5 kB.
    """
    data = {
        "@context": CONTEXT,
        "@type": "MedicalWebPage",
        "name": page.title,
        "description": page.summary,
        "url": absolute(request, page.url),
        "inLanguage": page.address.language,
        "dateModified": page.changed_on.isoformat(),
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "publisher": organization(request, facts=facts),
    }
    if page.kind == "therapy":
        data["about"] = medical_therapy(page)
    if page.review.is_reviewed:
        data["lastReviewed"] = page.review.on.isoformat()
        data["reviewedBy"] = {"@type": "Person", "name": page.review.by}
    return data


def clinic_data(request: HttpRequest, *, facts: FactSheet) -> dict:
    """The clinic itself, for the home page. A sample phone or address is not passed on."""
    data = {"@context": CONTEXT} | organization(request, facts=facts)
    for name, key in (("telephone", "clinic_phone"), ("address", "clinic_address")):
        if facts.value(key) and key not in facts.samples:
            data[name] = facts.value(key)
    return data


def organization(request: HttpRequest, *, facts: FactSheet) -> dict:
    return {"@type": "MedicalOrganization", "name": facts.value("clinic_name"), "url": absolute(request, "/")}


def medical_therapy(page: Page) -> dict:
    data: dict = {"@type": "MedicalTherapy", "name": page.title}
    if page.also_called:
        data["alternateName"] = list(page.also_called)
    return data


def breadcrumb_list(request: HttpRequest, crumbs: tuple[Crumb, ...]) -> dict:
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": crumb.title, "item": absolute(request, crumb.url)}
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }
