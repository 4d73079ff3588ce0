"""The log of what changed for readers, by which every process knows which of the pages it keeps are still true."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('therapies', '0010_links_never_die'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('written_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('due', models.DateTimeField(blank=True, editable=False, help_text='When it takes effect by the clock; empty: at once.', null=True)),
                ('touched', models.JSONField(editable=False)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
