from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0003_fill_networks_and_people")]

    operations = [
        migrations.AddConstraint(
            model_name="community",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False), ("phase", "finished"), ("status__in", ["closed", "archived"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["closed", "archived"]), _negated=True),
                        models.Q(("phase", "finished"), _negated=True),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="circle_closed_is_finished",
            ),
        ),
    ]
