"""Answers for whoever watches the site: `/healthz` for the process, `/readyz` for all it needs.

A middleware and not views, because watchers call by an inner address that is no public host name.
"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponseNotAllowed, JsonResponse

from therapies.models import Article
from therapies.text.addresses import WHEN_TO_CALL


class Probes:
    """Middleware that answers the two addresses before anything looks at the host name."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.answers = {"/healthz": process_is_up, "/readyz": site_is_ready}

    def __call__(self, request):
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer()
        response.headers["Cache-Control"] = "no-store"
        return response


def process_is_up() -> JsonResponse:
    """200 as long as this process answers; it looks at nothing else."""
    return JsonResponse({"status": "up"})


def site_is_ready() -> JsonResponse:
    """200 when readers can be served, 503 when not, with the first thing that is missing in words."""
    missing = what_is_missing()
    if missing:
        return JsonResponse({"status": "not ready", "missing": missing}, status=503)
    return JsonResponse({"status": "ready"})


def what_is_missing() -> str:
    """The first thing that keeps readers from being served; "" when nothing does."""
    try:
        if not migrations_are_applied():
            return "Migrations are not applied. Run manage.py migrate."
        if not Article.objects.live().at_address(WHEN_TO_CALL).exists():
            return "The page on when to call is not published. Run manage.py load_content --publish."
    except DatabaseError:
        return "The database does not answer."
    return ""


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
