"""The roles of staff, and the table in which all processes together count wrong passwords.

Permissions come into being after `migrate` only, so this one makes those that it needs. Later changes of roles need
no migration: `publishing.roles` gives them out after every `migrate`.
"""

from django.contrib.auth.management import create_permissions
from django.core.management import call_command
from django.db import migrations

LOOK = {f"therapies.view_{name}" for name in ("article", "version", "clinicfact", "picture", "notice", "clinician", "missedword")}
WRITE = LOOK | {
    *("therapies.add_article", "therapies.change_article", "therapies.correct_article", "therapies.publish_article"),
    *("therapies.add_picture", "therapies.change_picture"),
}
REVIEW = LOOK | {"therapies.review_article"}
MANAGE = WRITE | REVIEW | {
    *("therapies.move_article", "therapies.change_clinicfact", "therapies.view_journalentry"),
    *("therapies.add_notice", "therapies.change_notice", "therapies.add_clinician", "therapies.change_clinician"),
    *("auth.add_user", "auth.change_user", "auth.view_user", "auth.view_group"),
}
ROLES = {"Writer": WRITE, "Clinical reviewer": REVIEW, "Manager": MANAGE}


def make_roles(apps, schema_editor):
    alias = schema_editor.connection.alias
    for label in ("auth", "therapies"):
        config = apps.get_app_config(label)
        # Apps of a migration have no module of models, and Django makes permissions only where there is one.
        config.models_module = True
        create_permissions(config, apps=apps, using=alias, verbosity=0)
        config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(alias).select_related("content_type")
    known = {f"{one.content_type.app_label}.{one.codename}": one for one in permissions}
    for name, wanted in ROLES.items():
        role, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        role.permissions.set([known[permission] for permission in sorted(wanted)])


def make_table_of_limits(apps, schema_editor):
    call_command("createcachetable", "staff_limits", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("therapies", "0006_what_must_never_happen"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(make_table_of_limits, migrations.RunPython.noop),
    ]
