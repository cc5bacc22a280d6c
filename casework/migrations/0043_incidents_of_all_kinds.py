"""Reports of privacy problems in portfolios, consultations and conversations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0042_outcomes_by_choice"),
        ("communities", "0030_sealed_topics"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="caseincident",
            name="portfolio",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="incidents",
                to="casework.portfolio",
            ),
        ),
        migrations.AddField(
            model_name="caseincident",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="incidents",
                to="casework.session",
            ),
        ),
        migrations.AddField(
            model_name="caseincident",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="incidents",
                to="communities.topic",
            ),
        ),
        migrations.AddField(
            model_name="incidentaccess",
            name="by_link",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="caseincident",
            name="community",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="case_incidents",
                to="communities.community",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseincident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("portfolio",),
                name="one_open_incident_of_portfolio",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseincident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("session",),
                name="one_open_incident_of_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseincident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("topic",), name="one_open_incident_of_topic"
            ),
        ),
    ]
