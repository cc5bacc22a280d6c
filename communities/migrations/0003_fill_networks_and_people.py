"""Give the rows of the release before what the new columns hold. Running it again changes nothing."""

import unicodedata

from django.db import migrations
from django.utils import timezone
from django.utils.text import slugify


def fill(apps, schema_editor):
    """Close what was closed, and give organisations an address and a name to compare by."""
    apps.get_model("communities", "Community").objects.filter(status="closed", closed_at=None).update(
        phase="finished", closed_at=timezone.now()
    )
    organisation = apps.get_model("communities", "Organisation")
    taken = set(organisation.objects.exclude(slug=None).values_list("slug", flat=True))
    rows = list(organisation.objects.filter(slug=None).order_by("pk"))
    for row in rows:
        row.slug, row.plain_name = free(slugify(row.name)[:60].strip("-") or "organisatie", taken), plain(row.name)
    organisation.objects.bulk_update(rows, ["slug", "plain_name"], batch_size=500)


def free(base, taken):
    """Return an address that is not taken, and take it."""
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def plain(name):
    """Return the name in small letters, without accents; as ``plain_name`` was on the day of this release."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())[:200]


class Migration(migrations.Migration):
    dependencies = [("communities", "0002_networks_and_people")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
