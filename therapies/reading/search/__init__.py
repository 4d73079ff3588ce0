"""Search pages, sections, questions, comparison rows and words. Only this package knows the search engine."""

from .asking import MAX_CHARACTERS
from .results import Hit, Results, Suggestion
from .searching import search
from .suggesting import suggestions
from .urgent import is_urgent

__all__ = ["MAX_CHARACTERS", "Hit", "Results", "Suggestion", "is_urgent", "search", "suggestions"]
