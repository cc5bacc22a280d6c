"""Portfolios: composing, the three forms, and the link."""

import io
import json
import re
import zipfile
from datetime import time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from casework import portfolio_files as files
from casework.actions import goal as goals
from casework.actions import portfolio as actions
from casework.actions import reflection as reflections
from casework.actions import response as responses
from casework.actions.sheet import Conflict, Sheet
from casework.models import Portfolio, PortfolioExport, PortfolioLink, Reflection, ReflectionResponse
from leerkring.accounts.privacy.registry import periods_of
from leerkring.core.errors import Refused
from leerkring.core.tests.paper import assert_accessible, elements
from leerkring.core.tests.schema import faults
from meetings.models import Certificate

NAMES = {
    "title": "Wat ik leerde",
    "introduction": "Ik ben Daan.\n\nDit ben ik.",
    "with_feedback": True,
    "with_goals": True,
}


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """The exports that a worker was asked for; no broker is reached."""
    found = []
    monkeypatch.setattr(actions.current_app, "send_task", lambda name, args, **_options: found.append((name, *args)))
    return found


@pytest.fixture
def portfolio(reflection, member) -> Portfolio:
    items = [("reflection", str(reflection.pk))]
    return actions.save_portfolio(Portfolio(owner=member), NAMES, items, by=member, version=1, page=uuid4())


def url(name, row, **more):
    return reverse(f"casework:{name}", kwargs={"pk": row.pk, **more})


def said(reflection, reader, text, *, member, may_be_quoted):
    reflections.share_reflection(reflection, by=member, person=reader)
    return responses.respond(reflection, text, by=reader, may_be_quoted=may_be_quoted)


# --- What stands in it ------------------------------------------------------------------------------------------


def test_only_feedback_that_may_be_quoted_stands_in_it(portfolio, reflection, member, host, coordinator):
    quoted = said(reflection, host, "Mag erin", member=member, may_be_quoted=True)
    said(reflection, coordinator, "Blijft tussen ons", member=member, may_be_quoted=False)
    responses.respond(reflection, "Mijn antwoord", by=member, to=host)
    section = files.contents_of(portfolio).sections[0]
    assert [(quote.name, quote.text) for quote in section.quotes] == [("Anouk Thijssen", "Mag erin")]
    responses.set_quotable(quoted, by=host, may_be_quoted=False)
    assert files.contents_of(portfolio).sections[0].quotes == []


def test_reflections_of_others_and_texts_of_cases_never_stand_in_it(portfolio, case, community, member, host):
    theirs = reflections.start_reflection(community, by=host, page=uuid4(), title="Van Anouk")
    Reflection.objects.update(case=case)
    portfolio.items.create(position=2, source="reflection", key=str(theirs.pk))
    portfolio.items.create(position=3, source="case", key=str(case.pk))
    shown = files.as_json(files.contents_of(portfolio)).decode()
    assert "Van Anouk" not in shown and case.situation not in shown and case.title not in shown


def test_what_was_deleted_is_no_longer_in_it(portfolio, reflection, member):
    reflections.delete_reflection(reflection, by=member)
    assert files.contents_of(portfolio).sections == []


def test_the_order_is_that_of_the_owner(portfolio, reflection, community, member):
    second = reflections.start_reflection(community, by=member, page=uuid4(), title="Eerst")
    items = [("reflection", str(second.pk)), ("reflection", str(reflection.pk)), ("reflection", str(second.pk))]
    actions.save_portfolio(portfolio, NAMES, items, by=member, version=2, page=uuid4())
    assert [section.title for section in files.contents_of(portfolio).sections] == ["Eerst", "Kanarie title"]


def test_an_outcome_stands_in_it_as_a_reference(portfolio, published, member):
    portfolio.items.create(position=2, source="outcome", key=published.slug)
    section = files.contents_of(portfolio).sections[1]
    assert (section.title, section.parts) == (published.title, ())
    assert section.url.endswith(published.get_absolute_url())


