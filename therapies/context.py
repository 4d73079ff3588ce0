"""What every page is given: the clinic's facts, the identity of the site, the address of the clinic's colours."""

from django.utils.functional import SimpleLazyObject

from therapies.reading.brand import brand_css_url
from therapies.reading.clinic import facts_for, site_of
from therapies.reading.notices import notices_for


def clinic(request):
    """Nothing is asked of the database until a template uses it: pages of the admin need none of this."""
    return {
        "facts": SimpleLazyObject(lambda: facts_for(request)),
        "notices": SimpleLazyObject(lambda: notices_for(request)),
        "site": SimpleLazyObject(lambda: site_of(request)),
        "brand_css_url": SimpleLazyObject(lambda: brand_css_url(facts_for(request))),
    }
