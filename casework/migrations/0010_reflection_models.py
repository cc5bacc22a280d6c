"""Expand: answers under the keys of a model, what a reflection is about, and learning goals."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_incidents_openings_and_retention"),
        ("meetings", "0016_reports_told_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Code of this release writes these columns no more; that of the release before still does.
        migrations.AlterField(
            model_name="reflection",
            name="situation",
            field=models.TextField("situation", blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="reflection",
            name="task",
            field=models.TextField("task", blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="reflection",
            name="action",
            field=models.TextField("action", blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="reflection",
            name="result",
            field=models.TextField("result", blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="reflection",
            name="reflection",
            field=models.TextField("reflection", blank=True, db_default=""),
        ),
        migrations.AlterField(
            model_name="reflection",
            name="transfer",
            field=models.TextField("transfer", blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="reflection",
            name="action_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="meetings.actionitem",
                verbose_name="about the action item",
            ),
        ),
        migrations.AddField(
            model_name="reflection",
            name="answers",
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="reflection",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="casework.case",
                verbose_name="about the case",
            ),
        ),
        migrations.AddField(
            model_name="reflection",
            name="model_key",
            field=models.CharField(db_default="starr", default="starr", max_length=20, verbose_name="model"),
        ),
        migrations.AddField(
            model_name="reflection",
            name="previous",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="following",
                to="casework.reflection",
                verbose_name="follows from",
            ),
        ),
        migrations.CreateModel(
            name="LearningGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="what do you want to learn?")),
                ("why", models.TextField(blank=True, verbose_name="why do you want to learn this?")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="when do you want to be able to do it?"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reached_at", models.DateTimeField(blank=True, null=True, verbose_name="reached")),
                ("version", models.PositiveIntegerField(default=1)),
                ("page", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="learning_goals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "learning goal",
                "verbose_name_plural": "learning goals",
                "ordering": ["reached_at", "created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GoalProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "I am just beginning"),
                            (2, "I am on my way"),
                            (3, "I am nearly there"),
                            (4, "I can do this"),
                        ],
                        verbose_name="how far am I?",
                    ),
                ),
                (
                    "reflection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goal_progress",
                        to="casework.reflection",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="casework.learninggoal",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress on a learning goal",
                "verbose_name_plural": "progress on learning goals",
            },
        ),
        migrations.AddConstraint(
            model_name="learninggoal",
            constraint=models.UniqueConstraint(fields=("owner", "page"), name="one_goal_per_page"),
        ),
        migrations.AddConstraint(
            model_name="goalprogress",
            constraint=models.UniqueConstraint(fields=("reflection", "goal"), name="one_progress_per_goal"),
        ),
    ]
