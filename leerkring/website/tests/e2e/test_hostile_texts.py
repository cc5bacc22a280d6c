"""Texts that try to run a script or fetch something, in every field of an outcome: nothing of it happens.

The policy of the portal (CSP) is put aside, so that it does not hide what the pages themselves let through.
"""

import io
import json
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from casework.actions.feedback import invite_outsider, start_round
from casework.citations.source import read_bibtex
from casework.models import (
    EditorialReview,
    Outcome,
    OutcomeAuthor,
    OutcomeReference,
    OutcomeVersion,
    OutcomeWriter,
    Remark,
    SignOff,
    Uptake,
)
from casework.paper_files import make_file
from casework.round_links import round_token
from leerkring.core.errors import Refused
from leerkring.core.tests.hostile import UNSAFE, payloads
from leerkring.core.tests.word_files import docx_of
from leerkring.core.word import read_docx

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]

ALL = payloads()
TEXT = "\n\n".join(ALL)
WITNESS = "window.ran = () => { window.hasRun = true; };"


@pytest.fixture
def paper(community, member):
    """A published text, all of whose words are hostile, with its next version, versions, references and uses."""
    now = timezone.now()
    facts = {"community": community, "abstract": TEXT, "body": TEXT, "created_by": member, "next_step": ALL[0]}
    published = {"status": "published", "published_at": now, "stamped_at": now}
    for number, title in enumerate(ALL):
        Outcome.objects.create(slug=f"stuk-{number}", title=title, **facts | published | {"body": "x"})
    outcome = Outcome.objects.create(slug="boos", title="</title><script>ran()</script>", **facts | published)
    OutcomeAuthor.objects.create(outcome=outcome, position=1, user=member, name=member.full_name)
    for number, name in enumerate(ALL[:58], start=2):
        OutcomeAuthor.objects.create(outcome=outcome, position=number, name=name, affiliation=name, family_name=name)
    items = [{"id": f"k{n}", "type": "book", "title": p, "URL": p, "publisher": p} for n, p in enumerate(ALL)]
    rows = [OutcomeReference(outcome=outcome, key=item["id"], item=item, words=item["title"]) for item in items]
    OutcomeReference.objects.bulk_create(rows)
    people = [{"family": name, "given": name} for name in ALL[:20]]
    body = f"{TEXT}\n\n[{'; '.join('@' + item['id'] for item in items)}]"
    for number, note in enumerate(ALL):
        frozen = {"title": note, "body": body if number == len(ALL) - 1 else "x", "abstract": TEXT, "people": people}
        facts = {
            "change_note": note,
            "author_line": note,
            "references": items,
            "frozen_at": now + timedelta(seconds=number),
        }
        OutcomeVersion.objects.create(outcome=outcome, number=f"1.{number}", **frozen, **facts)
    told = {"outcome": outcome, "use": "practice", "state": "shown", "told_at": now, "decided_at": now}
    Uptake.objects.bulk_create([Uptake(where=text, story=text, **told) for text in ALL])
    SignOff.objects.create(outcome=outcome, user=member, mark="x", remark=TEXT, agrees=False, changed_at=now)
    kept = {
        "page": uuid4(),
        "began_with": 1,
        "kept_at": now,
        "title": ALL[1],
        "abstract": TEXT,
        "body": f"y\n\n{TEXT}",
    }
    OutcomeWriter.objects.create(outcome=outcome, user=member, **kept)
    return outcome


@pytest.fixture
def invitee(paper, member):
    """Somebody who is asked about the newest version, in a round full of hostile remarks."""
    now = timezone.now()
    version = paper.versions.order_by("-frozen_at")[0]
    times = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    row = start_round(version, by=member, audience="policy", question=TEXT[:900], event=None, **times)
    asked = invite_outsider(row, by=member, name=ALL[3], email="f@example.org", language="nl")
    answer = {"verdict": "adopted", "answered_at": now}
    remarks = [Remark(round=row, invitee=asked, text=text, quote=text, reason=text, **answer) for text in ALL]
    Remark.objects.bulk_create(remarks)
    return asked


