"""Reviews, sign-off, pictures, notices, reminders and the log.

On SQLite a changed table loses its triggers: 0006 makes them anew.
"""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# A module whose name begins with a number cannot be imported by a statement.
words = import_module("therapies.migrations.0002_versions_never_change")

class Migration(migrations.Migration):
    dependencies = [
        ('therapies', '0003_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(words.drop, words.create),
        migrations.CreateModel(
            name='Clinician',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('credential', models.CharField(help_text='As it stands on the page: MD, RN, PharmD.', max_length=60)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('left_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='FactProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.TextField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('is_approved', models.BooleanField(blank=True, null=True)),
                ('remark', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('name', models.CharField(help_text='Name on that day; also of clinicians, who have no account.', max_length=165)),
                ('action', models.CharField(db_index=True, max_length=40)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('detail', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'log entry',
                'verbose_name_plural': 'log',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, unique=True)),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('problem', models.CharField(blank=True, help_text='Empty: it answered.', max_length=200)),
            ],
            options={
                'ordering': ['url'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=300)),
                ('therapy', models.SlugField(blank=True, help_text='Slug of the therapy whose pages show it.', max_length=80)),
                ('starts_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='First signs of the SHA-256 of the upload.', max_length=32, unique=True)),
                ('alt', models.CharField(blank=True, help_text='What somebody who cannot see it needs.', max_length=300, verbose_name='in words')),
                ('is_decorative', models.BooleanField(default=False, help_text='It says nothing that the text does not.', verbose_name='decorative')),
                ('original_name', models.CharField(blank=True, max_length=100)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-uploaded_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField()),
                ('days', models.SmallIntegerField(help_text='Days before the date; negative after it.')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 of the text that was read.', max_length=64)),
                ('signature', models.CharField(help_text='Name and credential on that day.', max_length=165)),
                ('decision', models.CharField(choices=[('approved', 'approved'), ('remark', 'approved with a remark'), ('change', 'asked for a change')], max_length=8)),
                ('remark', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due', models.DateField(blank=True, help_text='When the page is to be read again.', null=True)),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SignOffRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['language', 'kind', 'slug'], 'permissions': [('publish_article', 'Can publish and schedule what a clinician approved'), ('correct_article', 'Can publish small corrections'), ('review_article', 'Can review articles'), ('move_article', 'Can withdraw, rename and merge articles, and publish in an emergency')]},
        ),
        migrations.RemoveConstraint(
            model_name='version',
            name='version_approval_has_a_person_and_a_time',
        ),
        migrations.RemoveConstraint(
            model_name='version',
            name='version_author_does_not_approve_own_text',
        ),
        migrations.RemoveField(
            model_name='version',
            name='approved_at',
        ),
        migrations.RemoveField(
            model_name='version',
            name='approved_by',
        ),
        migrations.AddField(
            model_name='article',
            name='is_practice',
            field=models.BooleanField(default=False, editable=False, help_text='For staff to try things in. A trigger keeps it from patients for ever.'),
        ),
        migrations.AddField(
            model_name='version',
            name='publish_reason',
            field=models.CharField(blank=True, help_text='Why it went out before a clinician saw it.', max_length=300),
        ),
        migrations.AddField(
            model_name='version',
            name='published_as',
            field=models.CharField(blank=True, choices=[('reviewed', 'approved by a clinician'), ('correction', 'small correction'), ('emergency', 'emergency'), ('file', 'content file')], default='', max_length=10),
        ),
        migrations.AddField(
            model_name='version',
            name='submitted_at',
            field=models.DateTimeField(blank=True, help_text='When it was sent for review.', null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='submitted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='mention',
            name='target',
            field=models.CharField(help_text='E.g. guide/how-to-prepare, fast_solids_h, lidocaine, or the key of a picture.', max_length=200),
        ),
        migrations.AlterField(
            model_name='mention',
            name='what',
            field=models.CharField(choices=[('link', 'link'), ('fact', 'clinic fact'), ('about', 'therapy'), ('picture', 'picture')], max_length=7),
        ),
        migrations.AddField(
            model_name='clinician',
            name='account',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clinician', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='factproposal',
            name='clinician',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='therapies.clinician'),
        ),
        migrations.AddField(
            model_name='factproposal',
            name='fact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='therapies.clinicfact'),
        ),
        migrations.AddField(
            model_name='factproposal',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='clinicfactchange',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='therapies.factproposal'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='who',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='therapies.article'),
        ),
        migrations.AddField(
            model_name='notice',
            name='made_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='opening',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='therapies.article'),
        ),
        migrations.AddField(
            model_name='opening',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='picture',
            name='uploaded_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='previewlink',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='previewlink',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preview_links', to='therapies.version'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='therapies.article'),
        ),
        migrations.AddField(
            model_name='review',
            name='account',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='clinician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='therapies.clinician'),
        ),
        migrations.AddField(
            model_name='review',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='therapies.version'),
        ),
        migrations.AddField(
            model_name='review',
            name='written_by',
            field=models.ForeignKey(blank=True, help_text='Who wrote that version: a copy, so that the database can compare it with the account.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='version',
            name='review',
            field=models.ForeignKey(blank=True, help_text='The review that the page shows: of these words, or of earlier ones that a correction left their sense.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='therapies.review'),
        ),
        migrations.AddField(
            model_name='signoffrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoffrequest',
            name='clinician',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='therapies.clinician'),
        ),
        migrations.AddField(
            model_name='signoffrequest',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='therapies.factproposal'),
        ),
        migrations.AddField(
            model_name='signoffrequest',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_off_requests', to='therapies.version'),
        ),
        migrations.AddConstraint(
            model_name='factproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('clinician__isnull', True), ('decided_at__isnull', True)), models.Q(('clinician__isnull', False), ('decided_at__isnull', False)), _connector='OR'), models.Q(models.Q(('decided_at__isnull', True), ('is_approved__isnull', True)), models.Q(('decided_at__isnull', False), ('is_approved__isnull', False)), _connector='OR')), name='fact_proposal_decision_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='factproposal',
            constraint=models.CheckConstraint(condition=models.Q(('is_approved__isnull', True), ('is_approved', True), models.Q(('remark', ''), _negated=True), _connector='OR'), name='fact_proposal_refusal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='notice_has_words'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('starts_at'))), name='notice_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('therapy', ''), ('article__isnull', True), _connector='OR'), name='notice_has_one_scope'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(fields=('article', 'person'), name='opening_one_per_person'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alt', ''), ('is_decorative', True)), models.Q(('is_decorative', False), models.Q(('alt', ''), _negated=True)), _connector='OR'), name='picture_has_words_or_is_decorative'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('article', 'due', 'days'), name='reminder_is_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('decision', 'approved'), models.Q(('remark', ''), _negated=True), _connector='OR'), name='review_remark_or_change_says_what'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'change'), ('due__isnull', True)), models.Q(models.Q(('decision', 'change'), _negated=True), ('due__isnull', False)), _connector='OR'), name='review_approval_has_a_due_date'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('account__isnull', True), ('written_by__isnull', True), models.Q(('account', models.F('written_by')), _negated=True), _connector='OR'), name='review_is_not_of_own_text'),
        ),
        migrations.AddConstraint(
            model_name='signoffrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposal__isnull', False), ('version__isnull', True)), models.Q(('proposal__isnull', True), ('version__isnull', False)), _connector='OR'), name='sign_off_is_about_one_thing'),
        ),
    ]
