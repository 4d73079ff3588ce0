"""Parts of pages that are shown again and again: written once for what they show, and not once a page.

The frame of a page and its drawings are the same on thousands of pages: 300 of the 450 template nodes of an article, a
quarter of the time in which it is made. What hangs on the words of a page is found again when it is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 256  # fragments: the 40 of the frame, 4 for each of the last 50 pages; 3 MB with the texts of the site


def written_once(file_name: str, make: Callable[..., dict], **arguments: Hashable) -> SafeString:
    """The component in a file with what `make` makes of the arguments. All that it shows must follow from these.

    `facts` may be lazy, as templates have them: what is kept must not keep the request that they came with.
    """
    # Words that are safe are shown otherwise than the same words that are not, and yet are equal to them.
    plain = ((name, getattr(value, "itself", value)) for name, value in arguments.items())
    key = tuple((name, type(value), value) for name, value in plain)
    # A template that was read anew, as while a program is being written, is another one.
    return _written(get_template(file_name).template, make, _outside(), key)


def _outside() -> tuple:
    """What addresses and words follow from beside the arguments."""
    return get_script_prefix(), get_urlconf(), settings.TIME_ZONE, get_language()


@lru_cache(maxsize=MOST)
def _written(template: Template, make: Callable[..., dict], _outside: tuple, arguments: tuple[Any, ...]) -> SafeString:
    return template.render(Context(make(**{name: value for name, _, value in arguments})))
