"""A circle on paper: accessible, one page, and only what everybody may see."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from communities import sheet as sheets
from communities.actions.commitment import add_commitment
from communities.actions.contact_person import add_contact_person
from communities.actions.join_link import open_link
from communities.models import Community, Recognition
from communities.sheet import Sheet, facts_of, pdf_of
from conftest import CLOSED
from leerkring.core.documents import DocumentError

pytestmark = pytest.mark.django_db
ADDRESS = {Sheet.PAGE: "sheet_detail", Sheet.POSTER: "sheet_poster"}


def path(sheet, community):
    return reverse(f"communities:{ADDRESS[sheet]}", kwargs={"slug": community.slug})


def opened(content) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def tags(pdf) -> list[str]:
    """Return the kinds of all elements of the structure tree."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), str(node.get("/Alt", ""))))
            if "/K" in node:
                waiting.append(node.K)
    return found


@pytest.fixture
def full(community, coordinator, member, host, organisation):
    """A circle with everything that can stand on its page, at full length."""
    long = "Een lange zin over wat wij hier samen doen en waarom dat ertoe doet. " * 30
    Community.objects.update(common_interest=long, domain_about=long, community_about=long, practice_about=long)
    add_contact_person(community, by=coordinator, user=member, function="student")
    add_contact_person(community, by=coordinator, name="Els", email="els@example.nl")
    add_commitment(
        community, by=coordinator, organisation=organisation.name, interest="Eerder zien.",
        signed_by="J. van Elk", signed_on=date(2026, 1, 5),
    )  # fmt: skip
    for number in range(12):
        add_commitment(community, by=coordinator, organisation=f"Organisatie {number}", interest=long[:300].strip())
    facts = {"issuer": "Zorgpact", "starts_on": date(2026, 3, 1), "reason": "Goed."}
    for number in range(5):
        Recognition.objects.create(community=community, title=f"Koploper {number}", **facts)
    return Community.objects.select_related("programme", "theme", "area__parent").get()


@pytest.mark.parametrize("sheet", list(Sheet))
def test_sheet_is_an_accessible_pdf_of_one_page(full, visitor, sheet):
    answer = visitor.get(path(sheet, full))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pdf = opened(answer.content)
    assert len(pdf.pages) == 1
    assert str(pdf.Root.Lang) == "nl"
    assert bool(pdf.Root.MarkInfo.Marked)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == full.question


def test_page_has_headings_a_table_and_pictures_with_their_text(full):
    with translation.override("nl"):
        found = tags(opened(pdf_of(facts_of(full, Sheet.PAGE), Sheet.PAGE)))

    kinds = {kind for kind, _alt in found}
    assert {"/Title", "/H1", "/Table", "/TH", "/TD", "/L", "/Figure", "/Link"} <= kinds or {"/H1", "/Table"} <= kinds
    alts = {alt for kind, alt in found if kind == "/Figure" and alt}
    assert "Doen mee: onderwijs en praktijk." in alts
    assert any(alt.startswith("QR-code") for alt in alts)


def test_sheet_holds_only_what_everybody_may_see(full, member):
    facts = str(facts_of(full, Sheet.PAGE))

    assert "Organisatie 0" in facts and "Els" in facts
    for secret in ("J. van Elk", "els@example.nl", member.email, "Thijssen"):
        assert secret not in facts


@pytest.mark.parametrize(
    ("state", "status"),
    [({"status": "draft", "started_at": None}, 404), (CLOSED, 200), (CLOSED | {"status": "archived"}, 404)],
)
def test_sheet_is_as_public_as_the_circle_and_a_draft_has_none(
    community, coordinator, visitor, as_user, state, status
):
    Community.objects.update(**state)

    for sheet in Sheet:
        assert visitor.get(path(sheet, community)).status_code == status
    assert as_user(coordinator).get(path(Sheet.PAGE, community)).status_code == (404 if "started_at" in state else 200)


def test_sheet_is_made_once_as_long_as_it_says_the_same(community, visitor, monkeypatch):
    made = []
    monkeypatch.setattr(sheets, "make_pdf", lambda *args, **kwargs: made.append(1) or b"%PDF-")

    for _time in range(2):
        visitor.get(path(Sheet.POSTER, community))
    assert len(made) == 1
    Community.objects.update(question="Een nieuwe vraag?")
    visitor.get(path(Sheet.POSTER, community))
    assert len(made) == 2


def test_sheet_that_cannot_be_made_leads_back_with_a_word(community, visitor, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DocumentError("typst")

    monkeypatch.setattr(sheets, "make_pdf", broken)

    page = visitor.get(path(Sheet.PAGE, community), follow=True)

    assert page.redirect_chain == [(community.get_absolute_url(), 302)]
    assert "De PDF lukt nu niet" in page.text


@pytest.mark.parametrize(
    "text", ["#panic()", "*vet* _schuin_ $x$ @verwijzing", "\\ ` ~ <label>", "👩🏽‍🦽 שלום", "x" * 300]
)
def test_sheet_takes_words_as_words(community, text):
    Community.objects.update(question=text, domain_about=text, name=text[:100])
    row = Community.objects.select_related("programme", "theme", "area__parent").get()

    for sheet in Sheet:
        assert len(opened(pdf_of(facts_of(row, sheet), sheet)).pages) == 1


def test_sheet_speaks_the_language_of_the_reader(community, visitor):
    visitor.cookies["django_language"] = "en"

    assert str(opened(visitor.get(path(Sheet.PAGE, community)).content).Root.Lang) == "en"


def test_code_leads_to_the_page_of_the_circle(community):
    facts = facts_of(community, Sheet.POSTER)

    assert facts["address"].endswith(community.get_absolute_url())
    assert facts["qr"].startswith("<?xml") or "<svg" in facts["qr"]


@pytest.mark.parametrize("number", [1, 3])
def test_page_on_paper_takes_four_questions(community, coordinator, django_assert_num_queries, number):
    for count in range(number):
        add_commitment(community, by=coordinator, organisation=f"Organisatie {count}")
    row = Community.objects.select_related("programme", "theme", "area__parent").get()

    with django_assert_num_queries(4):
        facts_of(row, Sheet.PAGE)


@pytest.fixture
def link(community, coordinator):
    ends_at = timezone.now() + timedelta(days=7)
    return open_link(community, by=coordinator, role="resident", sector="residents", ends_at=ends_at, limit=30)


def join_poster(link):
    return reverse("communities:sheet_join_poster", kwargs={"slug": link.community.slug, "pk": link.pk})


def test_poster_of_an_open_link_is_private_and_kept_nowhere(link, coordinator, as_user):
    answer = as_user(coordinator).get(join_poster(link))

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert len(opened(answer.content).pages) == 1
    assert not [key for key in cache._cache if "communities:poster" in key]


def test_poster_of_a_closed_link_leads_back_with_a_word(link, coordinator, as_user):
    link.closed_at = timezone.now()
    link.save()

    page = as_user(coordinator).get(join_poster(link), follow=True)

    assert page.redirect_chain[0][1] == 302 and "geen poster" in page.text


@pytest.mark.parametrize("who", ["member", "outsider", "staff"])
def test_poster_of_an_open_link_is_for_coordinators(link, as_user, request, who):
    assert as_user(request.getfixturevalue(who)).get(join_poster(link)).status_code == 404
