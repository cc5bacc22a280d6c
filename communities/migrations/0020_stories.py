import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leerkring.core.new_tables import NewTables


class Migration(migrations.Migration):
    """Stories of what a circle brought about, and whom they quote."""

    dependencies = [
        ("communities", "0019_parts_of_posts"),
        ("files", "0001_squashed_0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    tables = [
        migrations.CreateModel(
            name="Story",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("activity", models.TextField(blank=True, verbose_name="what I did")),
                ("gained", models.TextField(blank=True, verbose_name="what it gave me")),
                ("applied", models.TextField(blank=True, verbose_name="what I did with it")),
                ("result", models.TextField(blank=True, verbose_name="result")),
                ("insight", models.TextField(blank=True, verbose_name="what I see differently")),
                ("picture_text", models.CharField(blank=True, max_length=300, verbose_name="what the picture shows")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("proposed", "proposed"), ("published", "published")],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("is_good_example", models.BooleanField(default=False, verbose_name="good example")),
                ("is_public", models.BooleanField(default=False, verbose_name="for everybody")),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stories",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stories", to="communities.community"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.file",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
                "ordering": ["-published_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StoryQuote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="what was said")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="said by")),
                ("consent_note", models.CharField(blank=True, max_length=300, verbose_name="how they agreed")),
                (
                    "consent",
                    models.CharField(
                        choices=[("asked", "asked"), ("given", "agreed"), ("withdrawn", "does not agree (any more)")],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="story_quotes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotes", to="communities.story"
                    ),
                ),
            ],
            options={
                "verbose_name": "quote",
                "verbose_name_plural": "quotes",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(fields=["community", "status", "-published_at"], name="stories_of_circle"),
        ),
        migrations.AddConstraint(
            model_name="story",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_good_example", False),
                    models.Q(("status", "published"), models.Q(("result", ""), _negated=True)),
                    _connector="OR",
                ),
                name="good_example_has_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="story",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", False), ("status", "published")),
                    models.Q(
                        models.Q(("status", "published"), _negated=True),
                        ("is_public", False),
                        ("published_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="story_published_has_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="story",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture__isnull", True), models.Q(("picture_text", ""), _negated=True), _connector="OR"
                ),
                name="story_picture_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="storyquote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consent", "withdrawn"), ("said_by", ""), ("text", "")),
                    models.Q(models.Q(("consent", "withdrawn"), _negated=True), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="quote_withdrawn_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="storyquote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("consent_note", ""), _negated=True),
                    ("consent", "withdrawn"),
                    _connector="OR",
                ),
                name="quote_of_nobody_has_a_note",
            ),
        ),
    ]
    operations = [NewTables(tables)]
