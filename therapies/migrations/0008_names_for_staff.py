"""What staff read in the admin: safety notices, searches that found nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("therapies", "0007_roles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="missedword",
            options={"ordering": ["-count", "language", "word"], "verbose_name_plural": "searches that found nothing"},
        ),
        migrations.AlterModelOptions(
            name="notice",
            options={"ordering": ["-starts_at", "-pk"], "verbose_name": "safety notice"},
        ),
    ]
