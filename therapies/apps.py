"""The one application of the site."""

from django.apps import AppConfig


class TherapiesConfig(AppConfig):
    name = "therapies"
    verbose_name = "Patient education"

    def ready(self):
        from therapies import checks  # noqa: F401 - importing registers them
