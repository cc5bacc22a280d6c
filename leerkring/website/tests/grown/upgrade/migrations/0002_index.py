from django.db import migrations


class Migration(migrations.Migration):
    # An index that is made while others write stands outside a transaction.
    atomic = False
    dependencies = [("upgrade", "0001_next_release")]
    operations = [
        migrations.RunSQL("CREATE INDEX CONCURRENTLY next_release ON communities_community (next_release)"),
    ]
