"""Pages kept as ready bytes in front of Django. The only room that knows how; decision 0018 has the reasons."""

from .cache import PageCache, counters
from .keys import Keys
from .releases import release

__all__ = ["Keys", "PageCache", "counters", "release"]
