"""Reading people from what coordinators paste and upload."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from communities.forms.people import MAX_TEXT, PeopleForm
from communities.forms.people_reader import check_address, read_people, read_people_rows, split_name
from leerkring.core.sheets import Row


def read(text, **kwargs):
    return read_people(text, role="professional", **kwargs)


def names(text):
    return [(p.email, p.given_name, p.tussenvoegsel, p.family_name) for p in read(text).people]


NOOR = ("noor@example.nl", "Noor", "", "Peeters")
DAAN = ("daan@example.nl", "Daan", "", "Willems")


@pytest.mark.parametrize(
    "text",
    [
        "Noor Peeters <noor@example.nl>\nDaan Willems <daan@example.nl>",
        "Noor Peeters <noor@example.nl>; Daan Willems <daan@example.nl>;",
        "Noor Peeters <noor@example.nl>, Daan Willems <daan@example.nl>",
        '"Peeters, Noor" <noor@example.nl>; "Willems, Daan" <daan@example.nl>',
        "Peeters, Noor <noor@example.nl>, Willems, Daan <daan@example.nl>",
        "Noor Peeters noor@example.nl\r\n\r\n  Daan Willems\tdaan@example.nl  ",
        "Noor Peeters;noor@example.nl\nDaan Willems;daan@example.nl",
        "naam;e-mail\nNoor Peeters;noor@example.nl\nDaan Willems;daan@example.nl",
        "Voornaam,Achternaam,E-mailadres\nNoor,Peeters,noor@example.nl\nDaan,Willems,daan@example.nl",
        "email\tfirst name\tlast name\nnoor@example.nl\tNoor\tPeeters\ndaan@example.nl\tDaan\tWillems\n",
        "sep=;\r\nnaam;e-mail\r\nNoor Peeters;noor@example.nl\r\nDaan Willems;daan@example.nl",
        "Deelnemers 2026\n\nnaam;e-mail\nPeeters, Noor;mailto:noor@example.nl\nDaan Willems;Daan <daan@example.nl>",
        "naam;e-mail;e-mailadres\nNoor Peeters;noor@example.nl;\nDaan Willems;;daan@example.nl",
    ],
)
def test_read_understands_the_ways_people_write_a_list(text):
    assert names(text) == [NOOR, DAAN]


@pytest.mark.parametrize(
    "text",
    ["noor@example.nl daan@example.nl", "noor@example.nl,daan@example.nl;", "<noor@example.nl>\ndaan@example.nl"],
)
def test_read_understands_bare_addresses(text):
    assert [person.email for person in read(text).people] == ["noor@example.nl", "daan@example.nl"]


def test_read_takes_role_sector_and_organisation_from_columns_in_both_languages():
    text = (
        "naam;e-mail;rol;sector;organisatie\n"
        "Noor;noor@example.nl;Student;;ROC De Veste\n"
        "Riet;riet@example.nl;resident;praktijk;\n"
    )

    noor, riet = read(text).people

    assert (noor.role, noor.sector, noor.organisation) == ("student", "education", "ROC De Veste")
    assert (riet.role, riet.sector) == ("resident", "practice")


def test_read_takes_function_study_and_area_from_columns():
    text = (
        "E-mail\tFunctie\tOpleiding\tNiveau\tLeerjaar\tWijk\n"
        "kevin@example.nl\tstudent\tSociaal Werk\tmbo-niveau 4\t3e jaar\t\n"
        "samira@example.nl\twijkverpleegkundige\t\t\t\tHuissen, Lingewaard\n"
    )

    kevin, samira = read(text).people

    assert (kevin.role, kevin.study_programme, kevin.study_level, kevin.study_year) == (
        "student", "Sociaal Werk", "mbo4", 3,
    )  # fmt: skip
    assert (samira.role, samira.function, samira.area) == (
        "professional",
        "wijkverpleegkundige",
        "Huissen, Lingewaard",
    )


@pytest.mark.parametrize(("head", "cell"), [("niveau", "mbo 9"), ("jaar", "negen"), ("jaar", "0"), ("jaar", "²")])
def test_read_says_what_a_wrong_cell_should_hold(head, cell):
    wrong = read(f"e-mail;{head}\nnoor@example.nl;{cell}").wrong[0]

    assert cell in wrong.error
    assert wrong.number == 2


def test_read_gives_the_default_role_and_the_sector_that_fits_it():
    assert [(p.role, p.sector) for p in read_people("a@example.nl", role="researcher").people] == [
        ("researcher", "research")
    ]
    assert read_people("a@example.nl", role="researcher", sector="residents").people[0].sector == "residents"


@pytest.mark.parametrize(
    "line",
    [
        "Noor noorexample.nl",
        "noor@@example.nl",
        "noor@gmial.com",
        "noor@example",
        "Noor Peeters",
        "noor@exa mple.nl",
    ],
)
def test_read_keeps_the_text_of_a_wrong_line(line):
    reading = read(f"{line}\ndaan@example.nl")

    assert [person.email for person in reading.people] == ["daan@example.nl"]
    assert [wrong.text for wrong in reading.wrong] == [line]
    assert reading.wrong[0].error


def test_read_two_addresses_between_semicolons_when_one_lacks_its_at():
    reading = read("noorexample.nl; daan@example.nl")

    assert ([p.email for p in reading.people], reading.wrong_text) == (["daan@example.nl"], "noorexample.nl")


def test_read_keeps_the_heads_with_the_wrong_rows_of_a_table():
    reading = read("naam;e-mail;rol\nNoor;noor@example.nl;astronaut\nDaan;daan@example.nl;student\n")

    assert reading.wrong_text == "naam;e-mail;rol\nNoor;noor@example.nl;astronaut"
    assert "astronaut" in reading.wrong[0].error


def test_read_survives_a_quotation_mark_that_never_closes():
    text = 'naam;e-mail\n"Noor;noor@example.nl\n' + "Daan;daan@example.nl\n" * 10_000

    assert read(text).lines


def test_read_takes_back_what_was_marked_as_no_formula():
    found = read("naam;e-mail;functie\n'=Noor;noor@example.nl;'+31 6").people[0]

    assert (found.given_name, found.function) == ("=Noor", "+31 6")


def test_read_refuses_an_address_that_no_column_holds():
    long = "noor@" + ".".join(["a" * 60] * 5) + ".nl"

    reading = read(f"{long}\ndaan@example.nl")

    assert [person.email for person in reading.people] == ["daan@example.nl"] and len(reading.wrong) == 1


@pytest.mark.parametrize(
    ("head", "numbers"), [(["naam", "e-mail"], [3, 5]), (["Daan Willems", "daan@example.nl"], [1, 3, 5])]
)
def test_read_numbers_the_rows_of_a_workbook_as_it_does(head, numbers):
    rows = [Row(head, 1), Row(["Noor Peeters", "noor@example.nl"], 3), Row(["Kevin Smits", "kevin@example.nl"], 5)]

    assert [line.number for line in read_people_rows(rows, role="student").lines] == numbers


@pytest.mark.parametrize("text", ["", "\n \n", ";;,", "naam;e-mail\n"])
def test_read_finds_nobody_in_nothing(text):
    assert read(text).lines == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Joris van der Plas", ("Joris", "van der", "Plas")),
        ("Samira El Idrissi", ("Samira", "", "El Idrissi")),
        ("dr. Femke Baltussen", ("Femke", "", "Baltussen")),
        ("Anne Marie de Vries", ("Anne Marie", "de", "Vries")),
        ("Riet", ("Riet", "", "")),
    ],
)
def test_split_name_knows_dutch_prefixes(name, parts):
    found = split_name(name)

    assert tuple(found.get(key, "") for key in ("given_name", "tussenvoegsel", "family_name")) == parts


def test_check_address_proposes_what_was_meant():
    with pytest.raises(ValidationError, match="noor@gmail.com"):
        check_address("noor@gmial.com")


# --- The form


def form(people="", content=None, **fields):
    data = QueryDict(mutable=True)
    data.update({"people": people, "role": "professional", "sector": ""} | fields)
    files = {"file": SimpleUploadedFile("lijst.csv", content)} if content is not None else {}
    return PeopleForm(data, files)


def test_form_reads_the_field_and_leaves_the_file_to_its_preview():
    bound = form("noor@example.nl", b"e-mail\ndaan@example.nl")

    assert bound.is_valid()
    assert [person.email for person in bound.invitees] == ["noor@example.nl"]
    assert (bound.content, bound.content_name) == (b"e-mail\ndaan@example.nl", "lijst.csv")


def test_form_keeps_right_lines_and_leaves_wrong_ones_in_the_field():
    bound = form("noor@example.nl\nnoorexample.nl")

    assert not bound.is_valid()
    again = bound.with_wrong_lines()
    assert [person.email for person in bound.invitees] == ["noor@example.nl"]
    assert again.data["people"] == "noorexample.nl"
    assert again.errors["people"]


@pytest.mark.parametrize("content", [b"", b" \n", b"x" * (5 * 1024 * 1024 + 1)])
def test_form_keeps_the_field_when_the_file_is_wrong(content):
    bound = form("noor@example.nl", content)

    assert not bound.is_valid()
    assert [person.email for person in bound.invitees] == ["noor@example.nl"]
    assert bound.with_wrong_lines().errors["file"]


def test_form_leaves_more_lines_than_fit_a_field_to_a_preview():
    bound = form("\n".join(f"p{number}@example.nl" for number in range(201)))

    assert bound.is_valid()
    assert bound.invitees == []
    assert bound.content.count(b"@") == 201


@pytest.mark.parametrize("unit", ["a\n", "a;", "a,", "<,", "@ ", "@a ", ".aa", "a@b,", "naam;", '"'])
@pytest.mark.parametrize("head", ["", "email\n", "e-mail;naam\n"])
def test_read_of_a_hostile_list_ends_soon(head, unit):
    text = head + unit * ((MAX_TEXT - len(head)) // len(unit))

    before = time.process_time()
    read(text)

    # Half a second or so; unbounded it was more than ten, on which a busy machine has no say.
    assert time.process_time() - before < 4


def test_form_names_twenty_wrong_lines_and_counts_the_rest():
    bound = form("\n".join(f"p{number}example.nl" for number in range(30)))

    assert len(bound.errors["people"]) == 21
