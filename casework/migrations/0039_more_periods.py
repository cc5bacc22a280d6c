"""Programmes choose how long notes and presence are kept, too."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0038_dois_of_versions"),
        ("communities", "0028_proposals_from_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="caseretention",
            name="notes_months",
            field=models.PositiveSmallIntegerField(
                db_default=12,
                default=12,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)],
                verbose_name="months that notes are kept",
            ),
        ),
        migrations.AddField(
            model_name="caseretention",
            name="presence_years",
            field=models.PositiveSmallIntegerField(
                db_default=7,
                default=7,
                validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(7)],
                verbose_name="years that presence is kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseretention",
            constraint=models.CheckConstraint(
                condition=models.Q(("notes_months__gte", 1), ("notes_months__lte", 12)),
                name="notes_are_kept_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseretention",
            constraint=models.CheckConstraint(
                condition=models.Q(("presence_years__gte", 5), ("presence_years__lte", 7)),
                name="presence_is_kept_seven_years_at_most",
            ),
        ),
    ]
