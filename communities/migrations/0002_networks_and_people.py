import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0001_initial"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "cohort",
                "verbose_name_plural": "cohorts",
                "ordering": ["-starts_on", "name"],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("interest", models.TextField(blank=True, verbose_name="interest in the question")),
                ("contributes", models.TextField(blank=True, verbose_name="what it contributes")),
                ("signed_by", models.CharField(blank=True, max_length=200, verbose_name="signed by")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "committed organisation",
                "verbose_name_plural": "committed organisations",
                "ordering": ["organisation__name"],
            },
        ),
        migrations.CreateModel(
            name="ContactMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sender_name",
                    models.CharField(
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="your name",
                    ),
                ),
                ("sender_email", models.EmailField(max_length=254, verbose_name="your e-mail address")),
                ("text", models.TextField(max_length=5000, verbose_name="your message")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "verbose_name": "message to a contact person",
                "verbose_name_plural": "messages to contact persons",
            },
        ),
        migrations.CreateModel(
            name="ContactPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "[\\r\\n]", "A name stands on one line.", inverse_match=True
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("function", models.CharField(blank=True, max_length=200, verbose_name="function and organisation")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="can be asked about")),
            ],
            options={
                "verbose_name": "contact person",
                "verbose_name_plural": "contact persons",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "follower",
                "verbose_name_plural": "followers",
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("until", models.DateTimeField(auto_now_add=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "former name",
                "verbose_name_plural": "former names",
                "ordering": ["-until", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("giver_stays", models.BooleanField(default=False, verbose_name="stays coordinator too")),
                ("note", models.TextField(blank=True, verbose_name="what the other should know")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="offered",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("offered_at", models.DateTimeField(auto_now_add=True, verbose_name="offered on")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered on")),
            ],
            options={
                "verbose_name": "handover",
                "verbose_name_plural": "handovers",
                "ordering": ["-offered_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("people", "people"), ("organisations", "organisations")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("defaults", models.JSONField(blank=True, default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reading", "being read"),
                            ("ready", "waits for you"),
                            ("applying", "being carried out"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                            ("failed", "could not be read"),
                        ],
                        default="reading",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("moved_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "list that is read in",
                "verbose_name_plural": "lists that are read in",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("text", models.TextField()),
                ("fields", models.JSONField(default=dict)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("same", "nothing new"),
                            ("unclear", "unclear"),
                            ("wrong", "can't be read"),
                            ("twice", "twice in this list"),
                            ("member", "is in the circle already"),
                            ("invited", "has been invited already"),
                            ("declined", "declined before"),
                        ],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("is_wanted", models.BooleanField(default=False)),
                ("target", models.PositiveBigIntegerField(blank=True, null=True)),
                ("is_done", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "row of a list",
                "verbose_name_plural": "rows of a list",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="JoinLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("professional", "professional"),
                            ("student", "student"),
                            ("lecturer", "lecturer"),
                            ("area_lecturer", "neighbourhood lecturer"),
                            ("researcher", "researcher"),
                            ("professor", "professor (UAS)"),
                            ("manager", "manager"),
                            ("official", "municipal official"),
                            ("resident", "resident"),
                            ("expert", "expert by experience"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("education", "education"),
                            ("research", "research"),
                            ("practice", "practice"),
                            ("residents", "residents"),
                        ],
                        max_length=20,
                        verbose_name="sector",
                    ),
                ),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "limit",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(300),
                        ],
                        verbose_name="for how many people",
                    ),
                ),
                ("used", models.PositiveSmallIntegerField(default=0, verbose_name="joined with it")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed on")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "open link",
                "verbose_name_plural": "open links",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("motivation", models.TextField(max_length=2000, verbose_name="why you want to join")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "coordinator"),
                            ("professional", "professional"),
                            ("student", "student"),
                            ("lecturer", "lecturer"),
                            ("area_lecturer", "neighbourhood lecturer"),
                            ("researcher", "researcher"),
                            ("professor", "professor (UAS)"),
                            ("manager", "manager"),
                            ("official", "municipal official"),
                            ("resident", "resident"),
                            ("expert", "expert by experience"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_note", models.CharField(blank=True, max_length=500, verbose_name="a word with the answer")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "request to join",
                "verbose_name_plural": "requests to join",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OrganisationContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("board", "board"), ("management", "management"), ("practice", "on the work floor")],
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["level", "name"],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="partner from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "contribution",
                    models.CharField(
                        choices=[
                            ("none", "no contribution"),
                            ("promised", "promised"),
                            ("invoiced", "invoiced"),
                            ("paid", "paid"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="contribution",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["organisation__name"],
            },
        ),
        migrations.CreateModel(
            name="PhaseCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point", models.CharField(max_length=40, verbose_name="point")),
                ("done_at", models.DateTimeField(auto_now_add=True, verbose_name="done on")),
            ],
            options={
                "verbose_name": "point of the checklist",
                "verbose_name_plural": "points of the checklist",
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("brings", models.TextField(blank=True, verbose_name="what I bring")),
                ("seeks", models.TextField(blank=True, verbose_name="what I look for")),
                (
                    "orcid",
                    models.CharField(
                        blank=True,
                        max_length=19,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX]$", "An ORCID looks like 0000-0002-1825-0097."
                            )
                        ],
                        verbose_name="ORCID",
                    ),
                ),
                (
                    "photo_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "organisation_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "brings_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "seeks_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "themes_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                (
                    "orcid_for",
                    models.CharField(
                        choices=[
                            ("nobody", "only me"),
                            ("circles", "people of my circles"),
                            ("members", "everybody with an account"),
                            ("everybody", "everybody"),
                        ],
                        default="circles",
                        max_length=20,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "profile",
                "verbose_name_plural": "profiles",
            },
        ),
        migrations.CreateModel(
            name="ProgrammeBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "text"), ("picture", "picture"), ("quote", "quote")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="heading")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="said by")),
                ("picture_text", models.CharField(blank=True, max_length=300, verbose_name="what the picture shows")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "block",
                "verbose_name_plural": "blocks",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("url", models.URLField(max_length=500, verbose_name="web address")),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Recognition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="recognition")),
                ("issuer", models.CharField(max_length=200, verbose_name="given by")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("reason", models.TextField(verbose_name="reason")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
            ],
            options={
                "verbose_name": "recognition",
                "verbose_name_plural": "recognitions",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TeamInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coordinator", "programme coordinator"),
                            ("broker", "alliance broker"),
                            ("editor", "editor"),
                        ],
                        max_length=20,
                        verbose_name="task",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("revoked", "withdrawn"),
                        ],
                        default="sent",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("nonce", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("sent_at", models.DateTimeField(verbose_name="sent on")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "invitation to a team",
                "verbose_name_plural": "invitations to a team",
                "ordering": ["-sent_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="area",
            name="latitude",
            field=models.FloatField(blank=True, null=True, verbose_name="latitude"),
        ),
        migrations.AddField(
            model_name="area",
            name="longitude",
            field=models.FloatField(blank=True, null=True, verbose_name="longitude"),
        ),
        migrations.AddField(
            model_name="community",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="community",
            name="closing_words",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="words at closing"),
        ),
        migrations.AddField(
            model_name="community",
            name="community_about",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="community: who we are together"
            ),
        ),
        migrations.AddField(
            model_name="community",
            name="domain_about",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="domain: what it is about"),
        ),
        migrations.AddField(
            model_name="community",
            name="modules",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="modules"),
        ),
        migrations.AddField(
            model_name="community",
            name="phase",
            field=models.CharField(
                choices=[
                    ("explore", "exploring"),
                    ("develop", "developing"),
                    ("sustain", "sustaining"),
                    ("finished", "finished"),
                ],
                db_default="explore",
                default="explore",
                max_length=20,
                verbose_name="phase",
            ),
        ),
        migrations.AddField(
            model_name="community",
            name="practice_about",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="practice: what we do together"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="claimed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="invitations_claimed",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="decline_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opened on"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reminded on"),
        ),
        migrations.AddField(
            model_name="membership",
            name="alumnus_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="alumnus since"),
        ),
        migrations.AddField(
            model_name="membership",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="communities.area",
                verbose_name="area",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="until"),
        ),
        migrations.AddField(
            model_name="membership",
            name="function",
            field=models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="function"),
        ),
        migrations.AddField(
            model_name="membership",
            name="left_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="left_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=300, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="membership",
            name="second_role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("coordinator", "coordinator"),
                    ("professional", "professional"),
                    ("student", "student"),
                    ("lecturer", "lecturer"),
                    ("area_lecturer", "neighbourhood lecturer"),
                    ("researcher", "researcher"),
                    ("professor", "professor (UAS)"),
                    ("manager", "manager"),
                    ("official", "municipal official"),
                    ("resident", "resident"),
                    ("expert", "expert by experience"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="second role",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="starts_on",
            field=models.DateField(blank=True, null=True, verbose_name="takes part from"),
        ),
        migrations.AddField(
            model_name="membership",
            name="study_level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("mbo2", "mbo 2"),
                    ("mbo3", "mbo 3"),
                    ("mbo4", "mbo 4"),
                    ("ad", "associate degree"),
                    ("hbo", "hbo bachelor"),
                    ("wo", "university bachelor"),
                    ("master", "master"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="level",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="study_programme",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="study programme"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="study_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of study"),
        ),
        migrations.AddField(
            model_name="membership",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="organisation",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="description",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="description"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="expertise",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="expertise"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="in_care",
            field=models.BooleanField(db_default=False, default=False, verbose_name="care"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="in_education",
            field=models.BooleanField(db_default=False, default=False, verbose_name="education"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="in_housing",
            field=models.BooleanField(db_default=False, default=False, verbose_name="housing"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="in_welfare",
            field=models.BooleanField(db_default=False, default=False, verbose_name="welfare"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="files.file",
                verbose_name="logo",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="plain_name",
            field=models.CharField(blank=True, db_default="", db_index=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="organisation",
            name="ror",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=9,
                validators=[
                    django.core.validators.RegexValidator(
                        "^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", "A ROR code looks like 05xvt9f17."
                    )
                ],
                verbose_name="ROR code",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="slug",
            field=models.SlugField(max_length=80, null=True, unique=True, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="organisation",
            name="website",
            field=models.URLField(blank=True, db_default="", default="", max_length=500, verbose_name="website"),
        ),
        migrations.AddField(
            model_name="programme",
            name="areas",
            field=models.ManyToManyField(
                blank=True, related_name="programmes", to="communities.area", verbose_name="areas it works in"
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True, null=True),
        ),
        migrations.AddField(
            model_name="programme",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="programmes_created",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="infographic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="files.file",
                verbose_name="infographic",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="infographic_text",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="what the infographic says"),
        ),
        migrations.AddField(
            model_name="programme",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("active", "running"), ("withdrawn", "withdrawn")],
                db_default="active",
                default="active",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="theme",
            name="description",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="description"),
        ),
        migrations.AddField(
            model_name="theme",
            name="is_archived",
            field=models.BooleanField(db_default=False, default=False, verbose_name="put away"),
        ),
        migrations.AddField(
            model_name="theme",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="themes_led",
                to=settings.AUTH_USER_MODEL,
                verbose_name="theme lead",
            ),
        ),
        migrations.AddField(
            model_name="theme",
            name="lead_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="name of the theme lead"
            ),
        ),
        migrations.AlterField(
            model_name="community",
            name="status",
            field=models.CharField(
                choices=[("draft", "draft"), ("active", "running"), ("closed", "closed"), ("archived", "archived")],
                default="draft",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("reminded_at__isnull", True), ("status", "sent")),
                fields=["sent_at"],
                name="invitations_to_remind",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(
                    ("alumnus_since__isnull", True), ("ends_on__isnull", False), ("left_at__isnull", True)
                ),
                fields=["ends_on"],
                name="memberships_that_end",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["sector", "kind"], name="organisations_by_sector"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="membership_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_role", models.F("role")), _negated=True), name="second_role_is_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("infographic__isnull", True), models.Q(("infographic_text", ""), _negated=True), _connector="OR"
                ),
                name="infographic_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="programme_is_not_part_of_itself",
            ),
        ),
        migrations.AddField(
            model_name="cohort",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cohorts", to="communities.programme"
            ),
        ),
        migrations.AddField(
            model_name="community",
            name="cohort",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="communities",
                to="communities.cohort",
                verbose_name="cohort",
            ),
        ),
        migrations.AddIndex(
            model_name="community",
            index=models.Index(fields=["programme", "status", "phase"], name="circles_by_phase"),
        ),
        migrations.AddField(
            model_name="commitment",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="communities.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contact_persons", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_person_of",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            model_name="contactmessage",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="communities.contactperson"
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="giver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handovers_given",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="receiver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handovers_received",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importjob",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="import_jobs", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="importjob",
            name="community",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="import_jobs",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="importjob",
            name="file",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="files.file"
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="job",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="communities.importjob"
            ),
        ),
        migrations.AddField(
            model_name="joinlink",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="join_links", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="joinlink",
            name="created_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="join_requests", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="communities.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="join_requests", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="organisationcontact",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="communities.organisation"
            ),
        ),
        migrations.AddField(
            model_name="partnership",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="partnerships",
                to="communities.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="partnership",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="partnerships", to="communities.programme"
            ),
        ),
        migrations.AddField(
            model_name="phasecheck",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="phase_checks", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="phasecheck",
            name="done_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="profiles",
                to="communities.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="themes",
            field=models.ManyToManyField(
                blank=True, related_name="profiles", to="communities.theme", verbose_name="themes"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="profile", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="programmeblock",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="files.file",
                verbose_name="picture",
            ),
        ),
        migrations.AddField(
            model_name="programmeblock",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="communities.programme"
            ),
        ),
        migrations.AddField(
            model_name="programmelink",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="communities.programme"
            ),
        ),
        migrations.AddField(
            model_name="recognition",
            name="community",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recognitions",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="recognition",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recognitions",
                to="communities.programme",
            ),
        ),
        migrations.AddField(
            model_name="teaminvitation",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="teaminvitation",
            name="invited_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="teaminvitation",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="team_invitations",
                to="communities.programme",
            ),
        ),
        migrations.AddField(
            model_name="teaminvitation",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="communities.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.UniqueConstraint(fields=("programme", "name"), name="one_cohort_per_name"),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="cohort_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                fields=("community", "organisation"), name="one_commitment_per_organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_by", ""), ("signed_on__isnull", True)),
                    models.Q(models.Q(("signed_by", ""), _negated=True), ("signed_on__isnull", False)),
                    _connector="OR",
                ),
                name="commitment_signature_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), ("name", ""), ("user__isnull", False)),
                    models.Q(
                        ("user__isnull", True),
                        models.Q(("name", ""), _negated=True),
                        models.Q(("email", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contact_person_can_be_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False)),
                fields=("community", "user"),
                name="one_contact_person_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(fields=("community", "user"), name="one_follow"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "offered")), fields=("community", "giver"), name="one_open_handover"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("giver", models.F("receiver")), _negated=True), name="handover_to_somebody_else"
            ),
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(
                condition=models.Q(("status__in", ["reading", "applying"])),
                fields=["moved_at"],
                name="imports_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "people"), _negated=True), ("community__isnull", False), _connector="OR"
                ),
                name="import_of_people_has_a_circle",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["job", "verdict", "number"], name="import_rows_by_verdict"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("is_done", False), ("is_wanted", True)),
                fields=["job", "number"],
                name="import_rows_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("job", "number"), name="one_import_row_per_number"),
        ),
        migrations.AddConstraint(
            model_name="joinlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("used__lte", models.F("limit"))), name="join_link_within_its_limit"
            ),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")), fields=("community", "user"), name="one_open_join_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="partnership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True)),
                fields=("programme", "organisation"),
                name="one_open_partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="partnership_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="phasecheck",
            constraint=models.UniqueConstraint(fields=("community", "point"), name="one_tick_per_point"),
        ),
        migrations.AddConstraint(
            model_name="programmeblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture__isnull", True), models.Q(("picture_text", ""), _negated=True), _connector="OR"
                ),
                name="block_picture_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("community__isnull", False), ("programme__isnull", True)),
                    models.Q(("community__isnull", True), ("programme__isnull", False)),
                    _connector="OR",
                ),
                name="recognition_has_one_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="recognition_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="teaminvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("role", ""), _negated=True), ("theme__isnull", True)),
                    models.Q(("role", ""), ("theme__isnull", False)),
                    _connector="OR",
                ),
                name="team_invitation_asks_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="teaminvitation",
            constraint=models.UniqueConstraint(
                models.F("programme"),
                django.db.models.functions.text.Lower("email"),
                models.F("role"),
                condition=models.Q(("status", "sent"), ("theme__isnull", True)),
                name="one_open_team_invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="teaminvitation",
            constraint=models.UniqueConstraint(
                models.F("theme"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("status", "sent"), ("theme__isnull", False)),
                name="one_open_theme_invitation",
            ),
        ),
    ]
