"""Publish new words of sample pages: in a process of its own every 2 seconds, or inside a process that serves the site.

As a module of addresses it is the site with one more: whoever sends a POST to /benchmark/publish/PAGE has that process publish.
"""

from __future__ import annotations

import itertools
import sys
import time

EVERY = 2.0  # seconds
MARK = "Benchmark number {} was published."


def publish_again(slug: str, *, number: int) -> str:
    """Publish the page once more with another last sentence, which is returned. Title and summary stay."""
    from therapies import publishing
    from therapies.models import Version

    live = Version.objects.live().select_related("article").get(article__kind="guide", article__slug=slug)
    mark = MARK.format(number)
    words, _, _old = live.text.partition("Benchmark number")
    publishing.publish(publishing.save_draft(live.article, f"{words.rstrip()}\n\n{mark}\n"))
    return mark


def addresses() -> list:
    """The addresses of the site, and the one that publishes."""
    from django.http import HttpResponse
    from django.urls import include, path
    from django.views.decorators.csrf import csrf_exempt

    numbers = itertools.count(time.time_ns())

    @csrf_exempt
    def publish_here(request, slug):
        return HttpResponse(publish_again(slug, number=next(numbers)))

    return [path("benchmark/publish/<slug:slug>", publish_here), path("", include("clinic_site.urls"))]


def keep_publishing(pages: int) -> None:
    """Say each time that it was done; go on until somebody ends this process."""
    import django

    django.setup()
    for number in itertools.count(time.time_ns()):
        start = time.monotonic()
        publish_again(f"page-{number % pages:05}", number=number)
        print("published", flush=True)
        time.sleep(max(0.0, start + EVERY - time.monotonic()))


if __name__ == "__main__":
    keep_publishing(int(sys.argv[1]))
else:
    urlpatterns = addresses()
