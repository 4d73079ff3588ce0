"""Parts of addresses: language, kind and slug of an article, exactly as the text room defines them."""

from django.urls.converters import StringConverter

from therapies.reading.mending import is_harmed
from therapies.text.addresses import DEFAULT_LANGUAGE, KINDS, LANGUAGES, SLUG


class LanguageConverter(StringConverter):
    """Any language but the default one, which never stands in an address."""

    regex = "|".join(code for code in LANGUAGES if code != DEFAULT_LANGUAGE)


class KindConverter(StringConverter):
    regex = "|".join(KINDS)


class NameConverter(StringConverter):
    """The slug of an article or the id of a question."""

    regex = SLUG.pattern


class TokenConverter(StringConverter):
    """The secret of a private address. A short one is part of one that was cut, and gets the page that says so."""

    regex = "[A-Za-z0-9_-]{10,100}"


class HarmedConverter(StringConverter):
    """A whole path that is no address as it stands, but may be one when it is mended."""

    regex = ".+"

    def to_python(self, value):
        if not is_harmed(f"/{value}"):
            raise ValueError("There is nothing to mend.")
        return value
