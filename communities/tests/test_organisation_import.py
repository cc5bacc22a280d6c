"""Reading in a list of organisations: what each row would do, and doing it."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communities.actions.area import load_areas
from communities.actions.import_job import choose_rows, create_import, run_import, start_applying
from communities.actions.organisation import add_organisations, delete_organisation
from communities.models import Area, ImportRow, Membership, Organisation
from leerkring.core.sheets import write_csv, write_xlsx

pytestmark = pytest.mark.django_db

HEAD = ["naam", "soort", "sector", "plaats", "domeinen", "website", "ROR-code", "expertise"]


@pytest.fixture
def areas(db):
    load_areas()


def read(by, *rows, head=HEAD):
    """Return a list that was read."""
    job = create_import("organisations", write_csv(head, rows), by=by, name="lijst.csv")
    run_import(job.pk)
    job.refresh_from_db()
    return job


def apply(job):
    start_applying(job, by=job.by)
    run_import(job.pk)
    job.refresh_from_db()
    return job


def verdicts(job):
    return list(job.rows.order_by("number").values_list("number", "verdict"))


def only(job) -> ImportRow:
    return job.rows.get()


@pytest.mark.parametrize("head", [HEAD, ["Buurthuis Nul"]])
def test_rows_have_the_numbers_of_the_spreadsheet_also_with_empty_ones(head, coordinator):
    job = read(coordinator, [], ["Zorghuis De Waal"], [], ["Zorghuis De Waal"], head=head)

    found = list(job.rows.order_by("number").values_list("number", flat=True))
    assert found == ([3, 5] if head == HEAD else [1, 3, 5])
    assert job.rows.get(number=5).remark == "Dezelfde organisatie als in rij 3."


def test_new_row_becomes_an_organisation(coordinator, areas):
    row = ["Zorghuis De Waal", "zorg", "praktijk", "nijmegen", "zorg, wonen", "www.waal.nl", "04pp8hn57", "Dementie"]
    job = apply(read(coordinator, row))

    made = Organisation.objects.get(name="Zorghuis De Waal")
    assert (job.status, only(job).verdict) == ("done", "new")
    assert (made.kind, made.sector, made.area.name, made.website) == (
        "care",
        "practice",
        "Nijmegen",
        "https://www.waal.nl",
    )
    assert (made.in_care, made.in_housing, made.in_welfare, made.ror) == (True, True, False, "04pp8hn57")
    assert (made.slug, made.search_text) == ("zorghuis-de-waal", "zorghuis de waal dementie nijmegen gelderland")
    assert made.created_by == coordinator


def test_names_alone_are_enough(coordinator):
    job = create_import("organisations", b"gemeente Duiven\nHogeschool Oost\n", by=coordinator)
    run_import(job.pk)
    job.refresh_from_db()
    apply(job)

    assert set(Organisation.objects.filter(created_by=coordinator).values_list("name", "kind", "sector")) == {
        ("gemeente Duiven", "municipality", "practice"),
        ("Hogeschool Oost", "hbo", "education"),
    }


@pytest.mark.parametrize(
    "head",
    [
        ["Name", "Type", "Sector", "Municipality", "Domains", "URL", "ROR", "Expertise"],
        ["ORGANISATIE", "Soort", "Geleding", "Gemeente", "Domein", "Web-adres", "ror id", "Deskundigheid"],
    ],
)
def test_columns_are_known_in_dutch_and_english(coordinator, areas, head):
    row = ["Care House", "care", "practice", "Nijmegen", "care", "waal.nl", "", "Dementia"]
    fields = only(read(coordinator, row, head=head)).fields["set"]

    assert fields["kind"] == "care"
    assert (fields["area"], fields["website"], fields["in_care"]) == ("Nijmegen", "https://waal.nl", True)


def test_known_row_says_which_facts_change_from_what_to_what(coordinator, areas, organisation):
    job = read(coordinator, ["welzijn de linge", "", "", "Lingewaard", "", "delinge.nl", "", ""])

    row = only(job)
    assert (row.verdict, row.target, row.is_wanted) == ("changed", organisation.pk, True)
    assert "– → Lingewaard" in row.remark
    assert "– → https://delinge.nl" in row.remark
    apply(job)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind, organisation.area.name, organisation.version) == (
        "Stichting Welzijn De Linge",
        "welfare",
        "Lingewaard",
        2,
    )
    assert "lingewaard" in organisation.search_text


def test_empty_cells_and_equal_ones_change_nothing(coordinator, organisation):
    job = read(coordinator, ["Stichting Welzijn De Linge", "welzijn", "", "", "", "", "", ""])

    assert (only(job).verdict, only(job).is_wanted) == ("same", False)


def test_row_with_a_known_ror_is_that_organisation_under_another_name(coordinator, organisation):
    Organisation.objects.filter(pk=organisation.pk).update(ror="04pp8hn57")

    job = apply(read(coordinator, ["Heel Anders", "", "", "", "", "", "04pp8hn57", ""]))

    organisation.refresh_from_db()
    assert (only(job).verdict, organisation.name) == ("changed", "Heel Anders")


@pytest.mark.parametrize(
    ("choice", "names", "expertise"),
    [
        ("", {"Stichting Welzijn De Linge"}, ""),
        ("same", {"Stichting Welzijn De Linge"}, "Buurt"),
        ("new", {"Stichting Welzijn De Linge", "Welzijn De Lingen"}, ""),
    ],
)
def test_unclear_row_waits_for_a_choice(coordinator, organisation, choice, names, expertise):
    job = read(coordinator, ["Welzijn De Lingen", "", "", "", "", "", "", "Buurt"])
    assert (only(job).verdict, only(job).is_wanted, only(job).target) == ("unclear", False, organisation.pk)

    choose_rows(job, {2: choice}, by=coordinator)
    if choice:
        apply(job)

    organisation.refresh_from_db()
    assert set(Organisation.objects.values_list("name", flat=True)) == names
    assert organisation.expertise == expertise


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "zorg"], "naam|name"),
        (["=HYPERLINK(1)"], "formul"),
        (["x" * 201], "200"),
        (["Zorg", "ruimtevaart"], "ruimtevaart"),
        (["Zorg", "", "mars"], "mars"),
        (["Zorg", "", "", "Nijmegn"], "Nijmegen"),
        (["Zorg", "", "", "", "zorg, vissen"], "vissen"),
        (["Zorg", "", "", "", "", "geen adres"], "delinge"),
        (["Zorg", "", "", "", "", "", "04pp8hn58"], "ROR"),
    ],
)
def test_wrong_row_says_why_and_keeps_its_cells(coordinator, areas, row, said):
    found = only(read(coordinator, [*row, *[""] * (8 - len(row))] if row[0] else [*row, "", "", "", "", "", "x"]))

    assert (found.verdict, found.is_wanted) == ("wrong", False)
    assert any(word in found.remark for word in said.split("|")), found.remark
    assert all(found.fields.get("name", "") == cell for cell in row[:1])


def test_same_organisation_twice_in_the_list_comes_once(coordinator):
    job = read(coordinator, *([name, *[""] * 7] for name in ("Zorg Élan", "ZORG ELAN B.V.", "Zorg élan")))

    assert verdicts(job) == [(2, "new"), (3, "twice"), (4, "twice")]
    apply(job)
    assert Organisation.objects.filter(created_by=coordinator).count() == 1


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_directory_as_a_list_changes_nothing(coordinator, areas, make, as_user, extension):
    quarter = Area.objects.create(name="Brakkenstein", kind="neighbourhood", parent=Area.objects.get(name="Nijmegen"))
    make.organisation("Café Élan", kind="residents", sector="residents", area=quarter, in_care=True, in_education=True)
    make.organisation("Provincie", area=Area.objects.get(name="Utrecht", kind="province"), website="https://u.nl")
    content = as_user(coordinator).get(f"/organisaties/lijst/?vorm={extension}").content

    job = create_import("organisations", content, by=coordinator, name=f"lijst.{extension}")
    run_import(job.pk)

    assert {verdict for _number, verdict in verdicts(job)} == {"same"}


def test_row_that_somebody_else_added_meanwhile_is_left(coordinator, make):
    job = read(coordinator, ["Zorg", *[""] * 7])
    make.organisation("Zorg", expertise="Van de ander")

    apply(job)

    assert (only(job).verdict, Organisation.objects.get(name="Zorg").expertise) == ("same", "Van de ander")


def test_row_whose_organisation_is_gone_says_so(coordinator, host_organisation):
    job = read(coordinator, ["gemeente Lingewaard", "", "", "", "", "", "", "Wmo"])
    delete_organisation(host_organisation, by=coordinator)

    apply(job)

    assert (job.status, only(job).verdict) == ("done", "wrong")


def test_list_is_not_carried_out_once_the_right_is_gone(coordinator):
    job = read(coordinator, ["Zorg", *[""] * 7])
    Membership.objects.filter(user=coordinator).update(role="professional")

    start_applying(job, by=coordinator)
    run_import(job.pk)

    job.refresh_from_db()
    assert (job.status, Organisation.objects.filter(name="Zorg").exists()) == ("cancelled", False)


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\nc;d", b"naam;soort\n", b"\x89PNG", b"PK\x03\x04"],
    ids=["empty", "heads", "bare", "png", "zip"],
)
def test_page_explains_when_it_is_no_list_of_organisations(coordinator, as_user, content):
    response = as_user(coordinator).post("/organisaties/inlezen/", {"file": SimpleUploadedFile("lijst.csv", content)})

    assert response.status_code == 200
    assert "field-error" in response.content.decode()


def test_page_leads_to_the_preview_and_on_to_the_directory(coordinator, as_user):
    browser = as_user(coordinator)
    upload = SimpleUploadedFile("lijst.xlsx", write_xlsx("x", ["naam", "soort"], [["Zorghuis", "zorg"]]))

    response = browser.post("/organisaties/inlezen/", {"file": upload}, follow=True)

    page, where = response.content.decode(), response.request["PATH_INFO"]
    assert "Zorghuis" in page
    done = browser.post(f"{where}kiezen/", {"shown": "2", "row-2": "yes", "go": "apply"}, follow=True)
    assert "/organisaties/" in done.content.decode()
    assert Organisation.objects.get(name="Zorghuis").kind == "care"


def test_page_is_for_who_keeps_the_directory(member, outsider, as_user):
    assert [as_user(user).get("/organisaties/inlezen/").status_code for user in (member, outsider)] == [404, 404]


@pytest.mark.parametrize("count", [2, 40])
def test_reading_costs_the_same_for_few_and_many(coordinator, areas, django_assert_max_num_queries, count):
    from communities.forms.organisation_import import read as read_list

    content = write_csv(HEAD, [[f"Zorghuis {n}", "zorg", "", "Nijmegen", "zorg", "", "", ""] for n in range(count)])
    job = create_import("organisations", content, by=coordinator)
    with django_assert_max_num_queries(2):
        assert len(list(read_list(job, content).rows)) == count


def test_five_thousand_rows_beside_ten_thousand_organisations_take_seconds(coordinator, areas):
    from communities.forms.organisation_import import read as read_list

    add_organisations(Organisation(name=f"Stichting Welzijn {n % 97} in dorp {n}") for n in range(2_000))
    content = write_csv(
        HEAD, [[f"Zorg en welzijn huis {n}", "zorg", "", "Nijmegen", "", "", "", ""] for n in range(5_000)]
    )
    job = create_import("organisations", content, by=coordinator)
    start = time.process_time()

    assert len(list(read_list(job, content).rows)) == 5_000
    assert time.process_time() - start < 20