@pytest.fixture
def look(browser, live_server, member):
    """Return a function: open an address (or a whole document) and return what is wrong with what stands there."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True)
    client = Client()
    client.force_login(member)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    context.add_init_script(WITNESS)
    foreign: list[str] = []
    context.route(
        lambda url: not url.startswith(live_server.url),
        lambda route: (foreign.append(route.request.url), route.abort()),
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: (foreign.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def at(path: str = "", *, content: str = "", then=None) -> list[str]:
        foreign.clear()
        if path:
            assert page.goto(path).status < 420, path
        else:
            page.goto("about:blank")
            page.set_content(content)
        if then:
            then(page)
        page.mouse.move(300, 300)
        found = page.evaluate(UNSAFE)
        if page.evaluate("window.hasRun"):
            found.append("a script ran")
        return [f"{path}: {what}" for what in [*found, *foreign]]

    yield at
    context.close()


def pages_of(paper, invitee) -> list[str]:
    base, row = paper.get_absolute_url(), invitee.round
    newest = paper.versions.order_by("-frozen_at")[0].number
    first, second = (paper.versions.order_by("frozen_at")[n].number for n in (0, 1))
    inside = ("", "werktekst/", "versies/", "literatuur/?q=x", "publiceren/", "toegang/", "intrekken/", "instemmen/")
    more = (f"v/{newest}/", f"vergelijken/?before={first}&after={second}", "gebruik/", "gebruik/verteld/")
    circle = paper.community.slug
    lists = ("/opbrengsten/", "/opbrengsten/?q=ran", f"/opbrengsten/leerkring/{circle}/", "/zoeken/?q=script")
    rounds = (f"/feedback/{row.pk}/", f"/feedback/{row.pk}/opmerking/{row.remarks.first().pk}/")
    visit = f"/feedback/lezen/{round_token(invitee)}/"
    return [*(f"{base}{path}" for path in (*inside, *more)), *lists, *rounds, visit]


def test_there_are_enough_of_them():
    assert len(ALL) >= 200


def test_judge_sees_what_is_wrong(look):
    wrong = ["<img src=x onerror=ran()>", '<a href="java&#10;script:ran()">x</a>', "<img src=//evil.example/x>"]
    assert all(look(content=f"<!doctype html><base href=http://x.example>{each}") for each in wrong)
    assert look(content="<!doctype html><a href='https://evil.example/x'>x</a>") == []


@pytest.mark.promise(10)
def test_no_page_runs_or_fetches_anything(look, paper, invitee, figure):
    figure(f"{len(ALL)} hostile texts in each field, on {len(pages_of(paper, invitee))} pages")
    assert [what for path in pages_of(paper, invitee) for what in look(path)] == []


@pytest.mark.promise(10)
def test_editor_runs_and_fetches_nothing(look, paper):
    def write(page):
        page.wait_for_selector("[name='body'][data-editor-state]", state="attached")
        page.wait_for_load_state("networkidle")

    assert look(f"{paper.get_absolute_url()}wijzigen/", then=write) == []


def test_two_texts_that_meet_run_and_fetch_nothing(look, paper, member):
    Outcome.objects.filter(pk=paper.pk).update(version=9)
    client = Client()
    client.force_login(member)
    rows = {"authors-TOTAL_FORMS": "0", "authors-INITIAL_FORMS": "0"}
    data = {"title": ALL[2], "abstract": TEXT[::-1], "body": f"Van mij.\n\n{TEXT}", "kind": "paper", "language": "nl"}

    answer = client.post(f"{paper.get_absolute_url()}wijzigen/", data | rows | {"version": "1"})

    assert answer.status_code == 409
    assert look(content=re.sub(r"<(link|script) [^>]*static/[^>]*>(</script>)?", "", answer.text)) == []


def test_word_document_and_bibtex_bring_nothing_along(look, paper):
    read = read_docx(docx_of(TEXT)).markdown
    works = "\n".join(
        f"@book{{k{n}, title={{{re.sub(r'[{}%#$&_^~]', '', p)}}}, author={{{n} Jan}}}}" for n, p in enumerate(ALL)
    )
    Outcome.objects.filter(pk=paper.pk).update(status="draft", published_at=None, body=read)
    try:
        items = read_bibtex(works)
    except Refused:
        items = []
    paper.references.all().delete()
    rows = [OutcomeReference(outcome=paper, key=item["id"], item=item, words="x") for item in items]
    OutcomeReference.objects.bulk_create(rows)

    assert len(items) > 200
    assert [what for path in ("", "literatuur/") for what in look(f"{paper.get_absolute_url()}{path}")] == []


@pytest.mark.promise(10)
def test_files_that_people_take_along_hold_nothing_that_runs(look, paper):
    version = paper.versions.select_related("outcome__community__programme").order_by("-frozen_at")[0]
    with zipfile.ZipFile(io.BytesIO(make_file(version, "epub"))) as book:
        chapters = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
    with zipfile.ZipFile(io.BytesIO(make_file(version, "docx"))) as document:
        links = b"".join(document.read(name) for name in document.namelist() if name.endswith(".rels")).decode()
    jats = make_file(version, "xml").decode()

    assert [what for text in chapters for what in look(content=re.sub(r"<\?xml.*?\?>|<link[^>]*>", "", text))] == []
    unsafe = re.compile(r'(?:Target|href)="\s*(?:javascript|vbscript|data:text|blob)', re.IGNORECASE)
    assert unsafe.findall(links) == unsafe.findall(jats) == []
    assert "<script" not in jats.lower()


def test_review_by_editors_runs_nothing(look, paper, member, coordinator):
    now = timezone.now()
    terms = {"access": "open", "licence": "cc-by", "next_step": ALL[0], "change_note": ALL[1], "remark": TEXT}
    decided = {"state": "returned", "decided_at": now, "decided_by": coordinator}
    EditorialReview.objects.create(outcome=paper, asked_by=member, asked_at=now, **terms, **decided)

    assert look(f"{paper.get_absolute_url()}publiceren/") == []


def test_linked_data_closes_no_script(client, paper):
    page = client.get(paper.get_absolute_url()).text
    block = re.search(r'<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)

    assert block and json.loads(block[1])["abstract"].startswith(ALL[0].split()[0])
