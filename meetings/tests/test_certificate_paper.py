"""A certificate on paper: what stands on it, in which language, and that everybody can read it."""

from datetime import time

import pytest
from django.contrib.auth import get_user_model
from django.utils import translation

from communities.models import Programme
from leerkring.core.tests.paper import assert_accessible
from meetings import certificate_paper
from meetings.actions.certificate import change_choices, issue_certificates, issue_own_certificate
from meetings.certificate_paper import own_paper, papers_of
from meetings.models import Certificate, Meeting

from .conftest import be_there

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(signed, member) -> Certificate:
    return issue_own_certificate(signed.presences.get(user=member), by=member)


@pytest.fixture
def said():
    """Return a function that gives everything a paper says, as its lines."""

    def read(paper):
        with translation.override(paper.language):
            facts = certificate_paper._facts(paper)
        groups = {fact["label"]: fact["text"] for group in facts["groups"] for fact in group["facts"]}
        return facts, groups

    return read


def test_paper_says_all_that_a_register_asks(signed, member, coordinator, issued, said):
    change_choices(member, register="SKJ", register_number="110022334", may_be_named=False)
    facts, lines = said(own_paper(issued, by=member, language="nl"))
    day = f"{signed.date:%-d}"
    assert facts["name"] == "Daan Willems"
    assert facts["register"] == "Register: SKJ, nummer 110022334 (opgegeven door de deelnemer)"
    assert "Lingewaard" in facts["sentence"]
    assert "Intervisie" in str(facts["hours"]["rows"])
    assert facts["hours"]["total"][1] == "6 uur"
    assert lines["Soort activiteit"].startswith("Bijeenkomst van een leerkring: intervisie, verdieping, projectbezoek")
    assert day in lines["Datum en tijd"] and "9.30–16.30" in lines["Datum en tijd"]
    assert lines["Plaats"] == "De Kersentuin"
    assert lines["Werkwijze"] == "Rondje, intervisie, werksessie, bezoek"
    assert "Eenzaamheid is geen agendaprobleem" in lines["Onderwerpen"]
    assert lines["Leerdoel"] == "Eenzaamheid eerder zien."
    assert (lines["Eigen rol"], lines["Deelnemers"]) == ("Student", "2 deelnemers")
    assert lines["Gespreksleider"] == "Marit Hoekstra, coördinator, Stichting Welzijn De Linge"
    assert "Marit Hoekstra, coördinator" in facts["confirmation"]
    assert issued.number in facts["serial_line"] and "Zorgalliantie" in facts["serial_line"]
    assert facts["address"].endswith(issued.check_path) and "<svg" in facts["qr"]
    assert facts["words"]["register_decides"] == "Het register beslist over toekenning van punten."


def test_paper_is_made_when_a_fact_is_missing_before_one_that_takes_a_whole_line(issued, member):
    Certificate.objects.filter(pk=issued.pk).update(role="", facts=issued.facts | {"place": ""})
    issued.refresh_from_db()

    assert own_paper(issued, by=member, language="nl").pdf().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Bewijs van deelname"), ("en", "Certificate of participation")]
)
def test_paper_is_accessible_in_the_language_of_its_reader(issued, member, language, title):
    paper = own_paper(issued, by=member, language=language)
    with translation.override(language):
        full = certificate_paper._facts(paper)["document_title"]
    pdf = assert_accessible(paper.pdf(), language=language, title=full)
    assert full.startswith(f"{title}: Daan Willems, ")
    assert len(pdf.pages) == 1
    assert issued.number in str(pdf.docinfo.get("/Keywords", ""))


def test_who_took_part_online_did_so_with_image_and_sound(signed, make, community, said):
    person = make.user("Truus")
    make.join(person, community, "resident")
    row = be_there(signed, user=person, way="online")
    _facts, lines = said(own_paper(issue_own_certificate(row, by=person), by=person, language="nl"))
    assert lines["Plaats"] == "Online, met beeld en geluid"


def test_others_are_named_only_when_they_agreed_and_as_long_as_they_do(signed, member, coordinator, issued, said):
    change_choices(coordinator, register="", register_number="", may_be_named=True)
    _facts, lines = said(own_paper(issued, by=member, language="nl"))
    assert lines["Deelnemers"] == "2 deelnemers, onder wie Marit Hoekstra"
    change_choices(coordinator, register="", register_number="", may_be_named=False)
    _facts, lines = said(own_paper(issued, by=member, language="nl"))
    assert lines["Deelnemers"] == "2 deelnemers"


def test_register_stands_only_on_what_its_holder_downloads(issued, member, coordinator, said):
    change_choices(member, register="SKJ", register_number="", may_be_named=False)
    facts, _lines = said(own_paper(issued, by=member, language="nl"))
    assert facts["register"] == "Register: SKJ (opgegeven door de deelnemer)"
    for paper in [own_paper(issued, by=coordinator, language="nl"), *papers_of([issued])]:
        assert said(paper)[0]["register"] == ""


