"""The server's settings of the site, for every application that is measured: only what the site itself does is left out."""

from clinic_site.gunicorn import *  # noqa: F403 - the very settings of the site
from clinic_site.gunicorn import post_fork, pre_fork  # noqa: F401 - gunicorn looks names up in this module


def post_worker_init(worker):
    """Nothing: pages made ahead of time would be made while others are measured, and the other applications have none."""


def worker_exit(server, worker):
    """Nothing: the other applications have no counts of links to write down."""
