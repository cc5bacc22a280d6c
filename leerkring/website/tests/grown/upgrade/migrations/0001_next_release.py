from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.RunSQL("ALTER TABLE communities_community ADD COLUMN next_release text NOT NULL DEFAULT ''"),
        migrations.RunSQL("ALTER TABLE communities_membership ADD COLUMN next_release integer NULL"),
    ]
