"""What was published before reviews were kept: by a content file, or by staff without a review, which is listed."""

from django.db import migrations


def say_what_it_was(apps, schema_editor):
    published = apps.get_model("therapies", "Version").objects.filter(live_from__isnull=False, published_as="")
    published.filter(published_by__isnull=True).update(published_as="file")
    published.update(published_as="emergency", publish_reason="Published before reviews were kept.")


class Migration(migrations.Migration):
    dependencies = [("therapies", "0004_review_and_staff")]

    operations = [migrations.RunPython(say_what_it_was, migrations.RunPython.noop)]