def test_only_ones_own_valid_certificates_stand_in_it(portfolio, meeting, member, host):
    def certificate(user, **more):
        times = {"from_time": time(9, 30), "until_time": time(16, 30), "date": meeting.date, "minutes": 330}
        facts = {"facts": {"circle": "Lingewaard"}, "participants": 8, "confirmed_at": timezone.now()}
        return Certificate.objects.create(user=user, name="N", way="location", **times, **facts, **more)

    withdrawn = {"withdrawn_at": timezone.now(), "withdrawn_because": "corrected"}
    for position, row in enumerate(
        [certificate(member), certificate(member, **withdrawn), certificate(host)], start=2
    ):
        portfolio.items.create(position=position, source="certificate", key=row.serial)
    _reflection, *shown = files.contents_of(portfolio).sections
    mine = Certificate.objects.get(user=member, withdrawn_at=None)
    assert [section.url.endswith(mine.check_path) for section in shown] == [True]
    assert "5,5" in shown[0].line and mine.number in shown[0].line
    assert shown[0].title.endswith("Lingewaard")


# --- What happens -----------------------------------------------------------------------------------------------


def test_save_conflicts_with_another_page_and_makes_one_per_page(portfolio, member, host):
    with pytest.raises(Conflict):
        actions.save_portfolio(portfolio, NAMES, [], by=member, version=1, page=uuid4())
    with pytest.raises(Refused):
        actions.save_portfolio(portfolio, NAMES, [], by=host, version=2, page=uuid4())
    page = uuid4()
    for _press in range(2):
        actions.save_portfolio(Portfolio(owner=member), NAMES, [], by=member, version=1, page=page)
    assert Portfolio.objects.count() == 2


