"""Paths of the named places of the site, in each language."""

from django.urls import reverse

from therapies.text.addresses import DEFAULT_LANGUAGE


def place(name: str, *, language: str, **parts: str) -> str:
    """The path of a named place; only other languages than the default one stand in it."""
    if language != DEFAULT_LANGUAGE:
        parts["language"] = language
    return reverse(name, kwargs=parts)
