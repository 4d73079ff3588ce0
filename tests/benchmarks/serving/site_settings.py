"""The settings of the site, with one address more at which this very process publishes a page."""

from clinic_site.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "tests.benchmarks.serving.publishing"