def test_export_is_made_once_in_three_forms(portfolio, member, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = actions.start_export(portfolio, by=member)
        assert actions.start_export(portfolio, by=member) == first
    assert asked == [("casework.tasks.make_portfolio", first.pk)]
    for _time in range(2):
        actions.make_portfolio(first.pk)
    assert sorted(first.files.values_list("form", flat=True)) == ["json", "pdf", "zip"]
    first.refresh_from_db()
    assert (first.status, first.attempts) == ("done", 1)


def test_export_that_is_thrown_away_meanwhile_is_no_fault(portfolio, member):
    export = actions.start_export(portfolio, by=member)
    actions.delete_portfolio(portfolio, by=member)
    actions.make_portfolio(export.pk)
    assert not PortfolioExport.objects.exists()


def test_a_lost_broker_is_asked_again_and_a_text_that_fails_is_given_up(portfolio, member, monkeypatch):
    export = actions.start_export(portfolio, by=member)
    later = timezone.now() + timedelta(minutes=2)
    assert actions.wake_waiting_exports(later) == 1

    def fail(_contents):
        raise files.DocumentError("no")

    monkeypatch.setitem(files.MAKERS, "pdf", fail)
    for _attempt in range(4):
        actions.make_portfolio(export.pk)
    export.refresh_from_db()
    assert (export.status, export.attempts) == ("failed", 3)
    assert actions.wake_waiting_exports(later) == 0


def test_what_was_made_goes_after_a_week(portfolio, member):
    actions.start_export(portfolio, by=member)
    keep = periods_of("casework.PortfolioExport")[0].keep
    assert keep(timezone.now() + timedelta(days=6), dry=False).erased == 0
    keep(timezone.now() + timedelta(days=8), dry=False)
    assert not PortfolioExport.objects.exists()


def test_erasing_a_person_leaves_nothing_of_it(portfolio, member):
    export = actions.start_export(portfolio, by=member)
    actions.make_portfolio(export.pk)
    member.delete()
    assert not Portfolio.objects.exists() and not PortfolioExport.objects.exists()


# --- The forms --------------------------------------------------------------------------------------------------


def opened(portfolio, title="Wat ik leerde") -> pikepdf.Pdf:
    """Return the PDF, which is accessible whatever stands in it."""
    return assert_accessible(files.as_pdf(files.contents_of(portfolio)), language="nl", title=title)


def tags_of(pdf) -> list[str]:
    """Return the names of the tags in reading order."""
    return [tag for tag, _element in elements(pdf)]


def test_pdf_is_read_in_the_order_of_the_portfolio(portfolio):
    with opened(portfolio) as pdf:
        headings = [tag for tag in tags_of(pdf) if re.fullmatch(r"/(Title|H\d)", tag)]
    assert headings[:2] == ["/Title", "/H1"]
    assert headings.count("/H2") == len(files.contents_of(portfolio).sections[0].parts)


def test_pdf_with_a_bit_of_everything_is_accessible(
    portfolio, reflection, community, meeting, published, member, host
):
    said(reflection, host, "Mag erin\n\nen dit ook", member=member, may_be_quoted=True)
    Reflection.objects.update(meeting=meeting)
    grid = {"model_key": "korthagen", "title": "Rooster", "answers": {"me_wanted": "Rust", "other_felt": "Druk"}}
    second = reflections.start_reflection(community, by=member, page=uuid4(), **grid)
    empty = reflections.start_reflection(community, by=member, page=uuid4())
    goals.add_goal({"title": "Ik vraag door"}, by=member, page=uuid4())
    chosen = [("reflection", str(row.pk)) for row in (reflection, second, empty)] + [("outcome", published.slug)]
    actions.save_portfolio(portfolio, NAMES, chosen, by=member, version=2, page=uuid4())
    with opened(Portfolio.objects.get()) as pdf:
        tags = tags_of(pdf)
    assert {"/H3", "/BlockQuote", "/Link", "/TOC", "/L"} <= set(tags)


def test_pdf_in_english_says_so(portfolio, member):
    member.language = "en"
    member.save()
    content = files.as_pdf(files.contents_of(Portfolio.objects.get()))
    assert_accessible(content, language="en", title="Wat ik leerde")


def test_pdf_of_a_name_and_a_title_of_signs_that_no_letter_draws_is_made(portfolio, member):
    Portfolio.objects.update(title="🌱🌱", introduction="Groei 🌱 en rust")
    member.given_name, member.family_name = "🦋", ""
    member.save()
    with opened(Portfolio.objects.get(), title="Portfolio") as pdf:
        assert str(pdf.docinfo["/Title"]) == "Portfolio"


def test_pdf_shows_markup_as_it_was_typed(portfolio, reflection):
    text = '# geen kop\n#panic("x") *ster* <b>vet</b> $x$ [a](javascript:b)\n- streep'
    Reflection.objects.update(answers={"situation": text})
    with opened(portfolio) as pdf:
        headings = [tag for tag in tags_of(pdf) if tag == "/H2"]
    assert len(headings) == 1


def test_pdf_of_200_kilobytes_is_made(portfolio):
    Reflection.objects.update(answers={"situation": "Een zin die ik uit Word plakte. " * 6500})
    with opened(portfolio) as pdf:
        assert len(pdf.pages) > 20


class Links(HTMLParser):
    """What a page fetches or leads to."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, value) for name, value in attrs if name in ("href", "src")]


def test_zip_opens_by_itself_and_fetches_nothing(portfolio):
    Reflection.objects.update(answers={"situation": "<script>alert(1)</script>"})
    with zipfile.ZipFile(io.BytesIO(files.as_zip(files.contents_of(portfolio)))) as archive:
        names = archive.namelist()
        page = archive.read("portfolio/index.html").decode()
        assert json.loads(archive.read("portfolio/portfolio.json"))["title"] == "Wat ik leerde"
    assert names == ["portfolio/index.html", "portfolio/style.css", "portfolio/portfolio.json"]
    links = Links()
    links.feed(page)
    assert [value for tag, value in links.found if tag != "a"] == ["style.css"]
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_json_follows_its_schema(portfolio, reflection, member, host, published):
    said(reflection, host, "Mag erin", member=member, may_be_quoted=True)
    portfolio.items.create(position=2, source="outcome", key=published.slug)
    schema = json.loads((Path(settings.BASE_DIR) / "docs" / "portfolio.schema.json").read_text())
    data = json.loads(files.as_json(files.contents_of(portfolio)))
    assert faults(data, schema, "$") == []
    assert faults(data | {"extra": 1}, schema, "$") == ["$: extra"]


# --- Pages ------------------------------------------------------------------------------------------------------


def test_composing_previewing_and_taking_along(as_user, reflection, member):
    client = as_user(member)
    address = reverse("casework:portfolio_create")
    assert client.get(address).status_code == 200
    data = {"title": "Mijn werk", "page": uuid4(), "version": 1, f"reflection-{reflection.pk}": "1"}
    assert "Kanarie situation" in client.post(address, data | {"preview": "1"}).text
    assert not Portfolio.objects.exists()
    made = client.post(address, data)
    portfolio = Portfolio.objects.get()
    assert made.url == portfolio.get_absolute_url()
    client.post(url("portfolio_make", portfolio))
    waiting = client.get(portfolio.get_absolute_url(), headers={"HX-Request": "true"})
    assert "<progress" in waiting.text and "<main" not in waiting.text
    actions.make_portfolio(PortfolioExport.objects.get().pk)
    for kind, beginning in {"pdf": b"%PDF", "zip": b"PK", "json": b"{"}.items():
        answer = client.get(url("portfolio_file", portfolio, kind=kind))
        assert answer.content.startswith(beginning)
        assert answer["Content-Disposition"] == f'attachment; filename="mijn-werk.{kind}"'


@pytest.mark.parametrize("who", ["host", "coordinator", "staff", "outsider", "former_member"])
def test_a_portfolio_does_not_exist_for_others(request, as_user, portfolio, who):
    client = as_user(request.getfixturevalue(who))
    assert client.get(portfolio.get_absolute_url()).status_code == 404
    assert client.post(url("portfolio_make", portfolio)).status_code == 404
    assert "Wat ik leerde" not in client.get(reverse("casework:portfolio_list")).text


def test_a_conflict_keeps_what_was_typed(as_user, portfolio, member):
    data = {"title": "Nieuw", "introduction": "Getypt", "page": uuid4(), "version": 1}
    page = as_user(member).post(url("portfolio_change", portfolio), data)
    assert page.status_code == 409 and "Getypt" in page.text


def lent(portfolio, member, **changes) -> PortfolioLink:
    facts = {"ends_on": timezone.localdate() + timedelta(days=30)} | changes
    return actions.add_link(portfolio, by=member, **facts)


def test_a_link_shows_it_and_counts_only_that_somebody_looked(visitor, portfolio, member):
    link = lent(portfolio, member)
    address = actions.link_url(link)
    assert "Kanarie situation" in visitor.get(address).text
    visitor.head(address)
    visitor.get(address)
    link.refresh_from_db()
    assert link.views == 2
    assert link.token_hash not in address and visitor.get(address)["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("how", ["ended", "revoked", "owner gone", "portfolio deleted", "another token"])
def test_a_link_that_works_no_more_looks_like_none(visitor, portfolio, member, how):
    link = lent(portfolio, member)
    address = actions.link_url(link)
    if how == "ended":
        PortfolioLink.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    if how == "revoked":
        actions.revoke_link(link, by=member)
    if how == "owner gone":
        type(member).objects.filter(pk=member.pk).update(is_active=False)
    if how == "portfolio deleted":
        actions.delete_portfolio(portfolio, by=member)
    if how == "another token":
        address = f"{address[:-2]}x/"
    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize("days", [-1, 400])
def test_a_link_ends_within_a_year(as_user, portfolio, member, days):
    day = timezone.localdate() + timedelta(days=days)
    page = as_user(member).post(url("portfolio_link", portfolio), {"ends_on": day.isoformat()})
    assert set(page.context["link_form"].errors) == {"ends_on"}
    assert not PortfolioLink.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_detail_asks_the_same_number_of_questions(
    as_user, portfolio, community, member, host, django_assert_num_queries, number
):
    for count in range(number):
        row = reflections.start_reflection(community, by=member, page=uuid4())
        reflections.save_reflection(row, {"answers": {"task": "x"}}, by=member, sheet=Sheet(row.page, 1))
        ReflectionResponse.objects.create(reflection=row, reader=host, text="x", may_be_quoted=True)
        portfolio.items.create(position=count + 2, source="reflection", key=str(row.pk))
        lent(portfolio, member)
    client = as_user(member)
    with django_assert_num_queries(11):
        client.get(portfolio.get_absolute_url())
