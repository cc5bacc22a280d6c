"""The report: put together, approved, opened again; its summary, files and mail."""

import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.core.tests.paper import assert_accessible
from leerkring.notifications.models import Message
from meetings.actions.report import (
    ReportOvertaken,
    approve_report,
    reopen_report,
    write_introduction,
    write_summary,
)
from meetings.models import ActionItem, Meeting, Presence, Report
from meetings.report_text import fingerprint, text_of, with_names

pytestmark = pytest.mark.django_db


def path(meeting, name="report_detail"):
    return reverse(f"meetings:{name}", kwargs={"pk": meeting.pk})


def seen(meeting):
    return fingerprint(text_of(Meeting.objects.get(pk=meeting.pk), Report.objects.filter(meeting=meeting).first()))


def approve(meeting, by):
    return approve_report(meeting, by=by, seen=seen(meeting))


def told():
    return sorted(Message.objects.filter(kind="meetings.report").values_list("recipient__given_name", flat=True))


# --- Put together -----------------------------------------------------------------------------------------------


def test_text_holds_everything_in_the_order_of_the_day(harvested):
    text = with_names(text_of(harvested, harvested.report))
    parts = [
        "## De dag", "## Inleiding", "Een **goede** dag", "## Wie er waren", "Er waren 3 mensen.", "Onderwijs: 1",
        "Gasten en anderen: 1", "Marit Hoekstra, Daan Willems, Els Vonk", "## Programma en notities",
        "### Ronde \\*nieuws\\*", "#### Kop", "Drie dingen", "### Wandeling", "Ging niet door", "## Over de hele dag",
        "Open sfeer", "## Inzichten", "Een zin helpt", "## Kennisvragen", "Wie belt terug?", "## Actiepunten",
        "| Bord \\| kopen | Daan Willems | – | Open |", "| Zaal | Gemeente |", "## Wat we meenemen", "“Ik bel”",
    ]  # fmt: skip
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)
    assert "Lunch" not in text and "Weg" not in text


def test_text_of_an_empty_harvest_holds_the_day_alone(held):
    text = text_of(held, None)
    assert text.startswith("## De dag") and text.count("##") == 1


def test_text_counts_who_said_yes_when_nobody_wrote_down_who_was_there(held, member):
    held.attendances.create(user=member, answer="yes", answered_at=timezone.now())
    assert "1 persoon zei te komen" in text_of(held, None)


def test_draft_programme_that_nobody_saw_stays_out(harvested):
    Meeting.objects.filter(pk=harvested.pk).update(programme_published_at=None)
    harvested.refresh_from_db()
    harvested.items.create(position=9, pillar="visit", title="Nooit getoond", minutes=5)
    text = text_of(harvested, None)
    assert "Nooit getoond" not in text and "Ronde" in text


def test_names_follow_the_account(harvested, member, coordinator):
    report = approve(harvested, coordinator)
    assert "Daan" not in report.text
    member.given_name = "Dani\ue000*"
    member.save()
    assert "Dani\\*" in with_names(report.text)
    type(member).objects.filter(pk=member.pk).delete()
    assert "iemand die weg is" in with_names(report.text)


def test_nobody_can_type_the_number_of_a_person(held, member, outsider):
    held.notes.create(text=f"\ue000{outsider.pk}\ue001", changed_by=member)
    assert outsider.full_name not in with_names(text_of(held, None))


@pytest.mark.parametrize("number", [1, 3])
def test_report_page_asks_as_many_queries_for_three_as_for_one(number, held, coordinator, make, as_user, queries):
    for place in range(number):
        person = make.user(f"Mens{place}")
        make.join(person, held.cycle.community, "professional")
        item = held.items.create(position=place, pillar="current", title=f"Deel {place}", minutes=10, member=person)
        held.notes.create(item=item, text="Tekst")
        Presence.objects.create(
            meeting=held, user=person, from_time=held.start_time, until_time=held.end_time, source="list"
        )
        ActionItem.objects.create(community=held.cycle.community, meeting=held, what="A", owner=person)
        held.insights.create(kind="insight", text=f"I{place}", author=person)
    browser = as_user(coordinator)
    assert queries(lambda: browser.get(path(held))) == 11


# --- Writing and approving --------------------------------------------------------------------------------------


