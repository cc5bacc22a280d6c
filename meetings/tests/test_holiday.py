"""The table of school holidays: loading it, again and again, and what is wrong in it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from meetings.management.commands.load_holidays import TABLE
from meetings.models import SchoolHoliday

pytestmark = pytest.mark.django_db
HEAD = "region,name,first,last\n"


@pytest.fixture
def load(tmp_path):
    """Return a function that loads a table as an operator would, and gives what was said."""

    def run(text=None) -> str:
        file, said = tmp_path / "vakanties.csv", StringIO()
        if text is not None:
            file.write_text(text)
        call_command("load_holidays", file if text is not None else TABLE, stdout=said)
        return said.getvalue()

    return run


def test_load_holidays_without_a_file_loads_what_came_with_the_portal():
    SchoolHoliday.objects.all().delete()
    said = StringIO()
    call_command("load_holidays", stdout=said)
    assert "45 added, 0 corrected, 0 as they were" in said.getvalue()
    assert SchoolHoliday.objects.count() == 45


def test_load_holidays_twice_changes_nothing(load):
    load()
    assert "0 added, 0 corrected, 45 as they were" in load()


def test_load_holidays_adds_corrects_and_keeps_the_rest(load):
    SchoolHoliday.objects.all().delete()
    load(HEAD + "zuid,herfstvakantie,2028-10-14,2028-10-22\n")
    said = load(
        "\ufeff" + HEAD + "zuid,herfstvakantie,2028-10-14,2028-10-23\nnoord,herfstvakantie,2028-10-21,2028-10-29\n"
    )

    assert "1 added, 1 corrected" in said
    assert list(SchoolHoliday.objects.values_list("region", "last")) == [
        ("zuid", date(2028, 10, 23)),
        ("noord", date(2028, 10, 29)),
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("oost,herfstvakantie,2028-10-14,2028-10-22", "Regel 2: “oost”"),
        ("zuid,,2028-10-14,2028-10-22", "Regel 2"),
        ("zuid,herfstvakantie,2028-02-30,2028-10-22", "2028-02-30"),
        ("zuid,herfstvakantie,2028-10-14", "Regel 2"),
        ("zuid,herfstvakantie,2028-10-14,2028-10-13", "Regel 2"),
        ("zuid,herfstvakantie,2028-10-14,2029-10-13", "Regel 2"),
        ("zuid,a,2028-10-14,2028-10-22\nzuid,a,2028-10-14,2028-10-21", "twee keer"),
        ("zuid,a,2028-10-14,2028-10-22\n\noost,a,2028-10-14,2028-10-22", "Regel 4"),
    ],
)
def test_load_holidays_says_per_row_what_is_wrong_and_loads_nothing(rows, words, load):
    before = SchoolHoliday.objects.count()
    with pytest.raises(CommandError, match="Nothing was loaded") as error:
        load(HEAD + rows + "\n")

    assert words in str(error.value)
    assert SchoolHoliday.objects.count() == before


def test_load_holidays_names_the_columns_that_are_missing(load, tmp_path):
    with pytest.raises(CommandError, match="first, last"):
        load("region,name\nzuid,a\n")
    with pytest.raises(CommandError, match="can't be read"):
        call_command("load_holidays", tmp_path / "niets.csv")


def test_administration_shows_the_table_to_operators_only(as_user, member):
    assert as_user(member).get(reverse("admin:meetings_schoolholiday_changelist")).status_code == 404