def test_role_is_left_of_who_confirmed_when_their_account_is_gone(issued, member, coordinator, said):
    coordinator.delete()
    issued.refresh_from_db()
    facts, lines = said(own_paper(issued, by=member, language="nl"))
    assert lines["Gespreksleider"] == "Coördinator, Stichting Welzijn De Linge"
    assert facts["confirmation"].endswith("door de coördinator.")


def test_paper_speaks_the_word_of_its_programme(signed, member, said):
    Programme.objects.update(noun_singular="leergemeenschap", noun_plural="leergemeenschappen")
    certificate = issue_own_certificate(signed.presences.get(user=member), by=member)
    assert certificate.facts["words"] == ["leergemeenschap", "leergemeenschappen"]
    heard = []
    real = certificate_paper._facts
    certificate_paper._facts = lambda paper: heard.append(real(paper)) or heard[0]
    try:
        own_paper(certificate, by=member, language="nl").pdf()
    finally:
        certificate_paper._facts = real
    assert "leergemeenschap" in heard[0]["groups"][0]["facts"][0]["text"]


def test_name_with_signs_that_no_letter_draws_keeps_its_words(signed, member):
    get_user_model().objects.filter(pk=member.pk).update(given_name="Daan \U0001f469\u200d\U0001f4bb李")
    member.refresh_from_db()
    row = signed.presences.select_related("user").get(user=member)
    paper = own_paper(issue_own_certificate(row, by=member), by=member, language="nl")
    assert_accessible(
        paper.pdf(), language="nl", title=_title(paper).replace("Daan \U0001f469\u200d\U0001f4bb李", "Daan ")
    )


def test_name_of_nothing_but_signs_still_makes_a_paper(signed, member):
    get_user_model().objects.filter(pk=member.pk).update(given_name="\U0001f98b", tussenvoegsel="", family_name="")
    member.refresh_from_db()
    row = signed.presences.select_related("user").get(user=member)
    paper = own_paper(issue_own_certificate(row, by=member), by=member, language="nl")
    pdf = assert_accessible(paper.pdf(), language="nl", title=_title(paper).replace("\U0001f98b", ""))
    assert len(pdf.pages) == 1


def _title(paper) -> str:
    with translation.override("nl"):
        return certificate_paper._facts(paper)["document_title"]


def test_paper_with_everything_at_its_longest_is_still_read_in_order(signed, member, coordinator, make, community):
    long = "Een lange zin over wat wij hier samen leren en waarom dat ertoe doet. " * 40
    signed.cycle.learning_goal = long
    signed.cycle.save()
    signed.items.update(title="T" * 190)
    Meeting.objects.filter(pk=signed.pk).update(theme="W" * 200, place="P" * 200, address="A" * 200)
    for number in range(30):
        person = make.user(f"Persoon{number}", "van der Langenaam-Dubbelenaam")
        make.join(person, community, "resident")
        change_choices(person, register="", register_number="", may_be_named=True)
        be_there(signed, user=person)
    change_choices(member, register="R" * 120, register_number="N" * 60, may_be_named=False)
    certificate = issue_own_certificate(signed.presences.get(user=member), by=member)
    paper = own_paper(certificate, by=member, language="nl")
    assert len(paper.names) == 30
    pdf = assert_accessible(paper.pdf(), language="nl", title=_title(paper))
    assert len(pdf.pages) <= 2


def test_paper_of_a_day_without_programme_or_theme_leaves_out_what_nobody_filled_in(
    cycle, make, member, coordinator, said
):
    bare = make.meeting(cycle, 7, days=-9, theme="", presence_signed_by=coordinator)
    Meeting.objects.filter(pk=bare.pk).update(presence_signed_at=bare.ends_at)
    certificate = issue_own_certificate(be_there(bare, end=time(12), user=member), by=member)
    facts, lines = said(own_paper(certificate, by=member, language="nl"))
    assert not {"Plaats", "Werkwijze", "Onderwerpen"} & set(lines)
    assert facts["hours"]["rows"] == [["Overige onderdelen", "2 uur en 30 minuten"]]


def test_papers_ask_as_much_for_three_people_as_for_one(signed, coordinator, make, community, queries):
    certificates, _new = issue_certificates(signed, by=coordinator)
    one = queries(lambda: papers_of(certificates[:1]))
    for number in range(2):
        person = make.user(f"Lid{number}")
        make.join(person, community, "resident")
        change_choices(person, register="", register_number="", may_be_named=True)
        be_there(signed, user=person)
    certificates, _new = issue_certificates(signed, by=coordinator)
    assert len(certificates) == 4
    assert queries(lambda: papers_of(certificates)) == one == 2