def test_introduction_is_kept_and_overtaken(held, coordinator):
    write_introduction(held, by=coordinator, version=1, introduction="Een")
    assert write_introduction(held, by=coordinator, version=1, introduction="Een").version == 2
    with pytest.raises(ReportOvertaken):
        write_introduction(held, by=coordinator, version=1, introduction="Twee")


def test_approving_keeps_the_text_and_tells_each_member_once(harvested, coordinator, host):
    report = approve(harvested, coordinator)
    approve(harvested, coordinator)
    assert (report.is_approved, report.approved_by) == (True, coordinator)
    assert told() == ["Anouk", "Daan", "Marit"]
    harvested.insights.create(kind="insight", text="Later")
    assert "Later" not in text_of(harvested, Report.objects.get())


def test_approving_is_refused_when_something_was_written_since(harvested, coordinator, member):
    before = seen(harvested)
    harvested.insights.create(kind="insight", text="Intussen", author=member)
    with pytest.raises(Refused):
        approve_report(harvested, by=coordinator, seen=before)
    assert not Report.objects.get().is_approved and told() == []


@pytest.mark.parametrize("state", ["going_on", "to_come", "cancelled", "closed"])
def test_approving_is_refused(state, held, coordinator, community):
    now = timezone.now()
    hours = {"going_on": (-1, 1), "to_come": (1, 2)}.get(state)
    if hours:
        moments = [now + timedelta(hours=hour) for hour in hours]
        Meeting.objects.filter(pk=held.pk).update(starts_at=moments[0], ends_at=moments[1])
    if state == "cancelled":
        Meeting.objects.update(status=Meeting.Status.CANCELLED)
    if state == "closed":
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    with pytest.raises(Refused):
        approve(held, coordinator)


def test_opened_again_tells_only_when_something_changed(harvested, coordinator, member):
    approve(harvested, coordinator)
    report = reopen_report(harvested, by=coordinator, reason="Naam fout")
    assert reopen_report(harvested, by=coordinator, reason="Nog eens").reopen_reason == "Naam fout"
    assert (report.is_approved, report.approved_at, report.reopened_by) == (False, None, coordinator)
    assert approve(harvested, coordinator).reopen_reason == ""
    assert told() == ["Daan", "Marit"]
    reopen_report(harvested, by=coordinator, reason="Toch")
    harvested.insights.create(kind="insight", text="Nieuw")
    approve(harvested, coordinator)
    assert told() == ["Daan", "Daan", "Marit", "Marit"]


def test_introduction_of_an_approved_report_stays(harvested, coordinator):
    approve(harvested, coordinator)
    with pytest.raises(Refused):
        write_introduction(harvested, by=coordinator, version=2, introduction="Anders")


# --- The mail ---------------------------------------------------------------------------------------------------


def test_mail_holds_a_link_and_nothing_of_the_report(harvested, coordinator, member, deliver):
    approve(harvested, coordinator)
    sent = deliver()
    text = sent[member.email].body + str(sent[member.email].alternatives)
    assert path(harvested) in text and "Het verslag is er" in sent[member.email].subject
    for word in ("Drie dingen", "Een zin helpt", "Ik bel", "goede", "Els"):
        assert word not in text, word


def test_mail_of_what_was_opened_again_or_for_who_left_is_not_sent(harvested, coordinator, member, deliver, reasons):
    approve(harvested, coordinator)
    member.memberships.update(left_at=timezone.now())
    reopen_report(harvested, by=coordinator, reason="Fout")
    assert deliver() == {}
    assert reasons("meetings.report") == ["not a member any more", "the report was opened again"]


def test_mail_goes_out_once_when_approved_again_before_it_was_sent(harvested, coordinator, member, deliver, reasons):
    approve(harvested, coordinator)
    reopen_report(harvested, by=coordinator, reason="Fout")
    harvested.notes.create(about="Nog iets", text="Nieuw", changed_by=member)
    approve(harvested, coordinator)
    deliver()
    assert len(mail.outbox) == 2
    assert reasons("meetings.report") == ["a later mail tells this too"] * 2


def test_mail_still_goes_out_when_the_second_approval_has_nothing_new(harvested, coordinator, deliver):
    approve(harvested, coordinator)
    reopen_report(harvested, by=coordinator, reason="Toch goed")
    approve(harvested, coordinator)
    assert len(deliver()) == 2


