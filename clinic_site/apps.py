"""Listens to what Django and allauth tell: who signs in and out goes into the log, and `migrate` gives out the roles."""

from django.apps import AppConfig, apps


class SiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "How the site runs"

    def ready(self):
        from django.conf import settings
        from django.db.models.signals import post_migrate

        from clinic_site import sentry, sign_in, sign_in_log  # noqa: F401 - importing listens

        sentry.begin(settings.SENTRY_DSN)

        # Above the list of people in the admin. Django says "Authentication and Authorization".
        apps.get_app_config("auth").verbose_name = "People"

        # The last app of all: when it is told, the others have made their permissions. `flush` tells it too.
        post_migrate.connect(give_roles, sender=apps.get_app_config("mfa"))


def give_roles(sender, **kwargs):
    from therapies.publishing import roles

    roles.give_roles()
