"""Permanent links with what is known about their use, steps of visit plans, and until when clinic facts hold."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('therapies', '0008_names_for_staff'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='clinicfact',
            name='review_due',
            field=models.DateField(blank=True, editable=False, help_text='After this day a plan shows no clock time that comes from it. Empty while nobody has confirmed it.', null=True),
        ),
        migrations.AddField(
            model_name='clinicfact',
            name='reminded_on',
            field=models.DateField(blank=True, editable=False, help_text='When staff were last told that its review is due.', null=True),
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(editable=False, max_length=6, unique=True)),
                ('question', models.SlugField(blank=True, editable=False, help_text='Key of the question it leads to; empty for the page.', max_length=80)),
                ('answers_with', models.CharField(choices=[('page', 'the page itself, under a neutral title'), ('redirect', 'a step to the address of the page')], default='page', max_length=8)),
                ('label', models.CharField(blank=True, help_text='For staff; patients never see it.', max_length=120, verbose_name='what it is for')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='therapies.article')),
                ('after_withdrawal', models.ForeignKey(blank=True, editable=False, help_text='Leads here while its own page is withdrawn.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='links_after_withdrawal', to='therapies.article')),
                ('made_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'e-mail link',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AppointmentType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='as the scheduling system calls it')),
                ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointment_types', to='therapies.link')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='LinkCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('channel', models.CharField(blank=True, choices=[('', 'not said'), ('e', 'e-mail'), ('s', 'text message'), ('q', 'QR code'), ('p', 'paper')], default='', max_length=1)),
                ('reader', models.CharField(choices=[('human', 'likely a person'), ('robot', 'likely a robot')], max_length=5)),
                ('n', models.PositiveIntegerField(default=0)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='therapies.link')),
            ],
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(help_text='Such as: confirmation e-mail in our scheduling system.', max_length=120, verbose_name='where')),
                ('pasted_on', models.DateField(verbose_name='pasted on')),
                ('confirmed_on', models.DateField(verbose_name='last confirmed')),
                ('removed_on', models.DateField(blank=True, null=True, verbose_name='taken out on')),
                ('asked_on', models.DateField(blank=True, editable=False, help_text='When staff were last asked by e-mail whether it is still there.', null=True)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='therapies.link')),
                ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['link', 'system', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('group', models.SlugField(help_text='Part of the plan, such as day-before.', max_length=20)),
                ('is_before', models.BooleanField(help_text="Whether a fact's time counts back from the appointment.")),
                ('is_from_end', models.BooleanField(help_text='Whether its time counts from the end of the longest visit.')),
                ('fact', models.SlugField(blank=True, max_length=60)),
                ('minutes', models.IntegerField(blank=True, null=True)),
                ('days', models.IntegerField(blank=True, null=True)),
                ('clock', models.TimeField(blank=True, null=True)),
                ('words', models.TextField(help_text='Markdown.')),
                ('missed', models.TextField(blank=True, help_text='Markdown: what to do when the step was missed.')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='therapies.version')),
            ],
            options={
                'ordering': ['version', 'position'],
            },
        ),
        migrations.CreateModel(
            name='FeedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.CharField(max_length=120, verbose_name='who reads the feed')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('last_used_on', models.DateField(blank=True, editable=False, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['partner', '-made_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='feed_key_revocation_has_a_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('answers_with__in', ['page', 'redirect'])), name='link_answer_is_known'),
        ),
        migrations.AddConstraint(
            model_name='linkcount',
            constraint=models.UniqueConstraint(fields=('link', 'day', 'channel', 'reader'), name='link_count_is_one_row'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_on__gte', models.F('pasted_on'))), name='placement_confirmed_after_it_was_pasted'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('removed_on__isnull', True), ('removed_on__gte', models.F('pasted_on')), _connector='OR'), name='placement_removed_after_it_was_pasted'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='step_has_one_place_in_its_plan'),
        ),
    ]