def test_mail_is_sent_though_the_summary_was_written_since(harvested, coordinator, deliver):
    report = approve(harvested, coordinator)
    write_summary(harvested, by=coordinator, version=report.version, summary="Kort", publish=True)
    assert len(deliver()) == 2


# --- Pages ------------------------------------------------------------------------------------------------------


def test_members_read_it_once_approved_and_who_leads_before(harvested, coordinator, member, as_user):
    assert as_user(member).get(path(harvested)).status_code == 404
    page = as_user(coordinator).get(path(harvested))
    answer = as_user(coordinator).get(f"{path(harvested, 'report_approve')}?gezien={page.context['seen']}")
    assert page.context["seen"] in answer.content.decode()
    as_user(coordinator).post(path(harvested, "report_approve"), {"seen": page.context["seen"]})
    page = as_user(member).get(path(harvested)).content.decode()
    assert "Drie dingen" in page and "<strong>goede</strong>" in page


def test_report_that_was_never_saved_says_nothing_of_being_opened_again(held, coordinator, as_user):
    assert not Report.objects.exists()
    page = as_user(coordinator).get(path(held)).content.decode()
    assert "Weer geopend" not in page and "DatabaseDefault" not in page


def test_page_says_so_when_something_was_written_since(harvested, coordinator, as_user):
    answer = as_user(coordinator).post(path(harvested, "report_approve"), {"seen": "oud"}, follow=True)
    assert "schreef iemand er iets bij" in answer.content.decode() and told() == []


def test_introduction_page_shows_both_texts_when_overtaken(held, coordinator, as_user):
    write_introduction(held, by=coordinator, version=1, introduction="Van Marit")
    browser, there = as_user(coordinator), path(held, "report_change")
    answer = browser.post(there, {"introduction": "Van Teun", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Van Marit" in page and "Van Teun" in page
    assert browser.post(there, {"introduction": "Samen", "version": 2}).status_code == 302
    assert Report.objects.get().introduction == "Samen"


def test_reopening_page_wants_a_reason(harvested, coordinator, as_user):
    approve(harvested, coordinator)
    browser, there = as_user(coordinator), path(harvested, "report_reopen")
    assert browser.post(there, {"reason": ""}).status_code == 422
    assert "Naam fout" in browser.post(there, {"reason": "Naam fout"}, follow=True).content.decode()


# --- PDF and Word -----------------------------------------------------------------------------------------------


def test_pdf_is_accessible_and_holds_the_pictures(pictured, coordinator, as_user):
    answer = as_user(coordinator).get(path(pictured, "report_as_pdf"))
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "private, no-store"
    with assert_accessible(answer.content, language="nl", title=str(pictured)) as pdf:
        assert sum(len(page.get_images()) for page in pdf.pages) == 2


def test_pdf_leaves_out_signs_that_no_letter_draws(pictured, coordinator, as_user):
    pictured.insights.create(kind="insight", text="Samen \U0001f469\u200d\U0001f4bb verder")
    pictured.photos.update(caption="\U0001f600")
    answer = as_user(coordinator).get(path(pictured, "report_as_pdf"))
    assert answer.content.startswith(b"%PDF-")


def test_pdf_goes_without_a_picture_whose_bytes_are_gone(pictured, coordinator, as_user):
    photo = pictured.photos.first()
    photo.file.blob.storage.delete(photo.file.blob.name)
    answer = as_user(coordinator).get(path(pictured, "report_as_pdf"))
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert sum(len(page.get_images()) for page in pdf.pages) == 1


def test_word_file_holds_the_text_and_the_pictures(pictured, coordinator, as_user):
    answer = as_user(coordinator).get(path(pictured, "report_as_docx"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("word/document.xml").decode()
        names = archive.namelist()
    for words in ("Drie dingen", "Een zin helpt", "Bord | kopen", "Daan Willems", "Het bord", "Ronde *nieuws*"):
        assert words in text, words
    assert len([name for name in names if name.startswith("word/media/")]) == 2
    assert "\ue000" not in text


def test_page_stays_when_a_document_cannot_be_made(harvested, coordinator, as_user, monkeypatch):
    monkeypatch.setattr("leerkring.core.documents.PANDOC_SECONDS", 0.0001)
    for name in ("report_as_pdf", "report_as_docx"):
        assert as_user(coordinator).get(path(harvested, name))["Location"] == path(harvested)
