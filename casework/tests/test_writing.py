"""References, pictures and Word documents of a text."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.actions import outcome as actions
from casework.actions.figure import add_figure, show_figures
from casework.actions.outcome import Author
from casework.actions.reference import add_references, printed_text, remove_reference
from casework.actions.sheet import Conflict
from casework.actions.word import take_over_word
from casework.citations.source import cited_as, listed, read_bibtex, reference
from casework.models import Outcome, OutcomeFigure, OutcomeReference, OutcomeVersion
from leerkring.core.errors import Refused
from leerkring.core.tests.word_files import IN_TEXT, PNG, docx_of
from leerkring.files.models import File

from .conftest import OUTCOME

BERG = (
    "@article{berg2020, author={van der Berg, Jan and {De Groep}}, title={De Linge in Gelderland}, journal={Zorg}, "
    "year=2020, volume=3, number=2, pages={1--9}, doi={10.1234/zorg.1}}"
)
WIT = '@book{wit, author="Sanne de Wit and A. Bos and C. Vos", title={Samen \\"{e}en}, publisher={Boom}}'
ITEMS = read_bibtex(f"{BERG}\n{WIT}")


def url(name, outcome):
    return reverse(f"casework:{name}", kwargs={"slug": outcome.slug})


def picture(name="tuin.png"):
    return SimpleUploadedFile(name, PNG)


# --- BibTeX -----------------------------------------------------------------------------------------------------


def test_references_read_as_apa_names_them():
    assert [reference(item) for item in ITEMS] == [
        "Van der Berg, J., & De Groep. (2020). De Linge in Gelderland. Zorg, 3(2), 1-9. https://doi.org/10.1234/zorg.1",
        "De Wit, S., Bos, A., & Vos, C. (z.d.). Samen ëen. Boom.",
    ]
    assert [(cited_as(item).names, cited_as(item).year) for item in ITEMS] == [
        ("Van der Berg & De Groep", "2020"),
        ("De Wit et al.", "z.d."),
    ]


def test_work_without_author_is_named_by_its_title():
    [item] = read_bibtex("@misc{site, title={Cijfers over de wijk van nu}, year=2024, url={https://voorbeeld.nl}}")

    assert cited_as(item).names == "Cijfers over de wijk …"
    assert reference(item) == "Cijfers over de wijk van nu. (2024). https://voorbeeld.nl"


def test_listed_holds_what_is_cited_in_order():
    assert [key for key, _words in listed(ITEMS, ["berg2020", "wit"])] == ["wit", "berg2020"]
    assert [key for key, _words in listed(ITEMS, ["berg2020", "onbekend"])] == ["berg2020"]


def test_crossed_reference_takes_over_what_its_book_says():
    items = read_bibtex("@inbook{a, crossref={b}, title={Deel}}\n@book{b, title={Geheel}, year=2001, publisher={P}}")

    assert reference(items[0]).startswith("Deel. (2001).")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("@article{x, title={A, year=2020}\n@book{y, title={B}}", "regel"),
        ("@inbook{a, crossref={b}, title={A}}\n@book{b, crossref={a}, title={B}}", "a, b"),
        ("@book{a, crossref={a}, title={A}}", "kring: a"),
        ("Dit is gewone tekst.", "BibTeX"),
        ("", "BibTeX"),
        ("@comment{x, y}", "geen werk"),
        ("@book{a, title={" + "x" * 300_001 + "}}", "delen"),
        ("@book{a, title={" + "{" * 5000, "BibTeX"),
    ],
)
def test_bibtex_that_is_not_right_says_what_is_wrong(text, says):
    with pytest.raises(Refused) as refused:
        read_bibtex(text)

    assert says in " ".join(refused.value.messages)


# --- The list ---------------------------------------------------------------------------------------------------


def test_add_references_twice_keeps_each_once_and_never_changes_a_key(outcome, member):
    assert add_references(outcome, ITEMS, by=member) == ["berg2020", "wit"]
    assert add_references(outcome, ITEMS, by=member) == ["berg2020", "wit"]
    assert add_references(outcome, [ITEMS[1] | {"title": "Ander"}], by=member) == ["wit-2"]

    assert set(outcome.references.values_list("key", flat=True)) == {"berg2020", "wit", "wit-2"}
    assert outcome.references.get(key="wit").item == ITEMS[1]


def test_remove_reference_is_refused_while_the_text_cites_it(outcome, member):
    add_references(outcome, ITEMS, by=member)
    Outcome.objects.update(body="Zie [@wit].")
    outcome.refresh_from_db()

    with pytest.raises(Refused):
        remove_reference(outcome, "wit", by=member)
    for _time in range(2):
        remove_reference(outcome, "berg2020", by=member)

    assert [row.key for row in outcome.references.all()] == ["wit"]


def test_published_version_keeps_what_it_cites(outcome, member, visitor):
    add_references(outcome, ITEMS, by=member)
    Outcome.objects.update(body="Zie [vgl. @berg2020, 3] en [@onbekend].")
    outcome.refresh_from_db()
    version = actions.publish_outcome(outcome, by=member, version=outcome.version)
    OutcomeReference.objects.all().delete()

    page = visitor.get(outcome.get_absolute_url())

    assert [item["id"] for item in version.references] == ["berg2020"]
    assert [anchor for anchor, _words in page.context["references"]] == ["ref-berg2020"]
    assert "Van der Berg &amp; De Groep, 2020</a>, p. 3)" in page.text
    assert printed_text(version).startswith(
        "Zie (vgl. Van der Berg & De Groep, 2020, p. 3) en [@onbekend].\n\n# Literatuur"
    )


def test_draft_says_which_works_are_not_on_the_list(as_user, outcome, member):
    Outcome.objects.update(body="Zie [@onbekend].")

    assert as_user(member).get(outcome.get_absolute_url()).context["unknown"] == "onbekend"


def test_references_page_adds_removes_and_loses_no_word(as_user, outcome, member):
    client, address = as_user(member), url("outcome_references", outcome)

    broken = client.post(address, {"bibtex": "@article{x, title={Mijn werk"})
    assert (broken.status_code, "Mijn werk" in broken.text, broken.context["form"].errors.keys()) == (
        409, True, {"bibtex"},
    )  # fmt: skip
    client.post(address, {"bibtex": BERG, "file": SimpleUploadedFile("mijn.bib", WIT.encode("cp1252"))})
    assert outcome.references.count() == 2
    client.post(address, {"remove": "wit"})
    assert [row.key for row in outcome.references.all()] == ["berg2020"]


def test_references_are_found_in_ones_own_other_texts_only(as_user, outcome, community, member, host):
    mine, theirs = (
        actions.create_outcome(community, OUTCOME | {"title": title}, [Author.of(by)], by=by)
        for title, by in (("Van mij", member), ("Van een ander", host))
    )
    add_references(mine, ITEMS[:1], by=member)
    add_references(theirs, ITEMS[1:], by=host)
    client, address = as_user(member), url("outcome_references", outcome)

    assert [pk for pk, _words in client.get(address, {"q": "Berg 2020"}).context["found"]] == [
        mine.references.get().pk
    ]
    assert client.get(address, {"q": "wit"}).context["found"] == []
    client.post(address, {"take": theirs.references.get().pk})
    assert outcome.references.count() == 0
    client.post(address, {"take": mine.references.get().pk})
    assert outcome.references.get().key == "berg2020"


@pytest.mark.parametrize("number", [1, 3])
def test_references_page_asks_the_same_number_of_questions(
    as_user, outcome, member, django_assert_num_queries, number
):
    add_references(outcome, [ITEMS[0] | {"id": f"k{count}"} for count in range(number)], by=member)
    client = as_user(member)

    with django_assert_num_queries(4):
        client.get(url("outcome_references", outcome))


# --- Pictures ---------------------------------------------------------------------------------------------------


def test_editor_gets_the_address_of_a_picture_or_why_not(as_user, outcome, member):
    client = as_user(member)

    answers = [
        client.post(
            url("outcome_figure", outcome), {"picture": sent} if sent else {}, headers={"accept": "application/json"}
        )
        for sent in (picture(), SimpleUploadedFile("x.png", b"<svg onload=alert(1)>"), None)
    ]

    assert [answer.status_code for answer in answers] == [200, 400, 400]
    assert json.loads(answers[0].content) == {"address": OutcomeFigure.objects.get().file.get_absolute_url()}
    assert all(json.loads(answer.content)["error"] for answer in answers[1:])


def test_page_without_scripts_gives_the_line_to_put_in_the_text(as_user, outcome, member):
    data = {"picture": picture(), "alt": 'Een "tuin" {groen}', "caption": "Na *een* jaar"}

    page = as_user(member).post(url("outcome_figure", outcome), data)

    address = OutcomeFigure.objects.get().file.get_absolute_url()
    assert page.context["line"] == f'![Na \\*een\\* jaar]({address}){{alt="Een \\"tuin\\" (groen)"}}'
    assert as_user(member).post(url("outcome_figure", outcome), {"picture": picture()}).status_code == 409


def test_picture_of_forty_megabytes_is_refused_in_words_and_keeps_what_was_typed(as_user, outcome, member):
    huge = SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n" + bytes(40 * 1024**2), "image/png")

    page = as_user(member).post(url("outcome_figure", outcome), {"picture": huge, "alt": "Een tuin"})

    assert page.status_code == 409 and "te groot" in page.text and 'value="Een tuin"' in page.text
    assert not OutcomeFigure.objects.exists()


SEEN = {
    ("draft", "writers"): {"member", "coordinator", "host"},
    ("published", "writers"): {"member", "coordinator"},
    ("published", "circle"): {"member", "coordinator", "host"},
    ("published", "readers"): {"member", "coordinator", "host", "outsider", "staff"},
    ("restricted", "readers"): {"member", "coordinator", "host"},
    ("withdrawn", "readers"): set(),
}


@pytest.mark.parametrize(("state", "reach"), SEEN)
def test_picture_is_seen_by_who_reads_the_text(request, as_user, outcome, member, state, reach):
    figure = add_figure(outcome, picture(), by=member)
    OutcomeFigure.objects.update(reach=reach)
    if state != "draft":
        actions.publish_outcome(outcome, by=member, version=outcome.version)
    if state == "restricted":
        Outcome.objects.update(access="restricted")
    if state == "withdrawn":
        Outcome.objects.update(status="withdrawn", withdrawn_at=outcome.created_at)
    people = ["member", "coordinator", "host", "outsider", "staff"]

    seen = {
        who
        for who in people
        if as_user(request.getfixturevalue(who)).get(figure.file.get_absolute_url()).status_code == 200
    }

    assert seen == SEEN[state, reach]


def test_show_figures_widens_and_never_narrows(outcome, member):
    shown, other = (add_figure(outcome, picture(), by=member) for _number in range(2))
    body = f"![a]({shown.file.get_absolute_url()})"

    for is_concept, reach in [(True, "circle"), (False, "readers"), (True, "readers")]:
        show_figures(outcome, body, is_concept=is_concept)
        shown.refresh_from_db()
        other.refresh_from_db()
        assert (shown.reach, other.reach) == (reach, "writers")


def test_publishing_shows_the_pictures_and_asks_what_can_be_seen_on_them(outcome, member):
    figure = add_figure(outcome, picture(), by=member)
    Outcome.objects.update(body=f"![]({figure.file.get_absolute_url()})")
    outcome.refresh_from_db()

    with pytest.raises(Refused):
        actions.publish_outcome(outcome, by=member, version=outcome.version)
    Outcome.objects.update(body=f'![]({figure.file.get_absolute_url()}){{alt="Een tuin"}}')
    actions.publish_outcome(outcome, by=member, version=outcome.version)

    assert OutcomeFigure.objects.get().reach == "readers"


def test_deleting_a_draft_takes_its_pictures_away(outcome, member, django_capture_on_commit_callbacks):
    blob = add_figure(outcome, picture(), by=member).file.blob

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_outcome(outcome, by=member)

    assert not File.objects.exists()
    assert not blob.storage.exists(blob.name)


# --- Word -------------------------------------------------------------------------------------------------------

WORD = docx_of(f'# Kop\n\nTekst[^1] met $x^2$.\n\n![Bijschrift]({IN_TEXT}){{alt="Een boom"}}\n\n[^1]: Noot.')


def test_word_comes_below_what_was_written_with_its_pictures(outcome, member):
    lost = take_over_word(outcome, WORD, by=member, version=outcome.version)

    outcome.refresh_from_db()
    address = OutcomeFigure.objects.get().file.get_absolute_url()
    assert outcome.body.startswith(f"{OUTCOME['body'].rstrip()}\n\n# Kop\n\nTekst[^1]")
    assert f'![Bijschrift]({address}){{alt="Een boom"}}' in outcome.body
    assert lost == {"formula": 1}


def test_word_of_a_published_outcome_goes_to_the_next_version(outcome, member):
    actions.publish_outcome(outcome, by=member, version=outcome.version)
    outcome.refresh_from_db()

    take_over_word(outcome, WORD, by=member, version=outcome.version)

    outcome = Outcome.objects.get()
    assert (outcome.body, "# Kop" in outcome.revision.body) == (OUTCOME["body"], True)


def test_word_conflicts_when_somebody_saved_and_keeps_no_picture(outcome, member):
    with pytest.raises(Conflict):
        take_over_word(outcome, WORD, by=member, version=outcome.version - 1)

    assert not OutcomeFigure.objects.exists()


def test_word_with_a_citizen_service_number_is_refused(outcome, member):
    with pytest.raises(Refused):
        take_over_word(outcome, docx_of("Nummer 111222333."), by=member, version=outcome.version)


def test_word_page_tells_what_did_not_come_along(as_user, outcome, member):
    data = {"document": SimpleUploadedFile("stuk.docx", WORD), "version": outcome.version}

    page = as_user(member).post(url("outcome_word", outcome), data, follow=True)

    assert page.redirect_chain == [(url("outcome_change", outcome), 302)]
    assert "Formules: 1." in page.text


@pytest.mark.parametrize(
    ("content", "says"), [(b"\x89PNG" + b"x" * (40 * 1024**2), "te groot"), (b"Tekst", "geen Word-document")]
)
def test_word_page_refuses_what_is_none_and_changes_nothing(as_user, outcome, member, content, says):
    upload = io.BytesIO(content)
    upload.name = "groot.docx"

    page = as_user(member).post(url("outcome_word", outcome), {"document": upload, "version": outcome.version})

    assert page.status_code == 409
    assert says in page.text
    assert (Outcome.objects.get().body, OutcomeVersion.objects.count()) == (OUTCOME["body"], 0)


@pytest.mark.parametrize("name", ["outcome_references", "outcome_figure", "outcome_word"])
@pytest.mark.parametrize(
    ("who", "status"), [("member", 200), ("coordinator", 200), ("host", 404), ("outsider", 404), ("staff", 404)]
)
def test_writing_pages_are_for_writers(request, as_user, outcome, name, who, status):
    assert as_user(request.getfixturevalue(who)).get(url(name, outcome)).status_code == status
