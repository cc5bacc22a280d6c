"""Fill the parts of names from accounts, and of other people from the name itself."""

import re

from django.db import migrations
from django.db.models import Q

# "Joris van der Plas (ROC De Veste), Sanne de Wit": names, each with where they work.
NAMED = re.compile(r"\s*([^,(]+?)\s*(?:\(((?:[^()]|\([^()]*\))*)\))?(?:,|$)")
PARTICLES = {
    "van",
    "de",
    "den",
    "der",
    "het",
    "'t",
    "ten",
    "ter",
    "te",
    "von",
    "la",
    "le",
    "du",
    "el",
    "al",
    "in",
    "op",
}
CHUNK = 500


def parts(name, person=None):
    """Return family name, first name and prefix."""
    if person and person.family_name:
        return person.family_name, person.given_name, person.tussenvoegsel
    words = name.split()
    if len(words) < 2:
        return name, "", ""
    first = next((place for place, word in enumerate(words) if place and word in PARTICLES), len(words) - 1)
    last = next((place for place in range(first, len(words) - 1) if words[place] not in PARTICLES), len(words) - 1)
    return " ".join(words[last:]), " ".join(words[:first]), " ".join(words[first:last])


def fill_authors(apps, schema_editor):
    """Only who has no parts yet, so that it may run again."""
    author = apps.get_model("casework", "OutcomeAuthor")
    rows = author.objects.filter(family_name="").exclude(name="").select_related("user").order_by("pk")
    while batch := list(rows[:CHUNK]):
        for row in batch:
            row.family_name, row.given_name, row.tussenvoegsel = parts(row.name, row.user)
        author.objects.bulk_update(batch, ["family_name", "given_name", "tussenvoegsel"])


def fill_versions(apps, schema_editor):
    """The people of a version are those of its line of authors, which is frozen."""
    version = apps.get_model("casework", "OutcomeVersion")
    author = apps.get_model("casework", "OutcomeAuthor")
    last = 0
    while batch := list(
        version.objects.filter(Q(people=[]), pk__gt=last).exclude(author_line="").order_by("pk")[:CHUNK]
    ):
        known = {
            (row.outcome_id, row.name): row
            for row in author.objects.filter(outcome__in=[row.outcome_id for row in batch])
        }
        for row in batch:
            row.people = [
                person(name, home, known.get((row.outcome_id, name))) for name, home in NAMED.findall(row.author_line)
            ]
        version.objects.bulk_update(batch, ["people"])
        last = batch[-1].pk


def person(name, home, author):
    """Return one author as ``citations.Person`` keeps them."""
    family, given, prefix = (author.family_name, author.given_name, author.tussenvoegsel) if author else parts(name)
    data = {"family": family, "given": given, "particle": prefix, "organisation": home}
    return {key: text for key, text in data.items() if text}


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_names_of_authors_in_parts")]

    operations = [
        migrations.RunPython(fill_authors, migrations.RunPython.noop),
        migrations.RunPython(fill_versions, migrations.RunPython.noop),
    ]
